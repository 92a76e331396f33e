"""What cases do by themselves: take effect on the 15th working day, end when served, escalate."""

from datetime import datetime

from ledger.domain.actors import system_actor
from ledger.gateways.resources import Resources
from ledger.queries.agencies import list_agency_ids
from ledger.services.cases import carry_on_due, take_effect_due
from ledger.services.cases.overseeing import escalate_late


def keep_cases(_resources: Resources, now: datetime) -> None:
    """For every agency; doing it again changes nothing (PP 94/2021 Pasal 38)."""
    for agency_id in list_agency_ids():
        take_effect_due(actor=system_actor(agency_id), now=now)
        carry_on_due(actor=system_actor(agency_id), now=now)
        escalate_late(actor=system_actor(agency_id), now=now)
