"""A case of ethics step by step: opened, Majelis, summons with its minimum, hearing, outcome."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.discipline.ethics import (
    SUMMONS_DAYS_KEY,
    SUMMONS_DAYS_MIN,
    DecideEthics,
    EthicsEvent,
    EthicsState,
    MoralSanction,
    OpenEthics,
    PanelSeat,
    SummonEthics,
    least_days,
    next_ethics_state,
    require_least_days,
)
from ledger.domain.people import Role
from ledger.domain.uids import new_uid
from ledger.domain.wording import require_reason
from ledger.errors import InvalidInput, NotFound, RuleRefused, sentence
from ledger.models.ethics import EthicsCase, EthicsSeat, EthicsSummons
from ledger.models.people import Person
from ledger.services.access import can_act
from ledger.services.calendars import calendar_of_unit
from ledger.services.cases.deciders import levels_of
from ledger.services.days import agency_today
from ledger.services.entropy import random_bytes
from ledger.services.ethics.reading import NO_CASE, held_ethics
from ledger.services.events import record_event
from ledger.services.officials import person_snapshot
from ledger.services.settings import setting_value
from ledger.services.superiors import acting_superior, ladder_of

PROVISION_MISSING = sentence("Tulis nilai kode etik yang dilanggar")
NARRATIVE_MISSING = sentence("Tulis apa yang terjadi")
HAPPENED_IN_FUTURE = sentence("Tanggal kejadian tidak boleh setelah hari ini")
INCOMPLETE = sentence("Kasus kode etik belum lengkap.")
PANEL_SMALL = sentence("Majelis terdiri atas paling sedikit tiga orang dengan satu ketua.")
PANEL_LOW = sentence("Jabatan anggota Majelis tidak boleh lebih rendah daripada pegawai itu.")
PANEL_NEAR = sentence(
    "Pegawai itu sendiri, atau yang berkonflik dengannya, tidak duduk di Majelis."
)
PANEL_FIRST = sentence("Catat Majelis yang dibentuk PPK lebih dulu.")
PANEL_LETTER = sentence("Tulis nomor keputusan pembentukan Majelis")
DAY_NOT_REACHED = sentence("Hari sidang belum tiba.")
LETTER_IN_FUTURE = sentence("Tanggal surat tidak boleh setelah hari ini")
PLACE_MISSING = sentence("Tulis tempat sidang")
STATEMENT_MISSING = sentence("Tulis bunyi sanksi moral dengan menyebut pelanggarannya")
PANEL_SIZE_MIN = 3


def open_ethics(command: OpenEthics, *, actor: Actor, now: datetime) -> int:
    """Open a case of ethics and return its id: by HR of the unit or the acting superior.

    It is no case of discipline and never becomes one. Raises InvalidInput, NotFound.
    """
    with transaction() as work:
        today = agency_today(actor.agency_id, now=now)
        subject = work.get(Person, command.subject_id)
        if subject is None or subject.agency_id != actor.agency_id or actor.person_id is None:
            raise NotFound(NO_CASE)
        superior = acting_superior(subject.id, on=today)
        is_superior = superior is not None and superior.person_id == actor.person_id
        is_hr = can_act(actor, Role.HR, unit_id=subject.unit_id)
        if actor.person_id == subject.id or not (is_superior or is_hr):
            raise NotFound(NO_CASE)
        _require_told(command, today)
        row = EthicsCase(
            agency_id=actor.agency_id,
            number=new_uid(now, random_bytes(10)),
            state=EthicsState.OPENED,
            subject_id=subject.id,
            unit_id=subject.unit_id,
            provision=command.provision.strip(),
            narrative=command.narrative.strip(),
            happened_on=command.happened_on,
            place=command.place.strip(),
            opened_by=actor.person_id,
            opened_at=now,
        )
        work.add(row)
        work.flush()
        row.number = f"KE-{today.year}-{row.id:06}"
        _record(row, "opened", actor, now)
        return row.id


def seat_panel(
    case_id: int,
    letter_number: str,
    seats: Mapping[int, PanelSeat],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Record the Majelis that the PPK formed; InvalidInput when these people cannot be it."""
    with transaction() as work:
        today = agency_today(actor.agency_id, now=now)
        row = held_ethics(work, case_id, actor, acts=True)
        _require_panel(row, letter_number, seats, today)
        row.panel_letter = letter_number.strip()
        work.add_all(
            EthicsSeat(
                agency_id=row.agency_id,
                ethics_case_id=row.id,
                person_id=person_id,
                seat=seat,
                official=person_snapshot(person_id),
            )
            for person_id, seat in seats.items()
        )
        work.flush()
        _record(row, "seated", actor, now)


def summon_ethics(
    case_id: int, command: SummonEthics, *, actor: Actor, now: datetime
) -> EthicsState:
    """Call the person at least so many working days ahead, as the agency's own rule says (I26).

    Raises RuleRefused ``plan_ethics_hearing`` with the first allowed day, InvalidInput,
    InvalidTransition, NotFound.
    """
    with transaction() as work:
        today = agency_today(actor.agency_id, now=now)
        row = held_ethics(work, case_id, actor, acts=True)
        again = EthicsEvent.SUMMON_AGAIN if row.summonses else EthicsEvent.SUMMON
        state = next_ethics_state(row.state, again)
        if not row.seats:
            raise RuleRefused(PANEL_FIRST, constraint="ethics_panel")
        letter_on = command.letter_on or today
        if letter_on > today or not command.place.strip():
            problem = (
                ("letter_on", LETTER_IN_FUTURE) if letter_on > today else ("place", PLACE_MISSING)
            )
            raise InvalidInput(INCOMPLETE, fields={problem[0]: [problem[1]]})
        days_min = int(
            setting_value(row.agency_id, SUMMONS_DAYS_KEY, on=letter_on, default=SUMMONS_DAYS_MIN)
        )
        found = least_days(
            calendar_of_unit(row.unit_id), letter_on, command.hearing_on, days_min=days_min
        )
        require_least_days(found)
        work.add(
            EthicsSummons(
                agency_id=row.agency_id,
                ethics_case_id=row.id,
                position=len(row.summonses) + 1,
                letter_on=letter_on,
                hearing_on=command.hearing_on,
                hearing_time=command.hearing_time.strip() or "09.00",
                place=command.place.strip(),
                days_min=days_min,
                days_between=found.days_between,
            )
        )
        return _move(work, row, state, "summoned", actor, now)


