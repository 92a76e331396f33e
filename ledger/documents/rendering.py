"""Every kind of paper behind one door: name the kind, give the context, get the bytes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ledger.documents import (
    case_papers,
    certificate,
    clean_statement,
    guidance_letter,
    recap,
    recap_corrigendum,
    remedy_decision,
)
from ledger.documents.clean_statement import CleanStatementContext
from ledger.documents.contexts import (
    CertificateContext,
    DocumentContext,
    GuidanceLetterContext,
)
from ledger.documents.recap_context import RecapContext
from ledger.documents.recap_corrigendum import RecapCorrigendumContext
from ledger.documents.remedy_decision import RemedyDecisionContext
from ledger.documents.typesetting import Attachment
from ledger.errors import InvalidInput, sentence


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of paper. ``class_code`` is the archive class its number begins with."""

    context: type[DocumentContext]
    class_code: str
    render: Callable[..., bytes]
    is_discipline: bool = False


KINDS: Mapping[str, Kind] = {
    certificate.KIND: Kind(CertificateContext, certificate.CLASS_CODE, certificate.render),
    guidance_letter.KIND: Kind(
        GuidanceLetterContext, guidance_letter.CLASS_CODE, guidance_letter.render
    ),
    **{
        context.kind: Kind(context, case_papers.CLASS_CODE, case_papers.render, is_discipline=True)
        for context in case_papers.TEMPLATES
    },
    remedy_decision.KIND: Kind(
        RemedyDecisionContext,
        remedy_decision.CLASS_CODE,
        remedy_decision.render,
        is_discipline=True,
    ),
    clean_statement.KIND: Kind(
        CleanStatementContext, clean_statement.CLASS_CODE, clean_statement.render
    ),
    recap.KIND: Kind(RecapContext, recap.CLASS_CODE, recap.render),
    recap_corrigendum.KIND: Kind(
        RecapCorrigendumContext, recap_corrigendum.CLASS_CODE, recap_corrigendum.render
    ),
}


def get_kind(kind: str) -> Kind:
    """InvalidInput when there is no such kind of paper."""
    found = KINDS.get(kind)
    if found is None:
        raise InvalidInput(
            sentence("Jenis dokumen %(kind)s tidak ada."), code="document_kind_unknown", kind=kind
        )
    return found


def read_context(kind: str, mapping: Mapping[str, Any]) -> DocumentContext:
    """The frozen context from its stored mapping."""
    return get_kind(kind).context.from_mapping(mapping)


def render_pdf(
    kind: str,
    context: DocumentContext | Mapping[str, Any],
    *,
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """A paper as PDF/A-3: the same context gives the same bytes, on any day, in any process.

    InvalidInput when the context is of another kind or does not fit it.
    """
    found = get_kind(kind)
    if not isinstance(context, DocumentContext):
        context = found.context.from_mapping(context)
    if not isinstance(context, found.context):
        raise InvalidInput(
            sentence("Isian dokumen ini bukan untuk jenis %(kind)s."),
            code="document_context_misfit",
            kind=kind,
        )
    return found.render(context, attachments=attachments)
