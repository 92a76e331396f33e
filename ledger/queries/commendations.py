"""Commendations that wait for a verdict, and those handed to the inspectorate."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, or_, select
from sqlalchemy.orm import aliased

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.commendations import CommendationState
from ledger.domain.masking import mask_personal
from ledger.domain.people import Role
from ledger.errors import NotFound, sentence
from ledger.models.commendations import Commendation, Service
from ledger.models.people import Person, Unit
from ledger.queries.citizens import list_officers
from ledger.queries.reach import within_reach

NO_COMMENDATION = sentence("Apresiasi ini tidak ada, atau bukan untuk Anda.")
#: As many for one officer on one day look like a burst and are looked at twice.
BURST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class CommendationLine:
    """``words`` without personal data; ``is_burst`` when many came for one officer that day."""

    id: int
    code: str
    unit: str
    officer: str
    rating: int
    words: str
    happened_on: date
    received_at: datetime
    is_burst: bool


@dataclass(frozen=True, kw_only=True)
class CommendationPage:
    """``can_judge`` for HR and the unit's admin; the inspectorate only reads what it was given."""

    commendation: Commendation
    words: str
    unit: str
    service: str
    officer: str
    verifier: str
    officers: tuple[tuple[int, str], ...]
    can_judge: bool


def count_commendations_to_check(actor: Actor) -> int:
    """How many commendations wait for the actor's verdict."""
    return session().scalar(select(number_of_commendations(actor))) or 0


def number_of_commendations(actor: Actor) -> ScalarSelect[int]:
    """The same number as a part of a larger statement."""
    return select(func.count(Commendation.id)).where(_to_check(actor)).scalar_subquery()


def list_commendations_to_check(actor: Actor, *, offset: int, limit: int) -> list[CommendationLine]:
    """What waits for the actor's verdict, the oldest first."""
    return _lines(_to_check(actor), offset, limit)


def count_suspected(actor: Actor) -> int:
    """How many commendations tell of a gratuity, for the inspectorate."""
    number = number_suspected(actor)
    return 0 if number is None else session().scalar(select(number)) or 0


def number_suspected(actor: Actor) -> ScalarSelect[int] | None:
    """The same number as a part of a larger statement; None for everybody else."""
    if not actor.has_role(Role.INSPECTORATE):
        return None
    return select(func.count(Commendation.id)).where(_suspected(actor)).scalar_subquery()


def list_suspected(actor: Actor, *, offset: int, limit: int) -> list[CommendationLine]:
    """What was handed to the inspectorate."""
    return _lines(_suspected(actor), offset, limit)


def get_commendation_page(commendation_id: int, actor: Actor) -> CommendationPage:
    """One commendation for whoever may judge or follow it up; raises NotFound."""
    officer, verifier = aliased(Person), aliased(Person)
    row = (
        session()
        .execute(
            select(Commendation, Unit.name, Service.name, officer.name, verifier.name)
            .join(Unit, Unit.id == Commendation.unit_id)
            .outerjoin(Service, Service.id == Commendation.service_id)
            .outerjoin(officer, officer.id == Commendation.person_id)
            .outerjoin(verifier, verifier.id == Commendation.verified_by)
            .where(Commendation.id == commendation_id, or_(_judged_by(actor), _suspected(actor)))
        )
        .one_or_none()
    )
    if row is None:
        raise NotFound(NO_COMMENDATION)
    one, unit, service, officer_name, verifier_name = row
    judges = actor.has_role(Role.HR, one.unit_id) or actor.has_role(Role.UNIT_ADMIN, one.unit_id)
    can_judge = judges and one.state is CommendationState.RECEIVED
    return CommendationPage(
        commendation=one,
        words=mask_personal(one.words),
        unit=unit,
        service=service or "",
        officer=officer_name or "",
        verifier=verifier_name or "",
        officers=list_officers(one.unit_id) if can_judge else (),
        can_judge=can_judge,
    )


def _not_about(actor: Actor) -> ColumnElement[bool]:
    return or_(Commendation.person_id.is_(None), Commendation.person_id != actor.person_id)


def _judged_by(actor: Actor) -> ColumnElement[bool]:
    return and_(
        Commendation.agency_id == actor.agency_id,
        within_reach(Commendation.unit_id, actor, Role.HR, Role.UNIT_ADMIN),
        _not_about(actor),
    )


def _to_check(actor: Actor) -> ColumnElement[bool]:
    return and_(_judged_by(actor), Commendation.state == CommendationState.RECEIVED)


def _suspected(actor: Actor) -> ColumnElement[bool]:
    return and_(
        Commendation.agency_id == actor.agency_id,
        within_reach(Commendation.unit_id, actor, Role.INSPECTORATE),
        _not_about(actor),
        Commendation.state == CommendationState.SUSPECTED_GRATUITY,
    )


def _lines(wanted: ColumnElement[bool], offset: int, limit: int) -> list[CommendationLine]:
    other = aliased(Commendation)
    same_day = (
        select(func.count(other.id))
        .where(
            other.person_id == Commendation.person_id,
            other.happened_on == Commendation.happened_on,
        )
        .scalar_subquery()
    )
    rows = session().execute(
        select(Commendation, Unit.name, Person.name, same_day)
        .join(Unit, Unit.id == Commendation.unit_id)
        .outerjoin(Person, Person.id == Commendation.person_id)
        .where(wanted)
        .order_by(Commendation.received_at, Commendation.id)
        .offset(offset)
        .limit(limit)
    )
    return [
        CommendationLine(
            id=one.id,
            code=one.tracking_code,
            unit=unit,
            officer=officer or "",
            rating=one.rating,
            words=mask_personal(one.words),
            happened_on=one.happened_on,
            received_at=one.received_at,
            is_burst=many >= BURST,
        )
        for one, unit, officer, many in rows
    ]
