"""Recomputing the ledger from its stored rows, and naming whatever does not agree."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from typing import Any

from ledger.domain.canonical import NotCanonical, read_canonical
from ledger.domain.checkpoints import (
    GENESIS_HASH,
    BadCheckpoint,
    VerifierKey,
    checkpoint_hash,
    open_checkpoint,
)
from ledger.domain.commitments import PrivateBody
from ledger.domain.entries import commitment_field, lines_of
from ledger.domain.merkle import (
    AppendResult,
    NodeKey,
    TreeNode,
    append_leaves,
    leaf_hash,
)
from ledger.domain.postings import Balance, PostingLine, check_balanced, reversal_of
from ledger.errors import RuleRefused

_ABSENT = "-"
_BATCH_LEAVES = 8192


@dataclass(frozen=True)
class Finding:
    """One disagreement: the entry it concerns (none for balances, nodes, checkpoints) and how."""

    entry_uid: str | None
    what: str
    expected: str
    found: str


@dataclass(frozen=True)
class StoredEntry:
    """An entry as its rows hold it.

    ``columns`` are the body fields the row repeats, under the body's names and in its text forms;
    ``None`` means the body must not have the field. An erased private body is simply not here.
    """

    uid: str
    body: bytes
    leaf_hash: bytes
    lines: tuple[PostingLine, ...]
    columns: Mapping[str, Any] = field(default_factory=dict)
    private_bodies: tuple[PrivateBody, ...] = ()


@dataclass(frozen=True)
class StoredCheckpoint:
    """A kept note; ``key`` is set when another key than the log's newest signed it."""

    size: int
    note: bytes
    previous_hash: bytes
    key: VerifierKey | None = None


@dataclass(frozen=True)
class TreeReport:
    """What replaying all leaves gave: the size, the root now, and what did not agree."""

    size: int
    root: bytes
    findings: tuple[Finding, ...]


def verify_entry(stored: StoredEntry, *, origin: str) -> tuple[Finding, ...]:
    """Recompute one entry: leaf, columns, postings, private parts."""
    found = []
    leaf = leaf_hash(stored.body)
    if leaf != stored.leaf_hash:
        found.append(Finding(stored.uid, "leaf_hash", leaf.hex(), stored.leaf_hash.hex()))
    try:
        body = read_canonical(stored.body)
        lines = lines_of(body)
    except (NotCanonical, KeyError, TypeError):
        found.append(Finding(stored.uid, "body", "canonical", stored.body[:80].hex()))
        return tuple(found)
    found += _column_findings(stored, body, origin)
    found += _posting_findings(stored, lines)
    found += _private_findings(stored, body)
    return tuple(found)


def verify_reversal(
    reversal: StoredEntry, reversed_uid: str, original: StoredEntry | None
) -> tuple[Finding, ...]:
    """A reversal names an entry that is there and takes back exactly its postings."""
    if original is None:
        return (Finding(reversal.uid, "reverses", reversed_uid, _ABSENT),)
    expected = reversal_of(original.lines)
    if expected == tuple(sorted(reversal.lines)):
        return ()
    return (Finding(reversal.uid, "reversal_postings", _text(expected), _text(reversal.lines)),)


def verify_balances(
    recomputed: Mapping[str, Balance], stored: Mapping[str, Balance]
) -> tuple[Finding, ...]:
    """Compare stored balances with those of recompute_balances(); an untouched zero may lack."""
    empty = Balance()
    return tuple(
        Finding(None, f"balance:{key}", _balance_text(expected), _balance_text(found))
        for key in sorted({*recomputed, *stored})
        if (expected := recomputed.get(key, empty)) != (found := stored.get(key, empty))
    )


