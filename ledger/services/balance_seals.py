"""Sealing the balances each night: an entry that states their root."""

from datetime import datetime

from sqlalchemy import select

from ledger.database import session
from ledger.domain.actors import system_actor
from ledger.domain.entries import EntryKind
from ledger.domain.periods import local_day
from ledger.domain.posting_commands import PostEntry
from ledger.models.entries import Entry
from ledger.queries.agencies import get_zone
from ledger.queries.sealed_balances import balances_to_seal
from ledger.services.entries import post_entry


def seal_balances_of_day(agency_id: int, *, now: datetime) -> str | None:
    """Post the entry of the agency's own day and return its uid.

    None when it stands already, or when nothing is sealed yet. Safe to ask as often as one likes.
    """
    day = local_day(now, get_zone(agency_id))
    key = f"balances_sealed:{day.isoformat()}"
    there = select(Entry.id).where(Entry.agency_id == agency_id, Entry.idempotency_key == key)
    if session().scalar(there) is not None:
        return None
    sealed = balances_to_seal(agency_id)
    if sealed is None:
        return None
    return post_entry(
        PostEntry(
            kind=EntryKind.BALANCES_SEALED,
            idempotency_key=key,
            happened_on=day,
            decided_at=now,
            facts=sealed.facts,
        ),
        actor=system_actor(agency_id),
        now=now,
    )
