"""A paper of an invented person in an agency's own words, for whoever chooses them to look at."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from ledger.documents.contexts import CertificateContext, DocumentContext, GuidanceLetterContext
from ledger.documents.parties import Letterhead, PersonBlock, Signer
from ledger.domain.actors import Actor
from ledger.domain.documents import CertificateDesign, DocumentKind
from ledger.domain.formats import date_text
from ledger.domain.people import Role
from ledger.domain.wordings import EXAMPLES, default_texts, fill
from ledger.services.access import require_role
from ledger.services.days import agency_today
from ledger.services.documents import paper_frame, render_preview
from ledger.services.paper_words import certificate_fields, guidance_fields

_RECIPIENT = PersonBlock(
    name=EXAMPLES["nama"],
    nip="198701122010012003",
    rank="Penata (III/c)",
    position=EXAMPLES["jabatan"],
    unit=EXAMPLES["unit"],
    back_title="S.Kom.",
)
_SIGNER = Signer(
    name="Ratna Kusumawardhani",
    post=EXAMPLES["kepada"],
    rank="Pembina Utama Muda (IV/c)",
    nip="196908171995032001",
    front_title="Dr.",
    back_title="M.Si.",
)


def example_texts(texts: Mapping[str, str]) -> dict[str, str]:
    """The texts with the examples in their places; an unknown place is left as it was typed."""
    return {name: _filled(text) for name, text in texts.items()}


def preview_paper(
    kind: DocumentKind,
    texts: Mapping[str, str],
    *,
    design: CertificateDesign = CertificateDesign.ANYAMAN,
    actor: Actor,
    now: datetime,
) -> bytes:
    """The paper as a PDF with KONSEP across it; Forbidden, RuleRefused for an unknown place."""
    require_role(actor, Role.HR, unit_id=None)
    today = agency_today(actor.agency_id, now=now)
    filled = {name: fill(text, EXAMPLES) for name, text in texts.items()}
    context = _context(kind, filled, _frame(actor, today), design)
    return render_preview(kind, context.to_mapping())


def _filled(text: str) -> str:
    for name, example in EXAMPLES.items():
        text = text.replace(f"{{{name}}}", example)
    return text


def _frame(actor: Actor, today: date) -> dict[str, Any]:
    if actor.unit_id is not None:
        return paper_frame(actor.unit_id, on=today)
    return {
        "letterhead": Letterhead(government="", agency=EXAMPLES["instansi"]),
        "place": "",
        "date_text": date_text(today),
    }


def _context(
    kind: DocumentKind,
    filled: dict[str, str],
    frame: Mapping[str, Any],
    design: CertificateDesign,
) -> DocumentContext:
    if kind is DocumentKind.CERTIFICATE:
        return CertificateContext(
            **frame,
            recipient=_RECIPIENT,
            award_title="Pelayanan Cepat dan Ramah",
            **certificate_fields(0, filled, reason=EXAMPLES["uraian"]),
            signer=_SIGNER,
            design=design.value,
        )
    return GuidanceLetterContext(
        **frame,
        recipient=_RECIPIENT,
        subject="Pembinaan: ketepatan waktu pelayanan",
        facts=("Selama September 2026, empat permohonan selesai melewati standar pelayanan.",),
        basis=("Aturan Ketepatan waktu, versi 1",),
        **guidance_fields(0, filled or default_texts(kind)),
        response_until_text=EXAMPLES["batas"],
        response_to=EXAMPLES["kepada"],
        signer=_SIGNER,
    )
