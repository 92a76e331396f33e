import csv
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.calendars import (
    COLLECTIVE_LEAVE,
    PUBLIC_HOLIDAY,
    Calendar,
    NoRoster,
    YearNotLoaded,
    calendar_from_years,
)
from ledger.errors import InvalidInput

VECTORS = Path(__file__).parents[1] / "vectors"
YEARS = json.loads((VECTORS / "holidays.json").read_text(encoding="utf-8"))
CALENDAR = calendar_from_years(YEARS)
ROWS = list(csv.DictReader((VECTORS / "working_days.csv").read_text(encoding="utf-8").splitlines()))
# The statutory examples: spans over Lebaran and over days added to the list during the year.
I22 = [
    ("2025-03-26", 7, "2025-04-15"),
    ("2026-03-13", 7, "2026-03-31"),
    ("2026-05-12", 7, "2026-05-25"),
    ("2025-08-15", 7, "2025-08-27"),
    ("2026-08-14", 7, "2026-08-27"),
    ("2026-07-14", 15, "2026-08-04"),
    ("2026-03-13", 15, "2026-04-13"),
    ("2026-07-14", 14, "2026-08-03"),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['from']}+{row['working_days']}")
def test_reference_vectors_add_up(row):
    start, count = date.fromisoformat(row["from"]), int(row["working_days"])
    assert CALENDAR.add_working_days(start, count).isoformat() == row["date"]


@pytest.mark.parametrize(("start", "count", "expected"), I22)
def test_statutory_examples_add_up_both_ways(start, count, expected):
    first, last = date.fromisoformat(start), date.fromisoformat(expected)
    assert CALENDAR.add_working_days(first, count) == last
    assert CALENDAR.working_days_between(first, last) == count


@pytest.mark.parametrize(
    ("year", "days_per_week", "count"),
    [(2025, 5, 237), (2026, 5, 240), (2025, 6, 288), (2026, 6, 291)],
)
def test_year_has_the_known_number_of_working_days(year, days_per_week, count):
    calendar = calendar_from_years(YEARS, days_per_week)
    assert calendar.working_days_between(date(year - 1, 12, 31), date(year, 12, 31)) == count


def test_year_that_is_not_loaded_stops_the_count():
    with pytest.raises(YearNotLoaded) as refused:
        CALENDAR.add_working_days(date(2026, 12, 21), 14)
    assert refused.value.message == (
        "Kalender 2027 belum dimuat. Muat dengan: neraca calendar load BERKAS"
    )
    assert refused.value.year == 2027
    for question in (CALENDAR.is_working_day, CALENDAR.holiday_name):
        with pytest.raises(YearNotLoaded):
            question(date(2027, 1, 2))


def test_last_loaded_day_can_be_reached():
    assert CALENDAR.add_working_days(date(2026, 12, 30), 1) == date(2026, 12, 31)


def test_no_days_added_gives_the_start_and_fewer_are_refused():
    assert CALENDAR.add_working_days(date(2026, 1, 3), 0) == date(2026, 1, 3)
    with pytest.raises(ValueError, match="backwards"):
        CALENDAR.add_working_days(date(2026, 1, 3), -1)


def test_free_days_have_names():
    assert CALENDAR.holiday_name(date(2026, 8, 17)) == PUBLIC_HOLIDAY
    assert CALENDAR.holiday_name(date(2026, 12, 24)) == COLLECTIVE_LEAVE
    assert CALENDAR.holiday_name(date(2026, 12, 23)) is None


def test_collective_leave_is_worked_by_posts_that_are_not_given_it():
    eve = date(2026, 12, 24)
    assert not CALENDAR.is_working_day(eve)
    own = calendar_from_years(YEARS, cuti_bersama_counts=True)
    assert own.is_working_day(eve)
    assert not own.is_working_day(date(2026, 12, 25))


def test_day_in_both_lists_is_a_holiday_for_everybody():
    both = {"2026": {"libur": ["05-14"], "cuti_bersama": ["05-14"]}}
    calendar = calendar_from_years(both, cuti_bersama_counts=True)
    assert calendar.holiday_name(date(2026, 5, 14)) == PUBLIC_HOLIDAY


@pytest.mark.parametrize(
    ("years", "sentence"),
    [
        ({"26": {"libur": ["01-01"]}}, 'Tahun kalender "26" tidak dapat dibaca'),
        ({"0000": {"libur": ["01-01"]}}, "tidak dapat dibaca"),
        ({"2026": {"libur": ["02-30"]}}, 'Tanggal "02-30" dalam kalender 2026 tidak ada'),
        ({"2026": {"libur": ["2026-01-01"]}}, "tidak ada"),
        ({"2026": {"libur": []}}, "harus berisi daftar"),
        ({"2026": {"cuti_bersama": ["01-01"]}}, "harus berisi daftar"),
        ({"2026": {"libur": ["01-01"], "holidays": []}}, "harus berisi daftar"),
    ],
)
def test_calendar_that_cannot_be_read_is_refused(years, sentence):
    with pytest.raises(InvalidInput, match=sentence):
        calendar_from_years(years)


def test_week_of_another_length_is_refused():
    with pytest.raises(InvalidInput, match="5 atau 6"):
        Calendar({}, frozenset({2026}), 7)


def test_shift_worker_follows_the_roster_and_not_the_holidays():
    roster = CALENDAR.with_roster(
        {
            date(2026, 8, 15): "pagi",
            date(2026, 8, 16): " Libur ",
            date(2026, 8, 17): "malam",
            date(2026, 8, 18): "siang",
        }
    )
    assert roster.is_working_day(date(2026, 8, 17))
    assert not roster.is_working_day(date(2026, 8, 16))
    assert roster.working_days_between(date(2026, 8, 15), date(2026, 8, 18)) == 2
    assert roster.agency is CALENDAR


def test_day_without_a_roster_row_says_nothing():
    roster = CALENDAR.with_roster({date(2026, 8, 15): "pagi"})
    assert roster.has_roster(date(2026, 8, 15))
    assert not roster.has_roster(date(2026, 8, 16))
    with pytest.raises(NoRoster, match="Jadwal dinas tanggal 16 Agustus 2026 belum ada"):
        roster.is_working_day(date(2026, 8, 16))


DAYS = st.dates(date(2025, 1, 1), date(2026, 8, 31))


@given(DAYS, st.integers(1, 60))
def test_added_days_are_counted_back(start, count):
    last = CALENDAR.add_working_days(start, count)
    assert CALENDAR.is_working_day(last)
    assert CALENDAR.working_days_between(start, last) == count
    assert CALENDAR.working_days_between(start, last - timedelta(days=1)) == count - 1


@given(DAYS, DAYS, DAYS)
def test_counts_join_and_turn_their_sign(first, second, third):
    between = CALENDAR.working_days_between
    assert between(first, second) == -between(second, first)
    assert between(first, second) + between(second, third) == between(first, third)


@given(DAYS, st.integers(0, 30), st.integers(0, 30))
def test_adding_twice_is_adding_the_sum(start, count, more):
    add = CALENDAR.add_working_days
    assert add(add(start, count), more) == add(start, count + more)
