"""Who nominates whom, as a graph: pairs that thank each other and rings that close."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

import networkx as nx

#: How often one person nominated another: (from, to) -> how many times.
Edges = Mapping[tuple[int, int], int]

LONGEST_RING = 5
#: In a small knot every ring is looked for; in a large one only those of three, which stay cheap.
LARGEST_KNOT_SEARCHED = 200
MOST_RINGS = 50


def reciprocal_pairs(edges: Edges) -> Sequence[tuple[int, int]]:
    """Two people who nominated each other, the smaller id first; the busiest pairs first."""
    pairs = [(one, other) for one, other in edges if one < other and (other, one) in edges]
    return sorted(pairs, key=lambda pair: (-edges[pair] - edges[pair[1], pair[0]], pair))


def closed_rings(edges: Edges) -> Sequence[tuple[int, ...]]:
    """Rings of three to five people, each starting with its smallest id; at most fifty.

    A ring of two is a pair, and is told as one.
    """
    graph = nx.DiGraph(edges.keys())
    found: list[tuple[int, ...]] = []
    for knot in sorted(nx.strongly_connected_components(graph), key=len):
        if len(knot) > 2:
            found += islice(_rings_of(graph.subgraph(knot)), MOST_RINGS - len(found))
    return sorted(found, key=lambda ring: (len(ring), ring))


def ring_edges(ring: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Each step around the ring, the last one back to the first."""
    return zip(ring, (*ring[1:], ring[0]), strict=True)


def _rings_of(knot: "nx.DiGraph[int]") -> Iterator[tuple[int, ...]]:
    if len(knot) > LARGEST_KNOT_SEARCHED:
        yield from _threes(knot)
        return
    for ring in nx.simple_cycles(knot, length_bound=LONGEST_RING):
        if len(ring) > 2:
            start = ring.index(min(ring))
            yield (*ring[start:], *ring[:start])


def _threes(knot: "nx.DiGraph[int]") -> Iterator[tuple[int, ...]]:
    after = {person: set(knot.successors(person)) for person in knot}
    before = {person: set(knot.predecessors(person)) for person in knot}
    for first in sorted(knot):
        for second in sorted(after[first]):
            if second > first:
                third_ones = sorted(after[second] & before[first])
                yield from ((first, second, third) for third in third_ones if third > first)
