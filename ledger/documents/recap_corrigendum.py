"""The corrigendum of a recap: which figures change, and by which correction of the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from ledger.documents.contexts import DocumentContext
from ledger.documents.recap_context import AwardLine, Checkpoint
from ledger.documents.typesetting import Attachment, Layout, typeset


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedFigure:
    """One printed number of the recap and what stands in its place; ``part`` is where it stands."""

    part: str
    label: str
    before_text: str
    after_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecapCorrigendumContext(DocumentContext):
    """It names the recap by number, date and hash, and changes nothing in it.

    ``corrects_before`` is the number of the corrigendum that this one goes on from, empty for the
    first. ``withdrawn`` are award lines of the recap that count no more; guidance and discipline
    are totals only.
    """

    kind: ClassVar[str] = "recap_corrigendum"

    title: str
    scope_text: str
    period_text: str
    recap_number: str
    recap_date_text: str
    recap_sha256: str
    reason_code: str
    reason_text: str
    changes: tuple[ChangedFigure, ...]
    withdrawn: tuple[AwardLine, ...]
    checkpoint: Checkpoint
    corrects_before: str = ""
    notes: tuple[str, ...] = ()
    lang: str = "id"


KIND = RecapCorrigendumContext.kind
CLASS_CODE = "800.1.5"
LAYOUT = Layout(template="recap_corrigendum.html", style="recap.css")


def render(context: RecapCorrigendumContext, *, attachments: Sequence[Attachment] = ()) -> bytes:
    """The paper as PDF/A-3a."""
    return typeset(LAYOUT, {"context": context}, lang=context.lang, attachments=attachments)
