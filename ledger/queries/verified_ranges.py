"""Recomputing a part of the ledger: its entries, and that the signed checkpoints hold them.

The hashes left of the part are taken as they are stored. That is no weakness: with one of them
forged, or one entry of the part, the root comes out otherwise than it was signed.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger.domain.as_of import end_of_day
from ledger.domain.checkpoints import (
    GENESIS_HASH,
    BadCheckpoint,
    VerifierKey,
    checkpoint_hash,
    open_checkpoint,
)
from ledger.domain.checks import CheckReport, RequestCheck
from ledger.domain.merkle import (
    HASH_BYTES,
    AppendResult,
    append_leaves,
    consistency_positions,
    consistency_proof,
    frontier_positions,
    verify_consistency,
)
from ledger.domain.uids import new_uid
from ledger.domain.verification import Finding, TreeReport, verify_checkpoints
from ledger.domain.zones import zone_info
from ledger.errors import InvalidInput, sentence
from ledger.models.entries import Checkpoint, Entry, SealedLeaf
from ledger.models.people import Agency
from ledger.queries.origins import Origins, origins_of
from ledger.queries.sealed_places import end_of_places
from ledger.queries.seals import DamagedTree, lookup_in, nodes_at
from ledger.queries.snapshots import snapshot
from ledger.queries.verification import Report, Walk, untold

NOTHING_THERE = sentence("Tidak ada entri tersegel pada bagian itu.")
_ABSENT = "-"


class Part(NamedTuple):
    """From which index to which checkpoint; ``size`` is that of the checkpoint."""

    first: int
    size: int


def verify_range(
    agency_id: int,
    asked: RequestCheck,
    *,
    verifier_key: VerifierKey,
    earlier_keys: Sequence[VerifierKey] = (),
    report: Report = untold,
) -> CheckReport:
    """Recompute the entries asked for, up to the first checkpoint that covers the last of them.

    Also that the newest checkpoint only appends to that one. Raises InvalidInput when nothing
    sealed lies there. Not to be called inside a transaction.
    """
    with snapshot() as work:
        origins = origins_of(work, agency_id, verifier_key, earlier_keys)
        part = _part(work, agency_id, asked)
        left, missing = _tree_left_of(agency_id, part.first)
        walk = Walk(work, agency_id, origins, report=report, part=(left, part.size))
        tree = verify_checkpoints(
            walk.leaves(),
            walk.checkpoints(),
            verifier_key,
            tree=left,
            previous=_hash_before(work, agency_id, part.first),
        )
        grown = _growth_findings(work, agency_id, tree, origins)
        found = (*missing, *walk.findings, *tree.findings, *grown)
        return CheckReport(
            findings=found,
            found=len(found),
            entries=walk.entries,
            pending=0,
            first=part.first,
            size=tree.size,
            root=tree.root.hex(),
            note=_note_of(work, agency_id, part.size) or "",
        )


def _part(work: Session, agency_id: int, asked: RequestCheck) -> Part:
    end = end_of_places(work, agency_id)
    first, last = _places(work, agency_id, asked, end)
    if first > last or last < 0:
        raise InvalidInput(NOTHING_THERE)
    covering = select(func.min(Checkpoint.tree_size)).where(
        Checkpoint.agency_id == agency_id,
        Checkpoint.tree_size > last,
        Checkpoint.tree_size <= end,
    )
    return Part(first, work.scalar(covering) or end)


def _places(work: Session, agency_id: int, asked: RequestCheck, end: int) -> tuple[int, int]:
    first = max(asked.first or 0, 0)
    last = end - 1 if asked.last is None else min(asked.last, end - 1)
    if asked.since is None and asked.until is None:
        return first, last
    # The moment of posting stands in the uid, which is sealed; the column beside it is not.
    query = (
        select(func.min(SealedLeaf.position), func.max(SealedLeaf.position))
        .join(Entry, Entry.id == SealedLeaf.entry_id)
        .where(SealedLeaf.agency_id == agency_id, Entry.agency_id == agency_id)
    )
    zone = work.scalars(select(Agency.zone).where(Agency.id == agency_id)).one()
    if asked.since is not None:
        begins = datetime.combine(asked.since, time.min, zone_info(zone))
        query = query.where(Entry.uid >= new_uid(begins, bytes(10)))
    if asked.until is not None:
        query = query.where(Entry.uid < new_uid(end_of_day(asked.until, zone), bytes(10)))
    lowest, highest = work.execute(query).one()
    if lowest is None:
        raise InvalidInput(NOTHING_THERE)
    return max(first, lowest), min(last, highest)


def _tree_left_of(agency_id: int, first: int) -> tuple[AppendResult, list[Finding]]:
    """The tree of the entries before the part, from stored hashes; what is missing is told."""
    places = frontier_positions(first)
    stored = nodes_at(agency_id, places)
    good = {at: node for at, node in stored.items() if len(node) == HASH_BYTES}
    missing = [
        Finding(None, f"tree_node:{at.level}:{at.position}", "32 bytes", _ABSENT)
        for at in places
        if at not in good
    ]
    frontier = [good.get(at, bytes(HASH_BYTES)) for at in places]
    return append_leaves(first, frontier, ()), missing


def _hash_before(work: Session, agency_id: int, size: int) -> bytes:
    before = (
        select(Checkpoint.note)
        .where(Checkpoint.agency_id == agency_id, Checkpoint.tree_size <= size)
        .order_by(Checkpoint.tree_size.desc())
        .limit(1)
    )
    note = work.scalar(before) if size else None
    return GENESIS_HASH if note is None else checkpoint_hash(note.encode())


def _growth_findings(
    work: Session, agency_id: int, tree: TreeReport, origins: Origins
) -> Iterator[Finding]:
    """The newest checkpoint is signed, and only appends to the tree of the part."""
    newest = select(func.max(Checkpoint.tree_size)).where(Checkpoint.agency_id == agency_id)
    size = work.scalar(newest) or 0
    if size <= tree.size:
        return
    try:
        note = _note_of(work, agency_id, size) or ""
        signed = open_checkpoint(note, origins.key_of_size(size))
        nodes = nodes_at(agency_id, consistency_positions(tree.size, signed.size))
        path = consistency_proof(tree.size, signed.size, lookup_in(nodes))
    except (BadCheckpoint, DamagedTree, ValueError):
        yield Finding(None, "growth", f"{tree.size} → {size}", _ABSENT)
        return
    if not verify_consistency(tree.size, tree.root, signed.size, signed.root, path):
        yield Finding(None, "growth", f"{tree.size} → {size}", signed.root.hex())


def _note_of(work: Session, agency_id: int, size: int) -> str | None:
    kept = (Checkpoint.agency_id == agency_id, Checkpoint.tree_size == size)
    return work.scalar(select(Checkpoint.note).where(*kept))
