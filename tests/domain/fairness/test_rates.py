"""Rates of groups: honest about small numbers, and nobody told alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.fairness.rates import Group, overlooked, protected_groups, wilson_interval
from ledger.domain.small_groups import SMALLEST_SHOWN


@pytest.mark.parametrize(
    ("found", "of", "low", "high"),
    # Worked out by hand from Wilson's formula; 0 of 10 is his often printed 0 to 28 percent.
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (0, 0, 0.0, 1.0)],
)
def test_interval_is_that_of_wilson(found: int, of: int, low: float, high: float):
    assert wilson_interval(found, of) == pytest.approx((low, high), abs=0.0001)


@given(st.integers(0, 500).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_interval_holds_the_rate_seen(numbers: tuple[int, int]):
    found, of = numbers
    low, high = wilson_interval(found, of)
    assert 0 <= low <= high <= 1
    assert of == 0 or low <= found / of <= high


def test_small_group_is_told_with_another_and_never_alone():
    groups = [Group(("a",), 3, 1), Group(("b",), 20, 4), Group(("c",), 9, 0)]
    assert protected_groups(groups) == (Group(("b",), 20, 4), Group(("a", "c"), 12, 1))


def test_small_groups_are_put_together_until_nobody_stands_out():
    groups = [Group((name,), 2, 0) for name in "abc"] + [Group(("z",), 50, 5)]
    assert protected_groups(groups) == (Group(("z",), 50, 5), Group(("a", "b", "c"), 6, 0))
    assert protected_groups([Group(("a",), 3, 1)]) == ()


group_sizes = st.lists(st.integers(0, 12), max_size=8)


@given(group_sizes)
def test_nobody_is_told_in_a_group_under_five_and_nothing_is_left_to_subtract(sizes: list[int]):
    shown = protected_groups(Group((str(n),), size, 0) for n, size in enumerate(sizes))
    assert all(group.people >= SMALLEST_SHOWN for group in shown)
    assert sum(group.people for group in shown) in (0, sum(sizes))
    # What is told together has at least two parts, so its sum says nothing of one of them.
    assert all(
        len(group.names) > 1 or sizes[int(group.names[0])] == group.people for group in shown
    )


def test_group_is_overlooked_only_when_chance_hardly_explains_it():
    many = Group(("b",), 100, 50)
    assert overlooked([Group(("a",), 40, 0), many]) == (Group(("a",), 40, 0),)
    assert overlooked([Group(("a",), 5, 0), Group(("c",), 100, 30)]) == ()
    assert overlooked([]) == ()
