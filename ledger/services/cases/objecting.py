"""Filing a keberatan or banding: always received, in time it holds the decision (PP 79/2021)."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.calendars import YearNotLoaded
from ledger.domain.discipline.cases import CaseEvent, CaseState
from ledger.domain.discipline.clocks import ClockName, clock_on
from ledger.domain.discipline.commands import RecordObjection
from ledger.domain.discipline.remedies import ANSWER_CLOCKS, RemedyRoute
from ledger.domain.people import Role
from ledger.domain.wording import length_sentences
from ledger.errors import Conflict, InvalidInput, NotFound, sentence
from ledger.models.cases import Case, Sanction
from ledger.models.remedies import Remedy
from ledger.services.access import can_act
from ledger.services.calendars import calendar_of_unit
from ledger.services.cases.answering_officials import answering_on
from ledger.services.cases.executing import come_into_force, halt_measures
from ledger.services.cases.holding import NO_CASE, held_case, reporters_of
from ledger.services.cases.moving import move, require_step
from ledger.services.days import agency_today
from ledger.services.events import notify

OBJECTION_CHARACTERS_MAX = 5_000
OBJECTION_EMPTY = sentence("Tulis alasan keberatan Anda")
OBJECTION_CAME = sentence("Ada keberatan yang perlu Anda periksa.")
FILED_BEFORE = sentence("Keberatan sebelumnya belum diputus. Tunggu putusannya.")
FILED_IN_FUTURE = sentence("Tanggal ini tidak boleh setelah hari ini")
FILED_BEFORE_RECEIPT = sentence("Tanggal ini tidak boleh sebelum keputusan diterima")
NOT_RECEIVED = sentence(
    "Keputusan ini belum diterima pegawai, jadi belum dapat diajukan keberatan."
)
HOLDS = (CaseState.EFFECTIVE, CaseState.EXECUTED)
STAYED = sentence("Ditangguhkan menunggu upaya administratif")


def file_objection(case_id: int, text: str, *, actor: Actor, now: datetime) -> CaseState:
    """The person objects; in time it suspends the effect, later it is received all the same.

    A late one is for the official who answers to declare inadmissible, never for a form to refuse.
    Only the person's own (NotFound for others). Raises InvalidInput without reasons, Conflict
    while another waits for its answer.
    """
    with transaction() as work:
        today = agency_today(actor.agency_id, now=now)
        case = held_case(work, case_id, actor)
        if actor.person_id != case.subject_id:
            raise NotFound(NO_CASE)
        return _file(work, case, RecordObjection(grounds=text, filed_on=today), actor, now)


def record_objection(
    case_id: int, command: RecordObjection, *, actor: Actor, now: datetime
) -> CaseState:
    """HR writes down what came on paper, with the day it arrived: that day counts, not today.

    Raises NotFound for anybody but HR over the unit, also for a reporter or witness of the case,
    and what ``file_objection`` raises.
    """
    with transaction() as work:
        case = held_case(work, case_id, actor)
        near = {None, case.subject_id, *reporters_of(case.id)}
        stands_apart = actor.person_id not in near
        if not (stands_apart and can_act(actor, Role.HR, unit_id=case.unit_id)):
            raise NotFound(NO_CASE)
        return _file(work, case, command, actor, now)


def _file(
    work: Session, case: Case, command: RecordObjection, actor: Actor, now: datetime
) -> CaseState:
    today = agency_today(actor.agency_id, now=now)
    sanction = case.sanction
    if sanction is None or sanction.received_on is None or sanction.objection_until is None:
        require_step(case, CaseEvent.FILE_OBJECTION, actor=actor)
        raise Conflict(NOT_RECEIVED)
    _require(command, sanction, today)
    if open_remedy(work, sanction.id) is not None:
        raise Conflict(FILED_BEFORE)
    is_late = _is_late(case, sanction.objection_until, command.filed_on)
    state = _step(work, case, sanction, is_late=is_late, actor=actor, now=now)
    remedy = _remedy(case, sanction, command, today, is_late=is_late, actor=actor)
    work.add(remedy)
    sanction.objected_on, sanction.objection = command.filed_on, command.grounds.strip()
    work.flush()
    if remedy.handler_id is not None:
        notify(
            agency_id=case.agency_id,
            person_id=remedy.handler_id,
            key=f"case:{case.id}:objection",
            text=OBJECTION_CAME,
            path=f"/kasus/{case.id}/upaya",
            now=now,
        )
    return state


def open_remedy(work: Session, sanction_id: int) -> Remedy | None:
    """The objection to this decision that waits for its answer."""
    return work.scalar(
        select(Remedy)
        .where(Remedy.sanction_id == sanction_id, Remedy.outcome.is_(None))
        .execution_options(populate_existing=True)
    )


def _step(
    work: Session,
    case: Case,
    sanction: Sanction,
    *,
    is_late: bool,
    actor: Actor,
    now: datetime,
) -> CaseState:
    if is_late and case.state is CaseState.DELIVERED:
        move(work, case, CaseEvent.TAKE_EFFECT, actor=actor, now=now)
        come_into_force(work, case, sanction, now=now)
    if is_late or case.state not in HOLDS:
        return move(work, case, CaseEvent.FILE_OBJECTION, actor=actor, now=now)
    state = move(work, case, CaseEvent.STAY, actor=actor, now=now)
    halt_measures(work, case, STAYED, on=agency_today(case.agency_id, now=now))
    return state


def _remedy(
    case: Case,
    sanction: Sanction,
    command: RecordObjection,
    today: date,
    *,
    is_late: bool,
    actor: Actor,
) -> Remedy:
    answering = answering_on(case, sanction, on=today)
    is_appeal = answering.route is RemedyRoute.BPASN
    return Remedy(
        agency_id=case.agency_id,
        case_id=case.id,
        sanction_id=sanction.id,
        subject_id=case.subject_id,
        route=answering.route,
        filed_on=command.filed_on,
        last_day=sanction.objection_until,
        is_late=is_late,
        grounds=command.grounds.strip(),
        recorded_on=today,
        recorded_by=actor.person_id,
        handler_id=answering.person_id,
        due_on=_due(case, ANSWER_CLOCKS[answering.route], command.filed_on),
        reply_due_on=_due(case, ClockName.PPK_REPLY, command.filed_on) if is_appeal else None,
    )


def _is_late(case: Case, last_day: date, filed_on: date) -> bool:
    """By working days, so that the weekend after the last day is still in time (I18)."""
    if filed_on <= last_day:
        return False
    try:
        return calendar_of_unit(case.unit_id).working_days_between(last_day, filed_on) > 0
    except YearNotLoaded:
        return True


def _due(case: Case, clock: ClockName, filed_on: date) -> date | None:
    """Open while the calendar of that year is not loaded: an objection waits for no calendar."""
    try:
        days = clock_on(clock, filed_on).days
        return calendar_of_unit(case.unit_id).add_working_days(filed_on, days)
    except YearNotLoaded:
        return None


def _require(command: RecordObjection, sanction: Sanction, today: date) -> None:
    problems = {}
    too_long = length_sentences(
        sentence("Keberatan"), command.grounds, characters_max=OBJECTION_CHARACTERS_MAX
    )
    if not command.grounds.strip() or too_long:
        problems["text"] = too_long or [OBJECTION_EMPTY]
    if command.filed_on > today:
        problems["filed_on"] = [FILED_IN_FUTURE]
    elif sanction.received_on is not None and command.filed_on < sanction.received_on:
        problems["filed_on"] = [FILED_BEFORE_RECEIPT]
    if problems:
        raise InvalidInput(next(iter(problems.values()))[0], fields=problems)
