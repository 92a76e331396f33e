"""The surat pembinaan: filed as follow-up of performance, never as discipline (800.1.6.2)."""

from collections.abc import Sequence

from ledger.documents.contexts import GuidanceLetterContext
from ledger.documents.typesetting import Attachment, Layout, typeset

KIND = GuidanceLetterContext.kind
CLASS_CODE = "800.1.5.3"
LAYOUT = Layout(template="guidance_letter.html", style="letter.css")


def render(context: GuidanceLetterContext, *, attachments: Sequence[Attachment] = ()) -> bytes:
    """The paper as PDF/A-3a."""
    return typeset(LAYOUT, {"context": context}, attachments=attachments)
