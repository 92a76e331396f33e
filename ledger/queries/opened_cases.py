"""One case with everything that is joined to it, for its file."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.models.cases import Case, CaseView, Examination
from ledger.models.examinations import ExaminationTeam
from ledger.models.exhibits import Exhibit, ExhibitReading
from ledger.models.people import Agency, Person
from ledger.models.proposals import Reply


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """``unread`` exhibits are the actor's; ``is_logged`` when the view log has them recently."""

    case: Case
    agency: Agency
    reply: Reply | None
    unread: int
    is_logged: bool


def opened_case(case_id: int, *, actor: Actor, logged_since: datetime) -> OpenedCase | None:
    """The case in one statement, and one more for a team.

    Letters are two, allegations and signatures a handful: joined they cost less than apart.
    """
    logged = select(CaseView.id).where(
        CaseView.case_id == Case.id,
        CaseView.account_id == actor.account_id,
        CaseView.at > logged_since,
    )
    rows = session().execute(
        select(Case, Agency, Reply, number_unread(Case.id, actor.person_id), logged.exists())
        .join(Agency, Agency.id == Case.agency_id)
        .outerjoin(Reply, Reply.case_id == Case.id)
        .where(Case.id == case_id, Case.agency_id == actor.agency_id)
        .options(
            joinedload(Case.allegations),
            joinedload(Case.summonses),
            joinedload(Case.subject).options(
                joinedload(Person.position), joinedload(Person.superior), joinedload(Person.unit)
            ),
            joinedload(Case.unit),
            joinedload(Case.team).selectinload(ExaminationTeam.members),
            joinedload(Case.examination).joinedload(Examination.signatures),
            joinedload(Case.release),
            joinedload(Case.report),
            joinedload(Case.sanction),
        )
        .execution_options(populate_existing=True)
    )
    row = rows.unique().one_or_none()
    return None if row is None else OpenedCase(*row)


def number_unread(
    case_id: int | InstrumentedAttribute[int], person_id: int | None
) -> ScalarSelect[int]:
    """How many exhibits of the case the person has not marked as read."""
    read = select(ExhibitReading.exhibit_id).where(ExhibitReading.person_id == person_id)
    return (
        select(func.count(Exhibit.id))
        .where(Exhibit.case_id == case_id, Exhibit.id.not_in(read))
        .scalar_subquery()
    )
