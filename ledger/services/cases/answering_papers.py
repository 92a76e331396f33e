"""The paper that answers a keberatan; what BPASN decided has a letter of its own elsewhere."""

from datetime import datetime

from ledger.database import session
from ledger.documents.remedy_decision import RemedyDecisionContext
from ledger.domain.actors import Actor
from ledger.domain.discipline.kinds import KINDS_PNS, Kind
from ledger.domain.discipline.remedies import RemedyOutcome, RemedyRoute
from ledger.domain.formats import date_text
from ledger.models.cases import Case, Sanction
from ledger.models.documents import Document
from ledger.models.remedies import Remedy
from ledger.services.cases.choosing import imposed_row
from ledger.services.cases.papers.framing import decision_frame
from ledger.services.cases.papers.keeping import keep_paper
from ledger.services.documents import person_block, signer_block
from ledger.services.officials import person_snapshot

#: The papers are Indonesian always, so their sentences are not for the catalogue.
BPASN = "Badan Pertimbangan Aparatur Sipil Negara"
REMEDIES = "Peraturan Pemerintah Nomor 79 Tahun 2021"
LEGAL_BASES = (
    "Undang-Undang Nomor 20 Tahun 2023 tentang Aparatur Sipil Negara;",
    f"{REMEDIES} tentang Upaya Administratif dan Badan Pertimbangan Aparatur Sipil Negara;",
    "Peraturan Pemerintah Nomor 94 Tahun 2021 tentang Disiplin Pegawai Negeri Sipil;",
)
ANSWERS = {
    RemedyOutcome.UPHELD: "Menolak keberatan dan menguatkan Keputusan tersebut atas nama:",
    RemedyOutcome.LIGHTENED: "Memperingan hukuman disiplin menjadi {kind} atas nama:",
    RemedyOutcome.AGGRAVATED: "Memperberat hukuman disiplin menjadi {kind} atas nama:",
    RemedyOutcome.CHANGED: "Mengubah Keputusan tersebut, dengan jenis hukuman tetap {kind},"
    " atas nama:",
    RemedyOutcome.ANNULLED: "Membatalkan Keputusan tersebut atas nama:",
    RemedyOutcome.INADMISSIBLE: "Menetapkan bahwa keberatan tersebut tidak dapat diterima, atas"
    " nama:",
}
HOLDS = "Keputusan ini berlaku sejak tanggal ditetapkan."
STANDS = "Keputusan Nomor {number} tetap berlaku."
GONE = (
    "Keputusan Nomor {number} dicabut dan tidak dicatat sebagai hukuman disiplin; hak yang"
    " bersangkutan dipulihkan."
)
INSTEAD = "Keputusan ini menggantikan Keputusan Nomor {number} sejak tanggal ditetapkan."
DISMISSED = (
    "Keputusan ini mulai berlaku pada hari kerja ke-15 terhitung sejak diterima oleh yang"
    " bersangkutan, kecuali diajukan banding administratif kepada Badan Pertimbangan Aparatur"
    " Sipil Negara paling lambat 14 hari kerja sejak diterima."
)


def prepare_answer(
    case: Case, sanction: Sanction, remedy: Remedy, *, actor: Actor, now: datetime
) -> int | None:
    """The numbered Keputusan or Penetapan; None for BPASN."""
    if remedy.route is RemedyRoute.BPASN or remedy.outcome is None or remedy.decided_on is None:
        return None
    outcome = remedy.outcome
    context = RemedyDecisionContext(
        **decision_frame(case, remedy.official, on=remedy.decided_on),
        person=person_block(person_snapshot(case.subject_id)),
        objected_number=_number(sanction),
        objected_date_text=date_text(sanction.decided_on),
        kind_text=_kind_text(sanction.kind, sanction.kind_text),
        filed_date_text=date_text(remedy.filed_on),
        last_day_text=date_text(remedy.last_day),
        considerations=(f"bahwa {remedy.reason[:1].lower()}{remedy.reason[1:].rstrip('.;')};",),
        legal_bases=LEGAL_BASES,
        answer_text=ANSWERS[outcome].format(kind=_kind_after(case, sanction, remedy)),
        effect_text=_effect(sanction, remedy),
        signer=signer_block(remedy.official),
        is_inadmissible=outcome is RemedyOutcome.INADMISSIBLE,
        objection_addressee=BPASN if _is_new_dismissal(remedy) else "",
    )
    part = f"remedy:{remedy.id}"
    return keep_paper(
        case, part, context, (remedy.official,), remedy.decided_on, actor=actor, now=now
    )


def _effect(sanction: Sanction, remedy: Remedy) -> str:
    number = _number(sanction)
    if remedy.outcome is RemedyOutcome.ANNULLED:
        return GONE.format(number=number)
    if _is_new_dismissal(remedy):
        return DISMISSED
    if remedy.kind_after is not None:
        return INSTEAD.format(number=number)
    return f"{STANDS.format(number=number)} {'' if remedy.is_late else HOLDS}".strip()


def _is_new_dismissal(remedy: Remedy) -> bool:
    return remedy.outcome is RemedyOutcome.AGGRAVATED and remedy.kind_after == Kind.B3.value


def _number(sanction: Sanction) -> str:
    paper = session().get(Document, sanction.document_id) if sanction.document_id else None
    return (paper.number if paper else None) or "-"


def _kind_after(case: Case, sanction: Sanction, remedy: Remedy) -> str:
    """In the words of the agency or the transition, as the sanction itself will keep them."""
    kind = remedy.kind_after or ""
    if not kind or kind == sanction.kind:
        return _kind_text(kind, sanction.kind_text)
    row = imposed_row(case.subject_id, Kind(kind), on=remedy.decided_on or remedy.filed_on)
    return row.text


def _kind_text(kind: str, own: str | None) -> str:
    return own or next((row.text for row in KINDS_PNS if row.kind.value == kind), kind)
