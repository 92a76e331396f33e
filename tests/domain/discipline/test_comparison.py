"""Comparable cases and when a decision stands apart from them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.discipline.comparison import COMPARABLES_MIN, Comparable, practice_of
from ledger.domain.discipline.kinds import Kind

R1, R2, R3, S1, S2, B3 = Kind.R1, Kind.R2, Kind.R3, Kind.S1, Kind.S2, Kind.B3
KINDS = st.lists(st.sampled_from(list(Kind)), max_size=9)


def practice(*kinds: Kind):
    return practice_of(Comparable(kind, 2025) for kind in kinds)


@pytest.mark.parametrize(
    ("past", "kind", "stands_apart"),
    [
        ((R1, R1, R2), R3, True),
        ((R1, R2, R2), R3, False),
        ((R1, R1), R3, False),
        ((), B3, False),
        ((S2, S2, S2), R3, True),
        ((S1, S1, S2), R3, False),
        ((R1, R1, S2, S2), S1, True),
        ((R2, R2, R2), R2, False),
    ],
)
def test_kind_two_away_from_the_middle_of_three_cases_stands_apart(past, kind, stands_apart):
    assert practice(*past).is_outlier(kind) is stands_apart


def test_counts_are_by_kind_lightest_first_and_name_nobody():
    found = practice(S1, R1, R1)
    assert found.counts == ((R1, 2), (S1, 1))
    assert (found.total, found.middle) == (3, R1)


@given(KINDS)
def test_middle_kind_never_stands_apart(kinds):
    found = practice(*kinds)
    assert found.middle is None or not found.is_outlier(found.middle)


@given(KINDS, st.sampled_from(list(Kind)))
def test_few_cases_are_no_practice(kinds, kind):
    assert not practice(*kinds[: COMPARABLES_MIN - 1]).is_outlier(kind)
