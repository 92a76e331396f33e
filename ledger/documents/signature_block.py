"""The visible block of an electronic signature: a QR code with what the agency says beside it."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pikepdf import Dictionary, Name, Pdf

from ledger.documents.outlines import text_strokes, text_width, wrapped
from ledger.documents.qr import qr_strokes

#: The place to sign in every layout, and the line of the name under it, by the signer's position.
PLACE_ANCHOR = "ttd-{position}"
NAME_ANCHOR = "ttd-{position}-nama"
#: Where the layout centres the signer's column, it marks the middle.
MIDDLE_ANCHOR = "ttd-{position}-tengah"
_WIDTH = 190.0
_GAP = 4.0
_SIZES = (7.0, 6.5, 6.0, 5.5, 5.0, 4.5)
_LEADING = 1.2
_INK = b"0.0667 g"
#: Where a layout has no place for the signer, nothing is visible.
_LEAST_HEIGHT = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningPlace:
    """Where a signer signs on a paper, in points from the lower left corner of a page.

    ``middle`` is set where the block is to stand around it instead of beginning at ``left``.
    """

    page: int
    left: float
    middle: float | None
    bottom: float
    height: float

    def left_of(self, width: float) -> float:
        """Where a block of ``width`` points begins."""
        return self.left if self.middle is None else self.middle - width / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureBlock:
    """PDF operators in a box of ``width`` times ``height`` points."""

    content: bytes
    width: float
    height: float


def find_place(pdf: bytes, position: int) -> SigningPlace | None:
    """The place that the layout keeps for the signer of that position; None when it has none."""
    with Pdf.open(BytesIO(pdf)) as paper:
        places = _destinations(paper)
        start = places.get(PLACE_ANCHOR.format(position=position))
        end = places.get(NAME_ANCHOR.format(position=position))
        if start is None or end is None or start[0] != end[0]:
            return None
        height = start[2] - end[2]
        if height < _LEAST_HEIGHT:
            return None
        middle = places.get(MIDDLE_ANCHOR.format(position=position))
        return SigningPlace(
            page=start[0],
            left=start[1],
            middle=middle[1] if middle else None,
            bottom=end[2],
            height=height,
        )


def draw_block(*, url: str, words: str, height: float) -> SignatureBlock:
    """The code on the left, as high as the block; the words beside it, as large as they fit."""
    left = height + _GAP
    room = _WIDTH - left
    size = next((one for one in _SIZES if _fits(words, one, room, height)), _SIZES[-1])
    lines = list(wrapped(words, size=size, width=room))
    parts = [_INK, qr_strokes(url, side=height), _INK]
    top = (height + len(lines) * size * _LEADING) / 2
    for number, line in enumerate(lines, start=1):
        baseline = top - number * size * _LEADING + size * (_LEADING - 0.95)
        parts.append(text_strokes(line, left=left, baseline=baseline, size=size))
    widest = max((text_width(line, size=size) for line in lines), default=0.0)
    return SignatureBlock(content=b"\n".join(parts), width=left + widest, height=height)


def _fits(words: str, size: float, room: float, height: float) -> bool:
    lines = list(wrapped(words, size=size, width=room))
    return len(lines) * size * _LEADING <= height


def _destinations(paper: Pdf) -> dict[str, tuple[int, float, float]]:
    """The named places of a paper: page, left and top."""
    held: Any = paper.Root
    for name in (Name.Names, Name.Dests, Name.Names):
        held = held.get(name, Dictionary())
    pages = {page.objgen: number for number, page in enumerate(paper.pages)}
    pairs = zip(list(held)[::2], list(held)[1::2], strict=True)
    return {
        str(name): (pages[place[0].objgen], float(place[2]), float(place[3]))
        for name, place in pairs
        if place[0].objgen in pages
    }
