"""Opening a case: what is alleged, who examines, who may decide."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.discipline.cases import CaseState, regulation_on
from ledger.domain.discipline.catalogue import ABSENCE_CODE, Impact
from ledger.domain.discipline.parties import MovedStep
from ledger.domain.facts import FactKind
from ledger.domain.uids import new_uid
from ledger.domain.violations import ReportState
from ledger.errors import NotFound, RuleRefused, sentence
from ledger.models.cases import Allegation, Case
from ledger.models.commendations import Complaint
from ledger.models.people import Person
from ledger.models.proposals import Proposal
from ledger.models.violations import AbsenceDay, SuperiorAssessment, ViolationReport
from ledger.queries.absences import confirmed_days
from ledger.queries.proposal_files import proposal_source
from ledger.services.cases.deciders import find_decider
from ledger.services.cases.holding import PARTS
from ledger.services.cases.moves import passed_below, record_move
from ledger.services.cases.moving import record_step
from ledger.services.cases.weighing import weigh
from ledger.services.days import agency_today
from ledger.services.entropy import random_bytes
from ledger.services.events import notify
from ledger.services.superiors import ladder_of

NOTHING_SUSPECTED = sentence(
    "Kasus baru dapat dibuka sesudah atasan langsung menyatakan ada dugaan pelanggaran disiplin."
)
NO_SUPERIOR = sentence(
    "Belum ada atasan yang dapat memeriksa pegawai ini. Minta bagian kepegawaian melengkapinya."
)
YOUR_CASE = sentence("Ada kasus yang perlu Anda periksa.")
ABSENT = "Tidak masuk kerja tanpa alasan yang sah selama {days} hari kerja dalam tahun {year}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Charge:
    """One thing alleged, with where it was told."""

    subject_id: int
    code: str
    impact: str
    narrative: str
    happened_on: date
    known_on: date
    reporter_id: int | None = None
    violation_report_id: int | None = None
    complaint_id: int | None = None
    happened_at: str = ""
    place: str = ""


def open_case(
    *,
    proposal_id: int | None = None,
    report_id: int | None = None,
    actor: Actor,
    now: datetime,
) -> int:
    """Open a case from an approved proposal or a suspected report and return its id.

    Joins the caller's transaction. A further suspicion about the same person joins the case that
    nobody was summoned to yet, so that one examination ends in one sanction (Pasal 35). Raises
    RuleRefused ``case_needs_suspicion`` without the superior's word, and NotFound.
    """
    with transaction() as work:
        today = agency_today(actor.agency_id, now=now)
        charge = _charge(work, proposal_id, report_id, today)
        known = _case_with(work, charge)
        if known is not None:
            return known
        case = _joined(work, charge)
        if case is None:
            case = _new_case(work, charge, proposal_id, today, actor=actor, now=now)
            record_step(work, case, "open", None, CaseState.OPENED, actor=actor, now=now)
        else:
            record_step(work, case, "add", case.state, case.state, actor=actor, now=now)
        work.add(_allegation(case, charge))
        work.flush()
        work.refresh(case, PARTS)
        case.suspected_level = weigh(case).level
        _name_decider(case, charge, today)
        _tell(case, actor, now)
        work.flush()
        return case.id


def _charge(work: Session, proposal_id: int | None, report_id: int | None, today: date) -> _Charge:
    if report_id is not None:
        return _reported(work, report_id)
    proposal = work.get(Proposal, proposal_id) if proposal_id else None
    source = proposal_source(proposal) if proposal else None
    if source is None:
        raise NotFound(sentence("Rancangan keputusan ini tidak ditemukan."))
    kind, fact_id = FactKind(source[0]), source[1]
    if kind is FactKind.VIOLATION_ASSESSED:
        return _reported(work, fact_id)
    if kind is FactKind.COMPLAINT_SUBSTANTIATED:
        return _complained(work, fact_id)
    return _absent(work, fact_id, today)


def _reported(work: Session, report_id: int) -> _Charge:
    report = work.get(ViolationReport, report_id)
    word = work.scalar(
        select(SuperiorAssessment).where(SuperiorAssessment.violation_report_id == report_id)
    )
    if report is None or word is None or report.state is not ReportState.ASSESSED_SUSPECTED:
        raise RuleRefused(NOTHING_SUSPECTED, constraint="case_needs_suspicion")
    return _Charge(
        subject_id=report.subject_id,
        code=word.code or report.code,
        impact=word.impact or report.impact,
        narrative=report.narrative,
        happened_on=report.happened_on,
        known_on=report.known_on,
        reporter_id=report.reporter_id,
        violation_report_id=report.id,
        happened_at=word.happened_at,
        place=word.place,
    )


def _complained(work: Session, complaint_id: int) -> _Charge:
    complaint = work.get(Complaint, complaint_id)
    word = work.scalar(
        select(SuperiorAssessment).where(SuperiorAssessment.complaint_id == complaint_id)
    )
    if complaint is None or word is None or not word.suspected:
        raise RuleRefused(NOTHING_SUSPECTED, constraint="case_needs_suspicion")
    return _Charge(
        subject_id=word.subject_id,
        code=word.code,
        impact=word.impact,
        narrative=complaint.title,
        happened_on=complaint.filed_on,
        known_on=complaint.filed_on,
        complaint_id=complaint.id,
        happened_at=word.happened_at,
        place=word.place,
    )


def _absent(work: Session, day_id: int, today: date) -> _Charge:
    row = work.get(AbsenceDay, day_id)
    if row is None:
        raise RuleRefused(NOTHING_SUSPECTED, constraint="case_needs_suspicion")
    days = confirmed_days(row.person_id, row.day.year)
    return _Charge(
        subject_id=row.person_id,
        code=ABSENCE_CODE,
        impact=Impact.UNIT.value,
        narrative=ABSENT.format(days=len(days), year=row.day.year),
        # The case is about the days up to this one; later days lead to a case of their own.
        happened_on=days[-1] if days else row.day,
        known_on=today,
    )


def _case_with(work: Session, charge: _Charge) -> int | None:
    """The case this charge already stands in: what was told once is judged once (Pasal 35)."""
    if charge.violation_report_id is not None:
        same = Allegation.violation_report_id == charge.violation_report_id
    elif charge.complaint_id is not None:
        same = Allegation.complaint_id == charge.complaint_id
    else:
        return None
    return work.scalar(select(Allegation.case_id).where(same))


def _joined(work: Session, charge: _Charge) -> Case | None:
    """A case of the same person that nobody was summoned to and whose examiner did not report.

    An act under the older regulation stands in a case of its own (I32).
    """
    case = work.scalar(
        select(Case)
        .where(
            Case.subject_id == charge.subject_id,
            Case.state == CaseState.OPENED,
            Case.regulation == regulation_on(charge.happened_on),
        )
        .order_by(Case.id)
        .limit(1)
        .with_for_update()
    )
    if case is None or case.superior_id == charge.reporter_id:
        return None
    return case


def _new_case(
    work: Session,
    charge: _Charge,
    proposal_id: int | None,
    today: date,
    *,
    actor: Actor,
    now: datetime,
) -> Case:
    excluded = () if charge.reporter_id is None else (charge.reporter_id,)
    ladder = ladder_of(charge.subject_id, on=today)
    superior = ladder.superior(excluded)
    if superior is None:
        raise RuleRefused(NO_SUPERIOR, constraint="case_superior")
    subject = work.get_one(Person, charge.subject_id)
    case = Case(
        agency_id=actor.agency_id,
        number=new_uid(now, random_bytes(10)),
        state=CaseState.OPENED,
        subject_id=subject.id,
        unit_id=subject.unit_id,
        superior_id=superior.person_id,
        proposal_id=proposal_id,
        known_on=charge.known_on,
        opened_at=now,
        regulation=regulation_on(charge.happened_on),
    )
    work.add(case)
    work.flush()
    case.number = f"KD-{today.year}-{case.id:06}"
    passed = passed_below(ladder, superior, excluded)
    record_move(work, case, MovedStep.EXAMINER, superior, passed, now=now)
    return case


def _allegation(case: Case, charge: _Charge) -> Allegation:
    return Allegation(
        agency_id=case.agency_id,
        case_id=case.id,
        code=charge.code,
        impact=charge.impact,
        narrative=charge.narrative,
        happened_on=charge.happened_on,
        happened_at=charge.happened_at,
        place=charge.place,
        violation_report_id=charge.violation_report_id,
        complaint_id=charge.complaint_id,
    )


def _name_decider(case: Case, charge: _Charge, today: date) -> None:
    """Who may decide, by the lightest kind the case can end in; asked again when it is decided."""
    kinds = weigh(case).kinds
    excluded = () if charge.reporter_id is None else (charge.reporter_id,)
    decider = (
        find_decider(case.subject_id, kinds[0], excluded=excluded, on=today) if kinds else None
    )
    case.decider_id = decider.official.person_id if decider else None


def _tell(case: Case, actor: Actor, now: datetime) -> None:
    if case.superior_id != actor.person_id:
        notify(
            agency_id=case.agency_id,
            person_id=case.superior_id,
            key=f"case:{case.id}:opened",
            text=YOUR_CASE,
            path=f"/kasus/{case.id}",
            now=now,
        )
