"""Calendars are loaded by year and read per unit and person."""

from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.actors import system_actor
from ledger.domain.calendars import YearNotLoaded
from ledger.errors import InvalidInput, NotFound
from ledger.models.calendars import CalendarYear, Holiday, RosterDay
from ledger.models.events import AuditEvent
from ledger.services.calendars import (
    calendar_of_person,
    calendar_of_unit,
    load_calendar_year,
    load_calendar_years,
)
from tests.factories import make_agency, make_person, make_unit


def test_calendar_knows_the_loaded_year(session: Session, now: datetime):
    agency = make_agency()
    five, six = make_unit(agency), make_unit(agency, days_per_week=6)
    actor = system_actor(agency.id)
    load_calendar_year(2026, holidays=["08-17"], collective_leave=["12-24"], actor=actor, now=now)
    calendar = calendar_of_unit(five.id)
    assert not calendar.is_working_day(date(2026, 8, 17))
    assert calendar.holiday_name(date(2026, 12, 24)) == "Cuti bersama"
    assert not calendar.is_working_day(date(2026, 11, 21))
    assert calendar_of_unit(six.id).is_working_day(date(2026, 11, 21))
    with pytest.raises(YearNotLoaded):
        calendar.is_working_day(date(2027, 1, 4))
    assert session.query(AuditEvent).filter_by(tag="calendar:year:loaded").count() == 1


def test_calendar_loaded_again_is_replaced(session: Session, now: datetime):
    actor = system_actor(make_agency().id)
    years = {"2025": {"libur": ["01-01"]}, "2026": {"libur": ["01-01", "06-01"]}}
    assert load_calendar_years(years, actor=actor, now=now) == [2025, 2026]
    load_calendar_year(2026, holidays=["01-01"], actor=actor, now=now)
    assert {row.day for row in session.query(Holiday)} == {date(2025, 1, 1), date(2026, 1, 1)}
    assert session.query(CalendarYear).count() == 2


def test_calendar_with_an_impossible_day_loads_nothing(session: Session, now: datetime):
    actor = system_actor(make_agency().id)
    years = {"2026": {"libur": ["01-01"]}, "2027": {"libur": ["02-30"]}}
    with pytest.raises(InvalidInput):
        load_calendar_years(years, actor=actor, now=now)
    assert session.query(CalendarYear).count() == 0


def test_calendar_of_shift_staff_is_their_roster(session: Session, now: datetime):
    agency = make_agency()
    nurse = make_person(make_unit(agency), follows_roster=True)
    load_calendar_year(2026, holidays=["08-17"], actor=system_actor(agency.id), now=now)
    with transaction() as work:
        for day, duty in ((date(2026, 8, 17), "malam"), (date(2026, 8, 18), "libur")):
            work.add(RosterDay(agency_id=agency.id, person_id=nurse.id, day=day, duty=duty))
    calendar = calendar_of_person(nurse.id)
    assert calendar.is_working_day(date(2026, 8, 17))
    assert not calendar.is_working_day(date(2026, 8, 18))


def test_calendar_of_others_is_their_units(session: Session, now: datetime):
    agency = make_agency()
    clerk = make_person(make_unit(agency))
    load_calendar_year(2026, holidays=["08-17"], actor=system_actor(agency.id), now=now)
    assert not calendar_of_person(clerk.id).is_working_day(date(2026, 8, 17))


def test_calendar_of_nobody_is_refused(session: Session):
    with pytest.raises(NotFound):
        calendar_of_person(1)
    with pytest.raises(NotFound):
        calendar_of_unit(1)
