"""Reading a case to act on it: who may, and in whose place an acting official stands."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.officials import Official
from ledger.domain.people import Role
from ledger.errors import NotFound, sentence
from ledger.models.case_parties import CaseWitness
from ledger.models.cases import Allegation, Case
from ledger.models.remedies import Remedy
from ledger.models.violations import ViolationReport
from ledger.services.access import can_act
from ledger.services.superiors import acting_superior, ladder_of

NO_CASE = sentence("Kasus ini tidak ada, atau bukan untuk Anda.")
#: What hangs on a case and may have been changed by somebody else meanwhile.
PARTS = ("allegations", "summonses", "team", "examination", "release", "report", "sanction")


def held_case(work: Session, case_id: int, actor: Actor) -> Case:
    """The case, held against everybody else until the transaction ends; raises NotFound."""
    case = work.scalar(
        select(Case)
        .where(Case.id == case_id, Case.agency_id == actor.agency_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if case is None:
        raise NotFound(NO_CASE)
    work.refresh(case, PARTS)
    return case


def reporters_of(case_id: int) -> frozenset[int]:
    """Who reported or saw it; they neither examine nor decide nor deliver nor read (I28)."""
    reported = (
        select(ViolationReport.reporter_id)
        .join(Allegation, Allegation.violation_report_id == ViolationReport.id)
        .where(Allegation.case_id == case_id, ViolationReport.reporter_id.is_not(None))
    )
    saw_it = select(CaseWitness.person_id).where(CaseWitness.case_id == case_id)
    return frozenset(session().scalars(union(reported, saw_it)))


def superior_now(case: Case, *, on: date) -> Official | None:
    """Who acts as direct superior in this case that day, past reporters and conflicts."""
    return acting_superior(case.subject_id, excluded=reporters_of(case.id), on=on)


def held_as_superior(work: Session, case_id: int, actor: Actor, *, on: date) -> Case:
    """The case for whoever acts as direct superior today; the case moves to an acting official.

    Raises NotFound for everybody else.
    """
    case = held_case(work, case_id, actor)
    official = superior_now(case, on=on)
    if official is None or official.person_id != actor.person_id:
        raise NotFound(NO_CASE)
    case.superior_id = official.person_id
    return case


def held_as_examiner(work: Session, case_id: int, actor: Actor, *, on: date) -> Case:
    """The case for whoever examines: a member of its team, else the acting direct superior.

    Raises NotFound for everybody else, also for a member who turned out to be involved.
    """
    case = held_case(work, case_id, actor)
    if case.team is None:
        return held_as_superior(work, case_id, actor, on=on)
    barred = reporters_of(case.id) | ladder_of(case.subject_id, on=on).barred
    if actor.person_id not in sitting(case) or actor.person_id in barred:
        raise NotFound(NO_CASE)
    return case


def examines(
    case: Case, actor: Actor, *, superior: Official | None, barred: Collection[int]
) -> bool:
    """Whether the actor examines in this case today: in its team, else as acting superior."""
    if case.team is not None:
        return actor.person_id in sitting(case) and actor.person_id not in barred
    return superior is not None and superior.person_id == actor.person_id


def sitting(case: Case) -> list[int]:
    """Who examines as a team today; empty where the superior examines alone."""
    members = case.team.members if case.team else []
    return [one.person_id for one in members if one.left_on is None]


def signing_official(case: Case, *, on: date) -> Official:
    """Who signs letters and reports of the examination: the chair of the team, else the superior.

    That the chair signs the summons of a team is practice, not found in the law itself.
    """
    if case.team is not None:
        chair = next(one for one in case.team.members if one.is_chair and one.left_on is None)
        person = chair.person
        return Official(person_id=person.id, unit_id=person.unit_id)
    official = superior_now(case, on=on)
    if official is None:
        raise NotFound(NO_CASE)
    return official


def examining_officials(case: Case, *, on: date) -> list[Official]:
    """Everybody who signs the record: the sitting team, the chair first, else the superior."""
    if case.team is None:
        return [signing_official(case, on=on)]
    members = [one for one in case.team.members if one.left_on is None]
    return [
        Official(person_id=one.person_id, unit_id=one.person.unit_id)
        for one in sorted(members, key=lambda one: not one.is_chair)
    ]


def held_as_official(work: Session, case_id: int, actor: Actor, *, on: date) -> Case:
    """The case for those who examine, or the official who decides; NotFound for others."""
    case = held_case(work, case_id, actor)
    official = superior_now(case, on=on)
    superior_id = official.person_id if official else None
    holders = {case.decider_id, superior_id, *sitting(case)} - {None}
    if actor.person_id not in holders or actor.person_id == case.subject_id:
        raise NotFound(NO_CASE)
    return case


def answering_in(case_id: int) -> set[int]:
    """Who answers, or answered, an objection in the case, and so must read the file."""
    rows = session().execute(
        select(Remedy.handler_id, Remedy.decided_by).where(Remedy.case_id == case_id)
    )
    return {id_ for row in rows for id_ in row if id_ is not None}


def is_reader(
    case: Case,
    actor: Actor,
    *,
    superior: Official | None,
    reporters: Collection[int],
    answering: Collection[int] | None = None,
) -> bool:
    """Whether the file is open to the actor: those who act in it, HR and the inspectorate.

    Never the person it concerns, who has a side of their own, nor a reporter.
    """
    if actor.person_id is None or actor.person_id in (case.subject_id, *reporters):
        return False
    if answering is None:
        answering = answering_in(case.id)
    acting = (case.superior_id, case.decider_id, *sitting(case), *answering)
    if actor.person_id in acting:
        return True
    if superior is not None and superior.person_id == actor.person_id:
        return True
    return not actor.is_system and can_act(actor, Role.HR, Role.INSPECTORATE, unit_id=case.unit_id)


def first_day(case: Case) -> date:
    """The day of the oldest act alleged."""
    return min(one.happened_on for one in case.allegations)
