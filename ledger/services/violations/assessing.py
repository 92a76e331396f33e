"""The direct superior's word on a report or a complaint, from which everything follows."""

from datetime import datetime

from sqlalchemy import select

from ledger.database import session, transaction
from ledger.domain.actors import Actor
from ledger.domain.commendations import ComplaintCause, ComplaintState, suggest_violation
from ledger.domain.discipline.catalogue import ABSENCE_CODE, Impact
from ledger.domain.discipline.levels import level_of
from ledger.domain.violations import (
    ABSENCE_NOT_REPORTED,
    Assess,
    Assessment,
    hours_told,
    next_report_state,
    require_assessment,
)
from ledger.domain.wording import require_reason
from ledger.errors import Conflict, InvalidInput, NotFound, sentence
from ledger.models.commendations import Complaint
from ledger.models.violations import SuperiorAssessment, ViolationReport
from ledger.services.days import agency_today
from ledger.services.events import record_event
from ledger.services.first_come import last_step, naming_who_was_first
from ledger.services.rules import apply_rules
from ledger.services.superiors import acting_superior
from ledger.services.violations.facts import complaint_fact, position_level_of, report_fact
from ledger.services.violations.mandatory import with_case

NO_REPORT = sentence("Laporan ini tidak ada, atau bukan untuk Anda.")
NO_COMPLAINT = sentence("Pengaduan ini tidak ada, atau bukan untuk Anda.")
CODE_MISSING = sentence("Pilih pelanggaran yang diduga")
ASSESSED_BEFORE = sentence("Pengaduan ini sudah ditelaah oleh %(name)s pada %(when)s.")
_VERIFIED = (ComplaintState.SUBSTANTIATED, ComplaintState.ANSWERED)


def assess_report(report_id: int, command: Assess, *, actor: Actor, now: datetime) -> list[int]:
    """Record the direct superior's word on a report; returns the proposals that follow.

    Only whoever acts as direct superior that day, past the reporter and conflicts (NotFound for
    everybody else). Raises InvalidInput without a reason, RuleRefused ``always_case`` when a levy,
    a gift or a loss to the state would end without a case, InvalidTransition the second time.
    """
    with transaction() as work:
        row = report_to_assess(report_id, actor=actor, now=now)
        code, loss = command.code or row.code, command.loss_to_state or row.loss_to_state
        # The superior may name another violation, but never argue a levy away by doing so.
        _require_word(command, {code, row.code}, loss)
        with naming_who_was_first("violation_report", row.id, actor=actor):
            row.state = next_report_state(row.state, command.assessment)
        word = SuperiorAssessment(
            agency_id=row.agency_id,
            violation_report_id=row.id,
            subject_id=row.subject_id,
            **_said(command, actor, now),
        )
        word.code, word.loss_to_state = code, loss
        word.impact = (command.impact or Impact(row.impact)).value
        if command.happened_at is None:
            word.happened_at = row.happened_at
        if command.place is None:
            word.place = row.place
        work.add(word)
        work.flush()
        record_event(
            f"violation:report:{row.state.value}",
            subject_kind="violation_report",
            subject_id=row.id,
            actor=actor,
            now=now,
        )
        if not word.substantiated:
            return []
        # A case is put forward by who reported it, guidance by the superior who looked at it.
        proposer_id = row.reporter_id if word.suspected else actor.person_id
        fact = report_fact(row, word, now=now)
        proposals = apply_rules(fact, proposer_id=proposer_id, actor=actor, now=now)
        return with_case(proposals, fact, proposer_id=proposer_id, actor=actor, now=now)


