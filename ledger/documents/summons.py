"""The surat panggilan for an examination."""

from collections.abc import Sequence

from ledger.documents.contexts import SummonsContext
from ledger.documents.typesetting import Attachment, Layout, typeset

KIND = SummonsContext.kind
CLASS_CODE = "800.1.6.2"
LAYOUT = Layout(template="summons.html", style="letter.css")


def render(context: SummonsContext, *, attachments: Sequence[Attachment] = ()) -> bytes:
    """The paper as PDF/A-3b."""
    return typeset(LAYOUT, {"context": context}, attachments=attachments)
