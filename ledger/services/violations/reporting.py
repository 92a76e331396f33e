"""Taking in reports of violations."""

from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.discipline.kinds import NEVER_SUBJECT
from ledger.domain.people import PersonKind, PersonState
from ledger.domain.uids import new_uid
from ledger.domain.violations import ReportState, ReportViolation, hours_told, require_report
from ledger.errors import InvalidInput, RuleRefused, sentence
from ledger.gateways.files import FileStore
from ledger.models.people import Person
from ledger.models.violations import ViolationReport
from ledger.services.days import agency_today
from ledger.services.entropy import random_bytes
from ledger.services.events import notify, record_event
from ledger.services.evidence import keep_evidence, name_evidence
from ledger.services.superiors import acting_superior

NO_SUBJECT = sentence("Pilih pegawai yang dilaporkan")
TO_ASSESS = sentence("Ada laporan yang menunggu telaah Anda.")


def report_violation(
    command: ReportViolation, *, actor: Actor, now: datetime, source_key: str | None = None
) -> int:
    """Keep a report and return its id; the same source key gives the same report.

    What the direct superior found out without anybody's report has no reporter: they are bound
    to act on it themselves (PP 94/2021 Pasal 26 and 27), while whoever reports may not examine.
    Raises InvalidInput by field and RuleRefused ``kind_never_subject`` for a pejabat negara.
    """
    today = agency_today(actor.agency_id, now=now)
    require_report(command, today=today)
    with transaction() as work:
        known = _known_id(work, source_key, actor)
        if known is not None:
            return known
        subject = _subject(work, command.subject_id, actor)
        superior = acting_superior(subject.id, on=today)
        is_own_finding = superior is not None and superior.person_id == command.reporter_id
        row = _row(command, subject, actor=actor, now=now)
        row.reporter_id = None if is_own_finding else command.reporter_id
        row.source_key = source_key
        work.add(row)
        work.flush()
        row.number = f"LPR-{today.year}-{row.id:06}"
        name_evidence(
            command.evidence,
            subject_kind="violation_report",
            subject_id=row.id,
            actor=actor,
            now=now,
        )
        record_event(
            "violation:report:received",
            subject_kind="violation_report",
            subject_id=row.id,
            actor=actor,
            now=now,
            data={"own_finding": is_own_finding},
        )
        _tell_assessor(row, today, now)
        return row.id


def send_report(
    command: ReportViolation,
    attachments: Sequence[tuple[str, bytes]],
    *,
    files: FileStore,
    actor: Actor,
    now: datetime,
) -> int:
    """Keep what a person reports on a form with its files (name, content), all or nothing.

    The same words sent twice are one report. Raises as ``report_violation`` does, and InvalidInput
    on ``evidence``.
    """
    with transaction():
        key = _form_key(command, actor)
        report_id = report_violation(command, actor=actor, now=now, source_key=key)
        for file_name, content in attachments:
            keep_evidence(
                content,
                file_name,
                subject_kind="violation_report",
                subject_id=report_id,
                files=files,
                actor=actor,
                now=now,
            )
        return report_id


def _form_key(command: ReportViolation, actor: Actor) -> str:
    said = (command.subject_id, command.code, command.happened_on, command.narrative.strip())
    whole = "\x1f".join(str(part) for part in ("form", actor.account_id, *said))
    return sha256(whole.encode()).hexdigest()


def _known_id(work: Session, source_key: str | None, actor: Actor) -> int | None:
    if source_key is None:
        return None
    return work.scalar(
        select(ViolationReport.id).where(
            ViolationReport.agency_id == actor.agency_id, ViolationReport.source_key == source_key
        )
    )


def _subject(work: Session, subject_id: int, actor: Actor) -> Person:
    subject = work.get(Person, subject_id)
    if (
        subject is None
        or subject.agency_id != actor.agency_id
        or subject.state is not PersonState.ACTIVE
    ):
        raise InvalidInput(NO_SUBJECT, fields={"subject_id": [NO_SUBJECT]})
    if subject.kind is PersonKind.PEJABAT_NEGARA:
        raise RuleRefused(NEVER_SUBJECT, constraint="kind_never_subject")
    return subject


def _row(
    command: ReportViolation, subject: Person, *, actor: Actor, now: datetime
) -> ViolationReport:
    return ViolationReport(
        agency_id=actor.agency_id,
        # Stands in until the row has the id of which its number is made.
        number=new_uid(now, random_bytes(10)),
        state=ReportState.REPORTED,
        subject_id=subject.id,
        unit_id=command.unit_id,
        code=command.code,
        impact=command.impact.value,
        narrative=command.narrative.strip(),
        loss_to_state=command.loss_to_state,
        happened_on=command.happened_on,
        known_on=command.known_on,
        reported_at=now,
        happened_at=hours_told(command.happened_at),
        place=command.place.strip(),
    )


def _tell_assessor(row: ViolationReport, today: date, now: datetime) -> None:
    excluded = () if row.reporter_id is None else (row.reporter_id,)
    official = acting_superior(row.subject_id, excluded=excluded, on=today)
    if official is not None:
        notify(
            agency_id=row.agency_id,
            person_id=official.person_id,
            key=f"violation_report:{row.id}:assess",
            text=TO_ASSESS,
            path=f"/laporan/{row.id}",
            now=now,
        )
