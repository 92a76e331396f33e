"""Absence days: what waits for a superior's word, and what was confirmed in a year."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from ledger.database import session
from ledger.domain.violations import AbsenceState
from ledger.models.people import Person, Unit
from ledger.models.violations import AbsenceDay


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsentPerson:
    """One person with days that nobody has explained yet."""

    person_id: int
    name: str
    nip: str
    unit: str
    days: int
    first_day: date
    last_day: date


def indicated_person_ids(unit_ids: Collection[int], superior_id: int) -> list[int]:
    """People of these units, or whose superior this is, with days that wait for a word."""
    return list(
        session().scalars(
            select(AbsenceDay.person_id)
            .join(Person, Person.id == AbsenceDay.person_id)
            .where(
                AbsenceDay.state == AbsenceState.INDICATION,
                Person.unit_id.in_(unit_ids) | (Person.superior_id == superior_id),
            )
            .distinct()
        )
    )


def absent_people(person_ids: Collection[int]) -> list[AbsentPerson]:
    """These people with the number of their unexplained days, most days first."""
    days = func.count(AbsenceDay.id)
    rows = session().execute(
        select(
            Person.id,
            Person.name,
            Person.nip,
            Unit.name,
            days,
            func.min(AbsenceDay.day),
            func.max(AbsenceDay.day),
        )
        .join(Person, Person.id == AbsenceDay.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(AbsenceDay.state == AbsenceState.INDICATION, AbsenceDay.person_id.in_(person_ids))
        .group_by(Person.id, Person.name, Person.nip, Unit.name)
        .order_by(days.desc(), Person.name)
    )
    return [
        AbsentPerson(
            person_id=row[0],
            name=row[1],
            nip=row[2] or "",
            unit=row[3],
            days=row[4],
            first_day=row[5],
            last_day=row[6],
        )
        for row in rows
    ]


def days_of(person_id: int, year: int | None = None) -> list[AbsenceDay]:
    """The absence days of one person, oldest first; of one year when it is given."""
    rows = select(AbsenceDay).where(AbsenceDay.person_id == person_id).order_by(AbsenceDay.day)
    if year is not None:
        rows = rows.where(AbsenceDay.day.between(date(year, 1, 1), date(year, 12, 31)))
    return list(session().scalars(rows))


def confirmed_days(person_id: int, year: int, *, known_by: datetime | None = None) -> list[date]:
    """The days without valid reason in the calendar year, oldest first (PP 94/2021 Pasal 15).

    With ``known_by`` only those that were confirmed by then.
    """
    return [
        row.day
        for row in days_of(person_id, year)
        if row.state is AbsenceState.CONFIRMED_ABSENT
        and (known_by is None or row.confirmed_at is None or row.confirmed_at <= known_by)
    ]
