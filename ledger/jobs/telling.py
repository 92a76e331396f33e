"""Saying in the log what keeps work waiting: once a minute, however often it is tried."""

import logging
from datetime import datetime, timedelta

from ledger.errors import LedgerError

logger = logging.getLogger(__name__)

_EVERY = timedelta(minutes=1)

_told: dict[tuple[str, int, str], datetime] = {}


def tell_once(what: str, agency_id: int, refusal: LedgerError, now: datetime) -> None:
    """Log the refusal, unless the same was logged within the last minute."""
    key = (what, agency_id, refusal.code)
    last = _told.get(key)
    if last is None or abs(now - last) >= _EVERY:
        _told[key] = now
        logger.error(
            "%s waits for agency %d (%s): %s", what, agency_id, refusal.code, refusal.message
        )
