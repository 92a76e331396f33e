"""Sealing: entries take their places in the tree in batches, under a signed checkpoint."""

from datetime import datetime

from ledger.database import transaction
from ledger.domain.checkpoints import Checkpoint, SignerKey, sign_checkpoint
from ledger.domain.signing import SeparateSigner
from ledger.services.seal_drafts import seal_drafted
from ledger.services.seal_places import lock_tree, next_batch, take_places

BATCH = 5000


def seal_pending(
    agency_id: int,
    *,
    signer: SignerKey | SeparateSigner,
    now: datetime,
    limit: int = BATCH,
    despite_clock: bool = False,
) -> Checkpoint | None:
    """Seal up to ``limit`` waiting entries in one short transaction; None when none waits.

    The same function on both databases, safe to run by several workers at once: an agency's
    tree has one writer at a time. The signer's name is the agency's origin. A separate signer is
    asked between two transactions, and what it is asked for is written down before.
    """
    checkpoint, _ = _seal_batch(agency_id, signer, now, limit, despite_clock=despite_clock)
    return checkpoint


def seal_all(
    agency_id: int,
    *,
    signer: SignerKey | SeparateSigner,
    now: datetime,
    batch: int = BATCH,
    despite_clock: bool = False,
) -> Checkpoint | None:
    """Seal all that waits now; return the last checkpoint made, None when there was nothing.

    It ends with the first batch that is not full: while others post, something always waits, and
    a checkpoint for each handful of entries would cost more than the next sweep does.
    Raises ClockBackwards unless ``despite_clock``, for an operator who knows which clock was wrong.
    """
    newest = None
    count = batch
    while count == batch:
        checkpoint, count = _seal_batch(agency_id, signer, now, batch, despite_clock=despite_clock)
        newest = checkpoint or newest
    return newest


def _seal_batch(
    agency_id: int,
    signer: SignerKey | SeparateSigner,
    now: datetime,
    limit: int,
    *,
    despite_clock: bool,
) -> tuple[Checkpoint | None, int]:
    """The checkpoint over the next entries, and how many it took in."""
    if not isinstance(signer, SignerKey):
        return seal_drafted(
            agency_id, signer=signer, now=now, limit=limit, despite_clock=despite_clock
        )
    with transaction() as work:
        lock_tree(work, agency_id)
        batch = next_batch(work, agency_id, now=now, limit=limit, despite_clock=despite_clock)
        if batch is None:
            return None, 0
        checkpoint = Checkpoint(signer.name, batch.grown.size, batch.grown.root)
        note = sign_checkpoint(checkpoint, signer)
        take_places(work, agency_id, batch, checkpoint, note, now=now)
        return checkpoint, len(batch.entry_ids)
