"""Which day it is at an agency: its own zone decides, not the zone of the machine."""

from datetime import date, datetime

from sqlalchemy import select

from ledger.database import session
from ledger.domain.periods import local_day
from ledger.errors import NotFound, sentence
from ledger.models.people import Agency


def agency_today(agency_id: int, *, now: datetime) -> date:
    """The date on the wall of the agency; raises NotFound."""
    zone = session().scalar(select(Agency.zone).where(Agency.id == agency_id))
    if zone is None:
        raise NotFound(sentence("Instansi ini tidak ada."))
    return local_day(now, zone)
