"""The Merkle tree of RFC 6962, its proofs, and their verification by RFC 9162.

Only nodes over a full power of two of leaves are ever stored: they never change again. The node
at ``(level, position)`` covers the ``2**level`` leaves from ``position * 2**level`` on; level 0
holds the leaf hashes. A ragged right edge is folded anew whenever a root is asked for.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

HASH_BYTES = 32
EMPTY_ROOT = sha256().digest()


class NodeKey(NamedTuple):
    level: int
    position: int


class TreeNode(NamedTuple):
    level: int
    position: int
    hash: bytes


#: Answers the hash of a stored node; ``dict.__getitem__`` of loaded rows will do.
NodeLookup = Callable[[NodeKey], bytes]
#: Leaves from the first number up to, not including, the second.
LeafRange = tuple[int, int]


@dataclass(frozen=True)
class AppendResult:
    """New full nodes to store, and the tree they leave behind."""

    nodes: tuple[TreeNode, ...]
    size: int
    root: bytes
    frontier: tuple[bytes, ...]


def leaf_hash(body: bytes) -> bytes:
    return sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def root_of(leaf_hashes: Iterable[bytes]) -> bytes:
    """The root over leaf hashes, holding only the right edge in memory."""
    return append_leaves(0, (), leaf_hashes).root


def frontier_positions(size: int) -> list[NodeKey]:
    """Where the largest full nodes of a tree of ``size`` leaves stand, from left to right."""
    return _full_nodes((0, size))


def completed_by(index: int) -> list[NodeKey]:
    """The nodes above the leaves that the leaf at ``index`` completes, lowest first."""
    count = _trailing_ones(index)
    return [NodeKey(level, index >> level) for level in range(1, count + 1)]


def append_leaves(
    size: int, frontier: Sequence[bytes], leaf_hashes: Iterable[bytes]
) -> AppendResult:
    """Append to a tree of ``size`` leaves whose ``frontier`` stands at frontier_positions(size).

    Raises ValueError when the frontier does not fit the size.
    """
    if len(frontier) != size.bit_count():
        raise ValueError("the frontier does not belong to a tree of this size")
    edge, nodes = list(frontier), list[TreeNode]()
    for leaf in leaf_hashes:
        _append_leaf(size, edge, nodes, leaf)
        size += 1
    return AppendResult(tuple(nodes), size, _folded(edge), tuple(edge))


def root_at(size: int, lookup: NodeLookup) -> bytes:
    """The root when the tree had ``size`` leaves, from stored nodes."""
    return _range_root((0, size), lookup)


def inclusion_positions(index: int, size: int) -> list[NodeKey]:
    """Every stored node that inclusion_proof will look up, so that one query can load them."""
    return [node for span in _inclusion_ranges(index, size) for node in _full_nodes(span)]


def inclusion_proof(index: int, size: int, lookup: NodeLookup) -> list[bytes]:
    """The audit path of RFC 6962 section 2.1.1, from the leaf's sibling upwards."""
    return [_range_root(span, lookup) for span in _inclusion_ranges(index, size)]


