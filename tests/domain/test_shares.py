import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.shares import check_shares, equal_shares, split_points
from ledger.errors import InvalidInput


@pytest.mark.parametrize(
    ("count", "shares"),
    [(1, (100,)), (3, (34, 33, 33)), (6, (17, 17, 17, 17, 16, 16)), (100, (1,) * 100)],
)
def test_equal_shares_sum_to_the_whole(count, shares):
    assert equal_shares(count) == shares


@pytest.mark.parametrize("count", [-1, 0, 101])
def test_team_without_possible_shares_is_refused(count):
    with pytest.raises(InvalidInput, match=f"Tim ini berisi {count}"):
        equal_shares(count)


@pytest.mark.parametrize(
    ("points", "shares", "parts"),
    [
        (25, (40, 30, 30), (10, 8, 7)),
        (10, (34, 33, 33), (4, 3, 3)),
        (1, (50, 50), (1, 0)),
        (7, (90, 5, 5), (6, 1, 0)),
        (0, (60, 40), (0, 0)),
        (-25, (40, 30, 30), (-10, -8, -7)),
    ],
)
def test_points_go_by_largest_remainder_and_ties_to_the_earlier(points, shares, parts):
    assert split_points(points, shares) == parts


@pytest.mark.parametrize(
    ("shares", "sentence"),
    [
        ((90, 20), "Sekarang jumlahnya 110"),
        ((), "Sekarang jumlahnya 0"),
        ((100, 0), "paling sedikit 1"),
        ((120, -20), "paling sedikit 1"),
    ],
)
def test_shares_that_do_not_make_a_whole_are_refused(shares, sentence):
    for refuse in (check_shares, lambda wrong: split_points(10, wrong)):
        with pytest.raises(InvalidInput, match=sentence):
            refuse(shares)


@given(st.integers(-(10**12), 10**12), st.integers(1, 100))
def test_no_point_is_won_or_lost(points, count):
    shares = equal_shares(count)
    assert sum(shares) == 100
    assert max(shares) - min(shares) <= 1
    parts = split_points(points, shares)
    assert sum(parts) == points
    assert all(
        abs(100 * part - points * share) < 100 for part, share in zip(parts, shares, strict=True)
    )


@given(st.integers(0, 10**6), st.integers(1, 99))
def test_reversal_takes_back_what_was_given(points, first):
    shares = (first, 100 - first)
    given_back = split_points(-points, shares)
    assert tuple(-part for part in given_back) == split_points(points, shares)
