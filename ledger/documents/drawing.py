"""Drawings laid under a page while its PDF is written: made once, or too many strokes for a style.

A drawing is decoration or a machine's mark: it is marked as an artifact, so that readers of the
tags pass over it. All lengths are points, counted from the lower left corner of the page.
"""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pydyf
from pikepdf import Name, Pdf

POINTS_PER_MM = 72 / 25.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A finished form object of a PDF under a name of its own, and where it is laid.

    ``form`` is the whole object, dictionary and stream; ``name`` is a plain word.
    """

    name: str
    form: bytes
    left: float = 0.0
    bottom: float = 0.0


def drawing_of(
    content: bytes, *, name: str, box: Sequence[float], resources: bytes = b"<< >>"
) -> Drawing:
    """A drawing from PDF operators and the ``box`` (left, bottom, right, top) they stay in."""
    stream = zlib.compress(content, 9)
    corners = " ".join(f"{number:.3f}" for number in box).encode()
    head = (
        b"<< /Type /XObject /Subtype /Form /BBox [%b] /Resources %b /Filter /FlateDecode"
        b" /Length %d >>" % (corners, resources, len(stream))
    )
    return Drawing(name=name, form=b"\n".join((head, b"stream", stream, b"endstream")))


def drawing_of_page(pdf: bytes, *, name: str) -> Drawing:
    """The first page of a PDF without text or pictures, as a drawing of the same size."""
    with Pdf.open(BytesIO(pdf)) as paper:
        page = paper.pages[0]
        page.contents_coalesce()
        states: Any = page.Resources.get(Name.ExtGState, {})
        resources = b"<< /ExtGState << %b >> >>" % b" ".join(
            key.encode() + b" " + state.unparse(resolved=True) for key, state in states.items()
        )
        box = [float(number) for number in page.mediabox]
        return drawing_of(page.Contents.read_bytes(), name=name, box=box, resources=resources)


def laid_under(drawings: Sequence[Drawing]) -> Callable[[Any, pydyf.PDF], None]:
    """What WeasyPrint calls before it writes: every page gets the drawings beneath its words.

    It leaves the marks of PDF/A in the clear as well, as ISO 19005-3 wants them (6.6.2.1).
    """

    def finish(_document: Any, pdf: pydyf.PDF) -> None:
        _numbered(pdf)(pdf.catalog["Metadata"]).compress = False
        # Each is put beneath what is there, so the first of them comes last and lies lowest.
        for drawing in reversed(drawings):
            form = _Finished(drawing.form)
            pdf.add_object(form)
            for page in map(_numbered(pdf), pdf.page_references):
                _numbered(pdf)(page["Resources"])["XObject"][drawing.name] = form.reference
                _numbered(pdf)(page["Contents"]).stream.insert(0, _placed(drawing))

    return finish


class _Finished(pydyf.Stream):  # type: ignore[misc]
    """A stream whose bytes are there already; it is not compressed with every page again."""

    def __init__(self, whole: bytes) -> None:
        super().__init__()
        self._whole = whole

    @property
    def data(self) -> bytes:
        return self._whole


def _numbered(pdf: pydyf.PDF) -> Callable[[bytes], Any]:
    """References such as ``7 0 R`` to the objects of a PDF."""
    return lambda reference: pdf.objects[int(reference.split()[0])]


def _placed(drawing: Drawing) -> bytes:
    place = f"1 0 0 1 {drawing.left:.3f} {drawing.bottom:.3f} cm /{drawing.name} Do"
    return f"/Artifact BMC q {place} Q EMC".encode()
