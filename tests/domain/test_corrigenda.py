"""What a corrigendum may say of groups that a recap hides."""

import pytest

from ledger.domain.corrigenda import ChangedTotal, changed_totals, hides_change
from ledger.domain.small_groups import open_totals, protect_totals


def test_only_groups_that_print_otherwise_are_changed():
    before, after = protect_totals([9, 7, 3]), protect_totals([8, 7, 2])
    assert changed_totals(before, after) == (ChangedTotal(0, 9, 8),)


def test_group_that_sinks_under_five_is_hidden():
    changed = changed_totals(protect_totals([5, 9]), protect_totals([4, 9]))
    assert changed == (ChangedTotal(0, 5, None),)


@pytest.mark.parametrize(
    ("before", "after", "hides"),
    [
        ([9, 7], [8, 7], False),
        # Five became four: with the new sum anybody could tell.
        ([5, 9], [4, 9], True),
        ([3, 9], [2, 9], True),
        # Another group changed, and the hidden one stayed as it was.
        ([3, 3, 9], [3, 3, 8], False),
    ],
)
def test_sum_is_withheld_when_it_tells_a_hidden_group(before, after, hides):
    exact = [old - new for old, new in zip(before, after, strict=True)]
    assert hides_change(protect_totals(before), protect_totals(after), exact) is hides
    assert not hides_change(open_totals(before), open_totals(after), exact)
