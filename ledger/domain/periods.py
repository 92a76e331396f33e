"""Periods of the calendar: months, quarters, semesters and years as ``[start, end)``."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from ledger.domain.formats import month_text
from ledger.domain.zones import zone_info
from ledger.errors import InvalidInput, sentence

_CODE = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<letter>[TS]?)(?P<number>[0-9]{1,2}))?")
_ROMAN = ("I", "II", "III", "IV")
_FIRST_YEAR, _LAST_YEAR = 1900, 9998


class PeriodKind(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    SEMESTER = "semester"
    YEAR = "year"

    @property
    def months(self) -> int:
        """How many months one such period has."""
        return _MONTHS[self]


_MONTHS = {
    PeriodKind.MONTH: 1,
    PeriodKind.QUARTER: 3,
    PeriodKind.SEMESTER: 6,
    PeriodKind.YEAR: 12,
}
_KIND_BY_LETTER = {"T": PeriodKind.QUARTER, "S": PeriodKind.SEMESTER, "": PeriodKind.MONTH}


@dataclass(frozen=True)
class Period:
    """One period: ``start`` belongs to it, ``end`` is the first day after it."""

    kind: PeriodKind
    start: date
    end: date

    def __post_init__(self) -> None:
        if (self.start, self.end) != _bounds(self.kind, self.start):
            raise ValueError(f"{self.start} to {self.end} is no {self.kind}")

    @property
    def number(self) -> int:
        """Which of its kind in the year, from 1."""
        return (self.start.month - 1) // self.kind.months + 1

    @property
    def last_day(self) -> date:
        return self.end - timedelta(days=1)

    def code(self) -> str:
        """``2026-03``, ``2026-T2``, ``2026-S1`` or ``2026``; parse_period reads it back."""
        year = f"{self.start.year:04d}"
        match self.kind:
            case PeriodKind.MONTH:
                return f"{year}-{self.number:02d}"
            case PeriodKind.QUARTER:
                return f"{year}-T{self.number}"
            case PeriodKind.SEMESTER:
                return f"{year}-S{self.number}"
            case PeriodKind.YEAR:
                return year

    def label(self) -> str:
        """``Maret 2026``, ``Triwulan II 2026``, ``Semester I 2026`` or ``Tahun 2026``."""
        year, roman = self.start.year, _ROMAN[(self.number - 1) % len(_ROMAN)]
        match self.kind:
            case PeriodKind.MONTH:
                return month_text(self.start)
            case PeriodKind.QUARTER:
                return f"Triwulan {roman} {year}"
            case PeriodKind.SEMESTER:
                return f"Semester {roman} {year}"
            case PeriodKind.YEAR:
                return f"Tahun {year}"

    def previous(self) -> "Period":
        """The period of the same kind that ends where this one starts."""
        return period_of(self.start - timedelta(days=1), self.kind)

    def next(self) -> "Period":
        """The period of the same kind that starts where this one ends."""
        return period_of(self.end, self.kind)

    def contains(self, day: date) -> bool:
        return self.start <= day < self.end

    def bounds_utc(self, zone: str | ZoneInfo) -> tuple[datetime, datetime]:
        """The moments ``[from, until)`` in UTC between midnights on the clocks of ``zone``."""
        local = zone_info(zone)
        return (
            datetime.combine(self.start, time.min, local).astimezone(UTC),
            datetime.combine(self.end, time.min, local).astimezone(UTC),
        )


def parse_period(text: str) -> Period:
    """Read ``2026``, ``2026-03``, ``2026-T2`` or ``2026-S1``; raises InvalidInput."""
    found = _CODE.fullmatch(text.strip().upper())
    period = _from_parts(found["year"], found["letter"], found["number"]) if found else None
    if period is None:
        raise InvalidInput(
            sentence(
                'Periode "%(given)s" tidak dikenal. Tulis tahun (2026), bulan (2026-03), '
                "triwulan (2026-T1 sampai 2026-T4), atau semester (2026-S1 atau 2026-S2)."
            ),
            code="period_unknown",
            given=text.strip(),
        )
    return period


def period_of(day: date, kind: PeriodKind) -> Period:
    """Return the period of that kind in which the day lies."""
    start, end = _bounds(kind, day)
    return Period(kind, start, end)


def local_day(moment_utc: datetime, zone: str | ZoneInfo) -> date:
    """Return the date on the wall of ``zone`` at an aware moment; ValueError when it is naive."""
    if moment_utc.tzinfo is None:
        raise ValueError("the moment must say its zone")
    return moment_utc.astimezone(zone_info(zone)).date()


def _from_parts(year_text: str, letter: str | None, number_text: str | None) -> Period | None:
    year = int(year_text)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    if number_text is None:
        return period_of(date(year, 1, 1), PeriodKind.YEAR)
    kind = _KIND_BY_LETTER[letter or ""]
    number = int(number_text)
    # A month has two digits and the others one, so that 2026-3 is not mistaken for a quarter.
    well_written = len(number_text) == (2 if kind is PeriodKind.MONTH else 1)
    if not well_written or not 1 <= number <= 12 // kind.months:
        return None
    return period_of(date(year, (number - 1) * kind.months + 1, 1), kind)


def _bounds(kind: PeriodKind, day: date) -> tuple[date, date]:
    first_month = (day.month - 1) // kind.months * kind.months + 1
    following = first_month + kind.months
    start = date(day.year, first_month, 1)
    if following > 12:
        return start, date(day.year + 1, following - 12, 1)
    return start, date(day.year, following, 1)
