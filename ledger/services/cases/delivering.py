"""Handing over the Keputusan, its effect, and the right to object (Pasal 37 and 38, PP 79/2021)."""

from datetime import date, datetime

from sqlalchemy import select

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.discipline.cases import CaseEvent, CaseState
from ledger.domain.discipline.clocks import ClockName, clock_on, effective_on
from ledger.domain.discipline.commands import RecordDelivery
from ledger.domain.discipline.defects import RecordedDates, defects_of
from ledger.domain.discipline.gates import require_open
from ledger.domain.discipline.kinds import Kind
from ledger.domain.wording import length_sentences
from ledger.errors import InvalidInput, NotFound, sentence
from ledger.models.cases import Case, Sanction
from ledger.services.calendars import calendar_of_unit
from ledger.services.cases.deciders import find_decider
from ledger.services.cases.holding import NO_CASE, held_as_official, held_case, reporters_of
from ledger.services.cases.moving import move, require_step
from ledger.services.cases.weighing import facts_of, weigh
from ledger.services.days import agency_today
from ledger.services.events import notify

OBJECTION_CHARACTERS_MAX = 5_000
DATE_MISSING = sentence("Isi tanggal keputusan diterima")
DATE_IN_FUTURE = sentence("Tanggal ini tidak boleh setelah hari ini")
BEFORE_DECISION = sentence("Tanggal ini tidak boleh sebelum tanggal keputusan")
SENT_BEFORE_PLAN = sentence("Tanggal kirim tidak boleh sebelum tanggal penyampaian")
OBJECTION_EMPTY = sentence("Tulis alasan keberatan Anda")
PAPER_FOR_YOU = sentence("Ada dokumen kepegawaian untuk Anda")
OBJECTION_CAME = sentence("Ada keberatan yang perlu Anda periksa.")


def record_delivery(
    case_id: int, command: RecordDelivery, *, actor: Actor, now: datetime
) -> CaseState:
    """Record that the Keputusan was received, or sent because nobody came for it.

    The receipt gives the day of effect (15th working day) and the last day to object. A late
    delivery is kept as it happened and marked. Raises InvalidInput, InvalidTransition, NotFound,
    YearNotLoaded when the days reach into a year without calendar.
    """
    with transaction() as work:
        today = agency_today(actor.agency_id, now=now)
        case = held_as_official(work, case_id, actor, on=today)
        event = _event(case, command)
        require_step(case, event, actor=actor)
        sanction = _sanction(case)
        _require_dates(command, sanction, today)
        calendar = calendar_of_unit(case.unit_id)
        if command.received_on is None:
            sanction.delivery_planned_on, sanction.sent_on = command.planned_on, command.sent_on
            dates = RecordedDates(delivery_planned_on=command.planned_on, sent_on=command.sent_on)
        else:
            _receive(case, sanction, command.received_on)
            # What was sent arrives when it arrives: only handing over has a term of its own.
            handed = command.received_on if event is CaseEvent.DELIVER else None
            dates = RecordedDates(decided_on=sanction.decided_on, delivered_on=handed)
        work.flush()
        require_open(event, facts_of(case, weigh(case), today=today))
        defects = defects_of(calendar, dates)
        state = move(work, case, event, actor=actor, now=now, defects=defects)
        if command.received_on is not None:
            _tell(case, case.subject_id, "delivered", PAPER_FOR_YOU, "kasus-saya", now)
        return state


def file_objection(case_id: int, text: str, *, actor: Actor, now: datetime) -> CaseState:
    """The person objects; in time it suspends the effect, later it is received all the same.

    A late one is for the higher official to declare inadmissible, never for a form to refuse.
    Only the person's own (NotFound for others). Raises InvalidInput without reasons.
    """
    with transaction() as work:
        today = agency_today(actor.agency_id, now=now)
        case = held_case(work, case_id, actor)
        if actor.person_id != case.subject_id:
            raise NotFound(NO_CASE)
        _require_objection(text)
        sanction = _sanction(case)
        if case.state is CaseState.DELIVERED and _is_effective(sanction, today):
            move(work, case, CaseEvent.TAKE_EFFECT, actor=actor, now=now)
        state = move(work, case, CaseEvent.FILE_OBJECTION, actor=actor, now=now)
        sanction.objected_on, sanction.objection = today, text.strip()
        handler = objection_handler(case, on=today)
        if handler is not None:
            _tell(case, handler, "objection", OBJECTION_CAME, "kasus", now)
        return state


