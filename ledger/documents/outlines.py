"""Words as outlines of letters: PDF operators that need no font beside them."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

_FONTS = Path(__file__).resolve().parent.parent / "static" / "fonts"
_FACE = "SourceSans3-Regular.ttf"
_UNKNOWN = ".notdef"


def text_width(words: str, *, size: float) -> float:
    """In points, for letters of ``size`` points."""
    scale = size / _units()
    return sum(_letter(one)[0] for one in words) * scale


def wrapped(words: str, *, size: float, width: float) -> Iterator[str]:
    """Lines no wider than ``width`` points; a word that is wider alone has a line of its own."""
    line = ""
    for word in words.split():
        longer = f"{line} {word}".strip()
        if line and text_width(longer, size=size) > width:
            yield line
            longer = word
        line = longer
    if line:
        yield line


def text_strokes(words: str, *, left: float, baseline: float, size: float) -> bytes:
    """The words in the colour that is set already, beginning at ``left`` on the ``baseline``."""
    scale, parts, right = size / _units(), ["q"], 0.0
    parts.append(f"{scale:.5f} 0 0 {scale:.5f} {left:.3f} {baseline:.3f} cm")
    for one in words:
        advance, shape = _letter(one)
        if shape:
            parts.append(f"q 1 0 0 1 {right:.0f} 0 cm {shape} f Q")
        right += advance
    parts.append("Q")
    return "\n".join(parts).encode()


class _OperatorPen(BasePen):  # type: ignore[misc]  # fontTools has no types
    """Writes an outline as PDF path operators, in the units of the font."""

    def __init__(self, glyphs: Any) -> None:
        super().__init__(glyphs)
        self.parts: list[str] = []

    def _moveTo(self, pt: tuple[float, float]) -> None:  # noqa: N802 - fontTools calls it so
        self.parts.append(f"{pt[0]:.0f} {pt[1]:.0f} m")

    def _lineTo(self, pt: tuple[float, float]) -> None:  # noqa: N802 - the same
        self.parts.append(f"{pt[0]:.0f} {pt[1]:.0f} l")

    def _curveToOne(self, pt1: Any, pt2: Any, pt3: Any) -> None:  # noqa: N802 - the same
        numbers = " ".join(f"{number:.0f}" for point in (pt1, pt2, pt3) for number in point)
        self.parts.append(f"{numbers} c")

    def _closePath(self) -> None:  # noqa: N802 - the same
        self.parts.append("h")


@lru_cache(maxsize=512)
def _letter(one: str) -> tuple[float, str]:
    """Advance and outline of a letter, in the units of the font."""
    font = _font()
    glyphs = font.getGlyphSet()
    name = font.getBestCmap().get(ord(one), _UNKNOWN)
    pen = _OperatorPen(glyphs)
    glyphs[name].draw(pen)
    return float(glyphs[name].width), " ".join(pen.parts)


@lru_cache(maxsize=1)
def _font() -> TTFont:
    return TTFont(_FONTS / _FACE)


def _units() -> int:
    return int(_font()["head"].unitsPerEm)
