"""Discipline cases: the lists of those who act in them, the file, and what waits too long."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    and_,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload, selectinload

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.discipline.cases import WITHOUT_EFFECT, CaseState
from ledger.domain.facts import FactKind
from ledger.domain.names import full_name
from ledger.domain.proposals import ProposalKind
from ledger.models.cases import Allegation, Case, CaseStep, CaseView, Summons
from ledger.models.documents import Document
from ledger.models.examinations import ExaminationTeam
from ledger.models.people import Person, Unit
from ledger.models.proposals import Proposal, Reply
from ledger.models.violations import ViolationReport
from ledger.queries.proposal_files import proposal_source
from ledger.queries.remedies import answers_in

#: States in which nobody has anything left to do.
ENDED = (*WITHOUT_EFFECT, CaseState.SPENT, CaseState.CLOSED)
#: States in which the person may know what was decided: it was handed over.
HANDED_OVER = (
    CaseState.DELIVERED,
    CaseState.SUSPENDED,
    CaseState.EFFECTIVE,
    CaseState.EXECUTED,
    CaseState.SPENT,
    CaseState.ANNULLED,
    CaseState.CLOSED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    id: int
    number: str
    state: CaseState
    subject: str
    unit: str
    opened_at: datetime
    superior_id: int
    decider_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadableCases:
    """Which cases of an agency somebody may list; ``unit_ids`` None is the whole agency."""

    agency_id: int
    person_id: int
    unit_ids: Collection[int] | None = ()
    more_ids: Collection[int] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Somebody who opened the file on a day."""

    name: str
    day: date
    times: int


def count_cases(wanted: ReadableCases) -> int:
    counted = select(func.count()).select_from(Case).where(_readable(wanted))
    return session().scalar(counted) or 0


