"""Boards: equal results share a place, small units are absent, an ended period stands still."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.boards import (
    BACK_OFFICE,
    FRONT_OFFICE,
    BoardBrackets,
    UnitTotal,
    brackets_of,
    counts_until,
    is_final,
)
from ledger.domain.periods import parse_period

QUARTER = parse_period("2026-T2")
AFTER = date(2026, 7, 1)


def unit(number: int, *, heads: int = 10, points: int = 0, serves: bool = True) -> UnitTotal:
    return UnitTotal(
        unit_id=number, name=f"Unit {number}", heads=heads, points=points, serves_citizens=serves
    )


UNITS = st.lists(
    st.builds(
        unit,
        st.integers(1, 1_000_000),
        heads=st.integers(0, 60),
        points=st.integers(-50, 500),
        serves=st.booleans(),
    ),
    unique_by=lambda one: one.unit_id,
    max_size=20,
)


def test_units_with_the_same_points_per_head_share_a_place_and_the_next_is_skipped():
    totals = [
        unit(1, heads=10, points=30),
        unit(2, heads=20, points=40),
        unit(3, heads=5, points=10),
        unit(4, heads=10, points=10),
    ]
    (bracket,) = brackets_of(totals, BoardBrackets.NONE)
    assert [(row.unit.unit_id, row.place, row.is_shared) for row in bracket.rows] == [
        (1, 1, False),
        (2, 2, True),
        (3, 2, True),
        (4, 4, False),
    ]


def test_thirds_are_compared_exactly_and_not_as_they_are_printed():
    totals = [unit(1, heads=30, points=10), unit(2, heads=300, points=101)]
    (bracket,) = brackets_of(totals, BoardBrackets.NONE)
    assert [row.unit.unit_id for row in bracket.rows] == [2, 1]
    assert not any(row.is_shared for row in bracket.rows)


def test_units_that_serve_citizens_are_compared_among_themselves():
    totals = [unit(1, points=90), unit(2, points=10, serves=False), unit(3, points=5)]
    front, back = brackets_of(totals, BoardBrackets.OFFICE)
    assert (front.label, [row.unit.unit_id for row in front.rows]) == (FRONT_OFFICE, [1, 3])
    assert (back.label, [row.unit.unit_id for row in back.rows]) == (BACK_OFFICE, [2])


@pytest.mark.parametrize(("heads", "place"), [(5, 0), (14, 0), (15, 1), (39, 1), (40, 2), (400, 2)])
def test_units_are_compared_with_those_of_their_size(heads: int, place: int):
    others = [unit(1, heads=6), unit(2, heads=20), unit(3, heads=90)]
    brackets = brackets_of([*others, unit(9, heads=heads)], BoardBrackets.SIZE)
    assert [place] == [
        index
        for index, bracket in enumerate(brackets)
        if 9 in {row.unit.unit_id for row in bracket.rows}
    ]


@given(UNITS, st.sampled_from(BoardBrackets))
def test_no_unit_of_fewer_than_five_is_listed_and_each_other_once(totals, by):
    brackets = brackets_of(totals, by)
    listed = [row.unit.unit_id for bracket in brackets for row in bracket.rows]
    assert sorted(listed) == sorted(one.unit_id for one in totals if one.heads >= 5)
    small = sum(bracket.too_small for bracket in brackets)
    assert small == sum(1 for one in totals if 0 < one.heads < 5)


@given(UNITS)
def test_a_place_is_one_more_than_the_number_of_better_units(totals):
    for bracket in brackets_of(totals, BoardBrackets.NONE):
        values = [row.unit.per_head for row in bracket.rows]
        for row in bracket.rows:
            assert row.place == 1 + sum(value > row.unit.per_head for value in values)
            assert row.is_shared == (values.count(row.unit.per_head) > 1)


def test_board_of_a_running_period_moves_and_one_that_ended_stands_still_until_all_is_decided():
    running = {"today": date(2026, 6, 30), "undecided": 3}
    assert counts_until(QUARTER, **running) is None
    assert not is_final(QUARTER, **running)
    assert counts_until(QUARTER, today=AFTER, undecided=3) == AFTER
    assert not is_final(QUARTER, today=AFTER, undecided=3)
    assert counts_until(QUARTER, today=AFTER, undecided=0) is None
    assert is_final(QUARTER, today=AFTER, undecided=0)