def verify_inclusion(
    leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes
) -> bool:
    """RFC 9162 section 2.1.3.2: whether ``leaf`` stands at ``index`` under ``root``."""
    if not 0 <= index < size:
        return False
    place, last, result = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            result = node_hash(sibling, result)
            shift = _shift_to_right_child(place)
            place, last = place >> shift, last >> shift
        else:
            result = node_hash(result, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and result == root


class InclusionStep(NamedTuple):
    """One step from a leaf to the root: which side the sibling stands on, and what comes out."""

    is_left: bool
    sibling: bytes
    result: bytes


def inclusion_steps(
    leaf: bytes, index: int, size: int, path: Sequence[bytes]
) -> list[InclusionStep]:
    """The same walk as verify_inclusion(), step by step, for somebody who wants to follow it."""
    place, last, result, steps = index, size - 1, leaf, list[InclusionStep]()
    for sibling in path:
        is_left = bool(place & 1) or place == last
        result = node_hash(sibling, result) if is_left else node_hash(result, sibling)
        steps.append(InclusionStep(is_left, sibling, result))
        if is_left:
            shift = _shift_to_right_child(place)
            place, last = place >> shift, last >> shift
        place, last = place >> 1, last >> 1
    return steps


def consistency_positions(old_size: int, new_size: int) -> list[NodeKey]:
    """Every stored node that consistency_proof will look up, so that one query can load them."""
    ranges = _consistency_ranges(old_size, new_size)
    return [node for span in ranges for node in _full_nodes(span)]


def consistency_proof(old_size: int, new_size: int, lookup: NodeLookup) -> list[bytes]:
    """The proof of RFC 6962 section 2.1.2; empty from the empty tree or from the same size."""
    return [_range_root(span, lookup) for span in _consistency_ranges(old_size, new_size)]


def verify_consistency(
    old_size: int, old_root: bytes, new_size: int, new_root: bytes, path: Sequence[bytes]
) -> bool:
    """RFC 9162 section 2.1.4.2: whether the new tree only appends to the old one."""
    if not 0 <= old_size <= new_size:
        return False
    if old_size == new_size:
        return not path and old_root == new_root
    if old_size == 0:
        return not path and old_root == EMPTY_ROOT
    return _verify_growth(old_size, old_root, new_size, new_root, path)


def _verify_growth(
    old_size: int, old_root: bytes, new_size: int, new_root: bytes, path: Sequence[bytes]
) -> bool:
    # A full old tree is itself the first node of the path, and is not sent.
    steps = [old_root, *path] if old_size.bit_count() == 1 else list(path)
    if not path:
        return False
    skipped = _trailing_ones(old_size - 1)
    place, last = (old_size - 1) >> skipped, (new_size - 1) >> skipped
    old = new = steps[0]
    for sibling in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            shift = _shift_to_right_child(place)
            place, last = place >> shift, last >> shift
        else:
            new = node_hash(new, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and old == old_root and new == new_root


def _append_leaf(size: int, edge: list[bytes], nodes: list[TreeNode], leaf: bytes) -> None:
    if len(leaf) != HASH_BYTES:
        raise ValueError("a leaf hash has 32 bytes")
    level, index, current = 0, size, leaf
    nodes.append(TreeNode(level, index, current))
    while index & 1:
        level, index, current = level + 1, index >> 1, node_hash(edge.pop(), current)
        nodes.append(TreeNode(level, index, current))
    edge.append(current)


def _inclusion_ranges(index: int, size: int) -> list[LeafRange]:
    if not 0 <= index < size:
        raise ValueError("the leaf does not stand in a tree of this size")
    start, end, ranges = 0, size, list[LeafRange]()
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]


def _consistency_ranges(old_size: int, new_size: int) -> list[LeafRange]:
    if not 0 <= old_size <= new_size:
        raise ValueError("a tree only grows")
    if old_size == 0:
        return []
    start, end, ranges = 0, new_size, list[LeafRange]()
    while end != old_size:
        middle = start + _split(end - start)
        if old_size <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    # The old tree's own root is known to the verifier when no step went right.
    return [(start, end), *ranges[::-1]] if start else ranges[::-1]


def _split(width: int) -> int:
    """The largest power of two smaller than ``width``."""
    return 1 << ((width - 1).bit_length() - 1)


def _full_nodes(span: LeafRange) -> list[NodeKey]:
    start, end = span
    found = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append(NodeKey(level, start >> level))
        start += 1 << level
    return found


def _range_root(span: LeafRange, lookup: NodeLookup) -> bytes:
    return _folded([lookup(position) for position in _full_nodes(span)])


def _folded(edge: Sequence[bytes]) -> bytes:
    if not edge:
        return EMPTY_ROOT
    result = edge[-1]
    for left in reversed(edge[:-1]):
        result = node_hash(left, result)
    return result


def _shift_to_right_child(place: int) -> int:
    """How far an only child climbs before it has a left sibling: its trailing zeros."""
    return (place & -place).bit_length() - 1 if place else 0


def _trailing_ones(number: int) -> int:
    return ((number + 1) & ~number).bit_length() - 1
