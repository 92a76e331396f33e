"""The level of one allegation, by the rule that sets it; the longest run of missed days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.calendars import Calendar
from ledger.domain.discipline.catalogue import Impact, Level
from ledger.domain.discipline.kinds import Kind
from ledger.domain.discipline.levels import level_of
from ledger.domain.positions import PositionLevel
from ledger.domain.violations import longest_run
from ledger.errors import RuleRefused

CALENDAR = Calendar(
    {date(2026, 8, 17): "Libur nasional"}, frozenset({2025, 2026, 2027}), days_per_week=5
)
YEAR = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
WORKED = [day for day in YEAR if CALENDAR.is_working_day(day)]


@pytest.mark.parametrize(
    ("code", "impact", "level"),
    [
        ("K3e", Impact.UNIT, Level.RINGAN),
        ("K3e", Impact.NEGARA, Level.BERAT),
        ("L5k", Impact.UNIT, Level.BERAT),
        ("K4a", Impact.UNIT, Level.SEDANG),
        ("K4e", Impact.UNIT, Level.SEDANG),
    ],
)
def test_level_follows_its_own_rule(code: str, impact: Impact, level: Level):
    assert level_of(code, impact, position_level=PositionLevel.ADMINISTRATOR) is level


def test_high_leaders_answer_for_their_assets_heavily():
    found = level_of("K4e", Impact.UNIT, position_level=PositionLevel.JPT_PRATAMA)
    assert found is Level.BERAT


def test_absence_takes_the_level_of_its_days():
    assert level_of("K4f", Impact.UNIT, absence_kind=Kind.S1) is Level.SEDANG
    assert level_of("K4f", Impact.UNIT) is None


def test_impact_that_sets_no_level_is_refused():
    with pytest.raises(RuleRefused):
        level_of("L5m", Impact.UNIT)


@pytest.mark.parametrize(
    ("days", "run"),
    [
        ([], 0),
        ([date(2026, 8, 13)], 1),
        # Friday, then Tuesday after a weekend and a holiday.
        ([date(2026, 8, 14), date(2026, 8, 18)], 2),
        ([date(2026, 8, 13), date(2026, 8, 18)], 1),
    ],
)
def test_days_off_do_not_break_a_run(days: list[date], run: int):
    assert longest_run(days, CALENDAR) == run


@given(st.integers(0, len(WORKED) - 1), st.integers(1, 40))
def test_run_of_consecutive_working_days_is_their_number(start: int, length: int):
    days = WORKED[start : start + length]
    assert longest_run(days, CALENDAR) == len(days)


@given(st.sets(st.sampled_from(WORKED), max_size=60))
def test_run_is_never_longer_than_the_days(days: set[date]):
    assert (longest_run(days, CALENDAR) == 0) == (not days)
    assert longest_run(days, CALENDAR) <= len(days)
