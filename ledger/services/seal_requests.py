"""Asking a worker to seal soon; who asks pays one look at a dictionary, not a durable write."""

from datetime import datetime, timedelta

from ledger.queue import enqueue

SEAL_JOB = "ledger.seal"
# The sweep seals twice a second anyway, so that often is enough.
_ASK_EVERY = timedelta(seconds=1)

_asked: dict[int, datetime] = {}


def ask_for_seal(agency_id: int, *, now: datetime) -> None:
    """Wake a worker to seal the agency's entries; within a second of the last time, do nothing."""
    last = _asked.get(agency_id)
    if last is not None and abs(now - last) < _ASK_EVERY:
        return
    _asked[agency_id] = now
    enqueue(SEAL_JOB, agency_id)