def list_cases(wanted: ReadableCases, *, offset: int = 0, limit: int = 25) -> list[CaseLine]:
    """A page of cases: those still open first, newest of them first."""
    rows = session().execute(
        select(Case, Person, Unit.name)
        .join(Person, Person.id == Case.subject_id)
        .join(Unit, Unit.id == Case.unit_id)
        .where(_readable(wanted))
        .order_by(Case.state.in_(ENDED), Case.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return [_line(case, person, unit) for case, person, unit in rows]


def own_cases(person_id: int) -> list[Case]:
    """The cases about a person that they know of: they were summoned, newest first."""
    return list(
        session().scalars(
            select(Case)
            .where(Case.subject_id == person_id, or_(*_known_to_subject()))
            .order_by(Case.id.desc())
        )
    )


def _known_to_subject() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """From the first summons on; what ended before it was never told."""
    called = select(Summons.id).where(Summons.case_id == Case.id).exists()
    return Case.state.not_in((CaseState.OPENED, CaseState.DISCONTINUED)), called


def number_of_own_replies(actor: Actor) -> ScalarSelect[int]:
    """Cases in which the actor may still reply before anything is decided."""
    counted = select(func.count()).select_from(Case)
    return counted.where(
        Case.subject_id == actor.person_id, Case.state == CaseState.EXAMINED
    ).scalar_subquery()


def open_cases_below(
    agency_id: int, unit_ids: Collection[int], superior_id: int
) -> dict[int, tuple[int, set[int]]]:
    """Open cases of these units, each with its subject and whoever reported it."""
    rows = session().execute(
        select(Case.id, Case.subject_id, ViolationReport.reporter_id)
        .join(Person, Person.id == Case.subject_id)
        .outerjoin(Allegation, Allegation.case_id == Case.id)
        .outerjoin(ViolationReport, ViolationReport.id == Allegation.violation_report_id)
        .where(
            Case.agency_id == agency_id,
            Case.state.not_in(ENDED),
            or_(Person.unit_id.in_(unit_ids), Person.superior_id == superior_id),
        )
    )
    found: dict[int, tuple[int, set[int]]] = {}
    for case_id, subject_id, reporter_id in rows:
        reporters = found.setdefault(case_id, (subject_id, set()))[1]
        if reporter_id is not None:
            reporters.add(reporter_id)
    return found


def case_of_proposals(proposal_ids: Collection[int]) -> int | None:
    """The case that stands behind one of these proposals to open it."""
    proposals = session().scalars(
        select(Proposal)
        .where(Proposal.id.in_(proposal_ids), Proposal.kind == ProposalKind.OPEN_CASE)
        .options(joinedload(Proposal.firing))
    )
    for proposal in proposals:
        case_id = session().scalar(
            select(Case.id)
            .outerjoin(Allegation, Allegation.case_id == Case.id)
            .where(or_(Case.proposal_id == proposal.id, _told_by(proposal_source(proposal))))
            .limit(1)
        )
        if case_id is not None:
            return case_id
    return None


def _told_by(source: tuple[str, int] | None) -> ColumnElement[bool]:
    """The allegation that came from this very report or complaint."""
    kind, fact_id = source or ("", 0)
    if kind == FactKind.VIOLATION_ASSESSED:
        return Allegation.violation_report_id == fact_id
    if kind == FactKind.COMPLAINT_SUBSTANTIATED:
        return Allegation.complaint_id == fact_id
    return false()


def case_with_parts(case_id: int, agency_id: int) -> Case | None:
    """The case with everything in its file, in a fixed number of statements."""
    return session().scalar(
        select(Case)
        .where(Case.id == case_id, Case.agency_id == agency_id)
        .options(
            selectinload(Case.allegations),
            selectinload(Case.summonses),
            joinedload(Case.subject).joinedload(Person.position),
            joinedload(Case.unit),
            joinedload(Case.team).selectinload(ExaminationTeam.members),
            joinedload(Case.examination),
            joinedload(Case.release),
            joinedload(Case.report),
            joinedload(Case.sanction),
        )
        .execution_options(populate_existing=True)
    )


def reply_of(case_id: int) -> Reply | None:
    return session().scalar(select(Reply).where(Reply.case_id == case_id))


def steps_of(case_id: int) -> list[tuple[CaseStep, str]]:
    """Each step as it happened, with the name of whoever took it."""
    rows = session().execute(
        select(CaseStep, Person.name)
        .outerjoin(Person, Person.id == CaseStep.person_id)
        .where(CaseStep.case_id == case_id)
        .order_by(CaseStep.id)
    )
    return [(step, name or "Neraca") for step, name in rows]


def names_of(person_ids: Collection[int | None]) -> dict[int, str]:
    """Names with titles, by person."""
    rows = session().scalars(
        select(Person).where(Person.id.in_([one for one in person_ids if one is not None]))
    )
    return {row.id: full_name(row.name, row.title_before, row.title_after) for row in rows}


def people_with_posts(person_ids: Collection[int | None]) -> list[Person]:
    """These people, each with the post."""
    wanted = {one for one in person_ids if one is not None}
    return list(
        session().scalars(
            select(Person).where(Person.id.in_(wanted)).options(joinedload(Person.position))
        )
    )


def papers_of(document_ids: Collection[int | None]) -> dict[int, Document]:
    rows = session().scalars(
        select(Document).where(Document.id.in_([one for one in document_ids if one is not None]))
    )
    return {row.id: row for row in rows}


def viewers_of(case_id: int) -> list[Viewer]:
    """Who opened the file, one line for each person and day, newest first."""
    rows = session().execute(
        select(CaseView.person_name, CaseView.at)
        .where(CaseView.case_id == case_id)
        .order_by(CaseView.at.desc())
    )
    counted: dict[tuple[str, date], int] = {}
    for name, at in rows:
        counted[name, at.date()] = counted.get((name, at.date()), 0) + 1
    return [Viewer(name=name, day=day, times=times) for (name, day), times in counted.items()]


def open_states(
    agency_id: int, unit_ids: Collection[int] | None, *, not_about: int | None
) -> dict[int, CaseState]:
    """Where each open case of these units stands, but those about one person."""
    rows = session().execute(
        select(Case.id, Case.state).where(
            Case.agency_id == agency_id,
            Case.state.not_in(ENDED),
            Case.subject_id.is_distinct_from(not_about),
            in_units(Case.unit_id, unit_ids),
        )
    )
    return {row.id: row.state for row in rows}


def subjects_read(wanted: ReadableCases, case_ids: Collection[int]) -> dict[int, str]:
    """The name in each of these cases that this reader may open."""
    rows = session().execute(
        select(Case.id, Person)
        .join(Person, Person.id == Case.subject_id)
        .where(_readable(wanted), Case.id.in_(case_ids))
    )
    return {id_: full_name(row.name, row.title_before, row.title_after) for id_, row in rows}


def in_units(
    column: InstrumentedAttribute[int], unit_ids: Collection[int] | None
) -> ColumnElement[bool]:
    """The condition that a row lies in these units; None is the whole agency."""
    if unit_ids is None:
        return column.is_not(None)
    return column.in_(unit_ids) if unit_ids else false()


def _readable(wanted: ReadableCases) -> ColumnElement[bool]:
    """Never the person it concerns, nor a reporter, whatever their roles are."""
    me = wanted.person_id
    reporter = aliased(ViolationReport)
    reported = (
        select(Allegation.case_id)
        .join(reporter, reporter.id == Allegation.violation_report_id)
        .where(reporter.reporter_id == me)
    )
    return and_(
        Case.agency_id == wanted.agency_id,
        Case.subject_id != me,
        Case.id.not_in(reported),
        or_(
            Case.superior_id == me,
            Case.decider_id == me,
            answers_in(me),
            Case.id.in_(wanted.more_ids),
            in_units(Case.unit_id, wanted.unit_ids),
        ),
    )


def _line(case: Case, person: Person, unit: str) -> CaseLine:
    return CaseLine(
        id=case.id,
        number=case.number,
        state=case.state,
        subject=full_name(person.name, person.title_before, person.title_after),
        unit=unit,
        opened_at=case.opened_at,
        superior_id=case.superior_id,
        decider_id=case.decider_id,
    )
