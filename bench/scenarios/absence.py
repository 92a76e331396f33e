"""The absence bands of 24,000 people for a year, as the page of HR asks for them."""

import random
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from bench.crowds import NOW, crowded
from bench.measures import Measure, report, workspace
from ledger.database import session, transaction
from ledger.domain.calendars import COLLECTIVE_LEAVE, PUBLIC_HOLIDAY
from ledger.domain.violations import AbsenceState
from ledger.models.calendars import CalendarYear, Holiday
from ledger.models.people import Person
from ledger.models.violations import AbsenceDay
from ledger.services.absence_bands import bands_of_year
from ledger.services.calendars import calendar_of_person

PEOPLE = 24_000
YEAR = 2026
MOST_DAYS = 24
_AT_ONCE = 5_000
_FREE = {date(YEAR, 1, 1): PUBLIC_HOLIDAY, date(YEAR, 3, 20): COLLECTIVE_LEAVE}


def _load_year(agency_id: int) -> None:
    with transaction() as work:
        row = {"agency_id": agency_id, "year": YEAR, "source": "bench"}
        work.execute(insert(CalendarYear), [{**row, "loaded_at": NOW}])
        days = [{"agency_id": agency_id, "day": day, "kind": kind} for day, kind in _FREE.items()]
        work.execute(insert(Holiday), days)


def _absences(agency_id: int, people: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Every day of duty of the year is known, so each person misses some of them, many on end."""
    dice = random.Random(7)
    calendar = calendar_of_person(people[0])
    duty = list(calendar.working_days(date(YEAR, 1, 1), date(YEAR + 1, 1, 1)))
    for person_id in people:
        count = dice.randrange(MOST_DAYS)
        start = dice.randrange(len(duty) - MOST_DAYS)
        missed = duty[start : start + count] if dice.random() < 0.5 else dice.sample(duty, count)
        for day in missed:
            yield {
                "agency_id": agency_id,
                "person_id": person_id,
                "day": day,
                "state": AbsenceState.CONFIRMED_ABSENT,
                "source": "bench",
                "reason": "",
            }


def _fill(agency_id: int) -> int:
    people = list(session().scalars(select(Person.id).where(Person.nip.is_not(None))))
    rows = list(_absences(agency_id, people))
    with transaction() as work:
        for start in range(0, len(rows), _AT_ONCE):
            work.execute(insert(AbsenceDay), rows[start : start + _AT_ONCE])
    return len(rows)


def measured(folder: Path) -> list[Measure]:
    with crowded(folder / "crowd", PEOPLE) as (app, crowd), app.app_context():
        _load_year(crowd.agency_id)
        days = _fill(crowd.agency_id)
        started = time.perf_counter()
        bands = bands_of_year(crowd.agency_id, YEAR)
        seconds = time.perf_counter() - started
    return [
        Measure("bands of a year", seconds, "s"),
        Measure("days counted", days, "days"),
        Measure("people in a band", len(bands), "people"),
    ]


if __name__ == "__main__":
    with workspace() as place:
        report(f"Neraca, absence bands of {PEOPLE:,} people", measured(place))
