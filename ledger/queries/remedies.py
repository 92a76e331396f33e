"""Objections: those of a case, and those that wait for somebody's answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, or_, select

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.discipline.cases import CaseState
from ledger.domain.discipline.remedies import RemedyRoute
from ledger.domain.people import Role
from ledger.models.cases import Case
from ledger.models.people import Unit
from ledger.models.remedies import Remedy
from ledger.queries.reach import within_reach


@dataclass(frozen=True, slots=True, kw_only=True)
class RemedyLine:
    """One objection that waits, without a name: the file has it for whoever opens it."""

    case_id: int
    number: str
    unit: str
    route: RemedyRoute
    filed_on: date
    due_on: date | None
    is_late: bool


def remedies_of_case(case_id: int) -> Sequence[Remedy]:
    """Every objection of a case, the newest first."""
    return (
        session()
        .scalars(
            select(Remedy)
            .where(Remedy.case_id == case_id)
            .order_by(Remedy.id.desc())
            .execution_options(populate_existing=True)
        )
        .all()
    )


def waiting_remedies(actor: Actor) -> list[RemedyLine]:
    """What waits for this actor's answer, and for HR what BPASN will decide; the oldest first."""
    rows = session().execute(
        select(
            Case.id.label("case_id"),
            Case.number,
            Unit.name.label("unit"),
            Remedy.route,
            Remedy.filed_on,
            Remedy.due_on,
            Remedy.is_late,
        )
        .join(Case, Case.id == Remedy.case_id)
        .join(Unit, Unit.id == Case.unit_id)
        .where(_waits_for(actor))
        .order_by(Remedy.filed_on, Remedy.id)
    )
    return [RemedyLine(**row._asdict()) for row in rows]


def number_of_remedies(actor: Actor) -> ScalarSelect[int]:
    """How many wait for this actor."""
    counted = select(func.count()).select_from(Remedy).join(Case, Case.id == Remedy.case_id)
    return counted.where(_waits_for(actor)).scalar_subquery()


def answers_in(person_id: int | None) -> ColumnElement[bool]:
    """The condition that somebody answers, or answered, an objection in the case of the row."""
    return (
        select(Remedy.id)
        .where(
            Remedy.case_id == Case.id,
            or_(Remedy.handler_id == person_id, Remedy.decided_by == person_id),
        )
        .correlate(Case)
        .exists()
    )


def _waits_for(actor: Actor) -> ColumnElement[bool]:
    elsewhere = and_(
        Remedy.route == RemedyRoute.BPASN,
        within_reach(Case.unit_id, actor, Role.HR),
    )
    mine = Remedy.handler_id == actor.person_id
    return and_(
        Remedy.agency_id == actor.agency_id,
        Remedy.outcome.is_(None),
        # With a case that ended, for its person died or retired, nothing is left to answer.
        Case.state != CaseState.DISCONTINUED,
        Remedy.subject_id != actor.person_id,
        or_(mine, elsewhere) if actor.has_role(Role.HR) else mine,
    )
