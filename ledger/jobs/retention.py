"""Erasing what the confirmed schedule no longer lets the agency keep."""

from datetime import datetime

from ledger.gateways.resources import Resources
from ledger.queries.agencies import list_agency_ids
from ledger.services.erasures import run_retention


def keep_retention(resources: Resources, now: datetime) -> None:
    """In every agency; without a confirmed line of the schedule nothing happens."""
    for agency_id in list_agency_ids():
        run_retention(agency_id, files=resources.files, now=now)
