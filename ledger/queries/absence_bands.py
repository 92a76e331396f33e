"""The absence bands of a whole agency in a year, counted by the database."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import ColumnElement, Integer, cast, extract, func, select

from ledger.database import session
from ledger.domain.discipline.catalogue import ABSENCE_CODE
from ledger.domain.people import PersonState
from ledger.domain.violations import AbsenceState
from ledger.models.calendars import RosterDay
from ledger.models.cases import Allegation, Case, Sanction
from ledger.models.people import Person, Unit
from ledger.models.violations import AbsenceDay, SalaryStop


@dataclass(frozen=True, slots=True)
class YearCount:
    """How many days without valid reason one person has in the year, over three at least."""

    person_id: int
    days: int


@dataclass(frozen=True, slots=True)
class Named:
    name: str
    nip: str
    unit: str


def counts_of_year(agency_id: int, year: int, *, at_least: int) -> list[YearCount]:
    """Everybody with so many confirmed days, most first; one statement."""
    days = func.count()
    rows = session().execute(
        select(AbsenceDay.person_id, days)
        .where(*_confirmed(agency_id, year))
        .group_by(AbsenceDay.person_id)
        .having(days >= at_least)
        .order_by(days.desc(), AbsenceDay.person_id)
    )
    return [YearCount(person_id, count) for person_id, count in rows]


def days_of_year(agency_id: int, year: int, *, at_least: int) -> Iterator[tuple[int, list[date]]]:
    """The confirmed days of whoever has so many, person by person, oldest first."""
    many = (
        select(AbsenceDay.person_id)
        .where(*_confirmed(agency_id, year))
        .group_by(AbsenceDay.person_id)
        .having(func.count() >= at_least)
    )
    rows = session().execute(
        select(AbsenceDay.person_id, AbsenceDay.day)
        .where(*_confirmed(agency_id, year), AbsenceDay.person_id.in_(many))
        .order_by(AbsenceDay.person_id, AbsenceDay.day)
    )
    for person_id, found in groupby(rows, key=lambda row: row[0]):
        yield person_id, [row[1] for row in found]


def names_for(person_ids: Collection[int]) -> dict[int, Named]:
    rows = session().execute(
        select(Person.id, Person.name, Person.nip, Unit.name)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Person.id.in_(person_ids))
    )
    return {id_: Named(name, nip or "", unit) for id_, name, nip, unit in rows}


def absence_cases(person_ids: Collection[int], year: int) -> dict[int, list[tuple[int, str]]]:
    """Cases about absence in the year with the kind decided, empty while there is none."""
    rows = session().execute(
        select(Case.subject_id, Case.id, Sanction.kind)
        .join(Allegation, Allegation.case_id == Case.id)
        .outerjoin(Sanction, Sanction.case_id == Case.id)
        .where(
            Case.subject_id.in_(person_ids),
            Allegation.code == ABSENCE_CODE,
            Allegation.happened_on.between(date(year, 1, 1), date(year, 12, 31)),
        )
        .order_by(Case.id)
        .distinct()
    )
    found: dict[int, list[tuple[int, str]]] = {}
    for person_id, case_id, kind in rows:
        found.setdefault(person_id, []).append((case_id, kind or ""))
    return found


def months_with_roster(agency_id: int, year: int) -> dict[int, set[int]]:
    """For everybody who follows a roster, the months of the year for which there is one."""
    people = session().scalars(
        select(Person.id).where(
            Person.agency_id == agency_id,
            Person.follows_roster,
            Person.state == PersonState.ACTIVE,
        )
    )
    found: dict[int, set[int]] = {one: set() for one in people}
    rows = session().execute(
        select(RosterDay.person_id, cast(extract("month", RosterDay.day), Integer))
        .where(
            RosterDay.agency_id == agency_id,
            RosterDay.day.between(date(year, 1, 1), date(year, 12, 31)),
        )
        .distinct()
    )
    for person_id, month in rows:
        if person_id in found:
            found[person_id].add(month)
    return found


def salary_stops(agency_id: int) -> list[SalaryStop]:
    """Proposals that stand, newest first."""
    return list(
        session().scalars(
            select(SalaryStop)
            .where(SalaryStop.agency_id == agency_id, SalaryStop.withdrawn_at.is_(None))
            .order_by(SalaryStop.reached_on.desc(), SalaryStop.id)
        )
    )


def _confirmed(agency_id: int, year: int) -> tuple[ColumnElement[bool], ...]:
    return (
        AbsenceDay.agency_id == agency_id,
        AbsenceDay.state == AbsenceState.CONFIRMED_ABSENT,
        AbsenceDay.day.between(date(year, 1, 1), date(year, 12, 31)),
    )
