"""What people say is wrong in the ledger, for HR and for themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.people import Role
from ledger.models.mistakes import MistakeReport
from ledger.models.people import Person, Unit


@dataclass(frozen=True, kw_only=True)
class MistakeLine:
    """A report with who made it, and the answer once there is one."""

    id: int
    entry_uid: str
    person: str
    unit: str
    note: str
    reported_at: datetime
    answer: str
    answered_at: datetime | None


def list_mistakes(actor: Actor, *, offset: int, limit: int) -> list[MistakeLine]:
    """What the actor may answer, the unanswered first and the oldest of them on top."""
    rows = session().execute(
        _lines(_reached(actor))
        .order_by(MistakeReport.answered_at.is_not(None), MistakeReport.id)
        .offset(offset)
        .limit(limit)
    )
    return [_line(report, person, unit) for report, person, unit in rows]


def count_mistakes(actor: Actor) -> int:
    return (
        session().scalar(
            select(func.count())
            .select_from(MistakeReport)
            .join(Person, Person.id == MistakeReport.person_id)
            .where(*_reached(actor))
        )
        or 0
    )


def number_unanswered(actor: Actor) -> ScalarSelect[int] | None:
    """How many reports wait for an answer of HR; None for everybody else."""
    if not actor.has_role(Role.HR):
        return None
    reports = (
        select(func.count())
        .select_from(MistakeReport)
        .join(Person, Person.id == MistakeReport.person_id)
    )
    return reports.where(*_reached(actor), MistakeReport.answered_at.is_(None)).scalar_subquery()


def mistakes_of_entry(uid: str, *, person_id: int) -> list[MistakeLine]:
    """What this person said of one entry, with the answers."""
    own = (MistakeReport.person_id == person_id, MistakeReport.entry_uid == uid)
    rows = session().execute(_lines(own).order_by(MistakeReport.id))
    return [_line(report, person, unit) for report, person, unit in rows]


def _reached(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    here = (
        MistakeReport.agency_id == actor.agency_id,
        MistakeReport.person_id != (actor.person_id or 0),
    )
    units = actor.units_reached(Role.HR)
    return here if units is None else (*here, Person.unit_id.in_(units))


def _lines(conditions: Sequence[ColumnElement[bool]]) -> Select[MistakeReport, str, str]:
    return (
        select(MistakeReport, Person.name, Unit.name)
        .join(Person, Person.id == MistakeReport.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(*conditions)
    )


def _line(report: MistakeReport, person: str, unit: str) -> MistakeLine:
    return MistakeLine(
        id=report.id,
        entry_uid=report.entry_uid,
        person=person,
        unit=unit,
        note=report.note,
        reported_at=report.reported_at,
        answer=report.answer,
        answered_at=report.answered_at,
    )
