"""Reports of violations: what waits for a word, and what became of one's own."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from ledger.database import session
from ledger.domain.commendations import ComplaintCause, ComplaintState
from ledger.domain.names import full_name
from ledger.domain.violations import ReportState
from ledger.errors import NotFound, sentence
from ledger.models.commendations import Complaint
from ledger.models.nominations import Evidence
from ledger.models.people import Person, Unit
from ledger.models.violations import SuperiorAssessment, ViolationReport

NO_REPORT = sentence("Laporan ini tidak ada, atau bukan untuk Anda.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """A report or complaint about a person that waits for the superior's word."""

    kind: str
    id: int
    number: str
    subject_id: int
    subject: str
    unit: str
    code: str
    text: str
    known_on: date
    #: Who put it forward and therefore may not assess it.
    excluded_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLine:
    id: int
    number: str
    state: ReportState
    code: str
    unit: str
    reported_at: datetime


def concerns_waiting(agency_id: int, unit_ids: Collection[int], superior_id: int) -> list[Concern]:
    """Everything about people of these units, or of this superior, that nobody has assessed."""
    return [
        *_reports_waiting(agency_id, unit_ids, superior_id),
        *_complaints_waiting(agency_id, unit_ids, superior_id),
    ]


def _reports_waiting(agency_id: int, unit_ids: Collection[int], superior_id: int) -> list[Concern]:
    """Unassessed reports about people of these units, or whose superior this is."""
    rows = session().execute(
        select(ViolationReport, Person, Unit.name)
        .join(Person, Person.id == ViolationReport.subject_id)
        .join(Unit, Unit.id == ViolationReport.unit_id)
        .where(
            ViolationReport.agency_id == agency_id,
            ViolationReport.state == ReportState.REPORTED,
            _below(unit_ids, superior_id),
        )
    )
    return [
        Concern(
            kind="report",
            id=row.id,
            number=row.number,
            subject_id=person.id,
            subject=full_name(person.name, person.title_before, person.title_after),
            unit=unit,
            code=row.code,
            text=row.narrative,
            known_on=row.known_on,
            excluded_id=row.reporter_id,
        )
        for row, person, unit in rows
    ]


def _complaints_waiting(
    agency_id: int, unit_ids: Collection[int], superior_id: int
) -> list[Concern]:
    """Substantiated complaints caused by people of these units that nobody has assessed yet."""
    rows = session().execute(
        select(Complaint, Person, Unit.name)
        .join(Person, Person.id == Complaint.person_id)
        .join(Unit, Unit.id == Complaint.unit_id)
        .outerjoin(SuperiorAssessment, SuperiorAssessment.complaint_id == Complaint.id)
        .where(
            Complaint.agency_id == agency_id,
            Complaint.cause == ComplaintCause.PEOPLE,
            Complaint.state.in_((ComplaintState.SUBSTANTIATED, ComplaintState.ANSWERED)),
            SuperiorAssessment.id.is_(None),
            _below(unit_ids, superior_id),
        )
    )
    return [
        Concern(
            kind="complaint",
            id=row.id,
            number=row.lapor_id or row.tracking_code,
            subject_id=person.id,
            subject=full_name(person.name, person.title_before, person.title_after),
            unit=unit,
            code="",
            text=row.title,
            known_on=row.filed_on,
            excluded_id=row.verified_by,
        )
        for row, person, unit in rows
    ]


def count_own_reports(person_id: int) -> int:
    counted = select(func.count()).where(ViolationReport.reporter_id == person_id)
    return session().scalar(counted) or 0


def own_reports(person_id: int, *, offset: int = 0, limit: int = 25) -> list[ReportLine]:
    """What this person reported, newest first; nothing of what the superior found."""
    return _lines(ViolationReport.reporter_id == person_id, offset, limit)


def count_reports(agency_id: int, unit_ids: Collection[int] | None) -> int:
    counted = select(func.count()).where(_within(agency_id, unit_ids))
    return session().scalar(counted) or 0


def list_reports(
    agency_id: int, unit_ids: Collection[int] | None, *, offset: int = 0, limit: int = 25
) -> list[ReportLine]:
    """Reports of these units, or of all with None, newest first, without any name."""
    return _lines(_within(agency_id, unit_ids), offset, limit)


def own_report(report_id: int, person_id: int) -> ViolationReport:
    """A report as its reporter may see it; raises NotFound for everybody else."""
    row = session().scalar(
        select(ViolationReport)
        .where(ViolationReport.id == report_id, ViolationReport.reporter_id == person_id)
        .options(joinedload(ViolationReport.unit), joinedload(ViolationReport.subject))
    )
    if row is None:
        raise NotFound(NO_REPORT)
    return row


def evidence_names(report_id: int) -> list[str]:
    """The files that support a report."""
    return list(
        session().scalars(
            select(Evidence.file_name)
            .where(Evidence.subject_kind == "violation_report", Evidence.subject_id == report_id)
            .order_by(Evidence.id)
        )
    )


def unit_of(person_id: int, *, agency_id: int) -> int:
    """The unit of a person of the agency; raises NotFound for anybody else."""
    unit_id = session().scalar(
        select(Person.unit_id).where(Person.id == person_id, Person.agency_id == agency_id)
    )
    if unit_id is None:
        raise NotFound(sentence("Pegawai ini tidak ada di instansi Anda."))
    return unit_id


def person_line(person_id: int) -> tuple[str, str, str]:
    """Full name, NIP and unit of a person, for the head of a page."""
    person, unit = (
        session()
        .execute(
            select(Person, Unit.name)
            .join(Unit, Unit.id == Person.unit_id)
            .where(Person.id == person_id)
        )
        .one()
    )
    return full_name(person.name, person.title_before, person.title_after), person.nip or "", unit


def _lines(condition: ColumnElement[bool], offset: int, limit: int) -> list[ReportLine]:
    rows = session().execute(
        select(ViolationReport, Unit.name)
        .join(Unit, Unit.id == ViolationReport.unit_id)
        .where(condition)
        .order_by(ViolationReport.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return [
        ReportLine(
            id=row.id,
            number=row.number,
            state=row.state,
            code=row.code,
            unit=unit,
            reported_at=row.reported_at,
        )
        for row, unit in rows
    ]


def _below(unit_ids: Collection[int], superior_id: int) -> ColumnElement[bool]:
    return or_(Person.unit_id.in_(unit_ids), Person.superior_id == superior_id)


def _within(agency_id: int, unit_ids: Collection[int] | None) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = ViolationReport.agency_id == agency_id
    return condition if unit_ids is None else condition & ViolationReport.unit_id.in_(unit_ids)
