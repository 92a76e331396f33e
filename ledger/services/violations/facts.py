"""What the rules are told of an assessed report or complaint."""

from datetime import datetime

from sqlalchemy import select

from ledger.database import session
from ledger.domain.commendations import ComplaintCause
from ledger.domain.discipline.catalogue import Impact, must_open_case
from ledger.domain.discipline.levels import level_of
from ledger.domain.facts import Fact, FactKind
from ledger.domain.positions import PositionLevel
from ledger.models.commendations import Complaint
from ledger.models.people import Person, Position
from ledger.models.violations import SuperiorAssessment, ViolationReport


def report_fact(row: ViolationReport, word: SuperiorAssessment, *, now: datetime) -> Fact:
    """The fact of a report that happened, with the superior's word on it."""
    level = level_of(
        word.code, Impact(word.impact), position_level=position_level_of(row.subject_id)
    )
    return Fact(
        kind=FactKind.VIOLATION_ASSESSED,
        id=row.id,
        agency_id=row.agency_id,
        subject_person_id=row.subject_id,
        unit_id=row.unit_id,
        happened_on=row.happened_on,
        recorded_at=now,
        fields={
            "code": word.code,
            "impact": word.impact,
            "level": level.value if level else "",
            "suspected": word.suspected,
            "always_case": must_open_case(word.code, loss_to_state=word.loss_to_state),
        },
    )


def complaint_fact(row: Complaint, word: SuperiorAssessment, *, now: datetime) -> Fact:
    """The fact of a complaint that a person caused, with the superior's word on it."""
    always = bool(word.code) and must_open_case(word.code, loss_to_state=word.loss_to_state)
    return Fact(
        kind=FactKind.COMPLAINT_SUBSTANTIATED,
        id=row.id,
        agency_id=row.agency_id,
        subject_person_id=word.subject_id,
        unit_id=row.unit_id,
        happened_on=row.filed_on,
        recorded_at=now,
        fields={
            "cause": ComplaintCause.PEOPLE.value,
            "category": row.category,
            "from_lapor": bool(row.lapor_id),
            "suspected": word.suspected,
            "always_case": always,
            "code": word.code,
        },
    )


def position_level_of(person_id: int) -> PositionLevel | None:
    """The level of the post somebody holds, None when it is not recorded."""
    level = session().scalar(
        select(Position.level)
        .join(Person, Person.position_id == Position.id)
        .where(Person.id == person_id)
    )
    return PositionLevel(level) if level else None
