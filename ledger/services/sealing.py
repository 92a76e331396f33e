"""Sealing: entries take their places in the tree in batches, under a signed checkpoint."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.checkpoints import (
    GENESIS_HASH,
    Checkpoint,
    SignerKey,
    checkpoint_hash,
    sign_checkpoint,
)
from ledger.domain.merkle import AppendResult, append_leaves
from ledger.models import entries as rows
from ledger.queries.seals import frontier_of, last_checkpoint

BATCH = 5000
# Any fixed number will do: it keeps our lock apart from others on the same server.
_LOCK_SPACE = 0x6E657261


def seal_pending(
    agency_id: int, *, signer: SignerKey, now: datetime, limit: int = BATCH
) -> Checkpoint | None:
    """Seal up to ``limit`` waiting entries in one short transaction; None when none waits.

    The same function on both databases, safe to run by several workers at once: an agency's
    tree has one writer at a time. The signer's name is the agency's origin.
    """
    checkpoint, _ = _seal_batch(agency_id, signer, now, limit)
    return checkpoint


def seal_all(
    agency_id: int, *, signer: SignerKey, now: datetime, batch: int = BATCH
) -> Checkpoint | None:
    """Seal all that waits now; return the last checkpoint made, None when there was nothing.

    It ends with the first batch that is not full: while others post, something always waits, and
    a checkpoint for each handful of entries would cost more than the next sweep does.
    """
    newest = None
    count = batch
    while count == batch:
        checkpoint, count = _seal_batch(agency_id, signer, now, batch)
        newest = checkpoint or newest
    return newest


def _seal_batch(
    agency_id: int, signer: SignerKey, now: datetime, limit: int
) -> tuple[Checkpoint | None, int]:
    """The checkpoint over the next entries, and how many it took in."""
    with transaction() as work:
        _lock_tree(work, agency_id)
        waiting = work.execute(
            select(rows.Entry.id, rows.Entry.leaf_hash)
            .join(rows.PendingLeaf, rows.PendingLeaf.entry_id == rows.Entry.id)
            .where(rows.PendingLeaf.agency_id == agency_id)
            .order_by(rows.Entry.id)
            .limit(limit)
        ).all()
        if not waiting:
            return None, 0
        last = last_checkpoint(agency_id)
        size = last.tree_size if last else 0
        grown = append_leaves(size, frontier_of(agency_id, size), (leaf for _, leaf in waiting))
        _take_places(work, agency_id, size, [entry_id for entry_id, _ in waiting])
        _keep_nodes(work, agency_id, grown)
        return _sign(work, agency_id, grown, last, signer, now), len(waiting)


def _lock_tree(work: Session, agency_id: int) -> None:
    # On SQLite BEGIN IMMEDIATE already admits one writer only.
    if work.connection().dialect.name == "postgresql":
        work.execute(select(func.pg_advisory_xact_lock(_LOCK_SPACE, agency_id)))


def _take_places(work: Session, agency_id: int, size: int, entry_ids: Sequence[int]) -> None:
    connection = work.connection()
    connection.execute(
        insert(rows.SealedLeaf),
        [
            {"agency_id": agency_id, "position": position, "entry_id": entry_id}
            for position, entry_id in enumerate(entry_ids, start=size)
        ],
    )
    placed = select(rows.SealedLeaf.entry_id).where(
        rows.SealedLeaf.agency_id == agency_id, rows.SealedLeaf.position >= size
    )
    connection.execute(delete(rows.PendingLeaf).where(rows.PendingLeaf.entry_id.in_(placed)))


def _keep_nodes(work: Session, agency_id: int, grown: AppendResult) -> None:
    """Leaves are in their entries already; only what stands above them is kept beside."""
    above = [
        {"agency_id": agency_id, "level": n.level, "position": n.position, "hash": n.hash}
        for n in grown.nodes
        if n.level
    ]
    if above:
        work.connection().execute(insert(rows.TreeNode), above)


def _sign(
    work: Session,
    agency_id: int,
    grown: AppendResult,
    last: rows.Checkpoint | None,
    signer: SignerKey,
    now: datetime,
) -> Checkpoint:
    checkpoint = Checkpoint(signer.name, grown.size, grown.root)
    note = sign_checkpoint(checkpoint, signer)
    work.connection().execute(
        insert(rows.Checkpoint),
        {
            "agency_id": agency_id,
            "tree_size": grown.size,
            "root": grown.root,
            "note": note,
            "sha256": checkpoint_hash(note.encode()).hex(),
            "previous_sha256": last.sha256 if last else GENESIS_HASH.hex(),
            "sealed_at": now,
        },
    )
    return checkpoint
