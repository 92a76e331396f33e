"""Complaints: a receipt and a clock at once, a cause when verified, an answer at the end."""

from datetime import date, datetime

from sqlalchemy import select

from ledger.database import session, transaction
from ledger.domain.actors import Actor
from ledger.domain.calendars import YearNotLoaded
from ledger.domain.commendations import (
    TRACKING_RANDOM_BYTES,
    ComplaintCause,
    ComplaintEvent,
    ComplaintState,
    format_tracking_code,
    next_complaint_state,
    suggest_violation,
)
from ledger.domain.complaint_clocks import (
    clock_of,
    forward_days,
    require_filed_in_time,
    rules_on,
    settle_days,
)
from ledger.domain.facts import Fact, FactKind
from ledger.domain.intake_commands import (
    ANSWER_MISSING,
    BODY_CHARACTERS_MAX,
    CAUSE_MISSING,
    LAPOR_MISSING,
    ReceiveComplaint,
    VerifyComplaint,
    require_complaint,
)
from ledger.domain.names import normalise_text
from ledger.domain.people import Role
from ledger.domain.refusals import sentence_for
from ledger.domain.wording import length_sentences, require_reason
from ledger.errors import InvalidInput, NotFound, RuleRefused, sentence
from ledger.models.commendations import Complaint
from ledger.models.people import Person, Unit
from ledger.services.access import can_act
from ledger.services.calendars import calendar_of_unit
from ledger.services.commendations import require_officer
from ledger.services.days import agency_today
from ledger.services.entropy import random_bytes
from ledger.services.events import notify, record_event
from ledger.services.first_come import naming_who_was_first
from ledger.services.rules import apply_rules

SUBJECT = "complaint"

NO_COMPLAINT = sentence("Pengaduan ini tidak ada, atau bukan untuk Anda.")
NO_UNIT = sentence("Unit layanan ini tidak ada.")
USE_ANSWER = sentence("Tulis jawaban untuk warga, lalu kirim.")
TO_ASSESS = sentence("Ada pengaduan tentang pegawai Anda yang menunggu telaah Anda.")


def receive_complaint(
    command: ReceiveComplaint, *, actor: Actor, now: datetime, source_key: str | None = None
) -> str:
    """Keep a complaint and return its tracking code; the same source key gives the same code.

    Its clock is three working days of the unit, left open while the calendar of the year is not
    loaded. Raises InvalidInput by field or NotFound.
    """
    with transaction() as work:
        known = _known_code(source_key, actor)
        if known is not None:
            return known
        require_complaint(command, today=agency_today(actor.agency_id, now=now))
        require_filed_in_time(command.served_on, command.filed_on)
        _require_unit(command.unit_id, actor)
        if command.person_id is not None:
            require_officer(command.person_id, actor)
        row = Complaint(
            agency_id=actor.agency_id,
            tracking_code=format_tracking_code(random_bytes(TRACKING_RANDOM_BYTES)),
            state=ComplaintState.RECEIVED,
            source_key=source_key,
            **_clocks(command),
            **_said(command),
        )
        work.add(row)
        work.flush()
        _record("complaint:citizen:received", row, actor, now)
        return row.tracking_code


def verify_complaint(command: VerifyComplaint, *, actor: Actor, now: datetime) -> list[int]:
    """Say whether a complaint holds and why; return the ids of proposals for the unit.

    Only HR or the admin of the unit, never about oneself. Substantiated with the cause "people" and
    a person it waits for the word of the direct superior; with another cause it concerns the unit
    and nobody in it. Raises NotFound, InvalidInput, RuleRefused or InvalidTransition.
    """
    _require_answerable(command)
    with transaction():
        row = _for_verdict(command.complaint_id, actor)
        with naming_who_was_first(SUBJECT, row.id, actor=actor):
            row.state = next_complaint_state(row.state, command.event)
        if command.event is ComplaintEvent.FORWARD:
            row.lapor_id = command.lapor_id.strip()
        if command.event is ComplaintEvent.SUBSTANTIATE:
            _set_cause(row, command, actor)
        row.verified_by, row.verified_at = actor.person_id, now
        row.verdict_reason = command.reason.strip()
        _record(f"complaint:verdict:{row.state}", row, actor, now)
        session().flush()
        if command.event is not ComplaintEvent.SUBSTANTIATE:
            return []
        if row.person_id is not None:
            _tell_superior(row, now)
            return []
        return apply_rules(_fact(row, now), proposer_id=actor.person_id, actor=actor, now=now)


def answer_complaint(complaint_id: int, *, text: str, actor: Actor, now: datetime) -> None:
    """Give the citizen the answer and close the complaint; raises InvalidInput when it is empty."""
    answer = text.strip()
    too_long = length_sentences(sentence("Jawaban"), answer, characters_max=BODY_CHARACTERS_MAX)
    if not answer or too_long:
        raise InvalidInput(ANSWER_MISSING, fields={"answer": too_long or [ANSWER_MISSING]})
    with transaction():
        row = _for_verdict(complaint_id, actor)
        with naming_who_was_first(SUBJECT, row.id, actor=actor):
            row.state = next_complaint_state(row.state, ComplaintEvent.ANSWER)
        row.answer, row.answered_at = answer, now
        _record("complaint:citizen:answered", row, actor, now)


