"""Handing over the Keputusan, its effect, and the right to object (Pasal 37 and 38, PP 79/2021)."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.database import session, transaction
from ledger.domain.actors import Actor
from ledger.domain.discipline.cases import CaseEvent, CaseState
from ledger.domain.discipline.clocks import (
    EFFECT_READING_KEY,
    ClockName,
    clock_on,
    delivery_limit,
    effective_on,
    require_plan,
)
from ledger.domain.discipline.commands import PlanDelivery, RecordDelivery
from ledger.domain.discipline.defects import RecordedDates, defects_of
from ledger.domain.discipline.gates import require_open
from ledger.domain.officials import Official
from ledger.errors import InvalidInput, NotFound, sentence
from ledger.models.cases import Case, Sanction
from ledger.models.people import Person
from ledger.services.calendars import calendar_of_unit
from ledger.services.cases.deliverers import require_deliverer
from ledger.services.cases.executing import carry_on, come_into_force, served_facts
from ledger.services.cases.holding import NO_CASE, held_as_official, held_case
from ledger.services.cases.moving import move, record_step, require_step
from ledger.services.cases.papers import (
    prepare_delivery_call,
    prepare_delivery_letter,
    prepare_receipt,
)
from ledger.services.cases.papers.delivering import LAST_ADDRESS
from ledger.services.cases.weighing import facts_of, weigh
from ledger.services.days import agency_today
from ledger.services.events import notify
from ledger.services.settings import setting_value
from ledger.services.superiors import ladder_of

DATE_MISSING = sentence("Isi tanggal keputusan diterima")
DATE_IN_FUTURE = sentence("Tanggal ini tidak boleh setelah hari ini")
BEFORE_DECISION = sentence("Tanggal ini tidak boleh sebelum tanggal keputusan")
SENT_BEFORE_PLAN = sentence("Tanggal kirim tidak boleh sebelum tanggal penyampaian")
PAPER_FOR_YOU = sentence("Ada dokumen kepegawaian untuk Anda")
PLACE_MISSING = sentence("Tulis tempat penyampaian")
PLAN_IN_PAST = sentence("Hari penyampaian tidak boleh sebelum hari ini")


def plan_delivery(case_id: int, command: PlanDelivery, *, actor: Actor, now: datetime) -> None:
    """Call the person to come for the Keputusan (F17); once more moves the day.

    A day beyond 14 working days after the decision is refused with the article and the last day
    (RuleRefused ``plan_delivery``). Raises InvalidInput, InvalidTransition, NotFound.
    """
    with transaction() as work:
        today = agency_today(actor.agency_id, now=now)
        case = held_as_official(work, case_id, actor, on=today)
        require_step(case, CaseEvent.SEND, actor=actor)
        sanction = _sanction(case)
        if not command.place.strip():
            raise InvalidInput(PLACE_MISSING, fields={"place": [PLACE_MISSING]})
        if command.planned_on < today:
            raise InvalidInput(PLAN_IN_PAST, fields={"planned_on": [PLAN_IN_PAST]})
        calendar = calendar_of_unit(case.unit_id)
        require_plan(delivery_limit(calendar, sanction.decided_on, command.planned_on))
        sanction.delivery_planned_on, sanction.called_on = command.planned_on, today
        sanction.delivery_time = command.time.strip()
        sanction.delivery_place = command.place.strip()
        prepare_delivery_call(
            case,
            sanction,
            _official(case, sanction, actor, today),
            letter_on=today,
            planned_on=command.planned_on,
            hour=sanction.delivery_time,
            place=sanction.delivery_place,
            actor=actor,
            now=now,
        )
        record_step(work, case, "call", case.state, case.state, actor=actor, now=now)
        day = command.planned_on.isoformat()
        _tell(case, case.subject_id, f"call:{day}", PAPER_FOR_YOU, "kasus-saya", now)


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
            sanction.sent_to = command.sent_to.strip()
            dates = RecordedDates(delivery_planned_on=command.planned_on, sent_on=command.sent_on)
        else:
            _receive(case, sanction, command.received_on)
            if event is CaseEvent.DELIVER:
                sanction.delivered_by = require_deliverer(case, command, actor=actor)
            # What was sent arrives when it arrives: only handing over has a term of its own.
            handed = command.received_on if event is CaseEvent.DELIVER else None
            dates = RecordedDates(decided_on=sanction.decided_on, delivered_on=handed)
        work.flush()
        require_open(event, facts_of(case, weigh(case), today=today))
        defects = defects_of(calendar, dates)
        state = move(work, case, event, actor=actor, now=now, defects=defects)
        _papers(case, sanction, actor, today, now)
        if command.received_on is not None:
            _tell(case, case.subject_id, "delivered", PAPER_FOR_YOU, "kasus-saya", now)
        return state


def close_case(case_id: int, *, actor: Actor, now: datetime) -> CaseState:
    """Close a case whose sanction was served; RuleRefused ``case_gate`` before its day."""
    with transaction() as work:
        today = agency_today(actor.agency_id, now=now)
        case = held_as_official(work, case_id, actor, on=today)
        if case.state is CaseState.DELIVERED:
            require_open(CaseEvent.TAKE_EFFECT, facts_of(case, weigh(case), today=today))
            _take_effect(work, case, actor=actor, now=now)
        if case.state in (CaseState.EFFECTIVE, CaseState.EXECUTED):
            carry_on(work, case, today=today, actor=actor, now=now)
            require_open(CaseEvent.CLOSE, served_facts(work, case, weigh(case), today=today))
        require_step(case, CaseEvent.CLOSE, actor=actor)
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
                Sanction.replaced_on.is_(None),
                Sanction.effective_on <= today,
            )
        ).all()
        for case_id in due:
            _take_effect(work, held_case(work, case_id, actor), actor=actor, now=now)
        return len(due)


def _take_effect(work: Session, case: Case, *, actor: Actor, now: datetime) -> None:
    move(work, case, CaseEvent.TAKE_EFFECT, actor=actor, now=now)
    come_into_force(work, case, _sanction(case), now=now)


def _papers(case: Case, sanction: Sanction, actor: Actor, today: date, now: datetime) -> None:
    """F18: the receipt once it was received, else the letter it was sent with."""
    official = _official(case, sanction, actor, today)
    if sanction.received_on is not None:
        place = sanction.sent_to or sanction.delivery_place
        prepare_receipt(case, sanction, official, place=place, actor=actor, now=now)
        return
    address = sanction.sent_to or LAST_ADDRESS
    prepare_delivery_letter(case, sanction, official, address=address, actor=actor, now=now)


def _official(case: Case, sanction: Sanction, actor: Actor, today: date) -> Official:
    """Who hands it over, in the post above the person when they hold one, else in their own."""
    person_id = sanction.delivered_by or actor.person_id or sanction.decided_by
    rungs = ladder_of(case.subject_id, on=today).rungs
    above = (one.official for one in rungs if one.official)
    found = next((one for one in above if one.person_id == person_id), None)
    if found is not None:
        return found
    unit_id = session().scalar(select(Person.unit_id).where(Person.id == person_id))
    return Official(person_id=person_id, unit_id=unit_id or case.unit_id)


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
    sanction.receipt_day_counts = bool(
        setting_value(case.agency_id, EFFECT_READING_KEY, on=received_on, default=False)
    )
    sanction.effective_on = effective_on(
        calendar, received_on, receipt_day_counts=sanction.receipt_day_counts
    )
    sanction.objection_until = calendar.add_working_days(received_on, days)


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


def _tell(case: Case, person_id: int, what: str, text: str, room: str, now: datetime) -> None:
    notify(
        agency_id=case.agency_id,
        person_id=person_id,
        key=f"case:{case.id}:{what}",
        text=text,
        path=f"/{room}/{case.id}",
        now=now,
    )
