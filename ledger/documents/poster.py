"""The poster of a counter: one big code that leads to its page, and what is promised there."""

from dataclasses import dataclass
from enum import StrEnum

from ledger.documents.typesetting import Layout, typeset


class PosterSize(StrEnum):
    """A4 hangs on the wall, A6 stands on the desk."""

    A4 = "A4"
    A6 = "A6"


@dataclass(frozen=True, slots=True, kw_only=True)
class PosterContext:
    """``address`` is what the code holds; ``typed_address`` is what somebody types without it.

    ``promise_text`` and ``tariff_text`` are the standard of the service (UU 25/2009 Pasal 21).
    """

    agency: str
    unit: str
    service: str
    counter: str
    promise_text: str
    tariff_text: str
    address: str
    typed_address: str


_LAYOUTS = {
    PosterSize.A4: Layout(template="poster.html", style="poster_a4.css"),
    PosterSize.A6: Layout(template="poster.html", style="poster_a6.css"),
}


def render(context: PosterContext, size: PosterSize) -> bytes:
    """One upright page as PDF/A-3a; the code is 11 cm wide on A4, 5 cm on A6."""
    return typeset(_LAYOUTS[size], {"context": context})
