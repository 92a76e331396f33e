"""Postings of an entry sum to zero, and what was done can be taken back exactly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.postings import (
    ISSUANCE_KEY,
    Balance,
    PostingLine,
    award_lines,
    check_balanced,
    expiry_lines,
    person_key,
    quota_key,
    quota_lines,
    recompute_balances,
    reversal_of,
    unit_key,
)
from ledger.errors import RuleRefused

QUOTA = quota_key("U003", "2026-T2")
SHARES = st.dictionaries(
    st.text("ABC", min_size=1).map(person_key), st.integers(1, 10**6), min_size=1
)


def test_account_keys_are_portable_text() -> None:
    assert QUOTA == "quota:U003:2026-T2"
    assert unit_key("U003") == "unit:U003"
    assert person_key("0" * 26) == "person:" + "0" * 26


@given(SHARES)
def test_award_is_paid_by_the_quota_and_balances(points: dict[str, int]) -> None:
    lines = award_lines(QUOTA, points)
    check_balanced(lines)
    assert PostingLine(QUOTA, -sum(points.values())) in lines
    assert list(lines) == sorted(lines)


@given(SHARES)
def test_entry_and_its_reversal_leave_nothing(points: dict[str, int]) -> None:
    lines = award_lines(QUOTA, points)
    reversal = reversal_of(lines)
    check_balanced(reversal)
    assert reversal_of(reversal) == lines
    balances = recompute_balances([lines, reversal])
    assert all(balance == Balance(0, 2) for balance in balances.values())


@given(st.lists(SHARES))
def test_balances_of_any_history_sum_to_zero(awards: list[dict[str, int]]) -> None:
    balances = recompute_balances(award_lines(QUOTA, points) for points in awards)
    assert sum(balance.points for balance in balances.values()) == 0


def test_quota_comes_from_issuance_and_expiry_goes_back_to_it() -> None:
    assert quota_lines(QUOTA, 300) == (PostingLine(ISSUANCE_KEY, -300), PostingLine(QUOTA, 300))
    assert expiry_lines("person:A", 5) == (
        PostingLine(ISSUANCE_KEY, 5),
        PostingLine("person:A", -5),
    )


@pytest.mark.parametrize(
    ("lines", "constraint"),
    [
        ([("a", 1)], "ck_entry_postings_balanced"),
        ([("a", 1), ("b", -2)], "ck_entry_postings_balanced"),
        ([("a", 0)], "ck_posting_points_not_zero"),
        ([("a", 1), ("a", -1)], "uq_posting_entry_account"),
    ],
)
def test_unbalanced_lines_are_refused(lines: list[tuple[str, int]], constraint: str) -> None:
    with pytest.raises(RuleRefused) as refusal:
        check_balanced([PostingLine(*line) for line in lines])
    assert refusal.value.constraint == constraint


@pytest.mark.parametrize("points", [{}, {"person:A": 0}, {"person:A": -1}])
def test_award_of_nothing_is_refused(points: dict[str, int]) -> None:
    with pytest.raises(RuleRefused) as refusal:
        award_lines(QUOTA, points)
    assert refusal.value.constraint == "ck_award_points_positive"


def test_quota_cannot_award_itself() -> None:
    with pytest.raises(RuleRefused):
        award_lines(QUOTA, {QUOTA: 5})


def test_balance_is_the_sum_of_its_postings_and_counts_them() -> None:
    lines = award_lines(QUOTA, {"person:A": 5})
    more = award_lines(QUOTA, {"person:A": 2})
    assert recompute_balances([lines, more]) == {
        QUOTA: Balance(-7, 2),
        "person:A": Balance(7, 2),
    }
