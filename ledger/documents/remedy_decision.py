"""The answer to a keberatan: a Keputusan, or a penetapan that it cannot be received."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from ledger.documents.case_contexts import CaseContext
from ledger.documents.parties import PersonBlock, Signer
from ledger.documents.typesetting import Attachment, Layout, typeset


@dataclass(frozen=True, slots=True, kw_only=True)
class RemedyDecisionContext(CaseContext):
    """A Keputusan atas keberatan (PP 79/2021).

    ``answer_text`` completes "MEMUTUSKAN" as a sentence of its own; ``considerations`` are the
    reasons, one paragraph each. ``is_inadmissible`` prints a Penetapan, which judges nothing.
    ``further_text`` says what can still be done, ``effect_text`` from when the answer holds.
    """

    kind: ClassVar[str] = "remedy_decision"
    required: ClassVar[tuple[str, ...]] = ("considerations", "answer_text", "legal_bases")

    person: PersonBlock
    objected_number: str
    objected_date_text: str
    kind_text: str
    filed_date_text: str
    last_day_text: str
    considerations: tuple[str, ...]
    legal_bases: tuple[str, ...]
    answer_text: str
    effect_text: str
    signer: Signer
    is_inadmissible: bool = False
    further_text: str = ""
    #: To whom a dismissal that comes of it is appealed.
    objection_addressee: str = ""


KIND = RemedyDecisionContext.kind
CLASS_CODE = "800.1.8.3"
LAYOUT = Layout(template="remedy_decision.html", style="letter.css")


def render(context: RemedyDecisionContext, *, attachments: Sequence[Attachment] = ()) -> bytes:
    """The paper as PDF/A-3a."""
    return typeset(LAYOUT, {"context": context}, attachments=attachments)
