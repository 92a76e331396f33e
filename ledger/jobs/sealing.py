"""Sealing what was posted: asked for by messages, and looked after twice a second."""

import logging
from datetime import datetime, timedelta

from ledger.errors import LedgerError
from ledger.gateways.resources import Resources
from ledger.queries.agencies import list_agency_ids
from ledger.queries.seals import agencies_to_seal, origin_of
from ledger.services.balance_seals import seal_balances_of_day
from ledger.services.sealing import seal_all

logger = logging.getLogger(__name__)

#: What keeps a seal away is tried twice a second, and told once in so long.
_TOLD_EVERY = timedelta(minutes=1)

_told: dict[tuple[int, str], datetime] = {}


def seal_agency(agency_id: int, resources: Resources, now: datetime) -> None:
    """Seal all that waits in the agency; what keeps that away is logged, and tried again."""
    try:
        signer = resources.signers.signer_of(origin_of(agency_id))
        seal_all(agency_id, signer=signer, now=now)
    except LedgerError as refusal:
        _tell(agency_id, refusal, now)


def seal_waiting(resources: Resources, now: datetime) -> None:
    """Seal in every agency in which something waits."""
    for agency_id in agencies_to_seal():
        seal_agency(agency_id, resources, now)


def seal_balances(_resources: Resources, now: datetime) -> None:
    """State the root over all balances once in each agency's own day, soon after midnight."""
    for agency_id in list_agency_ids():
        seal_balances_of_day(agency_id, now=now)


def _tell(agency_id: int, refusal: LedgerError, now: datetime) -> None:
    last = _told.get((agency_id, refusal.code))
    if last is None or abs(now - last) >= _TOLD_EVERY:
        _told[agency_id, refusal.code] = now
        logger.error("agency %d is not sealed (%s): %s", agency_id, refusal.code, refusal.message)
