"""What is published of small groups leaves at least two sizes for each of them."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.small_groups import SMALLEST_SHOWN, open_totals, protect_totals


@given(st.lists(st.integers(0, 9), max_size=6))
def test_no_hidden_group_can_be_worked_out(counts: list[int]):
    told = protect_totals(counts)
    places = [place for place, shown in enumerate(told.counts) if shown is None]
    possible = [
        sizes
        for sizes in product(range(1, SMALLEST_SHOWN), repeat=len(places))
        if told.total is None or sum(sizes) == told.total - told.at_least
    ]
    for place in range(len(places)):
        assert len({sizes[place] for sizes in possible}) >= 2


@given(st.lists(st.integers(0, 9), max_size=6))
def test_what_is_shown_is_true(counts: list[int]):
    told = protect_totals(counts)
    assert all(shown in (None, count) for shown, count in zip(told.counts, counts, strict=True))
    assert told.total in (None, sum(counts))
    assert told.at_least <= sum(counts)


def test_large_groups_and_none_are_shown_with_their_total():
    told = protect_totals([5, 0, 12])
    assert (told.counts, told.total, told.hides) == ((5, 0, 12), 17, False)


def test_one_small_group_takes_the_total_with_it():
    told = protect_totals([5, 3])
    assert (told.counts, told.total, told.at_least) == ((5, None), None, 5)


def test_two_small_groups_may_keep_their_total():
    assert protect_totals([2, 4, 7]).total == 13
    assert protect_totals([1, 1, 7]).total is None
    assert protect_totals([4, 4, 7]).total is None


def test_open_totals_hide_nothing():
    told = open_totals([1, 2])
    assert (told.counts, told.total, told.hides) == ((1, 2), 3, False)
