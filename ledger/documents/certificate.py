"""The piagam penghargaan: the words of one person laid over a border drawn once."""

from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from typing import Any

from pikepdf import Pdf

from ledger.documents.contexts import CertificateContext
from ledger.documents.guilloche import Frame, rosette, strands
from ledger.documents.merging import lay, save_pdf
from ledger.documents.typesetting import Attachment, Layout, typeset

KIND = CertificateContext.kind
CLASS_CODE = "800.1.12.8"
LAYOUT = Layout(template="certificate.html", style="certificate.css")

FRAME_LAYOUT = Layout(
    template="certificate_frame.html", style="certificate_frame.css", is_tagged=False
)
_BORDER = Frame(left=12.1, top=12.1, width=272.8, height=185.8, radius=4.0)
_CORNERS = ((12.4, 12.4), (284.6, 12.4), (284.6, 197.6), (12.4, 197.6))


def render(context: CertificateContext, *, attachments: Sequence[Attachment] = ()) -> bytes:
    """The certificate as PDF/A-3b; the border costs nothing after the first one of a process."""
    words = typeset(LAYOUT, {"context": context}, lang=context.lang, attachments=attachments)
    with Pdf.open(BytesIO(words)) as paper, Pdf.open(BytesIO(_frame())) as frame:
        lay(paper, paper.pages[0], frame.pages[0], name="Frame", under=True)
        return save_pdf(paper)


@lru_cache(maxsize=1)
def _frame() -> bytes:
    return typeset(FRAME_LAYOUT, frame_shapes())


def frame_shapes() -> dict[str, Any]:
    """The lines of the border, as its template draws them."""
    return {
        "wide": strands(_BORDER, waves=80, amplitude=3.3, count=4),
        "narrow": strands(_BORDER, waves=80, amplitude=1.9, count=3),
        "rosettes": [
            rosette(corner, radius=radius, petals=petals, depth=depth)
            for corner in _CORNERS
            for radius, petals, depth in ((4.3, 13, 0.45), (2.6, 9, 0.4))
        ],
    }
