"""Who saw what a case is about: kept once, and from then on out of its steps (I28)."""

from datetime import datetime

from sqlalchemy import select

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.people import Role
from ledger.errors import NotFound, sentence
from ledger.models.case_parties import CaseMove, CaseWitness
from ledger.models.cases import Case
from ledger.models.people import Person
from ledger.services.access import can_act
from ledger.services.cases.holding import NO_CASE, held_as_official, held_case
from ledger.services.days import agency_today
from ledger.services.events import record_event

NO_PERSON = sentence("Pegawai ini tidak ada di instansi Anda.")


def record_witness(case_id: int, person_id: int, *, actor: Actor, now: datetime) -> None:
    """Put a witness on record; for whoever acts in the case, HR and the inspectorate.

    Raises RuleRefused for the person the case is about and for a witness known already, NotFound.
    """
    with transaction() as work:
        today = agency_today(actor.agency_id, now=now)
        case = held_case(work, case_id, actor)
        if not can_act(actor, Role.HR, Role.INSPECTORATE, unit_id=case.unit_id):
            case = held_as_official(work, case_id, actor, on=today)
        if actor.person_id is None or actor.person_id == case.subject_id:
            raise NotFound(NO_CASE)
        person = work.get(Person, person_id)
        if person is None or person.agency_id != case.agency_id:
            raise NotFound(NO_PERSON)
        work.add(
            CaseWitness(
                agency_id=case.agency_id,
                case_id=case.id,
                person_id=person_id,
                recorded_by=actor.person_id,
                recorded_at=now,
            )
        )
        work.flush()
        record_event(
            "case:witness:recorded", subject_kind="case", subject_id=case.id, actor=actor, now=now
        )


def witnesses_of(case: Case) -> list[str]:
    """The names of the witnesses, in the order they were recorded."""
    with transaction() as work:
        rows = select(Person.name).join(CaseWitness, CaseWitness.person_id == Person.id)
        return list(
            work.scalars(rows.where(CaseWitness.case_id == case.id).order_by(CaseWitness.id))
        )


def moves_of(case: Case) -> list[CaseMove]:
    """Where a step left its first official, oldest first."""
    with transaction() as work:
        rows = select(CaseMove).where(CaseMove.case_id == case.id).order_by(CaseMove.id)
        return list(work.scalars(rows))
