"""Ending a case without a sanction because its person died, retired, left or was the wrong one."""

from datetime import datetime

from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.discipline.cases import CaseEvent, CaseState
from ledger.domain.discipline.endings import Discontinue
from ledger.domain.discipline.gates import require_open
from ledger.domain.officials import Official
from ledger.domain.people import Role
from ledger.domain.wording import require_reason
from ledger.errors import NotFound
from ledger.models.cases import Case
from ledger.services.access import can_act
from ledger.services.cases.executing import stop_measures
from ledger.services.cases.holding import NO_CASE, held_case, reporters_of, superior_now
from ledger.services.cases.moving import move, require_step
from ledger.services.cases.weighing import facts_of, weigh, with_reasons
from ledger.services.days import agency_today
from ledger.services.reversals import reverse_entry


def discontinue_case(
    case_id: int, command: Discontinue, *, actor: Actor, now: datetime
) -> CaseState:
    """End the case on the record; a decision that is not in force yet is taken back with it.

    For the acting superior and for HR over the unit. Raises InvalidInput without a reason,
    RuleRefused ``case_gate`` once the decision is in force, InvalidTransition, NotFound.
    """
    require_reason(command.reason)
    with transaction() as work:
        today = agency_today(actor.agency_id, now=now)
        case = held_case(work, case_id, actor)
        if not may_discontinue(case, actor, superior_now(case, on=today), reporters_of(case.id)):
            raise NotFound(NO_CASE)
        require_step(case, CaseEvent.DISCONTINUE, actor=actor)
        facts = with_reasons(facts_of(case, weigh(case), today=today), command.reason)
        require_open(CaseEvent.DISCONTINUE, facts)
        case.discontinued_ground = command.ground
        case.discontinued_reason, case.closed_at = command.reason.strip(), now
        _take_back(work, case, command.reason.strip(), actor=actor, now=now)
        return move(work, case, CaseEvent.DISCONTINUE, actor=actor, now=now)


def may_discontinue(
    case: Case, actor: Actor, superior: Official | None, reporters: frozenset[int]
) -> bool:
    """The acting superior or HR over the unit; never the person, nor who reported."""
    if actor.person_id is None or actor.person_id in (case.subject_id, *reporters):
        return False
    if superior is not None and superior.person_id == actor.person_id:
        return True
    return can_act(actor, Role.HR, unit_id=case.unit_id)


def _take_back(work: Session, case: Case, reason: str, *, actor: Actor, now: datetime) -> None:
    """Nothing stays of a decision, as when it is annulled."""
    sanction = case.sanction
    if sanction is None:
        return
    if sanction.entry_uid is not None:
        reverse_entry(sanction.entry_uid, reason=reason, proposal_id=None, actor=actor, now=now)
    stop_measures(work, sanction, on=agency_today(case.agency_id, now=now))