def assess_complaint(
    complaint_id: int, command: Assess, *, actor: Actor, now: datetime
) -> list[int]:
    """Record the direct superior's word on a substantiated complaint caused by a person.

    A suspicion names the violation and its impact (InvalidInput without). Otherwise as
    ``assess_report``; Conflict ``assessed_before`` the second time.
    """
    with transaction() as work:
        row = complaint_to_assess(complaint_id, actor=actor, now=now)
        hinted = suggest_violation(row.category) or ""
        code = command.code or hinted
        _require_code(command, code, row)
        _require_word(command, {code, hinted} - {""}, command.loss_to_state)
        word = SuperiorAssessment(
            agency_id=row.agency_id,
            complaint_id=row.id,
            subject_id=row.person_id,
            **_said(command, actor, now),
        )
        word.code, word.loss_to_state = code, command.loss_to_state
        word.impact = (command.impact or Impact.UNIT).value if code else ""
        work.add(word)
        work.flush()
        record_event(
            f"complaint:assessment:{command.assessment.value}",
            subject_kind="complaint",
            subject_id=row.id,
            actor=actor,
            now=now,
        )
        if not word.substantiated:
            return []
        proposer_id = row.verified_by if word.suspected else actor.person_id
        fact = complaint_fact(row, word, now=now)
        proposals = apply_rules(fact, proposer_id=proposer_id, actor=actor, now=now)
        return with_case(proposals, fact, proposer_id=proposer_id, actor=actor, now=now)


def report_to_assess(report_id: int, *, actor: Actor, now: datetime) -> ViolationReport:
    """The report as its assessor sees it; raises NotFound for everybody else."""
    row = session().scalar(
        select(ViolationReport)
        .where(ViolationReport.id == report_id, ViolationReport.agency_id == actor.agency_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None or not _is_assessor(row.subject_id, row.reporter_id, actor, now):
        raise NotFound(NO_REPORT)
    return row


def complaint_to_assess(complaint_id: int, *, actor: Actor, now: datetime) -> Complaint:
    """The complaint as its assessor sees it; NotFound for others, Conflict when assessed."""
    row = session().scalar(
        select(Complaint)
        .where(Complaint.id == complaint_id, Complaint.agency_id == actor.agency_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None or row.cause is not ComplaintCause.PEOPLE or row.state not in _VERIFIED:
        raise NotFound(NO_COMPLAINT)
    if row.person_id is None or not _is_assessor(row.person_id, row.verified_by, actor, now):
        raise NotFound(NO_COMPLAINT)
    assessed = select(SuperiorAssessment.id).where(SuperiorAssessment.complaint_id == row.id)
    if session().scalar(assessed) is not None:
        raise Conflict(
            ASSESSED_BEFORE, code="assessed_before", **last_step("complaint", row.id, actor)
        )
    return row


def _is_assessor(subject_id: int, excluded_id: int | None, actor: Actor, now: datetime) -> bool:
    if actor.person_id is None:
        return False
    today = agency_today(actor.agency_id, now=now)
    excluded = () if excluded_id is None else (excluded_id,)
    official = acting_superior(subject_id, excluded=excluded, on=today)
    return official is not None and official.person_id == actor.person_id


def _require_word(command: Assess, codes: set[str], loss_to_state: bool) -> None:
    require_reason(command.reason)
    for code in codes:
        require_assessment(
            command.assessment, command.reason, code=code, loss_to_state=loss_to_state
        )


def _require_code(command: Assess, code: str, row: Complaint) -> None:
    if command.assessment is Assessment.SUSPECTED and not code:
        raise InvalidInput(CODE_MISSING, fields={"code": [CODE_MISSING]})
    if code == ABSENCE_CODE:
        raise InvalidInput(ABSENCE_NOT_REPORTED, fields={"code": [ABSENCE_NOT_REPORTED]})
    if code:
        level = position_level_of(row.person_id or 0)
        level_of(code, command.impact or Impact.UNIT, position_level=level)


def _said(command: Assess, actor: Actor, now: datetime) -> dict[str, object]:
    return {
        "superior_id": actor.person_id,
        "substantiated": command.assessment is not Assessment.DISMISS,
        "suspected": command.assessment is Assessment.SUSPECTED,
        "reason": command.reason.strip(),
        "assessed_at": now,
        "happened_at": hours_told(command.happened_at or ""),
        "place": (command.place or "").strip(),
    }
