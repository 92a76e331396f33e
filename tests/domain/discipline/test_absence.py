"""Absence bands, runs and the salary stop (I10, I11)."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.domain.calendars import Calendar
from ledger.domain.discipline.absence import (
    first_of_next_month,
    long_runs,
    longest_of,
    places_of,
    reaches_heavier_band,
    runs_of,
)
from ledger.domain.discipline.kinds import Kind, kind_for_absence
from ledger.domain.violations import longest_run

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
HOLIDAYS = {date(2026, 3, 18): "cuti bersama", date(2026, 3, 19): "Nyepi"}
OFFICE = Calendar(HOLIDAYS, frozenset({2026}))
PLACES = places_of(OFFICE, *YEAR)
VECTORS = Path(__file__).parents[2] / "vectors" / "absence.csv"
ROWS = list(csv.DictReader(VECTORS.read_text("utf-8").splitlines()))
EVERY_DAY = st.dates(*YEAR)


def working(start: date, count: int) -> list[date]:
    days = [day for day in PLACES if day >= start]
    return sorted(days)[:count]


@pytest.mark.parametrize("row", ROWS)
def test_i10_days_and_runs_lead_to_the_kind_of_the_vectors(row: dict[str, str]) -> None:
    days = int(row["absent_working_days_in_calendar_year"])
    kind = kind_for_absence(days, int(row["longest_consecutive"]))
    assert (kind.value if kind else "") == row["kind"]


def test_i10_weekends_and_collective_leave_do_not_break_a_run() -> None:
    days = working(date(2026, 3, 9), 10)
    assert days[-1] == date(2026, 3, 24)
    assert [len(run) for run in runs_of(days, PLACES)] == [10]
    assert [len(run) for run in runs_of([*days[:4], *days[5:]], PLACES)] == [4, 5]


def test_i10_days_off_never_count() -> None:
    free = [date(2026, 3, 18), date(2026, 3, 19), date(2026, 3, 21)]
    assert runs_of(free, PLACES) == []


def test_i10_silent_roster_breaks_a_run() -> None:
    shifts = {date(2026, 5, day): "pagi" for day in (4, 5, 7, 8)}
    places = places_of(OFFICE.with_roster(shifts), *YEAR)
    assert [len(run) for run in runs_of(list(shifts), places)] == [2, 2]


@settings(max_examples=60)
@given(st.sets(EVERY_DAY, max_size=40))
def test_i10_runs_by_places_are_those_of_the_calendar(days: set[date]) -> None:
    known = [day for day in days if day in PLACES]
    assert max((len(run) for run in runs_of(days, PLACES)), default=0) == longest_run(known, OFFICE)
    assert sorted(day for run in runs_of(days, PLACES) for day in run) == sorted(known)


def test_places_are_not_asked_for_below_ten_days() -> None:
    def never() -> dict[date, int]:
        raise AssertionError

    assert longest_of(working(date(2026, 4, 1), 9), never) == 0
    assert longest_of(working(date(2026, 4, 1), 12), lambda: PLACES) == 12


@pytest.mark.parametrize(
    ("start", "stops"),
    [(date(2026, 4, 1), date(2026, 5, 1)), (date(2026, 12, 7), date(2027, 1, 1))],
)
def test_i11_salary_stops_from_the_month_after_the_tenth_day(start: date, stops: date) -> None:
    (run,) = long_runs(working(start, 12), PLACES)
    assert run.reached_on == working(start, 10)[-1]
    assert run.salary_stops_from == stops


def test_i11_nine_days_stop_nothing() -> None:
    assert long_runs(working(date(2026, 4, 1), 9), PLACES) == []


@given(EVERY_DAY)
def test_next_month_begins_on_its_first_day(day: date) -> None:
    first = first_of_next_month(day)
    assert first.day == 1
    assert timedelta(0) < first - day <= timedelta(31)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (None, None, False),
        (None, Kind.R1, True),
        (Kind.R1, Kind.R1, False),
        (Kind.R1, Kind.S1, True),
        (Kind.R3, Kind.B3, True),
        (Kind.S1, Kind.R3, False),
    ],
)
def test_band_is_reached_when_it_is_heavier(
    before: Kind | None, after: Kind | None, expected: bool
) -> None:
    assert reaches_heavier_band(before, after) is expected
