"""Working days: the calendar of an agency and the roster of its shift staff.

Every statutory time limit counts working days of the agency: the working week less national
holidays and cuti bersama. A year nobody loaded is an error and never "no holidays".
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from ledger.domain.formats import date_text
from ledger.errors import InvalidInput, LedgerError, sentence

DaysPerWeek = Literal[5, 6]

PUBLIC_HOLIDAY = "Libur nasional"
COLLECTIVE_LEAVE = "Cuti bersama"

_OFF_DUTY = "libur"
_ONE_DAY = timedelta(days=1)


class YearNotLoaded(LedgerError):
    """The calendar of a year is needed and nobody has loaded it."""

    code = "year_not_loaded"

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(
            sentence("Kalender %(year)d belum dimuat. Muat dengan: neraca calendar load BERKAS"),
            year=year,
        )


class NoRoster(LedgerError):
    """A day of a shift worker has no row in the roster, so nothing can be said about it."""

    code = "no_roster"

    def __init__(self, day: date) -> None:
        self.day = day
        super().__init__(
            sentence("Jadwal dinas tanggal %(day)s belum ada. Unggah jadwal dinas, lalu ulangi."),
            day=date_text(day),
        )


class WorkingCalendar(ABC):
    """Anything that knows which days are worked, and the counting over it."""

    @abstractmethod
    def is_working_day(self, day: date) -> bool:
        """Say whether the day is worked; raises LedgerError when the calendar cannot know."""

    def add_working_days(self, start: date, count: int) -> date:
        """Return the ``count``-th working day after ``start``, which itself is not counted.

        Zero gives ``start`` back, whether it is worked or not. Raises ValueError below zero.
        """
        if count < 0:
            raise ValueError("a time limit does not run backwards")
        day, left = start, count
        while left:
            day += _ONE_DAY
            left -= self.is_working_day(day)
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """Count the working days after ``first`` up to and including ``last``.

        Negative when ``last`` comes before ``first``.
        """
        if last < first:
            return -self.working_days_between(last, first)
        return sum(1 for _ in self.working_days(first + _ONE_DAY, last + _ONE_DAY))

    def working_days(self, start: date, end: date) -> Iterator[date]:
        """Yield the working days in ``[start, end)``."""
        for offset in range((end - start).days):
            day = start + timedelta(days=offset)
            if self.is_working_day(day):
                yield day


@dataclass(frozen=True)
class Calendar(WorkingCalendar):
    """The calendar of an agency; ``holidays`` maps each free day to what it is called.

    Only ``years`` are known. The week has five (Monday to Friday) or six days.
    """

    holidays: Mapping[date, str]
    years: frozenset[int]
    days_per_week: DaysPerWeek = 5

    def __post_init__(self) -> None:
        if self.days_per_week not in (5, 6):
            raise InvalidInput(
                sentence("Hari kerja seminggu harus 5 atau 6. Yang Anda isi %(days)s."),
                code="calendar_week",
                days=self.days_per_week,
            )

    def is_working_day(self, day: date) -> bool:
        """Say whether the agency works on the day; raises YearNotLoaded."""
        if day.year not in self.years:
            raise YearNotLoaded(day.year)
        return day.weekday() < self.days_per_week and day not in self.holidays

    def holiday_name(self, day: date) -> str | None:
        """Return what the free day is called, None when it is no holiday; raises YearNotLoaded."""
        if day.year not in self.years:
            raise YearNotLoaded(day.year)
        return self.holidays.get(day)

    def with_roster(self, shifts: Mapping[date, str]) -> "RosterCalendar":
        """Return the own calendar of a shift worker; ``shifts`` maps a day to its shift.

        The shift ``libur`` is a day off, any other word a day of duty.
        """
        duties = {day: shift.strip().casefold() != _OFF_DUTY for day, shift in shifts.items()}
        return RosterCalendar(agency=self, duties=duties)


@dataclass(frozen=True)
class RosterCalendar(WorkingCalendar):
    """The days a shift worker is on duty, holidays included.

    It says when somebody was absent; statutory limits keep running on the calendar of ``agency``.
    """

    agency: Calendar
    duties: Mapping[date, bool]

    def has_roster(self, day: date) -> bool:
        return day in self.duties

    def is_working_day(self, day: date) -> bool:
        """Say whether the person is on duty; raises NoRoster where the roster is silent."""
        if day not in self.duties:
            raise NoRoster(day)
        return self.duties[day]


def calendar_from_years(
    years: Mapping[str, Mapping[str, Sequence[str]]],
    days_per_week: DaysPerWeek = 5,
    cuti_bersama_counts: bool = False,
) -> Calendar:
    """Build a calendar from ``{"2026": {"libur": ["01-01"], "cuti_bersama": ["12-24"]}}``.

    ``cuti_bersama_counts`` makes collective leave a working day, for posts that are not given
    it. Raises InvalidInput naming the year and day that cannot be read.
    """
    holidays: dict[date, str] = {}
    loaded = set()
    for year_text, lists in years.items():
        year = _year(year_text)
        loaded.add(year)
        _check_lists(year, lists)
        if not cuti_bersama_counts:
            holidays |= _named_days(year, lists.get("cuti_bersama", ()), COLLECTIVE_LEAVE)
        # A day in both lists is a holiday for everybody, so holidays are written last.
        holidays |= _named_days(year, lists["libur"], PUBLIC_HOLIDAY)
    return Calendar(holidays, frozenset(loaded), days_per_week)


def _year(text: str) -> int:
    if not (len(text) == 4 and text.isascii() and text.isdigit() and text > "0000"):
        raise InvalidInput(
            sentence('Tahun kalender "%(year)s" tidak dapat dibaca. Tulis empat angka: 2026.'),
            code="calendar_year",
            year=text,
        )
    return int(text)


def _check_lists(year: int, lists: Mapping[str, Sequence[str]]) -> None:
    unknown = sorted(set(lists) - {"libur", "cuti_bersama"})
    if unknown or not lists.get("libur"):
        raise InvalidInput(
            sentence(
                'Kalender %(year)d harus berisi daftar "libur" dan, jika ada, "cuti_bersama". '
                "Periksa nama dan isi daftarnya."
            ),
            code="calendar_lists",
            year=year,
        )


def _named_days(year: int, days: Sequence[str], name: str) -> dict[date, str]:
    return {_day(year, text): name for text in days}


def _day(year: int, text: str) -> date:
    try:
        return date.fromisoformat(f"{year:04d}-{text}")
    except ValueError:
        raise InvalidInput(
            sentence(
                'Tanggal "%(given)s" dalam kalender %(year)d tidak ada. Tulis bulan dan tanggal: '
                "08-17."
            ),
            code="calendar_day",
            given=text,
            year=year,
        ) from None
