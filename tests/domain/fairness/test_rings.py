"""Pairs and rings in who nominates whom."""

from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.fairness.rings import (
    LARGEST_KNOT_SEARCHED,
    LONGEST_RING,
    closed_rings,
    reciprocal_pairs,
    ring_edges,
)


def test_two_who_nominate_each_other_are_a_pair_and_a_chain_is_not():
    edges = {(1, 2): 3, (2, 1): 1, (2, 3): 9, (3, 4): 1}
    assert reciprocal_pairs(edges) == [(1, 2)]
    assert closed_rings(edges) == []


def test_ring_is_told_once_from_its_smallest_number():
    edges = {(5, 2): 1, (2, 9): 1, (9, 5): 1, (9, 7): 1}
    assert closed_rings(edges) == [(2, 9, 5)]


def test_large_knot_is_searched_for_rings_of_three_only():
    everybody = range(LARGEST_KNOT_SEARCHED + 10)
    around = {(one, (one + 1) % len(everybody)): 1 for one in everybody}
    assert closed_rings(around) == []
    assert closed_rings({**around, (2, 0): 1}) == [(0, 1, 2)]


people = st.integers(0, 8)
steps = st.tuples(people, people).filter(lambda step: step[0] != step[1])


@given(st.dictionaries(steps, st.integers(1, 9), max_size=24))
def test_every_ring_closes_over_nominations_that_were_made(edges: dict[tuple[int, int], int]):
    for ring in closed_rings(edges):
        assert 3 <= len(ring) <= LONGEST_RING
        assert len(set(ring)) == len(ring)
        assert ring[0] == min(ring)
        assert all(step in edges for step in ring_edges(ring))
