"""The tree agrees with RFC 6962, with an independent recursion, and with pymerkle."""

import pymerkle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.merkle import (
    EMPTY_ROOT,
    NodeKey,
    append_leaves,
    completed_by,
    consistency_positions,
    consistency_proof,
    frontier_positions,
    inclusion_positions,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_at,
    root_of,
    verify_consistency,
    verify_inclusion,
)

# The inputs and roots that implementations of RFC 6962 check themselves by.
KNOWN_INPUTS = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
KNOWN_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LARGEST = 70
LEAVES = [leaf_hash(bytes([number])) for number in range(LARGEST)]
TREE = append_leaves(0, (), LEAVES)
NODES = {NodeKey(node.level, node.position): node.hash for node in TREE.nodes}
SIZES = st.integers(1, LARGEST)


def make_pymerkle(size: int) -> pymerkle.InmemoryTree:
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for number in range(size):
        tree.append_entry(bytes([number]))
    return tree


def defined_root(leaves: list[bytes]) -> bytes:
    """The recursive definition of RFC 6962 section 2.1, kept apart from the code under test."""
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return node_hash(defined_root(leaves[:half]), defined_root(leaves[half:]))


def defined_consistency(old: int, leaves: list[bytes], *, known: bool = True) -> list[bytes]:
    """SUBPROOF of RFC 6962 section 2.1.2."""
    if old == len(leaves):
        return [] if known else [defined_root(leaves)]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    if old <= half:
        rest = defined_consistency(old, leaves[:half], known=known)
        return [*rest, defined_root(leaves[half:])]
    rest = defined_consistency(old - half, leaves[half:], known=False)
    return [*rest, defined_root(leaves[:half])]


@pytest.mark.parametrize("size", range(len(KNOWN_ROOTS)))
def test_root_matches_known_vector(size: int) -> None:
    leaves = [leaf_hash(data) for data in KNOWN_INPUTS[:size]]
    assert root_of(leaves).hex() == KNOWN_ROOTS[size]


@pytest.mark.parametrize("size", range(1, LARGEST + 1))
def test_root_matches_definition_at_every_size(size: int) -> None:
    expected = defined_root(LEAVES[:size])
    assert root_of(LEAVES[:size]) == root_at(size, NODES.__getitem__) == expected


def test_root_and_paths_match_pymerkle() -> None:
    for size in (1, 2, 3, 7, 8, 21, 64, 70):
        tree = make_pymerkle(size)
        assert tree.get_root() == root_of(LEAVES[:size])
        for index in range(size):
            ours = inclusion_proof(index, size, NODES.__getitem__)
            # pymerkle counts leaves from one and starts the path with the leaf itself.
            assert [LEAVES[index], *ours] == tree.prove_inclusion(index + 1, size).path


@given(st.lists(st.integers(0, 20), max_size=6))
def test_appending_in_batches_equals_appending_at_once(batches: list[int]) -> None:
    size, frontier, nodes = 0, tuple[bytes, ...](), []
    for count in batches:
        batch = [leaf_hash(bytes([number])) for number in range(size, size + count)]
        result = append_leaves(size, frontier, batch)
        size, frontier = result.size, result.frontier
        nodes += result.nodes
    whole = append_leaves(0, (), [leaf_hash(bytes([number])) for number in range(size)])
    assert tuple(nodes) == whole.nodes
    assert (size, frontier) == (whole.size, whole.frontier)
    assert root_of(leaf_hash(bytes([number])) for number in range(size)) == whole.root


@given(SIZES)
def test_stored_nodes_at_the_frontier_continue_the_tree(size: int) -> None:
    frontier = [NODES[position] for position in frontier_positions(size)]
    assert append_leaves(size, frontier, LEAVES[size:]).root == TREE.root


def test_frontier_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="frontier"):
        append_leaves(3, LEAVES[:1], [])


def test_leaf_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        append_leaves(0, (), [b"short"])


