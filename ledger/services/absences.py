"""Days without presence: recorded as indications, then explained by the direct superior."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from ledger.database import session, transaction, upsert_into
from ledger.domain.actors import Actor
from ledger.domain.calendars import NoRoster, YearNotLoaded
from ledger.domain.discipline.absence import reaches_heavier_band
from ledger.domain.discipline.kinds import kind_for_absence
from ledger.domain.facts import Fact, FactKind
from ledger.domain.formats import date_text
from ledger.domain.violations import (
    AbsenceReason,
    AbsenceState,
    ConfirmAbsence,
    RecordAbsence,
    longest_run,
    next_absence_state,
)
from ledger.errors import InvalidInput, NotFound, sentence
from ledger.models.people import Person
from ledger.models.violations import AbsenceDay
from ledger.queries.absences import (
    AbsentPerson,
    absent_people,
    confirmed_days,
    days_of,
    indicated_person_ids,
)
from ledger.queries.units import subtree_ids
from ledger.services.absence_bands import renew_salary_stops
from ledger.services.calendars import calendar_of_person, calendars_of_people
from ledger.services.days import agency_today
from ledger.services.events import record_event
from ledger.services.first_come import naming_who_was_first
from ledger.services.rules import apply_rules
from ledger.services.superiors import acting_superiors

ROWS_AT_ONCE = 500

DAY_OFF = sentence("%(day)s hari libur bagi pegawai ini, jadi tidak dicatat.")
UNKNOWN_PERSON = sentence("Pegawai ini tidak ada di instansi Anda.")
NO_DAYS_CHOSEN = sentence("Pilih paling sedikit satu hari")
NOTE_MISSING = sentence("Tulis alasan sah yang lain itu")
NOT_YOURS = sentence("Hari ini tidak ada, atau bukan pegawai Anda.")


@dataclass(slots=True)
class AbsenceOutcome:
    """What became of each given day; the pairs are (its place in the list, sentence, params)."""

    recorded: int = 0
    known: int = 0
    dropped: list[tuple[int, str, dict[str, Any]]] = field(default_factory=list)
    refused: list[tuple[int, str, dict[str, Any]]] = field(default_factory=list)


def record_absences(
    days: Sequence[RecordAbsence], *, actor: Actor, now: datetime
) -> AbsenceOutcome:
    """Record days without presence as indications; nothing follows from them yet.

    A day off in the person's own calendar is dropped with a warning; shift staff without a roster
    for the day are refused, because nothing can be said about them (I10). A day that is known
    already stays as it is.
    """
    outcome = AbsenceOutcome()
    with transaction():
        wanted = _working_days(days, actor, outcome)
        outcome.recorded = _insert(wanted, actor)
        outcome.known = len(wanted) - outcome.recorded
        if outcome.recorded:
            record_event(
                "absence:days:recorded",
                subject_kind="agency",
                subject_id=actor.agency_id,
                actor=actor,
                now=now,
                data={"recorded": outcome.recorded, "dropped": len(outcome.dropped)},
            )
    return outcome


def confirm_absence(command: ConfirmAbsence, *, actor: Actor, now: datetime) -> list[int]:
    """Record why some days were missed, and let the rules judge; returns the new proposals.

    Only the direct superior of each person may (NotFound for everybody else). Raises
    InvalidInput without days, or without a note where another reason is given, and
    InvalidTransition for a day that was explained before.
    """
    _require_complete(command)
    today = agency_today(actor.agency_id, now=now)
    with transaction() as work:
        rows = list(
            work.scalars(
                select(AbsenceDay)
                .where(AbsenceDay.id.in_(command.day_ids), AbsenceDay.agency_id == actor.agency_id)
                .order_by(AbsenceDay.person_id, AbsenceDay.day)
                .with_for_update()
            )
        )
        if len(rows) != len(set(command.day_ids)):
            raise NotFound(NOT_YOURS)
        _require_superior({row.person_id for row in rows}, actor, today)
        _explain(rows, command, actor, now)
        years = {(row.person_id, row.day.year) for row in rows}
        renew_salary_stops(work, years, actor=actor, now=now)
        if command.reason is not AbsenceReason.WITHOUT_REASON:
            return []
        return _judge(rows, actor, now)


def waiting_absences(*, actor: Actor, now: datetime) -> list[AbsentPerson]:
    """The people whose unexplained days wait for this very actor's word."""
    if actor.person_id is None or not (actor.is_superior or actor.posts):
        return []
    today = agency_today(actor.agency_id, now=now)
    units = subtree_ids(*(post.unit_id for post in actor.posts))
    candidates = indicated_person_ids(units, actor.person_id)
    superiors = acting_superiors(candidates, on=today)
    mine = [
        person_id
        for person_id, official in superiors.items()
        if official is not None and official.person_id == actor.person_id
    ]
    return absent_people(mine) if mine else []


