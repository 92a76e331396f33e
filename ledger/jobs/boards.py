"""Keeping the totals of the boards of units close behind the ledger."""

from datetime import datetime

from ledger.gateways.resources import Resources
from ledger.queries.agencies import list_agency_ids
from ledger.services.boards import refresh_board


def keep_boards(_resources: Resources, _now: datetime) -> None:
    """In every agency; a board counts what came since by itself, so late is never wrong."""
    for agency_id in list_agency_ids():
        refresh_board(agency_id)
