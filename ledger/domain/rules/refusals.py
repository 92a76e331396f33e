"""Where in a rule pack something is wrong, and the refusal that says so."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from ledger.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Place:
    """A spot in a pack. ``line`` and ``column`` count from 1; ``column`` is inside a condition."""

    rule: str | None = None
    key: str | None = None
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        parts = [f"aturan {self.rule}" if self.rule else "paket aturan"]
        if self.line is not None:
            parts.append(f"baris {self.line}")
        if self.key:
            parts.append(f"kunci {self.key}")
        if self.column is not None:
            parts.append(f"kolom {self.column}")
        return ", ".join(parts)

    def at(self, column: int) -> "Place":
        return Place(self.rule, self.key, self.line, column)


class PackError(InvalidInput):
    """A rule pack that cannot be used. ``others`` are the further mistakes of the same pack.

    Every text holds ``%(place)s``; most of those about a name hold ``%(known)s`` (what could
    have been written) and ``%(hint)s`` (a guess at what was meant, or nothing).
    """

    code = "rule_pack_invalid"

    def __init__(
        self, text: str, *, place: Place, others: tuple["PackError", ...] = (), **params: Any
    ) -> None:
        self.place = place
        self.others = others
        super().__init__(text, place=str(place), **params)

    @property
    def all(self) -> tuple["PackError", ...]:
        """This mistake and the others, in the order of the file."""
        return (self, *self.others)


def choice_params(found: object, known: Iterable[str]) -> dict[str, Any]:
    """The parameters of a refusal about a name that is not one of the known ones."""
    names = sorted(known)
    near = get_close_matches(str(found), names, n=1)
    return {
        "found": str(found)[:80],
        "known": ", ".join(names),
        "hint": f" Mungkin maksudnya: {near[0]}." if near else "",
    }
