"""Recomputing the whole ledger from its rows and naming what does not agree.

Everything is read in batches over one unmoving picture of the database, so memory stays flat and
writers are neither stopped nor mistaken for tampering.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from ledger.domain.checkpoints import (
    BadCheckpoint,
    VerifierKey,
    checkpoint_hash,
    parse_checkpoint,
)
from ledger.domain.checks import CheckReport
from ledger.domain.entries import EntryKind
from ledger.domain.merkle import HASH_BYTES, AppendResult, NodeKey, append_leaves
from ledger.domain.verification import (
    Finding,
    StoredCheckpoint,
    StoredEntry,
    TreeReport,
    verify_checkpoints,
    verify_nodes,
    verify_reversal,
)
from ledger.models import entries as rows
from ledger.models.entries import Checkpoint, Entry, PendingLeaf, SealedLeaf
from ledger.queries.damaged_rows import rows_of
from ledger.queries.entry_checks import entry_findings
from ledger.queries.erasure_checks import erasure_findings
from ledger.queries.origins import Origins, origins_of
from ledger.queries.sealed_balances import BalanceCheck
from ledger.queries.sealed_papers import PaperCheck
from ledger.queries.sealed_places import end_of_places, stray_places
from ledger.queries.seals import load_nodes
from ledger.queries.snapshots import snapshot
from ledger.queries.stored_entries import LoadedEntry, load_entries, load_lines_by_uid
from ledger.queries.verified_rows import row_findings

BATCH = 2048
_NO_LEAF = bytes(HASH_BYTES)
_ABSENT = "-"

#: Hears how much is done of how much.
Report = Callable[[int, int], None]


def untold(_done: int, _total: int) -> None:
    """Nobody waits for news."""


@dataclass(frozen=True)
class VerifyReport:
    """What recomputing gave; the ledger agrees with itself when there are no findings."""

    findings: tuple[Finding, ...]
    entries: int
    size: int
    root: bytes
    #: The newest signed note, when there is one.
    checkpoint: str | None
    pending: int

    @property
    def is_ok(self) -> bool:
        return not self.findings

    def for_reading(self) -> CheckReport:
        """The same as a page shows it and a job keeps it."""
        return CheckReport(
            findings=self.findings,
            found=len(self.findings),
            entries=self.entries,
            pending=self.pending,
            first=0,
            size=self.size,
            root=self.root.hex(),
            note=self.checkpoint or "",
        )


def verify_ledger(
    agency_id: int,
    *,
    verifier_key: VerifierKey,
    earlier_keys: Sequence[VerifierKey] = (),
    report: Report = untold,
) -> VerifyReport:
    """Recompute leaves, root, checkpoints, postings, balances, private parts and numbers.

    The key's name is the origin that every entry and checkpoint must carry; before a restore that
    was another, whose key is among the earlier ones. ``report`` hears how many entries are done
    of how many. Not to be called inside a transaction.
    """
    with snapshot() as work:
        origins = origins_of(work, agency_id, verifier_key, earlier_keys)
        walk = Walk(work, agency_id, origins, report=report)
        tree = verify_checkpoints(walk.leaves(), walk.checkpoints(), verifier_key)
        pending = walk.check_pending()
        size, note = _newest(work, agency_id)
        walk.check_tree(tree, size)
        walk.check_papers()
        return VerifyReport(
            findings=(*walk.findings, *tree.findings, *row_findings(work, agency_id)),
            entries=walk.entries,
            size=tree.size,
            root=tree.root,
            checkpoint=note,
            pending=pending,
        )


def _bytes(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


def _root_findings(size: int, note: bytes, column: object) -> Iterator[Finding]:
    """The row's own root beside the one that was signed; what no note says is told elsewhere."""
    try:
        signed = parse_checkpoint(note.decode()).checkpoint.root
    except (BadCheckpoint, UnicodeDecodeError):
        return
    if column != signed:
        found = column.hex() if isinstance(column, bytes) else str(column)
        yield Finding(None, f"checkpoint:{size}:root_column", signed.hex(), found)


