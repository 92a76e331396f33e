"""Boards of units: points per head among units of one kind, with shared places and no people.

A board never lists a person, nor a unit of fewer than five, whose points would be somebody's.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from ledger.domain.periods import Period
from ledger.domain.small_groups import SMALLEST_SHOWN
from ledger.errors import sentence


class BoardVisibility(StrEnum):
    """Who sees the board: nobody at all, each the line of the own unit, or all staff."""

    HIDDEN = "hidden"
    UNIT = "unit"
    AGENCY = "agency"


class BoardBrackets(StrEnum):
    """What is compared with what."""

    NONE = "none"
    OFFICE = "office"
    SIZE = "size"


VISIBILITY_LABELS: Mapping[BoardVisibility, str] = {
    BoardVisibility.HIDDEN: sentence("Dimatikan"),
    BoardVisibility.UNIT: sentence("Hanya unit sendiri"),
    BoardVisibility.AGENCY: sentence("Semua unit, untuk semua pegawai"),
}
BRACKETS_LABELS: Mapping[BoardBrackets, str] = {
    BoardBrackets.NONE: sentence("Semua unit bersama"),
    BoardBrackets.OFFICE: sentence("Unit layanan dan unit pendukung terpisah"),
    BoardBrackets.SIZE: sentence("Menurut jumlah pegawai"),
}
ALL_UNITS = sentence("Semua unit")
FRONT_OFFICE = sentence("Unit yang melayani warga langsung")
BACK_OFFICE = sentence("Unit pendukung")
#: Up to so many people a unit is small, then middling; above it is large.
SMALL_UNIT, MIDDLING_UNIT = 14, 39
_SIZES = (
    sentence("5 sampai 14 pegawai"),
    sentence("15 sampai 39 pegawai"),
    sentence("40 pegawai atau lebih"),
)


@dataclass(frozen=True, kw_only=True)
class BoardPolicy:
    """What the agency decided about its board; without a decision this is what holds."""

    visibility: BoardVisibility = BoardVisibility.AGENCY
    brackets: BoardBrackets = BoardBrackets.OFFICE


@dataclass(frozen=True, kw_only=True)
class DecideBoardPolicy:
    """HR says who sees the board from now on, and why."""

    policy: BoardPolicy
    reason: str


@dataclass(frozen=True, kw_only=True)
class UnitTotal:
    """Points of a unit in a period: those of its people and those won by the team as such."""

    unit_id: int
    name: str
    heads: int
    points: int
    serves_citizens: bool
    #: The unit above; many units are called Sekretariat.
    parent: str = ""

    @property
    def per_head(self) -> Fraction:
        return Fraction(self.points, self.heads)


@dataclass(frozen=True, kw_only=True)
class BoardRow:
    """A place on the board; ``is_shared`` when another unit has the very same points per head."""

    place: int
    is_shared: bool
    unit: UnitTotal


@dataclass(frozen=True, kw_only=True)
class Bracket:
    """Units that are compared with each other; ``too_small`` more are not listed."""

    label: str
    rows: tuple[BoardRow, ...]
    too_small: int


def brackets_of(totals: Sequence[UnitTotal], by: BoardBrackets) -> tuple[Bracket, ...]:
    """The board: every bracket that has a unit, in a fixed order."""
    labels, kind_of = _KINDS[by]
    groups: dict[str, list[UnitTotal]] = {label: [] for label in labels}
    for unit in totals:
        if unit.heads > 0:
            groups[kind_of(unit)].append(unit)
    return tuple(_bracket(label, units) for label, units in groups.items() if units)


def is_final(period: Period, *, today: date, undecided: int) -> bool:
    """Whether nothing of the period can change the board any more by an ordinary decision."""
    return period.end <= today and undecided == 0


def counts_until(period: Period, *, today: date, undecided: int) -> date | None:
    """While decisions of a period that ended are open, only what was decided within it counts.

    The board stands still at the day returned (exclusive) and moves once, when the last of them
    is decided; otherwise everybody could watch which decisions fall. None: everything counts.
    """
    return period.end if period.end <= today and undecided else None


def _bracket(label: str, units: Sequence[UnitTotal]) -> Bracket:
    listed = [unit for unit in units if unit.heads >= SMALLEST_SHOWN]
    return Bracket(label=label, rows=_places(listed), too_small=len(units) - len(listed))


def _places(units: Iterable[UnitTotal]) -> tuple[BoardRow, ...]:
    """Equal points per head share a place, and the next place counts all of them: 1, 2, 2, 4."""
    ordered = sorted(units, key=lambda unit: (-unit.per_head, unit.name, unit.unit_id))
    values = [unit.per_head for unit in ordered]
    return tuple(
        BoardRow(
            place=values.index(unit.per_head) + 1,
            is_shared=values.count(unit.per_head) > 1,
            unit=unit,
        )
        for unit in ordered
    )


def _size(unit: UnitTotal) -> str:
    if unit.heads <= SMALL_UNIT:
        return _SIZES[0]
    return _SIZES[1] if unit.heads <= MIDDLING_UNIT else _SIZES[2]


_KINDS: Mapping[BoardBrackets, tuple[Sequence[str], Callable[[UnitTotal], str]]] = {
    BoardBrackets.NONE: ((ALL_UNITS,), lambda _unit: ALL_UNITS),
    BoardBrackets.OFFICE: (
        (FRONT_OFFICE, BACK_OFFICE),
        lambda unit: FRONT_OFFICE if unit.serves_citizens else BACK_OFFICE,
    ),
    BoardBrackets.SIZE: (_SIZES, _size),
}
