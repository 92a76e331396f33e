"""Going on under the next origin, after a restore that cannot go on under its own."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import delete

from ledger.database import transaction
from ledger.domain.actors import system_actor
from ledger.domain.checkpoints import Checkpoint, SignerKey
from ledger.domain.entries import EntryKind
from ledger.domain.origins import next_origin, opening_facts
from ledger.domain.periods import local_day
from ledger.domain.posting_commands import PostEntry
from ledger.models.entries import SealDraft
from ledger.models.people import Agency
from ledger.services.entries import post_entry
from ledger.services.sealing import seal_pending

# What waits must not stand under a checkpoint of its own: its origin could sign no more.
_ALL = 2**31 - 1


def open_origin(
    agency_id: int, *, last: Checkpoint, signer_of: Callable[[str], SignerKey], now: datetime
) -> str:
    """Name the last known checkpoint in the first entry of the next origin, and seal it at once.

    Entries that waited for a seal are sealed before it, in the same batch. Returns the origin.
    """
    with transaction() as work:
        agency = work.get_one(Agency, agency_id)
        agency.origin = next_origin(last.origin)
        work.flush()
        post_entry(
            PostEntry(
                kind=EntryKind.ORIGIN_OPENED,
                idempotency_key=f"origin_opened:{agency.origin}",
                happened_on=local_day(now, agency.zone),
                decided_at=now,
                facts=opening_facts(last),
            ),
            actor=system_actor(agency_id),
            now=now,
        )
        # What the signer of the old origin was asked for belongs to a history that ended.
        work.execute(delete(SealDraft).where(SealDraft.agency_id == agency_id))
        origin = agency.origin
    # A clock that stands before the last seal must not leave the new origin without its first.
    signer = signer_of(origin)
    seal_pending(agency_id, signer=signer, now=now, limit=_ALL, despite_clock=True)
    return origin