def verify_nodes(
    recomputed: Iterable[TreeNode], stored: Mapping[NodeKey, bytes]
) -> Iterator[Finding]:
    """Compare a batch of AppendResult.nodes with the stored rows of the same positions."""
    for node in recomputed:
        found = stored.get(NodeKey(node.level, node.position))
        if found != node.hash:
            what = f"tree_node:{node.level}:{node.position}"
            yield Finding(None, what, node.hash.hex(), found.hex() if found else _ABSENT)


def verify_checkpoints(
    leaves: Iterable[bytes],
    checkpoints: Iterable[StoredCheckpoint],
    key: VerifierKey,
    *,
    tree: AppendResult | None = None,
    previous: bytes = GENESIS_HASH,
) -> TreeReport:
    """Replay leaves in index order through every checkpoint ever kept, oldest first.

    A part of the log begins with the ``tree`` left of it and the hash of the checkpoint before.

    Each must carry the log's signature, name the hash of the one before, and state the root of
    the leaves up to its size: that makes all of them consistent with one another.
    """
    stream, findings = iter(leaves), list[Finding]()
    tree = tree or append_leaves(0, (), ())
    for stored in checkpoints:
        tree = _replay(tree, islice(stream, max(0, stored.size - tree.size)))
        findings += _checkpoint_findings(stored, tree, previous, stored.key or key)
        previous = checkpoint_hash(stored.note)
    tree = _replay(tree, stream)
    return TreeReport(tree.size, tree.root, tuple(findings))


def _column_findings(
    stored: StoredEntry, body: Mapping[str, Any], origin: str
) -> Iterator[Finding]:
    for name, value in {"uid": stored.uid, "origin": origin, **stored.columns}.items():
        if body.get(name) != value:
            yield Finding(stored.uid, name, str(body.get(name, _ABSENT)), str(value))


def _posting_findings(stored: StoredEntry, lines: tuple[PostingLine, ...]) -> Iterator[Finding]:
    if tuple(sorted(stored.lines)) != lines:
        yield Finding(stored.uid, "postings", _text(lines), _text(stored.lines))
    try:
        check_balanced(stored.lines)
    except RuleRefused as error:
        total = sum(line.points_delta for line in stored.lines)
        yield Finding(stored.uid, error.constraint, "0", str(total))


def _private_findings(stored: StoredEntry, body: Mapping[str, Any]) -> Iterator[Finding]:
    for private in stored.private_bodies:
        name = commitment_field(private.part)
        stated = str(body.get(name, _ABSENT))
        if not private.is_opening_of(stated):
            yield Finding(stored.uid, name, stated, sha256(private.content).hexdigest())


def _checkpoint_findings(
    stored: StoredCheckpoint,
    tree: AppendResult,
    previous: bytes,
    key: VerifierKey,
) -> Iterator[Finding]:
    what = f"checkpoint:{stored.size}"
    if stored.previous_hash != previous:
        yield Finding(None, f"{what}:previous", previous.hex(), stored.previous_hash.hex())
    try:
        checkpoint = open_checkpoint(stored.note.decode(), key)
    except (BadCheckpoint, UnicodeDecodeError):
        yield Finding(None, f"{what}:signature", key.text, checkpoint_hash(stored.note).hex())
        return
    if not checkpoint.size == stored.size == tree.size:
        yield Finding(None, f"{what}:size", str(tree.size), str(checkpoint.size))
    if checkpoint.root != tree.root:
        yield Finding(None, f"{what}:root", tree.root.hex(), checkpoint.root.hex())


def _replay(tree: AppendResult, leaves: Iterator[bytes]) -> AppendResult:
    # In batches, since every append also yields the nodes it completed.
    while batch := tuple(islice(leaves, _BATCH_LEAVES)):
        tree = append_leaves(tree.size, tree.frontier, batch)
    return tree


def _text(lines: Iterable[PostingLine]) -> str:
    return " ".join(f"{line.account_key}={line.points_delta:+d}" for line in sorted(lines))


def _balance_text(balance: Balance) -> str:
    return f"{balance.points}@{balance.version}"
