"""Sealing what was posted: asked for by messages, and looked after twice a second."""

from datetime import datetime

from ledger.errors import LedgerError
from ledger.gateways.resources import Resources
from ledger.jobs.telling import tell_once
from ledger.queries.agencies import list_agency_ids
from ledger.queries.seals import agencies_to_seal, origin_of
from ledger.services.balance_seals import seal_balances_of_day
from ledger.services.sealing import seal_all


def seal_agency(agency_id: int, resources: Resources, now: datetime) -> None:
    """Seal all that waits in the agency; what keeps that away is logged, and tried again."""
    try:
        signer = resources.signers.signer_of(origin_of(agency_id))
        seal_all(agency_id, signer=signer, now=now)
    except LedgerError as refusal:
        tell_once("sealing", agency_id, refusal, now)


def seal_waiting(resources: Resources, now: datetime) -> None:
    """Seal in every agency in which something waits."""
    for agency_id in agencies_to_seal():
        seal_agency(agency_id, resources, now)


def seal_balances(_resources: Resources, now: datetime) -> None:
    """State the root over all balances once in each agency's own day, soon after midnight."""
    for agency_id in list_agency_ids():
        seal_balances_of_day(agency_id, now=now)
