"""The piagam penghargaan: the words of one person laid over a border drawn once."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from ledger.documents.certificate_shapes import SHAPES
from ledger.documents.contexts import CertificateContext
from ledger.documents.drawing import POINTS_PER_MM, Drawing, drawing_of_page
from ledger.documents.qr import qr_drawing
from ledger.documents.typesetting import Attachment, Layout, typeset
from ledger.domain.documents import CertificateDesign

KIND = CertificateContext.kind
CLASS_CODE = "800.1.12.8"
LAYOUT = Layout(template="certificate.html", style="certificate.css")

FRAME_LAYOUT = Layout(
    template="certificate_frame.html", style="certificate_frame.css", is_tagged=False
)

#: Where the code stands, in millimetres: left, bottom, side. The words keep away from it.
CODES = {
    CertificateDesign.ANYAMAN: (30.1, 30.5, 20.0),
    CertificateDesign.KAWUNG: (33.1, 36.0, 20.0),
    CertificateDesign.CAKRA: (23.0, 27.0, 22.0),
}
#: Above so many letters the words are set closer; below so many of them, wider.
_MOST_WORDS, _MOST_AGENCY, _MOST_NAME, _MOST_POST = 390, 62, 44, 90
_FEW_WORDS = 240


def render(context: CertificateContext, *, attachments: Sequence[Attachment] = ()) -> bytes:
    """The certificate as PDF/A-3a; the border costs nothing after the first one of a process."""
    spacing = spacing_of(context)
    design = CertificateDesign(context.design)
    drawings = [_frame(design, spacing)]
    if context.verification_url and not context.is_draft:
        drawings.append(_code(context.verification_url, design))
    values = {"context": context, "spacing": spacing}
    return typeset(LAYOUT, values, lang=context.lang, attachments=attachments, drawings=drawings)


def spacing_of(context: CertificateContext) -> str:
    """``wide``, ``usual`` or ``dense``: however long name, office and deed, they share one page."""
    post = " ".join(context.signer.post_lines)
    agency, name = context.letterhead.agency, context.recipient.name
    words = (
        agency,
        context.recipient.unit,
        context.award_title,
        context.reason,
        context.closing_text,
        post,
    )
    letters = sum(map(len, words))
    too_long = len(agency) > _MOST_AGENCY or len(name) > _MOST_NAME or len(post) > _MOST_POST
    if too_long or letters > _MOST_WORDS:
        return "dense"
    return "wide" if letters < _FEW_WORDS else "usual"


def _code(url: str, design: CertificateDesign) -> Drawing:
    left, bottom, side = (one * POINTS_PER_MM for one in CODES[design])
    return qr_drawing(url, left=left, bottom=bottom, side=side)


@lru_cache(maxsize=9)
def _frame(design: CertificateDesign, spacing: str) -> Drawing:
    page = typeset(FRAME_LAYOUT, {**frame_shapes(design), "spacing": spacing})
    return drawing_of_page(page, name="Frame")


def frame_shapes(design: CertificateDesign = CertificateDesign.ANYAMAN) -> dict[str, Any]:
    """What the border of a design is drawn of, as its template takes it."""
    return {"design": design.value, "shapes": SHAPES[design]()}