def close_case(case_id: int, *, actor: Actor, now: datetime) -> CaseState:
    """Close a case whose decision is in force; RuleRefused ``case_gate`` before its day."""
    with transaction() as work:
        today = agency_today(actor.agency_id, now=now)
        case = held_as_official(work, case_id, actor, on=today)
        if case.state is CaseState.DELIVERED:
            require_open(CaseEvent.TAKE_EFFECT, facts_of(case, weigh(case), today=today))
            move(work, case, CaseEvent.TAKE_EFFECT, actor=actor, now=now)
        require_step(case, CaseEvent.CLOSE, actor=actor)
        require_open(CaseEvent.CLOSE, facts_of(case, weigh(case), today=today))
        case.closed_at = now
        return move(work, case, CaseEvent.CLOSE, actor=actor, now=now)


def take_effect_due(*, actor: Actor, now: datetime) -> int:
    """Let every delivered decision whose day has come take effect; returns how many did."""
    today = agency_today(actor.agency_id, now=now)
    with transaction() as work:
        due = work.scalars(
            select(Case.id)
            .join(Sanction, Sanction.case_id == Case.id)
            .where(
                Case.agency_id == actor.agency_id,
                Case.state == CaseState.DELIVERED,
                Sanction.effective_on <= today,
            )
        ).all()
        for case_id in due:
            case = held_case(work, case_id, actor)
            move(work, case, CaseEvent.TAKE_EFFECT, actor=actor, now=now)
        return len(due)


def objection_handler(case: Case, *, on: date) -> int | None:
    """The superior of who decided; a PPK answers the objection themselves (PP 79/2021)."""
    if case.sanction is None:
        return None
    kind = Kind(case.sanction.kind)
    decider = find_decider(case.subject_id, kind, excluded=reporters_of(case.id), on=on)
    if decider is None:
        return None
    return (decider.above or decider.official).person_id


def _event(case: Case, command: RecordDelivery) -> CaseEvent:
    if command.received_on is None:
        return CaseEvent.SEND
    return CaseEvent.RECORD_RECEIPT if case.state is CaseState.SENT else CaseEvent.DELIVER


def _sanction(case: Case) -> Sanction:
    if case.sanction is None:
        raise NotFound(NO_CASE)
    return case.sanction


def _receive(case: Case, sanction: Sanction, received_on: date) -> None:
    calendar = calendar_of_unit(case.unit_id)
    days = clock_on(ClockName.OBJECTION, received_on).days
    sanction.received_on = received_on
    sanction.effective_on = effective_on(calendar, received_on)
    sanction.objection_until = calendar.add_working_days(received_on, days)


def _is_effective(sanction: Sanction, today: date) -> bool:
    return sanction.effective_on is not None and sanction.effective_on <= today


def _require_dates(command: RecordDelivery, sanction: Sanction, today: date) -> None:
    given = {
        "received_on": command.received_on,
        "planned_on": command.planned_on,
        "sent_on": command.sent_on,
    }
    problems = {
        name: [DATE_IN_FUTURE if day > today else BEFORE_DECISION]
        for name, day in given.items()
        if day is not None and not sanction.decided_on <= day <= today
    }
    if command.received_on is None:
        missing = [name for name in ("planned_on", "sent_on") if given[name] is None]
        problems |= {name: [DATE_MISSING] for name in missing}
    sent, planned = command.sent_on, command.planned_on
    if not problems and sent is not None and planned is not None and sent < planned:
        problems["sent_on"] = [SENT_BEFORE_PLAN]
    if problems:
        raise InvalidInput(sentence("Tanggal penyampaian belum lengkap."), fields=problems)


def _require_objection(text: str) -> None:
    problems = length_sentences(
        sentence("Keberatan"), text, characters_max=OBJECTION_CHARACTERS_MAX
    )
    if not text.strip():
        problems = [OBJECTION_EMPTY]
    if problems:
        raise InvalidInput(problems[0], fields={"text": problems})


def _tell(case: Case, person_id: int, what: str, text: str, room: str, now: datetime) -> None:
    notify(
        agency_id=case.agency_id,
        person_id=person_id,
        key=f"case:{case.id}:{what}",
        text=text,
        path=f"/{room}/{case.id}",
        now=now,
    )
