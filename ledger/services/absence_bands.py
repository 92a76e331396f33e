"""The absence bands of an agency for HR: who stands where, lacks a roster, or loses pay."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.discipline.absence import LongRun, Places, long_runs, longest_of, places_of
from ledger.domain.discipline.kinds import (
    ABSENCE_BANDS,
    ABSENCE_RUN_DAYS,
    Kind,
    kind_for_absence,
)
from ledger.domain.people import Role
from ledger.errors import InvalidInput, NotFound, sentence
from ledger.models.people import Account, RoleGrant
from ledger.models.violations import SalaryStop
from ledger.queries.absence_bands import (
    Named,
    absence_cases,
    counts_of_year,
    days_of_year,
    months_with_roster,
    names_for,
    salary_stops,
)
from ledger.queries.absences import confirmed_days
from ledger.services.access import require_role
from ledger.services.calendars import calendar_of_person, calendars_of_people
from ledger.services.events import notify, record_event

FIRST_BAND = min(days for days, _ in ABSENCE_BANDS)
NO_STOP = sentence("Usul penghentian gaji ini tidak ada.")
LETTER_MISSING = sentence("Isi nomor surat kepada bagian keuangan")
SALARY_STOPS = sentence("Ada usul penghentian gaji karena 10 hari kerja berturut-turut.")


@dataclass(frozen=True, slots=True)
class BandLine:
    """One person of the year; ``cases`` are (id, kind decided or empty), oldest first."""

    person_id: int
    named: Named
    days: int
    longest_run: int
    kind: Kind
    cases: tuple[tuple[int, str], ...]

    @property
    def waits(self) -> bool:
        """Whether no case stands in which this kind can be, or was, imposed."""
        decided = [Kind(kind) for _, kind in self.cases if kind]
        if any(not kind for _, kind in self.cases):
            return False
        return not decided or self.kind.is_heavier_than(max(decided, key=lambda one: one.weight))


@dataclass(frozen=True, slots=True)
class RosterGap:
    """Somebody on shifts for whom nothing can be said in some months."""

    person_id: int
    named: Named
    months: tuple[int, ...]


def bands_of_year(agency_id: int, year: int) -> dict[int, tuple[int, int, Kind]]:
    """Days, longest run and kind of everybody who reached a band, most days first.

    The database counts; only who has ten days or more is looked at day by day.
    """
    counts = counts_of_year(agency_id, year, at_least=FIRST_BAND)
    many = [one.person_id for one in counts if one.days >= ABSENCE_RUN_DAYS]
    runs = _longest_runs(agency_id, year, many)
    found: dict[int, tuple[int, int, Kind]] = {}
    for one in counts:
        run = runs.get(one.person_id, 0)
        kind = kind_for_absence(one.days, run)
        if kind is not None:
            found[one.person_id] = (one.days, run, kind)
    return found


def absence_overview(year: int, *, actor: Actor) -> list[BandLine]:
    """Everybody of the agency in a band with their cases, for HR; raises Forbidden."""
    _require_hr(actor)
    bands = bands_of_year(actor.agency_id, year)
    names, cases = names_for(bands.keys()), absence_cases(bands.keys(), year)
    return [
        BandLine(person_id, names[person_id], days, run, kind, tuple(cases.get(person_id, ())))
        for person_id, (days, run, kind) in bands.items()
    ]


def roster_gaps(year: int, *, today: date, actor: Actor) -> list[RosterGap]:
    """Shift staff and teachers without a roster in a month that has begun, and which months."""
    _require_hr(actor)
    last = 12 if year < today.year else today.month if year == today.year else 0
    begun = set(range(1, last + 1))
    gaps = {
        person_id: tuple(sorted(begun - months))
        for person_id, months in months_with_roster(actor.agency_id, year).items()
        if begun - months
    }
    names = names_for(gaps.keys())
    lines = [RosterGap(one, names[one], months) for one, months in gaps.items()]
    return sorted(lines, key=lambda line: (line.named.unit, line.named.name))


def salary_stop_list(*, actor: Actor) -> list[SalaryStop]:
    _require_hr(actor)
    return salary_stops(actor.agency_id)


def forward_salary_stop(
    stop_id: int, letter_number: str, *, forwarded_on: date, actor: Actor, now: datetime
) -> None:
    """Record the letter to whoever pays; raises InvalidInput without one, and NotFound."""
    _require_hr(actor)
    if not letter_number.strip():
        raise InvalidInput(LETTER_MISSING, fields={"letter_number": [LETTER_MISSING]})
    with transaction() as work:
        stop = work.get(SalaryStop, stop_id, with_for_update=True)
        if stop is None or stop.agency_id != actor.agency_id or stop.withdrawn_at is not None:
            raise NotFound(NO_STOP)
        stop.forwarded_on, stop.forwarded_letter = forwarded_on, letter_number.strip()
        record_event(
            "salary_stop:letter:recorded",
            subject_kind="salary_stop",
            subject_id=stop.id,
            actor=actor,
            now=now,
        )


def renew_salary_stops(
    work: Session, person_years: Collection[tuple[int, int]], *, actor: Actor, now: datetime
) -> None:
    """Propose to stop the salary after ten working days on end, and withdraw what no longer holds.

    Joins the caller's transaction; no decision is awaited (I11).
    """
    for person_id, year in sorted(person_years):
        runs = _long_runs(person_id, year)
        stops = _standing_stops(work, person_id, year)
        for stop in stops:
            if not any(_holds(run, stop) for run in runs):
                stop.withdrawn_at = now
        for run in runs:
            if not any(_holds(run, stop) for stop in stops if stop.withdrawn_at is None):
                _propose(work, person_id, run, actor=actor, now=now)


def _propose(work: Session, person_id: int, run: LongRun, *, actor: Actor, now: datetime) -> None:
    stop = SalaryStop(
        agency_id=actor.agency_id,
        person_id=person_id,
        run_first_on=run.first_on,
        reached_on=run.reached_on,
        effective_from=run.salary_stops_from,
        proposed_at=now,
    )
    work.add(stop)
    work.flush()
    record_event(
        "salary_stop:proposal:made",
        subject_kind="salary_stop",
        subject_id=stop.id,
        actor=actor,
        now=now,
    )
    for officer in _officers(work, actor.agency_id, now):
        notify(
            agency_id=actor.agency_id,
            person_id=officer,
            key=f"salary_stop:{stop.id}",
            text=SALARY_STOPS,
            path="/ketidakhadiran/rekap",
            now=now,
        )


def _holds(run: LongRun, stop: SalaryStop) -> bool:
    return run.first_on <= stop.run_first_on and stop.reached_on <= run.last_on


def _standing_stops(work: Session, person_id: int, year: int) -> Sequence[SalaryStop]:
    return work.scalars(
        select(SalaryStop).where(
            SalaryStop.person_id == person_id,
            SalaryStop.withdrawn_at.is_(None),
            SalaryStop.run_first_on.between(date(year, 1, 1), date(year, 12, 31)),
        )
    ).all()


def _long_runs(person_id: int, year: int) -> list[LongRun]:
    days = confirmed_days(person_id, year)
    if len(days) < ABSENCE_RUN_DAYS:
        return []
    return long_runs(days, places_of(calendar_of_person(person_id), days[0], days[-1]))


def _longest_runs(agency_id: int, year: int, person_ids: Collection[int]) -> dict[int, int]:
    """Everybody of the same calendar shares its places; only shift staff have their own."""
    if not person_ids:
        return {}
    calendars = calendars_of_people(person_ids, agency_id=agency_id)
    first, last = date(year, 1, 1), date(year, 12, 31)
    shared: dict[int, Places] = {}

    def places(person_id: int) -> Places:
        calendar = calendars[person_id]
        if id(calendar) not in shared:
            shared[id(calendar)] = places_of(calendar, first, last)
        return shared[id(calendar)]

    return {
        person_id: longest_of(days, lambda one=person_id: places(one))  # type: ignore[misc]
        for person_id, days in days_of_year(agency_id, year, at_least=ABSENCE_RUN_DAYS)
    }


def _officers(work: Session, agency_id: int, now: datetime) -> list[int]:
    today = now.date()
    return list(
        work.scalars(
            select(Account.person_id)
            .join(RoleGrant, RoleGrant.account_id == Account.id)
            .where(
                RoleGrant.agency_id == agency_id,
                RoleGrant.role == Role.HR,
                RoleGrant.unit_id.is_(None),
                RoleGrant.valid_from <= today,
                RoleGrant.valid_until.is_(None) | (RoleGrant.valid_until > today),
            )
            .distinct()
        )
    )


def _require_hr(actor: Actor) -> None:
    require_role(actor, Role.HR, unit_id=None)
