"""Sealing with a signer in another process, who is never waited for inside a transaction.

First a draft names the entries and their order, durably; then the signer is asked; then places are
taken. Whoever comes after a worker that died in between finds the draft and asks for the very same
tree, which the signer signs again. Without it the signer would have seen a tree that nobody keeps.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert

from ledger.database import transaction
from ledger.domain.checkpoints import Checkpoint
from ledger.domain.merkle import NodeKey, consistency_positions, consistency_proof
from ledger.domain.signing import OtherSize, SeparateSigner, SigningRequest
from ledger.models.entries import SealDraft
from ledger.queries.seals import nodes_at
from ledger.services.seal_places import (
    Batch,
    drafted_ids,
    lock_tree,
    next_batch,
    take_places,
)


def seal_drafted(
    agency_id: int,
    *,
    signer: SeparateSigner,
    now: datetime,
    limit: int,
    despite_clock: bool = False,
) -> tuple[Checkpoint | None, int]:
    """The checkpoint over the next entries, and how many it took in.

    Raises what the signer refuses or fails with; the draft stays, and everything waits.
    """
    batch = _draft(agency_id, now, limit, despite_clock)
    if batch is None:
        return None, 0
    checkpoint = Checkpoint(signer.name, batch.grown.size, batch.grown.root)
    note = _signed(agency_id, signer, batch, checkpoint)
    with transaction() as work:
        lock_tree(work, agency_id)
        # Another worker may have been quicker with the same draft.
        if drafted_ids(work, agency_id) == list(batch.entry_ids):
            take_places(work, agency_id, batch, checkpoint, note, now=now)
    return checkpoint, len(batch.entry_ids)


def _draft(agency_id: int, now: datetime, limit: int, despite_clock: bool) -> Batch | None:
    """The batch that is asked for, written down before anybody is asked."""
    with transaction() as work:
        lock_tree(work, agency_id)
        batch = next_batch(work, agency_id, now=now, limit=limit, despite_clock=despite_clock)
        if batch is not None and not batch.is_drafted:
            draft = {"agency_id": agency_id, "entry_ids": list(batch.entry_ids), "drafted_at": now}
            work.connection().execute(insert(SealDraft), draft)
    return batch


def _signed(agency_id: int, signer: SeparateSigner, batch: Batch, checkpoint: Checkpoint) -> str:
    fresh = {NodeKey(node.level, node.position): node.hash for node in batch.grown.nodes}
    try:
        return signer.sign(_request(agency_id, fresh, batch.size_before, checkpoint))
    except OtherSize as other:
        # It signed less than we keep: another ledger's restart, or a key that was taken over.
        return signer.sign(_request(agency_id, fresh, other.size, checkpoint))


def _request(
    agency_id: int, fresh: Mapping[NodeKey, bytes], old_size: int, checkpoint: Checkpoint
) -> SigningRequest:
    """With the proof from ``old_size`` on, of nodes that are kept and of those of the batch."""
    places = consistency_positions(old_size, checkpoint.size)
    kept = nodes_at(agency_id, [place for place in places if place not in fresh])
    path = consistency_proof(old_size, checkpoint.size, {**kept, **fresh}.__getitem__)
    return SigningRequest(old_size, tuple(path), checkpoint)
