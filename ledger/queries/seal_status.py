"""How far the seal, the witnesses and the timestamps are, for whoever watches."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from ledger.database import session
from ledger.domain.checkpoints import Checkpoint as SignedHead
from ledger.domain.checkpoints import parse_checkpoint
from ledger.models.entries import Checkpoint, Cosignature, Entry, PendingLeaf, SealDraft
from ledger.queries.seals import Witnessed, last_checkpoint
from ledger.queries.timestamps import Timestamped, last_timestamp


class SealStatus(NamedTuple):
    """``waiting_since`` is when the oldest unsealed entry was recorded."""

    head: SignedHead | None
    sealed_at: datetime | None
    pending: int
    waiting_since: datetime | None
    is_asked: bool
    witnessed: tuple[Witnessed, ...]
    timestamped: Timestamped | None


def seal_status(agency_id: int) -> SealStatus:
    newest = last_checkpoint(agency_id)
    pending, since = (
        session()
        .execute(
            select(func.count(), func.min(Entry.recorded_at))
            .select_from(PendingLeaf)
            .join(Entry, Entry.id == PendingLeaf.entry_id)
            .where(PendingLeaf.agency_id == agency_id)
        )
        .one()
    )
    asked = select(SealDraft.agency_id).where(SealDraft.agency_id == agency_id)
    return SealStatus(
        head=None if newest is None else parse_checkpoint(newest.note).checkpoint,
        sealed_at=None if newest is None else newest.sealed_at,
        pending=pending,
        waiting_since=since,
        is_asked=session().scalar(asked) is not None,
        witnessed=_witnessed(agency_id),
        timestamped=last_timestamp(agency_id),
    )


def _witnessed(agency_id: int) -> tuple[Witnessed, ...]:
    """How far each witness that ever cosigned has seen the tree, by the line of its key."""
    newest = (
        select(Cosignature.witness_key, func.max(Checkpoint.tree_size).label("size"))
        .join(Checkpoint, Checkpoint.id == Cosignature.checkpoint_id)
        .where(Cosignature.agency_id == agency_id)
        .group_by(Cosignature.witness_key)
        .subquery()
    )
    rows = session().execute(
        select(newest.c.size, newest.c.witness_key, Cosignature.cosigned_at)
        .join(Cosignature, Cosignature.witness_key == newest.c.witness_key)
        .join(Checkpoint, Checkpoint.id == Cosignature.checkpoint_id)
        .where(Cosignature.agency_id == agency_id, Checkpoint.tree_size == newest.c.size)
        .order_by(newest.c.witness_key)
    )
    return tuple(Witnessed(size, key, moment) for size, key, moment in rows)