def _newest(work: Session, agency_id: int) -> tuple[int, str | None]:
    """Size and note of the newest checkpoint."""
    newest = (
        select(Checkpoint.tree_size, Checkpoint.note)
        .where(Checkpoint.agency_id == agency_id)
        .order_by(Checkpoint.tree_size.desc())
        .limit(1)
    )
    for row in rows_of(work, newest):
        return (row.tree_size if type(row.tree_size) is int else -1), str(row.note)
    return 0, None


def _leaf(loaded: LoadedEntry | None) -> bytes:
    """A place without a proper leaf still counts, so that those behind keep their positions."""
    leaf = loaded.stored.leaf_hash if loaded else _NO_LEAF
    return leaf if len(leaf) == HASH_BYTES else _NO_LEAF


class Walk:
    """One pass over the sealed entries in their order; what it finds it keeps.

    ``part`` is where to begin (the tree left of it) and where to end; without one, everything.
    """

    def __init__(
        self,
        work: Session,
        agency_id: int,
        origins: Origins,
        *,
        report: Report = untold,
        part: tuple[AppendResult, int] | None = None,
    ) -> None:
        self._work = work
        self._agency_id = agency_id
        self._origins = origins
        self._report = report
        self._tree = part[0] if part else append_leaves(0, (), ())
        self._end = part[1] if part else None
        self._start = self._tree.size
        self.findings: list[Finding] = []
        self.entries = 0
        self.last_uid: str | None = None
        self._is_node_wrong = False
        self._balances = BalanceCheck(work, agency_id)
        self._papers = PaperCheck()

    def leaves(self) -> Iterator[bytes]:
        """The kept leaf hashes by position; each entry is checked against its own on the way."""
        last = self._end
        if last is None:
            last = end_of_places(self._work, self._agency_id)
            self.findings += stray_places(self._work, self._agency_id, last)
        for start in range(self._start, last, BATCH):
            self._report(start - self._start, last - self._start)
            uids, leaves = self._check_sealed(start, min(start + BATCH, last))
            self._check_nodes(uids, leaves)
            yield from leaves

    def checkpoints(self) -> Iterator[StoredCheckpoint]:
        """Every note ever kept; what its row repeats is checked on the way."""
        size = self._start or -1
        while batch := self._checkpoints_after(size):
            for one in batch:
                note = str(one.note).encode()
                digest = checkpoint_hash(note).hex()
                if one.sha256 != digest:
                    self.findings.append(
                        Finding(None, f"checkpoint:{one.tree_size}:sha256", digest, one.sha256)
                    )
                self.findings += _root_findings(one.tree_size, note, one.root)
                yield StoredCheckpoint(
                    one.tree_size,
                    note,
                    _bytes(str(one.previous_sha256)),
                    self._origins.key_of_size(one.tree_size),
                )
            size = batch[-1].tree_size

    def _checkpoints_after(self, size: int) -> Sequence[Any]:
        rows = rows_of(
            self._work,
            select(
                Checkpoint.tree_size,
                Checkpoint.note,
                Checkpoint.root,
                Checkpoint.sha256,
                Checkpoint.previous_sha256,
            )
            .where(Checkpoint.agency_id == self._agency_id, Checkpoint.tree_size > size)
            .where(true() if self._end is None else Checkpoint.tree_size <= self._end)
            .order_by(Checkpoint.tree_size)
            .limit(BATCH),
        )
        # In SQLite any text is greater than every number.
        return [row for row in rows if type(row.tree_size) is int]

    def check_tree(self, tree: TreeReport, signed: int) -> None:
        """No node too many, and a wrong leaf that stands under no node yet has a name."""
        self.findings += self._balances.rest()
        if signed != tree.size:
            self.findings.append(Finding(None, "checkpoint_size", str(tree.size), str(signed)))
        expected = sum(tree.size >> level for level in range(1, tree.size.bit_length()))
        found = self._work.scalar(
            select(func.count())
            .select_from(rows.TreeNode)
            .where(rows.TreeNode.agency_id == self._agency_id)
        )
        if found != expected:
            self.findings.append(Finding(None, "tree_nodes", str(expected), str(found)))
        is_root_wrong = any(one.what.endswith(":root") for one in tree.findings)
        if is_root_wrong and not self._is_node_wrong and tree.size & 1:
            self.findings.append(Finding(self.last_uid, "leaf_in_tree", "as sealed", "another"))

    def check_papers(self) -> None:
        """After every entry, those that wait included: each paper is what was sealed of it."""
        self.findings += self._papers.findings(self._work, self._agency_id)

    def check_pending(self) -> int:
        """Check what waits for its seal, and count it."""
        count, last_id = 0, 0
        while ids := self._pending_after(last_id):
            loaded = load_entries(self._work, select(Entry.id).where(Entry.id.in_(ids)))
            self._check([(one, self._origins.current) for one in loaded.values()])
            count, last_id = count + len(ids), ids[-1]
        return count

    def _pending_after(self, last_id: int) -> list[int]:
        waiting = (
            select(PendingLeaf.entry_id)
            .where(PendingLeaf.agency_id == self._agency_id, PendingLeaf.entry_id > last_id)
            .order_by(PendingLeaf.entry_id)
            .limit(BATCH)
        )
        return list(self._work.scalars(waiting))

    def _check_sealed(self, start: int, end: int) -> tuple[list[str | None], list[bytes]]:
        batch = (
            SealedLeaf.agency_id == self._agency_id,
            SealedLeaf.position >= start,
            SealedLeaf.position < end,
        )
        places = dict(
            self._work.execute(select(SealedLeaf.position, SealedLeaf.entry_id).where(*batch)).all()
        )
        loaded = load_entries(self._work, select(SealedLeaf.entry_id).where(*batch))
        at = {entry_id: position for position, entry_id in places.items()}
        self._check([(one, self._origins.name_at(at[id_])) for id_, one in loaded.items()])
        there = [loaded.get(places.get(position, 0)) for position in range(start, end)]
        for position, one in enumerate(there, start=start):
            if one is None:
                found = f"entry {places[position]}" if position in places else _ABSENT
                self.findings.append(Finding(None, f"leaf:{position}", "an entry", found))
            if self._end is None:
                self.findings += self._balances.take(one.stored.lines if one else ())
        return [one.stored.uid if one else None for one in there], [_leaf(one) for one in there]

    def _check(self, batch: list[tuple[LoadedEntry, str]]) -> None:
        """Each entry with the origin it must carry."""
        self.entries += len(batch)
        for loaded, origin in batch:
            self.findings += entry_findings(loaded, origin=origin)
            self._papers.take(loaded.stored.uid, loaded.stored.body)
        loaded_entries = [one for one, _ in batch]
        self.findings += erasure_findings(self._work, self._agency_id, loaded_entries)
        reversals = [one for one, _ in batch if one.kind is EntryKind.REVERSAL]
        if not reversals:
            return
        originals = load_lines_by_uid(
            self._work, self._agency_id, [one.reverses_uid or "" for one in reversals]
        )
        for one in reversals:
            uid = one.reverses_uid or ""
            lines = originals.get(uid)
            original = None if lines is None else StoredEntry(uid, b"", b"", lines)
            self.findings += verify_reversal(one.stored, uid, original)

    def _check_nodes(self, uids: list[str | None], leaves: list[bytes]) -> None:
        """Compare what stands above the batch; a wrong pair of leaves is named by its entries."""
        start = self._tree.size
        self._tree = append_leaves(start, self._tree.frontier, leaves)
        above = [node for node in self._tree.nodes if node.level]
        places = [NodeKey(node.level, node.position) for node in above]
        for finding in verify_nodes(above, load_nodes(self._work, self._agency_id, places)):
            self.findings.append(finding)
            self._is_node_wrong = True
            level, position = map(int, finding.what.split(":")[1:])
            if level == 1:
                self._name(uids, 2 * position - start, finding)
        self.last_uid = uids[-1]

    def _name(self, uids: list[str | None], first: int, finding: Finding) -> None:
        """One of two entries, or the node above them, is not what was sealed."""
        for uid in uids[max(first, 0) : first + 2]:
            if uid is not None:
                self.findings.append(replace(finding, entry_uid=uid))
