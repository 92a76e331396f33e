"""The calendars of one case, whose free days are read once and only when somebody asks."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, cast

from ledger.domain.calendars import Calendar, RosterCalendar
from ledger.models.cases import Case
from ledger.services.calendars import agency_calendar, with_own_roster


@dataclass(frozen=True)
class CaseCalendars:
    """Clocks run by the week of the unit of the case, days of absence by the person's own."""

    case: Case

    @cached_property
    def of_unit(self) -> Calendar:
        return agency_calendar(self.case.agency_id, self.case.unit.days_per_week)

    def of_person(self) -> Calendar | RosterCalendar:
        person = self.case.subject
        week = cast(Literal[5, 6], person.unit.days_per_week)
        calendar = replace(self.of_unit, days_per_week=week)
        return with_own_roster(calendar, person.id) if person.follows_roster else calendar
