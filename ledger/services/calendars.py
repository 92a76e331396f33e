"""Working days as data: loaded by year, read as the calendar of a unit or a person."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal, cast

from sqlalchemy import Date, String, delete, extract, literal, null, select, union_all
from sqlalchemy import cast as cast_to

from ledger.database import session, transaction
from ledger.domain.actors import Actor
from ledger.domain.calendars import (
    COLLECTIVE_LEAVE,
    PUBLIC_HOLIDAY,
    Calendar,
    RosterCalendar,
    calendar_from_years,
)
from ledger.errors import NotFound, sentence
from ledger.models.calendars import CalendarYear, Holiday, RosterDay
from ledger.models.people import Person, Unit
from ledger.services.events import record_event

PEOPLE_AT_ONCE = 1_000
SOURCE = "source"
NAMES = {"libur": PUBLIC_HOLIDAY, "cuti_bersama": COLLECTIVE_LEAVE}


def calendar_of_unit(unit_id: int) -> Calendar:
    """The calendar of the agency with the working week of the unit; raises NotFound."""
    row = (
        session()
        .execute(select(Unit.agency_id, Unit.days_per_week).where(Unit.id == unit_id))
        .one_or_none()
    )
    if row is None:
        raise NotFound(sentence("Unit kerja ini tidak ada."))
    return agency_calendar(row.agency_id, row.days_per_week)


def calendar_of_person(person_id: int) -> Calendar | RosterCalendar:
    """The days a person is on duty: by their roster when they follow one; raises NotFound."""
    row = (
        session()
        .execute(
            select(Person.agency_id, Person.follows_roster, Unit.days_per_week)
            .join(Unit, Unit.id == Person.unit_id)
            .where(Person.id == person_id)
        )
        .one_or_none()
    )
    if row is None:
        raise NotFound(sentence("Pegawai ini tidak ada."))
    calendar = agency_calendar(row.agency_id, row.days_per_week)
    return with_own_roster(calendar, person_id) if row.follows_roster else calendar


def with_own_roster(calendar: Calendar, person_id: int) -> RosterCalendar:
    """The days on duty of somebody who follows a roster."""
    return calendar.with_roster(_rosters([person_id]).get(person_id, {}))


def agency_calendar(agency_id: int, days_per_week: int) -> Calendar:
    """The loaded years of the agency with their free days, for a week of five or six days."""
    years = select(CalendarYear.year, cast_to(null(), Date()), cast_to(null(), String(64))).where(
        CalendarYear.agency_id == agency_id
    )
    days = select(literal(0), Holiday.day, Holiday.kind).where(Holiday.agency_id == agency_id)
    rows = session().execute(union_all(years, days)).all()
    return Calendar(
        holidays={day: NAMES.get(kind, kind) for _, day, kind in rows if day is not None},
        years=frozenset(year for year, day, _ in rows if day is None),
        days_per_week=cast(Literal[5, 6], days_per_week),
    )


def calendars_of_people(
    person_ids: Collection[int], *, agency_id: int
) -> dict[int, Calendar | RosterCalendar]:
    """The own calendars of many people of one agency; people of another are left out."""
    calendars: dict[int, Calendar | RosterCalendar] = {}
    weeks: dict[int, Calendar] = {}
    everybody = sorted(person_ids)
    for start in range(0, len(everybody), PEOPLE_AT_ONCE):
        some = everybody[start : start + PEOPLE_AT_ONCE]
        rosters = _rosters(some)
        rows = session().execute(
            select(Person.id, Person.follows_roster, Unit.days_per_week)
            .join(Unit, Unit.id == Person.unit_id)
            .where(Person.id.in_(some), Person.agency_id == agency_id)
        )
        for person_id, follows_roster, days_per_week in rows:
            if days_per_week not in weeks:
                weeks[days_per_week] = agency_calendar(agency_id, days_per_week)
            calendar = weeks[days_per_week]
            calendars[person_id] = (
                calendar.with_roster(rosters.get(person_id, {})) if follows_roster else calendar
            )
    return calendars


def working_days_after(agency_id: int, day: date, count: int, *, unit_code: str = "") -> date:
    """The working day that many days after a day, by the week of a unit, else of five days.

    Raises YearNotLoaded, and NotFound for a code no unit has.
    """
    if not unit_code:
        return agency_calendar(agency_id, 5).add_working_days(day, count)
    week = session().scalar(
        select(Unit.days_per_week).where(Unit.agency_id == agency_id, Unit.code == unit_code)
    )
    if week is None:
        raise NotFound(sentence("Unit kerja ini tidak ada."))
    return agency_calendar(agency_id, week).add_working_days(day, count)


def load_calendar_year(
    year: int,
    *,
    holidays: Sequence[str],
    collective_leave: Sequence[str] = (),
    source: str = "",
    actor: Actor,
    now: datetime,
) -> None:
    """Load the free days of a year, written ``08-17``; a year loaded before is replaced.

    Raises InvalidInput naming the day that cannot be read.
    """
    lists = {"libur": list(holidays), "cuti_bersama": list(collective_leave)}
    load_calendar_years({str(year): lists}, source=source, actor=actor, now=now)


def load_calendar_years(
    years: Mapping[str, Mapping[str, Any]],
    *,
    source: str = "",
    actor: Actor,
    now: datetime,
) -> list[int]:
    """Load ``{"2026": {"libur": ["01-01"], "cuti_bersama": ["12-24"]}}``, all or nothing.

    A year may name its own ``source`` beside its lists; ``source`` is that of the others.
    """
    sources = {year: str(lists.get(SOURCE, source)) for year, lists in years.items()}
    calendar = calendar_from_years(
        {
            year: {name: days for name, days in lists.items() if name != SOURCE}
            for year, lists in years.items()
        }
    )
    kinds = {name: kind for kind, name in NAMES.items()}
    loaded = sorted(calendar.years)
    with transaction() as work:
        for year in loaded:
            _forget_year(actor.agency_id, year)
            row = CalendarYear(
                agency_id=actor.agency_id, year=year, source=sources[f"{year:04}"], loaded_at=now
            )
            work.add(row)
            work.flush()
            record_event(
                "calendar:year:loaded",
                subject_kind="calendar_year",
                subject_id=row.id,
                actor=actor,
                now=now,
                data={"year": year},
            )
        work.add_all(
            Holiday(agency_id=actor.agency_id, day=day, kind=kinds[name])
            for day, name in calendar.holidays.items()
        )
    return loaded


def _rosters(person_ids: Collection[int]) -> dict[int, dict[date, str]]:
    rows = session().execute(
        select(RosterDay.person_id, RosterDay.day, RosterDay.duty).where(
            RosterDay.person_id.in_(person_ids)
        )
    )
    rosters: dict[int, dict[date, str]] = {}
    for person_id, day, duty in rows:
        rosters.setdefault(person_id, {})[day] = duty
    return rosters


def _forget_year(agency_id: int, year: int) -> None:
    work = session()
    work.execute(
        delete(Holiday).where(Holiday.agency_id == agency_id, extract("year", Holiday.day) == year)
    )
    work.execute(
        delete(CalendarYear).where(CalendarYear.agency_id == agency_id, CalendarYear.year == year)
    )