def record_ethics_absence(case_id: int, *, actor: Actor, now: datetime) -> EthicsState:
    """The person did not come before the Majelis; RuleRefused ``ethics_day`` before the day."""
    with transaction() as work:
        row = held_ethics(work, case_id, actor, acts=True)
        state = next_ethics_state(row.state, EthicsEvent.RECORD_ABSENCE)
        _require_day(row, agency_today(actor.agency_id, now=now))
        row.summonses[-1].attended, row.summonses[-1].recorded_at = False, now
        return _move(work, row, state, "absent", actor, now)


def hear_ethics(case_id: int, hearing: str, *, actor: Actor, now: datetime) -> EthicsState:
    """What was said before the Majelis; RuleRefused ``ethics_day`` before the day."""
    require_reason(hearing, field="hearing")
    with transaction() as work:
        today = agency_today(actor.agency_id, now=now)
        row = held_ethics(work, case_id, actor, acts=True)
        state = next_ethics_state(row.state, EthicsEvent.HEAR)
        _require_day(row, today)
        row.summonses[-1].attended, row.summonses[-1].recorded_at = True, now
        row.heard_on, row.hearing = today, hearing.strip()
        return _move(work, row, state, "heard", actor, now)


def decide_ethics(
    case_id: int, command: DecideEthics, *, actor: Actor, now: datetime
) -> EthicsState:
    """A moral sanction, open or closed, or none; and whether discipline is recommended.

    The recommendation is a word to the superior, who reports it to the other register, where it is
    examined anew. Raises InvalidInput, InvalidTransition, NotFound.
    """
    require_reason(command.reason)
    with transaction() as work:
        row = held_ethics(work, case_id, actor, acts=True)
        state = next_ethics_state(row.state, EthicsEvent.DECIDE)
        if command.outcome is not MoralSanction.NONE and not command.statement.strip():
            raise InvalidInput(STATEMENT_MISSING, fields={"statement": [STATEMENT_MISSING]})
        today = agency_today(actor.agency_id, now=now)
        row.outcome, row.reason, row.decided_on = command.outcome, command.reason.strip(), today
        row.statement = command.statement.strip()
        row.recommends_case = command.recommends_case
        return _move(work, row, state, "decided", actor, now)


def _require_letter(command: SummonEthics, letter_on: date, today: date) -> None:
    if letter_on > today:
        raise InvalidInput(INCOMPLETE, fields={"letter_on": [LETTER_IN_FUTURE]})
    if not command.place.strip():
        raise InvalidInput(INCOMPLETE, fields={"place": [PLACE_MISSING]})


def _require_told(command: OpenEthics, today: date) -> None:
    problems: dict[str, list[str]] = {}
    if not command.provision.strip():
        problems["provision"] = [PROVISION_MISSING]
    if not command.narrative.strip():
        problems["narrative"] = [NARRATIVE_MISSING]
    if command.happened_on > today:
        problems["happened_on"] = [HAPPENED_IN_FUTURE]
    if problems:
        raise InvalidInput(INCOMPLETE, fields=problems)


def _require_panel(
    row: EthicsCase, letter_number: str, seats: Mapping[int, PanelSeat], today: date
) -> None:
    problems: list[str] = []
    chairs = sum(seat is PanelSeat.CHAIR for seat in seats.values())
    levels = levels_of([row.subject_id, *seats], today)
    barred = {row.subject_id, *ladder_of(row.subject_id, on=today).barred}
    if len(seats) < PANEL_SIZE_MIN or chairs != 1 or not seats.keys() <= levels.keys():
        problems.append(PANEL_SMALL)
    elif any(levels[one].rank < levels[row.subject_id].rank for one in seats):
        problems.append(PANEL_LOW)
    if barred & seats.keys():
        problems.append(PANEL_NEAR)
    if problems:
        raise InvalidInput(INCOMPLETE, fields={"members": problems})
    if not letter_number.strip():
        raise InvalidInput(INCOMPLETE, fields={"letter_number": [PANEL_LETTER]})


def _require_day(row: EthicsCase, today: date) -> None:
    if today < row.summonses[-1].hearing_on:
        raise RuleRefused(DAY_NOT_REACHED, constraint="ethics_day")


def _move(
    work: Session, row: EthicsCase, state: EthicsState, event: str, actor: Actor, now: datetime
) -> EthicsState:
    # The outcome of the day is written before the state that follows from it.
    work.flush()
    row.state = state
    work.flush()
    _record(row, event, actor, now)
    return state


def _record(row: EthicsCase, event: str, actor: Actor, now: datetime) -> None:
    record_event(
        f"ethics:case:{event}", subject_kind="ethics_case", subject_id=row.id, actor=actor, now=now
    )
