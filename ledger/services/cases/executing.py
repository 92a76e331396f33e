"""Execution: what a sanction in force asks for, with receipts, halts and what is given back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.discipline.cases import CaseEvent, CaseState
from ledger.domain.discipline.execution import (
    GIVEN_BACK,
    SUBSTITUTION_KEY,
    measures_of,
    prolonged,
)
from ledger.domain.discipline.execution import (
    Measure as Plan,
)
from ledger.domain.discipline.gates import CaseFacts
from ledger.domain.discipline.kinds import Kind
from ledger.domain.people import Role
from ledger.domain.wording import require_reason
from ledger.errors import InvalidInput, NotFound, RuleRefused, sentence
from ledger.models.cases import Case, Sanction
from ledger.models.remedies import Measure, Upload
from ledger.services.access import can_act
from ledger.services.cases.holding import NO_CASE, held_case
from ledger.services.cases.moving import move
from ledger.services.cases.weighing import Weight, facts_of
from ledger.services.days import agency_today
from ledger.services.events import record_event
from ledger.services.settings import setting_value

SUBJECT = "measure"
RECEIPT_MISSING = sentence("Tulis nomor surat atau bukti pelaksanaannya")
DAY_IN_FUTURE = sentence("Tanggal ini tidak boleh setelah hari ini")
STAYED = sentence(
    "Hukuman ini ditangguhkan menunggu upaya administratif, jadi belum dapat dilaksanakan."
)
STOPPED = sentence("Tindakan ini sudah dihentikan: keputusannya diganti atau dibatalkan.")
HALTED = sentence("Tindakan ini sedang dihentikan sementara. Lanjutkan dulu.")
NOT_HALTED = sentence("Tindakan ini tidak sedang dihentikan sementara.")
NOT_TO_RETURN = sentence("Tidak ada yang perlu dikembalikan pada tindakan ini.")
NOT_OVER = sentence("Masa hukuman ini belum berakhir.")
DONE_BEFORE = sentence("Bukti pelaksanaan tindakan ini sudah dicatat.")


def come_into_force(work: Session, case: Case, sanction: Sanction, *, now: datetime) -> None:
    """Plan what the kind asks for and let its upload be due; doing it again changes nothing."""
    if sanction.effective_on is None:
        return
    work.flush()
    planned = set(
        work.scalars(select(Measure.kind).where(Measure.sanction_id == sanction.id)).all()
    )
    substituted = bool(
        setting_value(case.agency_id, SUBSTITUTION_KEY, on=sanction.decided_on, default=False)
    )
    plans = measures_of(Kind(sanction.kind), sanction.effective_on, substituted=substituted)
    work.add_all(_row(case, sanction, plan) for plan in plans if plan.kind not in planned)
    final = select(Upload.id).where(Upload.sanction_id == sanction.id)
    if work.scalar(final) is None:
        work.add(
            Upload(
                agency_id=case.agency_id,
                sanction_id=sanction.id,
                final_on=sanction.effective_on,
            )
        )
    work.flush()


def halt_measures(work: Session, case: Case, reason: str, *, on: date) -> None:
    """Everything of a case stands still while an objection is pending."""
    for row in _running(work, case.id):
        row.halted_on, row.halt_reason = on, reason
    work.flush()


def resume_measures(work: Session, case: Case, *, on: date) -> None:
    """Go on with what stood still; what was not served is served afterwards."""
    for row in measures_of_case(work, case.id):
        if row.halted_on is not None and row.stopped_on is None:
            _resume(row, on)
    work.flush()


def stop_measures(work: Session, sanction: Sanction, *, on: date) -> None:
    """The decision was replaced or annulled: nothing of it is carried out any more."""
    rows = work.scalars(select(Measure).where(Measure.sanction_id == sanction.id))
    for row in rows:
        if row.stopped_on is None:
            row.stopped_on = on
    work.flush()


def record_execution(
    measure_id: int, *, receipt: str, executed_on: date, actor: Actor, now: datetime
) -> None:
    """Say by which letter or payroll run it was done. For HR over the unit; NotFound for others.

    Raises InvalidInput, and RuleRefused ``measure_stayed``, ``measure_stopped``,
    ``measure_halted`` or ``measure_done``.
    """
    with transaction() as work:
        row, case, today = _held(work, measure_id, actor, now)
        _require_goes_on(row, case)
        if row.executed_on is not None:
            raise RuleRefused(DONE_BEFORE, constraint="measure_done")
        _require_receipt(receipt, executed_on, today, field="executed_on")
        row.receipt, row.executed_on = receipt.strip(), executed_on
        row.executed_by = actor.person_id
        _record("executed", row, actor, now)
        carry_on(work, case, today=today, actor=actor, now=now)


def halt_measure(measure_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Let one measure stand still, for example by order of a court; its days are served later."""
    require_reason(reason)
    with transaction() as work:
        row, case, today = _held(work, measure_id, actor, now)
        _require_goes_on(row, case)
        row.halted_on, row.halt_reason = today, reason.strip()
        _record("halted", row, actor, now)


def resume_measure(measure_id: int, *, actor: Actor, now: datetime) -> None:
    """Go on with a measure that stood still."""
    with transaction() as work:
        row, case, today = _held(work, measure_id, actor, now)
        if row.halted_on is None or row.stopped_on is not None:
            raise RuleRefused(NOT_HALTED, constraint="measure_halted")
        if case.state is CaseState.SUSPENDED:
            raise RuleRefused(STAYED, constraint="measure_stayed")
        _resume(row, today)
        _record("resumed", row, actor, now)


