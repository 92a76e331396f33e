"""What keeps decisions going by themselves: replies not used, posts that changed, ended holds."""

from datetime import datetime

from ledger.gateways.resources import Resources
from ledger.queries.agencies import list_agency_ids
from ledger.services.proposals import lapse_replies, reassign_steps, release_cleared
from ledger.services.rules import close_seasons


def keep_proposals(_resources: Resources, now: datetime) -> None:
    """For every agency; doing it again changes nothing."""
    for agency_id in list_agency_ids():
        lapse_replies(agency_id, now=now)
        reassign_steps(agency_id, now=now)
        release_cleared(agency_id, now=now)
        close_seasons(agency_id, now=now)
