"""Asking for a recap: its row and the job that makes it."""

from datetime import datetime

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.people import Role
from ledger.domain.recaps import RequestRecap
from ledger.models.documents import Recap
from ledger.queries.recaps import find_recap, get_scope
from ledger.services.access import require_role
from ledger.services.events import record_event
from ledger.services.jobs import submit_job

BUILD_JOB = "recaps.build"


def request_recap(command: RequestRecap, *, actor: Actor, now: datetime) -> int:
    """Have a recap made and return its id; while the same one is being made, that one's id.

    For HR over the unit, or over the whole agency. Raises Forbidden for others and NotFound for
    a unit that is not the agency's.
    """
    require_role(actor, Role.HR, unit_id=command.unit_id)
    with transaction() as work:
        get_scope(actor.agency_id, command.unit_id)
        period, sections = command.period.code(), [part.value for part in command.sections]
        going = find_recap(actor.agency_id, command.unit_id, period, sections, is_issued=False)
        if going is not None:
            return going.id
        recap = Recap(
            agency_id=actor.agency_id,
            unit_id=command.unit_id,
            period=period,
            sections=sections,
            requested_by=actor.account_id,
            created_at=now,
        )
        work.add(recap)
        work.flush()
        recap.job_id = submit_job(
            BUILD_JOB,
            f"recap:{recap.id}",
            {"recap_id": recap.id},
            agency_id=actor.agency_id,
            actor=actor,
            now=now,
        )
        record_event(
            "recap:recap:requested",
            subject_kind="recap",
            subject_id=recap.id,
            actor=actor,
            now=now,
            data={"period": period, "unit_id": command.unit_id},
        )
        return recap.id
