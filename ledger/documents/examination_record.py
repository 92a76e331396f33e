"""The berita acara pemeriksaan."""

from collections.abc import Sequence

from ledger.documents.contexts import ExaminationRecordContext
from ledger.documents.typesetting import Attachment, Layout, typeset

KIND = ExaminationRecordContext.kind
CLASS_CODE = "800.1.6.2"
LAYOUT = Layout(template="examination_record.html", style="letter.css")


def render(context: ExaminationRecordContext, *, attachments: Sequence[Attachment] = ()) -> bytes:
    """The paper as PDF/A-3b."""
    return typeset(LAYOUT, {"context": context}, attachments=attachments)
