"""The small square on a paper that leads to its verification page."""

from dataclasses import replace
from io import BytesIO
from itertools import groupby

import segno

from ledger.documents.drawing import Drawing, drawing_of
from ledger.errors import InvalidInput, sentence

# Versions with the number of bytes they hold at level M. A fixed version and mask make the same
# picture every time and save the search for the best one.
_CAPACITIES = ((6, 106), (10, 213), (14, 362))
_MASK = 4
_QUIET = 4
_INK = 0x11
#: What a screen reader says of it; papers are Indonesian always.
_TITLE = "Kode QR alamat pemeriksaan keaslian"


def qr_svg(url: str) -> str:
    """An SVG element without size, with a quiet zone of four modules; InvalidInput if too long."""
    out = BytesIO()
    _code(url).save(
        out, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=_QUIET, svgclass=None,
        lineclass=None, title=_TITLE, dark=f"#{_INK:02x}{_INK:02x}{_INK:02x}",
    )  # fmt: skip
    return out.getvalue().decode().strip()


def qr_drawing(url: str, *, left: float, bottom: float, side: float) -> Drawing:
    """The same picture as a drawing of ``side`` points, quiet zone included."""
    drawing = drawing_of(qr_strokes(url, side=side), name="Code", box=(0, 0, side, side))
    return replace(drawing, left=left, bottom=bottom)


def qr_strokes(url: str, *, side: float) -> bytes:
    """The same picture as PDF operators in a square of ``side`` points."""
    rows = list(_code(url).matrix_iter(border=_QUIET))
    module = side / len(rows)
    strokes = [f"{_INK / 255:.4f} g"]
    for number, row in enumerate(rows, start=1):
        column = 0
        for is_dark, run in groupby(row):
            length = sum(1 for _ in run)
            if is_dark:
                place = (column * module, side - number * module, length * module, module)
                strokes.append(" ".join(f"{one:.3f}" for one in place) + " re")
            column += length
    strokes.append("f")
    return "\n".join(strokes).encode()


def _code(url: str) -> segno.QRCode:
    length = len(url.encode())
    version = next((number for number, capacity in _CAPACITIES if length <= capacity), None)
    if version is None:
        raise InvalidInput(
            sentence("Alamat pemeriksaan keaslian terlalu panjang untuk kode QR."),
            code="verification_url_too_long",
        )
    return segno.make(
        url, version=version, error="m", mask=_MASK, mode="byte", micro=False, boost_error=False
    )
