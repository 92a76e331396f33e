"""Complaints that wait for a verdict or an answer."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, or_, select
from sqlalchemy.orm import aliased

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.commendations import ComplaintCause, ComplaintState
from ledger.domain.masking import mask_personal
from ledger.domain.people import Role
from ledger.errors import NotFound, sentence
from ledger.models.commendations import Complaint
from ledger.models.people import Person, Unit
from ledger.queries.citizens import list_officers
from ledger.queries.reach import within_reach

NO_COMPLAINT = sentence("Pengaduan ini tidak ada, atau bukan untuk Anda.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintLine:
    """``title`` without personal data; ``due_on`` is None while the calendar is not loaded."""

    id: int
    code: str
    lapor_id: str
    title: str
    category: str
    unit: str
    state: ComplaintState
    cause: ComplaintCause | None
    filed_on: date
    due_on: date | None


@dataclass(frozen=True, kw_only=True)
class ComplaintPage:
    complaint: Complaint
    title: str
    body: str
    unit: str
    officer: str
    verifier: str
    officers: tuple[tuple[int, str], ...]


def count_open_complaints(actor: Actor) -> int:
    """How many complaints wait for the actor: for a verdict or for an answer."""
    return session().scalar(select(number_of_complaints(actor))) or 0


def number_of_complaints(actor: Actor) -> ScalarSelect[int]:
    """The same number as a part of a larger statement."""
    return select(func.count(Complaint.id)).where(_open(actor)).scalar_subquery()


def list_open_complaints(actor: Actor, *, offset: int, limit: int) -> list[ComplaintLine]:
    """What waits for the actor, what is due first standing first."""
    rows = session().execute(
        select(Complaint, Unit.name)
        .join(Unit, Unit.id == Complaint.unit_id)
        .where(_open(actor))
        .order_by(Complaint.due_on.is_(None), Complaint.due_on, Complaint.filed_on, Complaint.id)
        .offset(offset)
        .limit(limit)
    )
    return [_line(one, unit) for one, unit in rows]


def get_complaint_page(complaint_id: int, actor: Actor) -> ComplaintPage:
    """One complaint for HR and the unit's admin, never for whom it is about; raises NotFound."""
    officer, verifier = aliased(Person), aliased(Person)
    row = (
        session()
        .execute(
            select(Complaint, Unit.name, officer.name, verifier.name)
            .join(Unit, Unit.id == Complaint.unit_id)
            .outerjoin(officer, officer.id == Complaint.person_id)
            .outerjoin(verifier, verifier.id == Complaint.verified_by)
            .where(Complaint.id == complaint_id, _judged_by(actor))
        )
        .one_or_none()
    )
    if row is None:
        raise NotFound(NO_COMPLAINT)
    one, unit, officer_name, verifier_name = row
    return ComplaintPage(
        complaint=one,
        title=mask_personal(one.title),
        body=mask_personal(one.body),
        unit=unit,
        officer=officer_name or "",
        verifier=verifier_name or "",
        officers=list_officers(one.unit_id),
    )


def _judged_by(actor: Actor) -> ColumnElement[bool]:
    return and_(
        Complaint.agency_id == actor.agency_id,
        within_reach(Complaint.unit_id, actor, Role.HR, Role.UNIT_ADMIN),
        or_(Complaint.person_id.is_(None), Complaint.person_id != actor.person_id),
    )


def _open(actor: Actor) -> ColumnElement[bool]:
    return and_(_judged_by(actor), Complaint.state != ComplaintState.ANSWERED)


def _line(one: Complaint, unit: str) -> ComplaintLine:
    return ComplaintLine(
        id=one.id,
        code=one.tracking_code,
        lapor_id=one.lapor_id,
        title=mask_personal(one.title),
        category=one.category,
        unit=unit,
        state=one.state,
        cause=one.cause,
        filed_on=one.filed_on,
        due_on=one.due_on,
    )
