"""Calling the person to the examination, and what happened on that day (Pasal 26)."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.discipline.cases import CaseEvent, CaseState
from ledger.domain.discipline.clocks import WorkingDays, exam_limit, require_plan
from ledger.domain.discipline.commands import RecordReceipt, Summon
from ledger.domain.discipline.defects import Defect, RecordedDates, defects_of
from ledger.domain.discipline.gates import require_open
from ledger.domain.discipline.receipts import require_receipt
from ledger.domain.wording import require_reason
from ledger.errors import InvalidInput, NotFound, sentence
from ledger.models.cases import Case, Summons
from ledger.services.calendars import calendar_of_unit
from ledger.services.cases.holding import (
    NO_CASE,
    examining_officials,
    held_as_examiner,
    signing_official,
)
from ledger.services.cases.moving import move, record_step, require_step
from ledger.services.cases.papers import prepare_summons
from ledger.services.cases.weighing import facts_of, weigh
from ledger.services.days import agency_today
from ledger.services.events import notify
from ledger.services.officials import official_snapshot

PAPER_FOR_YOU = sentence("Ada dokumen kepegawaian untuk Anda")
PLACE_MISSING = sentence("Tulis tempat pemeriksaan")
LETTER_IN_FUTURE = sentence("Tanggal surat tidak boleh setelah hari ini")
EXAM_BEFORE_LETTER = sentence("Hari pemeriksaan tidak boleh sebelum tanggal surat")


def summon(case_id: int, command: Summon, *, actor: Actor, now: datetime) -> CaseState:
    """Make the first or, after a recorded absence, the second letter.

    A planned examination beyond 7 working days is refused with the article and the last day
    (RuleRefused ``plan_exam``); a letter that was late in fact is kept and marked. Raises
    InvalidInput, RuleRefused ``case_gate``, InvalidTransition for a third letter, NotFound.
    """
    with transaction() as work:
        today = agency_today(actor.agency_id, now=now)
        case = held_as_examiner(work, case_id, actor, on=today)
        event = CaseEvent.SUMMON_AGAIN if case.summonses else CaseEvent.SUMMON
        require_step(case, event, actor=actor)
        weight = weigh(case)
        case.suspected_level = weight.level
        require_open(event, facts_of(case, weight, today=today))
        letter_on = command.letter_on or today
        _require_command(command, letter_on, today)
        calendar = calendar_of_unit(case.unit_id)
        # Whatever lies ahead can still be planned well; what is behind is a fact.
        if command.exam_on >= today:
            require_plan(exam_limit(calendar, letter_on, command.exam_on))
        defects = _defects(case, calendar, letter_on, command.exam_on)
        row = _letter(work, case, command, letter_on, position=len(case.summonses) + 1)
        _send(case, row, today, actor=actor, now=now)
        return move(work, case, event, actor=actor, now=now, defects=defects)


def replace_summons(
    case_id: int, reason: str, command: Summon, *, actor: Actor, now: datetime
) -> CaseState:
    """Withdraw a letter that cannot stand and make another in its place, with the reason kept.

    For a letter with a wrong day, one that came too late, or an illness: it counts for no absence.
    Raises InvalidInput without a reason, RuleRefused ``plan_exam``, InvalidTransition once the day
    has its outcome, NotFound.
    """
    require_reason(reason)
    with transaction() as work:
        today = agency_today(actor.agency_id, now=now)
        case = held_as_examiner(work, case_id, actor, on=today)
        require_step(case, CaseEvent.REPLACE_SUMMONS, actor=actor)
        require_open(CaseEvent.REPLACE_SUMMONS, facts_of(case, weigh(case), today=today))
        letter_on = command.letter_on or today
        _require_command(command, letter_on, today)
        old = case.summonses[-1]
        calendar = calendar_of_unit(case.unit_id)
        if command.exam_on >= today:
            require_plan(exam_limit(calendar, letter_on, command.exam_on))
        old.voided_at, old.void_reason = now, reason.strip()
        work.flush()
        row = _letter(work, case, command, letter_on, position=old.position)
        work.refresh(case, ["summonses"])
        defects = defects_of(calendar, RecordedDates(letter_on=letter_on, exam_on=command.exam_on))
        _send(case, row, today, is_replacement=True, actor=actor, now=now)
        return move(work, case, CaseEvent.REPLACE_SUMMONS, actor=actor, now=now, defects=defects)


def record_receipt_of_summons(
    case_id: int, command: RecordReceipt, *, actor: Actor, now: datetime
) -> None:
    """Record how the letter reached the person; a later correction stands in its place (I01).

    What came after the day it names is kept as it happened, and no absence can rest on it; a
    letter that was refused was brought all the same. Raises InvalidInput, NotFound.
    """
    with transaction() as work:
        today = agency_today(actor.agency_id, now=now)
        case = held_as_examiner(work, case_id, actor, on=today)
        letter = letter_under_way(case)
        if letter is None:
            raise NotFound(NO_CASE)
        require_receipt(command, letter_on=letter.letter_on, today=today)
        letter.received_on, letter.handed_by = command.received_on, command.handed_by.strip()
        letter.received_by = command.received_by.strip()
        letter.receipt_refusal = command.refusal_note.strip()
        event = "refuse_summons" if letter.receipt_refusal else "receive_summons"
        record_step(work, case, event, case.state, case.state, actor=actor, now=now)


def letter_under_way(case: Case) -> Summons | None:
    """The letter whose day has no outcome yet; its receipt can still be recorded."""
    letter = case.summonses[-1] if case.summonses else None
    return letter if letter is not None and letter.attended is None else None


def record_attendance(case_id: int, *, attended: bool, actor: Actor, now: datetime) -> CaseState:
    """Record whether the person came; an absence opens the second letter or the decision.

    Coming changes no state: the examination that follows does. Raises RuleRefused ``case_gate``
    before the day.
    """
    with transaction() as work:
        today = agency_today(actor.agency_id, now=now)
        case = held_as_examiner(work, case_id, actor, on=today)
        require_step(case, CaseEvent.RECORD_ABSENCE, actor=actor)
        facts = facts_of(case, weigh(case), today=today)
        require_open(CaseEvent.RECORD_ABSENCE, replace(facts, absences_recorded=0))
        row = case.summonses[-1]
        row.attended, row.recorded_at = attended, now
        if attended:
            return case.state
        return move(work, case, CaseEvent.RECORD_ABSENCE, actor=actor, now=now)


def _send(
    case: Case,
    row: Summons,
    today: date,
    *,
    is_replacement: bool = False,
    actor: Actor,
    now: datetime,
) -> None:
    """The letter with its number, signed by the superior or the chair, and word to the person."""
    examiners = examining_officials(case, on=today)
    row.document_id = prepare_summons(
        case,
        row,
        signing_official(case, on=today),
        examiners=[official_snapshot(one) for one in examiners],
        is_replacement=is_replacement,
        actor=actor,
        now=now,
    )
    notify(
        agency_id=case.agency_id,
        person_id=case.subject_id,
        key=f"case:{case.id}:summons:{row.id}",
        text=PAPER_FOR_YOU,
        path=f"/kasus-saya/{case.id}",
        now=now,
    )


def _require_command(command: Summon, letter_on: date, today: date) -> None:
    problems: dict[str, list[str]] = {}
    if not command.place.strip():
        problems["place"] = [PLACE_MISSING]
    if letter_on > today:
        problems["letter_on"] = [LETTER_IN_FUTURE]
    if command.exam_on < letter_on:
        problems["exam_on"] = [EXAM_BEFORE_LETTER]
    if problems:
        raise InvalidInput(sentence("Panggilan belum lengkap."), fields=problems)


def _defects(
    case: Case, calendar: WorkingDays, letter_on: date, exam_on: date
) -> tuple[Defect, ...]:
    if not case.summonses:
        return defects_of(calendar, RecordedDates(letter_on=letter_on, exam_on=exam_on))
    dates = RecordedDates(
        exam_on=case.summonses[0].exam_on, second_letter_on=letter_on, second_exam_on=exam_on
    )
    return defects_of(calendar, dates)


def _letter(
    work: Session, case: Case, command: Summon, letter_on: date, *, position: int
) -> Summons:
    row = Summons(
        agency_id=case.agency_id,
        case_id=case.id,
        position=position,
        letter_on=letter_on,
        exam_on=command.exam_on,
        exam_time=command.exam_time.strip() or "09.00",
        place=command.place.strip(),
    )
    work.add(row)
    work.flush()
    return row