def absences_to_confirm(
    person_id: int, *, actor: Actor, now: datetime
) -> tuple[Person, list[AbsenceDay]]:
    """One person of the actor with all their days; raises NotFound for everybody else."""
    today = agency_today(actor.agency_id, now=now)
    person = session().get(Person, person_id)
    if person is None or person.agency_id != actor.agency_id:
        raise NotFound(NOT_YOURS)
    _require_superior({person_id}, actor, today)
    return person, days_of(person_id)


def absence_totals(person_id: int, year: int, *, without: Collection[date] = ()) -> tuple[int, int]:
    """Days without valid reason in the year, and the longest run of working days among them."""
    days = [day for day in confirmed_days(person_id, year) if day not in without]
    return len(days), longest_run(days, calendar_of_person(person_id))


def _working_days(
    days: Sequence[RecordAbsence], actor: Actor, outcome: AbsenceOutcome
) -> list[RecordAbsence]:
    """Those that were days of duty; the others are told in the outcome."""
    calendars = calendars_of_people({one.person_id for one in days}, agency_id=actor.agency_id)
    wanted: list[RecordAbsence] = []
    for place, one in enumerate(days):
        calendar = calendars.get(one.person_id)
        if calendar is None:
            outcome.refused.append((place, UNKNOWN_PERSON, {}))
            continue
        try:
            is_duty = calendar.is_working_day(one.day)
        except (NoRoster, YearNotLoaded) as refusal:
            outcome.refused.append((place, refusal.text, dict(refusal.params)))
            continue
        if is_duty:
            wanted.append(one)
        else:
            outcome.dropped.append((place, DAY_OFF, {"day": date_text(one.day)}))
    return wanted


def _require_complete(command: ConfirmAbsence) -> None:
    if not command.day_ids:
        raise InvalidInput(NO_DAYS_CHOSEN, fields={"days": [NO_DAYS_CHOSEN]})
    if command.reason is AbsenceReason.OTHER and not command.note.strip():
        raise InvalidInput(NOTE_MISSING, fields={"note": [NOTE_MISSING]})


def _require_superior(person_ids: Collection[int], actor: Actor, today: date) -> None:
    superiors = acting_superiors(person_ids, on=today)
    if any(one is None or one.person_id != actor.person_id for one in superiors.values()):
        raise NotFound(NOT_YOURS)


def _explain(
    rows: Sequence[AbsenceDay], command: ConfirmAbsence, actor: Actor, now: datetime
) -> None:
    told = command.reason.value
    if command.note.strip():
        told = f"{told}: {command.note.strip()}"
    for row in rows:
        with naming_who_was_first("absence_day", row.id, actor=actor):
            row.state = next_absence_state(row.state, command.reason.event)
        row.reason, row.confirmed_by, row.confirmed_at = told, actor.person_id, now
        record_event(
            f"absence:day:{command.reason.event.value}",
            subject_kind="absence_day",
            subject_id=row.id,
            actor=actor,
            now=now,
        )
    session().flush()


def _judge(rows: Sequence[AbsenceDay], actor: Actor, now: datetime) -> list[int]:
    """One fact for each person and year, told on the last of the days now confirmed."""
    told: dict[tuple[int, int], list[AbsenceDay]] = {}
    for row in rows:
        told.setdefault((row.person_id, row.day.year), []).append(row)
    proposals: list[int] = []
    for (person_id, year), new in told.items():
        row = new[-1]
        before = absence_totals(person_id, year, without={one.day for one in new})
        days_in_year, run = absence_totals(person_id, year)
        heavier = reaches_heavier_band(
            kind_for_absence(*before), kind_for_absence(days_in_year, run)
        )
        fact = Fact(
            kind=FactKind.ABSENCE_CONFIRMED,
            id=row.id,
            agency_id=actor.agency_id,
            subject_person_id=person_id,
            unit_id=session().scalar(select(Person.unit_id).where(Person.id == person_id)),
            happened_on=row.day,
            recorded_at=now,
            fields={
                "days_in_year": days_in_year,
                "longest_run": run,
                "band_reached": heavier,
            },
        )
        proposals += apply_rules(fact, proposer_id=None, actor=actor, now=now)
    return proposals


def _insert(days: Sequence[RecordAbsence], actor: Actor) -> int:
    """Core, many rows at once: a month of an agency is tens of thousands of days."""
    recorded = 0
    connection = session().connection()
    for start in range(0, len(days), ROWS_AT_ONCE):
        rows = [
            {
                "agency_id": actor.agency_id,
                "person_id": one.person_id,
                "day": one.day,
                "state": AbsenceState.INDICATION,
                "source": one.source,
                "reason": "",
            }
            for one in days[start : start + ROWS_AT_ONCE]
        ]
        inserted = connection.execute(
            upsert_into(AbsenceDay)
            .values(rows)
            .on_conflict_do_nothing(index_elements=["person_id", "day"])
            .returning(AbsenceDay.id)
        )
        recorded += len(inserted.all())
    return recorded
