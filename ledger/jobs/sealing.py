"""Sealing what was posted: asked for by messages, and looked after every second."""

from datetime import datetime

from ledger.gateways.resources import Resources
from ledger.queries.seals import agencies_to_seal, origin_of
from ledger.services.sealing import seal_all


def seal_agency(agency_id: int, resources: Resources, now: datetime) -> None:
    """Seal all that waits in the agency."""
    seal_all(agency_id, signer=resources.keys.signer_of(origin_of(agency_id)), now=now)


def seal_waiting(resources: Resources, now: datetime) -> None:
    """Seal in every agency in which something waits."""
    for agency_id in agencies_to_seal():
        seal_agency(agency_id, resources, now)
