"""Absence days as runs and bands: what they lead to, and from when the salary stops (I10, I11)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ledger.domain.calendars import WorkingCalendar
from ledger.domain.discipline.kinds import ABSENCE_RUN_DAYS, Kind
from ledger.errors import LedgerError

_ONE_DAY = timedelta(days=1)

#: The place of a day of duty in the row of all of them; two on end differ by one.
Places = Mapping[date, int]


@dataclass(frozen=True, slots=True)
class LongRun:
    """A run that reached ten working days: its first day, the tenth and the last."""

    first_on: date
    reached_on: date
    last_on: date

    @property
    def salary_stops_from(self) -> date:
        """The first of the next month, whatever any decision says (Pasal 15 ayat (2))."""
        return first_of_next_month(self.reached_on)


def first_of_next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def places_of(calendar: WorkingCalendar, first: date, last: date) -> Places:
    """Number the days of duty from ``first`` to ``last``, both included.

    Where the roster or the calendar is silent a gap is left, so that no run goes across it.
    """
    places: dict[date, int] = {}
    place, day = 0, first
    while day <= last:
        try:
            is_duty = calendar.is_working_day(day)
        except LedgerError:
            place += 1
        else:
            if is_duty:
                place += 1
                places[day] = place
        day += _ONE_DAY
    return places


def runs_of(days: Collection[date], places: Places) -> list[list[date]]:
    """The days of duty among ``days``, oldest first, cut where one of duty was not missed."""
    runs: list[list[date]] = []
    before = None
    for day in sorted(days):
        place = places.get(day)
        if place is None:
            continue
        if before is None or place != before + 1:
            runs.append([])
        runs[-1].append(day)
        before = place
    return runs


def long_runs(days: Collection[date], places: Places) -> list[LongRun]:
    """Every run of ten working days or more."""
    return [
        LongRun(run[0], run[ABSENCE_RUN_DAYS - 1], run[-1])
        for run in runs_of(days, places)
        if len(run) >= ABSENCE_RUN_DAYS
    ]


def longest_of(days: Sequence[date], places: Callable[[], Places]) -> int:
    """The longest run; the places are asked for only where a run can matter."""
    if len(days) < ABSENCE_RUN_DAYS:
        return 0
    return max((len(run) for run in runs_of(days, places())), default=0)


def reaches_heavier_band(before: Kind | None, after: Kind | None) -> bool:
    """Whether further days lead to a kind heavier than those of before did.

    The ban on two decisions does not hold here: three days gave R1, later eleven give S1.
    """
    return after is not None and (before is None or after.is_heavier_than(before))