def record_return(
    measure_id: int, *, receipt: str, returned_on: date, actor: Actor, now: datetime
) -> None:
    """Post or rank given back after its months (B1, B2); not before its last day."""
    with transaction() as work:
        row, case, today = _held(work, measure_id, actor, now)
        _require_goes_on(row, case)
        if row.kind not in GIVEN_BACK or row.returned_on is not None:
            raise RuleRefused(NOT_TO_RETURN, constraint="measure_return")
        if row.ends_on is None or returned_on < row.ends_on:
            raise InvalidInput(NOT_OVER, fields={"returned_on": [NOT_OVER]})
        _require_receipt(receipt, returned_on, today, field="returned_on")
        row.return_receipt, row.returned_on = receipt.strip(), returned_on
        _record("returned", row, actor, now)
        carry_on(work, case, today=today, actor=actor, now=now)


def carry_on_due(*, actor: Actor, now: datetime) -> int:
    """Let every case in force go as far as its receipts and days allow; returns how many moved."""
    today = agency_today(actor.agency_id, now=now)
    moved = 0
    with transaction() as work:
        ids = work.scalars(
            select(Case.id).where(
                Case.agency_id == actor.agency_id,
                Case.state.in_((CaseState.EFFECTIVE, CaseState.EXECUTED)),
            )
        ).all()
        for case_id in ids:
            case = held_case(work, case_id, actor)
            before = case.state
            carry_on(work, case, today=today, actor=actor, now=now)
            moved += case.state is not before
    return moved


def carry_on(work: Session, case: Case, *, today: date, actor: Actor, now: datetime) -> None:
    """Executed once every receipt is there, spent once nothing runs any more."""
    work.flush()
    rows = [row for row in measures_of_case(work, case.id) if row.stopped_on is None]
    if case.state is CaseState.EFFECTIVE and all(row.executed_on for row in rows):
        move(work, case, CaseEvent.EXECUTE, actor=actor, now=now)
    if case.state is CaseState.EXECUTED and not any(is_running(row, today) for row in rows):
        move(work, case, CaseEvent.SPEND, actor=actor, now=now)


def served_facts(work: Session, case: Case, weight: Weight, *, today: date) -> CaseFacts:
    """What the gates look at, with what is still to be carried out."""
    rows = [row for row in measures_of_case(work, case.id) if row.stopped_on is None]
    return replace(
        facts_of(case, weight, today=today),
        measures_open=not all(row.executed_on for row in rows),
        measures_running=any(is_running(row, today) for row in rows),
    )


def is_running(row: Measure, today: date) -> bool:
    """Whether it is still being served: not over, halted, or not given back yet."""
    if row.halted_on is not None:
        return True
    if row.kind in GIVEN_BACK and row.returned_on is None:
        return True
    return row.ends_on is not None and today < row.ends_on


def measures_of_case(work: Session, case_id: int) -> Sequence[Measure]:
    return work.scalars(
        select(Measure)
        .where(Measure.case_id == case_id)
        .order_by(Measure.id)
        .execution_options(populate_existing=True)
    ).all()


def _running(work: Session, case_id: int) -> list[Measure]:
    rows = measures_of_case(work, case_id)
    return [row for row in rows if row.stopped_on is None and row.halted_on is None]


def _row(case: Case, sanction: Sanction, plan: Plan) -> Measure:
    return Measure(
        agency_id=case.agency_id,
        case_id=case.id,
        sanction_id=sanction.id,
        person_id=case.subject_id,
        kind=plan.kind,
        percent=plan.percent,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
    )


def _resume(row: Measure, on: date) -> None:
    if row.halted_on is None:
        return
    plan = Plan(kind=row.kind, starts_on=row.starts_on, ends_on=row.ends_on)
    # Before its first day nothing was missed, so only days that would have been served are added.
    since = max(row.halted_on, row.starts_on)
    if on > since:
        row.ends_on = prolonged(plan, halted_on=since, resumed_on=on).ends_on
    row.halted_on, row.halt_reason = None, ""


def _held(
    work: Session, measure_id: int, actor: Actor, now: datetime
) -> tuple[Measure, Case, date]:
    row = work.get(Measure, measure_id, with_for_update=True, populate_existing=True)
    if row is None or row.agency_id != actor.agency_id or actor.person_id == row.person_id:
        raise NotFound(NO_CASE)
    case = held_case(work, row.case_id, actor)
    if actor.person_id is None or not can_act(actor, Role.HR, unit_id=case.unit_id):
        raise NotFound(NO_CASE)
    return row, case, agency_today(actor.agency_id, now=now)


def _require_goes_on(row: Measure, case: Case) -> None:
    if row.stopped_on is not None:
        raise RuleRefused(STOPPED, constraint="measure_stopped")
    if case.state is CaseState.SUSPENDED:
        raise RuleRefused(STAYED, constraint="measure_stayed")
    if row.halted_on is not None:
        raise RuleRefused(HALTED, constraint="measure_halted")


def _require_receipt(receipt: str, day: date, today: date, *, field: str) -> None:
    problems = {}
    if not receipt.strip():
        problems["receipt"] = [RECEIPT_MISSING]
    if day > today:
        problems[field] = [DAY_IN_FUTURE]
    if problems:
        raise InvalidInput(next(iter(problems.values()))[0], fields=problems)


def _record(what: str, row: Measure, actor: Actor, now: datetime) -> None:
    record_event(
        f"case:measure:{what}", subject_kind=SUBJECT, subject_id=row.id, actor=actor, now=now
    )
