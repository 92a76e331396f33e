"""Superiors by the tree: staff to their head, heads to the nearest head above."""

from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.superiors import heads_upward


@st.composite
def trees(draw: st.DrawFn) -> tuple[dict[int, int | None], dict[int, int]]:
    size = draw(st.integers(1, 12))
    parents: dict[int, int | None] = {0: None}
    for unit in range(1, size):
        parents[unit] = draw(st.integers(0, unit - 1))
    headed = draw(st.sets(st.integers(0, size - 1)))
    return parents, {unit: 100 + unit for unit in headed}


@given(trees())
def test_staff_answer_to_the_nearest_head_at_or_above(tree):
    parents, heads = tree
    for unit, (of_staff, of_head) in heads_upward(parents, heads).items():
        above = unit
        while above is not None and above not in heads:
            above = parents[above]
        assert of_staff == (None if above is None else heads[above])
        if unit not in heads:
            assert of_head == of_staff
        else:
            assert of_head != heads[unit]


def test_loop_in_the_tree_ends():
    assert heads_upward({1: 2, 2: 1}, {}) == {1: (None, None), 2: (None, None)}