def test_inclusion_proof_holds_for_every_leaf_of_every_size() -> None:
    for size in range(1, LARGEST + 1):
        root = root_at(size, NODES.__getitem__)
        for index in range(size):
            loaded = {p: NODES[p] for p in inclusion_positions(index, size)}
            path = inclusion_proof(index, size, loaded.__getitem__)
            assert verify_inclusion(LEAVES[index], index, size, path, root)


@given(st.data())
def test_altered_inclusion_proof_fails(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, LARGEST))
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1).filter(lambda number: number != index))
    path, root = inclusion_proof(index, size, NODES.__getitem__), TREE_ROOTS[size]
    spot = data.draw(st.integers(0, len(path) - 1))
    changed = [*path[:spot], bytes(32), *path[spot + 1 :]]
    assert not verify_inclusion(LEAVES[index], index, size, changed, root)
    assert not verify_inclusion(LEAVES[other], index, size, path, root)
    assert not verify_inclusion(LEAVES[index], other, size, path, root)
    assert not verify_inclusion(LEAVES[index], index, size, path[:-1], root)
    assert not verify_inclusion(LEAVES[index], index, size, [*path, bytes(32)], root)
    assert not verify_inclusion(LEAVES[index], index, size, path, bytes(32))


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 1)])
def test_inclusion_outside_the_tree_is_refused(index: int, size: int) -> None:
    assert not verify_inclusion(LEAVES[0], index, size, [], LEAVES[0])
    with pytest.raises(ValueError, match="does not stand"):
        inclusion_proof(index, size, NODES.__getitem__)


def test_consistency_proof_matches_definition_and_holds() -> None:
    for new in range(1, LARGEST + 1):
        for old in range(1, new + 1):
            loaded = {p: NODES[p] for p in consistency_positions(old, new)}
            path = consistency_proof(old, new, loaded.__getitem__)
            assert path == defined_consistency(old, LEAVES[:new])
            assert verify_consistency(old, TREE_ROOTS[old], new, TREE_ROOTS[new], path)


@given(st.data())
def test_altered_consistency_proof_fails(data: st.DataObject) -> None:
    new = data.draw(st.integers(2, LARGEST))
    old = data.draw(st.integers(1, new - 1))
    path = consistency_proof(old, new, NODES.__getitem__)
    old_root, new_root = TREE_ROOTS[old], TREE_ROOTS[new]
    spot = data.draw(st.integers(0, len(path) - 1))
    changed = [*path[:spot], bytes(32), *path[spot + 1 :]]
    assert not verify_consistency(old, old_root, new, new_root, changed)
    assert not verify_consistency(old, bytes(32), new, new_root, path)
    assert not verify_consistency(old, old_root, new, bytes(32), path)
    assert not verify_consistency(old, old_root, new, new_root, path[:-1])
    assert not verify_consistency(old, old_root, new, new_root, [*path, bytes(32)])
    assert not verify_consistency(new, new_root, old, old_root, path)


def test_consistency_from_nothing_and_from_itself_takes_no_path() -> None:
    assert consistency_proof(0, 5, NODES.__getitem__) == []
    assert verify_consistency(0, EMPTY_ROOT, 5, TREE_ROOTS[5], [])
    assert verify_consistency(5, TREE_ROOTS[5], 5, TREE_ROOTS[5], [])
    assert not verify_consistency(0, bytes(32), 5, TREE_ROOTS[5], [])
    assert not verify_consistency(5, TREE_ROOTS[5], 5, TREE_ROOTS[6], [])
    assert not verify_consistency(4, TREE_ROOTS[4], 5, TREE_ROOTS[5], [])


def test_shrinking_tree_has_no_consistency_proof() -> None:
    with pytest.raises(ValueError, match="only grows"):
        consistency_proof(6, 5, NODES.__getitem__)


TREE_ROOTS = {size: defined_root(LEAVES[:size]) for size in range(1, LARGEST + 1)}


def test_leaf_completes_the_nodes_whose_last_leaf_it_is() -> None:
    assert completed_by(0) == []
    assert completed_by(5) == [NodeKey(1, 2)]
    assert completed_by(7) == [NodeKey(1, 3), NodeKey(2, 1), NodeKey(3, 0)]
