"""The piagam penghargaan: the words of one person laid over a border drawn once."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from ledger.documents.contexts import CertificateContext
from ledger.documents.drawing import POINTS_PER_MM, Drawing, drawing_of_page
from ledger.documents.guilloche import Frame, rosette, strands
from ledger.documents.qr import qr_drawing
from ledger.documents.typesetting import Attachment, Layout, typeset

KIND = CertificateContext.kind
CLASS_CODE = "800.1.12.8"
LAYOUT = Layout(template="certificate.html", style="certificate.css")

FRAME_LAYOUT = Layout(
    template="certificate_frame.html", style="certificate_frame.css", is_tagged=False
)
_BORDER = Frame(left=12.1, top=12.1, width=272.8, height=185.8, radius=4.0)
_CORNERS = ((12.4, 12.4), (284.6, 12.4), (284.6, 197.6), (12.4, 197.6))


#: Where the code stands, in millimetres; the words below it keep away in certificate.css.
_CODE_LEFT, _CODE_BOTTOM, _CODE_SIDE = 30.1, 30.5, 20.0
#: Above so many letters the words are set closer; below so many of them, wider.
_MOST_WORDS, _MOST_AGENCY, _MOST_NAME, _MOST_POST = 390, 62, 44, 90
_FEW_WORDS = 240


def render(context: CertificateContext, *, attachments: Sequence[Attachment] = ()) -> bytes:
    """The certificate as PDF/A-3a; the border costs nothing after the first one of a process."""
    spacing = spacing_of(context)
    drawings = [_frame(spacing)]
    if context.verification_url and not context.is_draft:
        drawings.append(_code(context.verification_url))
    values = {"context": context, "spacing": spacing}
    return typeset(LAYOUT, values, lang=context.lang, attachments=attachments, drawings=drawings)


def spacing_of(context: CertificateContext) -> str:
    """``wide``, ``usual`` or ``dense``: however long name, office and deed, they share one page."""
    post = " ".join(context.signer.post_lines)
    agency, name = context.letterhead.agency, context.recipient.name
    words = (agency, context.recipient.unit, context.award_title, context.reason, post)
    letters = sum(map(len, words))
    too_long = len(agency) > _MOST_AGENCY or len(name) > _MOST_NAME or len(post) > _MOST_POST
    if too_long or letters > _MOST_WORDS:
        return "dense"
    return "wide" if letters < _FEW_WORDS else "usual"


def _code(url: str) -> Drawing:
    left, bottom, side = (one * POINTS_PER_MM for one in (_CODE_LEFT, _CODE_BOTTOM, _CODE_SIDE))
    return qr_drawing(url, left=left, bottom=bottom, side=side)


@lru_cache(maxsize=3)
def _frame(spacing: str) -> Drawing:
    page = typeset(FRAME_LAYOUT, {**frame_shapes(), "spacing": spacing})
    return drawing_of_page(page, name="Frame")


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