def due_day(unit_id: int, filed_on: date) -> date | None:
    """The last working day to forward or answer; None while that year is not loaded."""
    return _after(unit_id, filed_on, forward_days(filed_on))


def _clocks(command: ReceiveComplaint) -> dict[str, object]:
    """Both clocks with the version of the rules they were worked out by (I30)."""
    filed_on = command.filed_on
    clock = clock_of(
        command.classification,
        points_at_violation=suggest_violation(command.category) is not None,
    )
    return {
        "due_on": due_day(command.unit_id, filed_on),
        "served_on": command.served_on,
        "clock": clock.value,
        "settle_by": _after(command.unit_id, filed_on, settle_days(clock, filed_on)),
        "rules_version": rules_on(filed_on).version,
    }


def _after(unit_id: int, day: date, working_days: int) -> date | None:
    try:
        return calendar_of_unit(unit_id).add_working_days(day, working_days)
    except YearNotLoaded:
        return None


def _said(command: ReceiveComplaint) -> dict[str, object]:
    return {
        "unit_id": command.unit_id,
        "person_id": command.person_id,
        "title": normalise_text(command.title),
        "body": command.body.strip(),
        "category": normalise_text(command.category),
        "classification": normalise_text(command.classification).casefold(),
        "is_anonymous": command.is_anonymous,
        "is_secret": command.is_secret,
        "lapor_id": command.lapor_id.strip(),
        "lapor_status": command.lapor_status.strip(),
        "filed_on": command.filed_on,
    }


def _known_code(source_key: str | None, actor: Actor) -> str | None:
    if source_key is None:
        return None
    return session().scalar(
        select(Complaint.tracking_code).where(
            Complaint.agency_id == actor.agency_id, Complaint.source_key == source_key
        )
    )


def _require_unit(unit_id: int, actor: Actor) -> None:
    agency_id = session().scalar(select(Unit.agency_id).where(Unit.id == unit_id))
    if agency_id != actor.agency_id:
        raise NotFound(NO_UNIT)


def _require_answerable(command: VerifyComplaint) -> None:
    if command.event is ComplaintEvent.ANSWER:
        raise InvalidInput(USE_ANSWER, fields={"answer": [USE_ANSWER]})
    if command.event is ComplaintEvent.FORWARD:
        if not command.lapor_id.strip():
            raise InvalidInput(LAPOR_MISSING, fields={"lapor_id": [LAPOR_MISSING]})
        return
    if command.event is ComplaintEvent.SUBSTANTIATE and command.cause is None:
        raise InvalidInput(CAUSE_MISSING, fields={"cause": [CAUSE_MISSING]})
    require_reason(command.reason)


def _for_verdict(complaint_id: int, actor: Actor) -> Complaint:
    row = session().scalar(
        select(Complaint)
        .where(Complaint.id == complaint_id, Complaint.agency_id == actor.agency_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    reaches = row is not None and can_act(actor, Role.HR, Role.UNIT_ADMIN, unit_id=row.unit_id)
    if row is None or actor.person_id is None or not reaches:
        raise NotFound(NO_COMPLAINT)
    if actor.person_id == row.person_id:
        raise _about_oneself()
    return row


def _set_cause(row: Complaint, command: VerifyComplaint, actor: Actor) -> None:
    row.cause = command.cause
    # What lies in procedure, facility or workload is never held against anybody.
    about_people = command.cause is ComplaintCause.PEOPLE
    person_id = command.person_id if about_people else None
    if person_id is not None and person_id == actor.person_id:
        raise _about_oneself()
    if person_id is not None and person_id != row.person_id:
        require_officer(person_id, actor)
    row.person_id = person_id


def _about_oneself() -> RuleRefused:
    name = "ck_complaint_verified_by_another"
    return RuleRefused(sentence_for(name), constraint=name)


def _fact(row: Complaint, now: datetime) -> Fact:
    violation, cause = suggest_violation(row.category), row.cause
    if cause is None:
        raise ValueError("a substantiated complaint has a cause")
    return Fact(
        kind=FactKind.COMPLAINT_SUBSTANTIATED,
        id=row.id,
        agency_id=row.agency_id,
        subject_person_id=None,
        unit_id=row.unit_id,
        happened_on=row.filed_on,
        recorded_at=now,
        fields={
            "cause": cause.value,
            "category": row.category,
            "from_lapor": bool(row.lapor_id),
            "always_case": violation is not None,
            "code": violation or "",
        },
    )


def _tell_superior(row: Complaint, now: datetime) -> None:
    superior_id = session().scalar(select(Person.superior_id).where(Person.id == row.person_id))
    if superior_id is not None:
        notify(
            agency_id=row.agency_id,
            person_id=superior_id,
            key=f"complaint:{row.id}:assess",
            text=TO_ASSESS,
            path="/laporan",
            now=now,
        )


def _record(tag: str, row: Complaint, actor: Actor, now: datetime) -> None:
    record_event(tag, subject_kind=SUBJECT, subject_id=row.id, actor=actor, now=now)
