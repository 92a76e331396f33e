"""What of discipline stands in the way of what: every row of the table, its ends, its phrases."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.discipline.execution import months_later
from ledger.domain.interlocks import (
    INTERLOCKS,
    Cause,
    Effect,
    Interlock,
    Purpose,
    Standing,
    hindrances,
    interlock_from_text,
    interlock_key,
    purpose_of,
)
from ledger.domain.open_law import OPEN_LAW
from ledger.errors import InvalidInput

SINCE, TODAY = date(2026, 3, 31), date(2026, 8, 1)
N, S, B = "tidak menghalangi", "menunda", "menghalangi"
#: By purpose: what an open case does, then a light, a medium and a heavy sanction.
EXPECTED = {
    Purpose.AWARD: ("menunda 6 bulan", N, B, B),
    Purpose.SATYALANCANA: (S, N, "menghalangi selamanya", "menghalangi selamanya"),
    Purpose.PROMOTION: (S, N, B, B),
    Purpose.INCREMENT: (N, N, B, B),
    Purpose.SELECTION: (S, N, B, B),
}
PHRASES = st.one_of(
    st.sampled_from([N, S, B, "menghalangi selamanya"]),
    st.builds("{} {} bulan".format, st.sampled_from([S, B]), st.integers(1, 120)),
)


def held(text: str, *, is_live: bool = True, on: date = TODAY, cause: Cause = Cause.OPEN_CASE):
    standing = Standing(person_id=1, cause=cause, since=SINCE, is_live=is_live)
    return hindrances([standing], {cause: interlock_from_text(text)}, on=on)


@pytest.mark.parametrize(
    ("purpose", "place"), list(product(Purpose, range(4))), ids=lambda one: str(one)
)
def test_each_row_of_the_default_table_holds_or_lets_go(purpose: Purpose, place: int):
    cause = list(Cause)[place]
    (row,) = [one for one in INTERLOCKS if (one.purpose, one.cause) == (purpose, cause)]
    assert row.default.text == EXPECTED[purpose][place]
    assert row.title
    assert row.article
    assert OPEN_LAW[interlock_key(purpose, cause)].default == row.default.text
    live = held(row.default.text, cause=cause)
    assert bool(live) is (row.default.effect is not Effect.NONE)
    over = held(row.default.text, cause=cause, is_live=False)
    assert bool(over) is row.default.is_for_ever


@pytest.mark.parametrize(
    ("text", "is_live", "on", "until"),
    [
        ("menunda 6 bulan", True, date(2026, 9, 29), date(2026, 9, 30)),
        ("menunda 6 bulan", True, date(2026, 9, 30), "free"),
        ("menunda 6 bulan", False, TODAY, "free"),
        ("menunda", True, date(2030, 1, 1), None),
        ("menghalangi 12 bulan", False, date(2027, 3, 30), date(2027, 3, 31)),
        ("menghalangi 12 bulan", False, date(2027, 3, 31), "free"),
        ("menghalangi 12 bulan", True, date(2027, 3, 31), None),
        ("menghalangi", False, TODAY, "free"),
        ("menghalangi selamanya", False, date(2060, 1, 1), None),
    ],
)
def test_hold_runs_out_on_its_day_and_a_block_lasts_as_long_as_it_says(text, is_live, on, until):
    found = held(text, is_live=is_live, on=on)
    assert [one.until for one in found] == ([] if until == "free" else [until])


@given(PHRASES)
def test_phrase_reads_back_as_it_was_written(text: str):
    assert interlock_from_text(text).text == text
    assert interlock_from_text(f"  {text.upper()} ") == interlock_from_text(text)


@pytest.mark.parametrize(
    "text", ["", "mungkin", "menunda 0 bulan", "menunda 121 bulan", "menunda selamanya", "6 bulan"]
)
def test_phrase_that_nobody_can_read_is_refused_with_those_that_can(text: str):
    with pytest.raises(InvalidInput) as refusal:
        interlock_from_text(text)
    assert "menghalangi 24 bulan" in refusal.value.fields["text"][0]


@given(PHRASES, st.booleans(), st.integers(0, 5_000))
def test_who_was_cleared_is_never_suspended_and_until_is_always_later(text, is_live, days):
    on = SINCE + timedelta(days=days)
    for one in held(text, is_live=is_live, on=on):
        assert is_live or one.effect is Effect.BLOCKS
        assert one.until is None or one.until > on


@given(st.integers(1, 120), st.integers(0, 5_000))
def test_suspension_with_months_never_outlives_them(months: int, days: int):
    on = SINCE + timedelta(days=days)
    assert bool(held(Interlock(Effect.SUSPENDS, months).text, on=on)) is (
        on < months_later(SINCE, months)
    )


def test_only_the_badge_of_the_state_is_no_ordinary_award():
    badge = {"badge": {"code": "satyalancana-10", "tier": "perunggu", "name": "X"}}
    assert purpose_of(badge) is Purpose.SATYALANCANA
    assert purpose_of({"badge": {"code": "inovator"}, "points": {"amount": 5}}) is Purpose.AWARD
    assert purpose_of({}) is Purpose.AWARD
