"""Superiors say what they think of reports, complaints and absences about their staff."""

from datetime import date

from sqlalchemy import select

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.commendations import ComplaintCause, ComplaintState, suggest_violation
from ledger.domain.discipline.catalogue import (
    Impact,
    Level,
    find_violation,
    must_open_case,
)
from ledger.domain.violations import (
    AbsenceReason,
    AbsenceState,
    Assess,
    Assessment,
    ConfirmAbsence,
    ReportState,
)
from ledger.models.commendations import Complaint
from ledger.models.violations import AbsenceDay, ViolationReport
from ledger.services.absences import confirm_absence
from ledger.services.demo.cast import Actors
from ledger.services.demo.clock import DemoClock
from ledger.services.superiors import acting_superior
from ledger.services.violations import assess_complaint, assess_report

_SUSPECTED = "Keterangan saksi dan bukti yang ada saling menguatkan, jadi perlu diperiksa."
_NO_SUSPICION = "Sudah saya tanya langsung: kelalaian kerja, tidak ada dugaan pelanggaran disiplin."
_DISMISSED = "Bukti yang disebut tidak mendukung laporan, dan saksi tidak melihatnya."
#: Three days and more are what PP 94 speaks of; fewer are excused in this story when alternating.
_DAYS_FOR_CASE = 3


class Superiors:
    """Each direct superior at work, past empty posts, reporters and declared conflicts."""

    def __init__(self, actors: Actors, clock: DemoClock) -> None:
        self._actors, self._clock = actors, clock

    def assess_reports(self) -> int:
        rows = session().scalars(
            select(ViolationReport)
            .where(ViolationReport.state == ReportState.REPORTED)
            .order_by(ViolationReport.known_on, ViolationReport.id)
        )
        waiting = [(row.id, row.subject_id, row.reporter_id, row.code, row.impact) for row in rows]
        for number, (report_id, subject_id, reporter_id, code, impact) in enumerate(waiting):
            superior = self._superior(subject_id, reporter_id)
            if superior is not None:
                command = _word(number, code, Impact(impact))
                assess_report(report_id, command, actor=superior, now=self._clock.tick())
        return len(waiting)

    def assess_complaints(self) -> int:
        rows = session().scalars(
            select(Complaint)
            .where(
                Complaint.state == ComplaintState.SUBSTANTIATED,
                Complaint.cause == ComplaintCause.PEOPLE,
                Complaint.person_id.is_not(None),
            )
            .order_by(Complaint.filed_on, Complaint.id)
        )
        waiting = [(row.id, row.person_id or 0, row.category) for row in rows]
        for complaint_id, person_id, category in waiting:
            superior = self._superior(person_id)
            if superior is not None:
                command = _word_on_complaint(category)
                assess_complaint(complaint_id, command, actor=superior, now=self._clock.tick())
        return len(waiting)

    def confirm_absences(self) -> int:
        days: dict[int, list[tuple[int, date]]] = {}
        rows = session().execute(
            select(AbsenceDay.id, AbsenceDay.person_id, AbsenceDay.day)
            .where(AbsenceDay.state == AbsenceState.INDICATION)
            .order_by(AbsenceDay.person_id, AbsenceDay.day)
        )
        for row in rows:
            days.setdefault(row.person_id, []).append((row.id, row.day))
        for number, (person_id, found) in enumerate(days.items()):
            superior = self._superior(person_id)
            if superior is not None:
                self._confirm(number, [day_id for day_id, _ in found], superior)
        return sum(len(found) for found in days.values())

    def _confirm(self, number: int, day_ids: list[int], superior: Actor) -> None:
        without_reason = len(day_ids) >= _DAYS_FOR_CASE and number % 2 == 0
        reason = AbsenceReason.WITHOUT_REASON if without_reason else AbsenceReason.ILLNESS
        command = ConfirmAbsence(day_ids=tuple(day_ids), reason=reason)
        confirm_absence(command, actor=superior, now=self._clock.tick())

    def _superior(self, person_id: int, reporter_id: int | None = None) -> Actor | None:
        excluded = () if reporter_id is None else (reporter_id,)
        official = acting_superior(person_id, excluded=excluded, on=self._clock.today)
        return self._actors.of(official.person_id) if official else None


def _word(number: int, code: str, impact: Impact) -> Assess:
    """What must be examined is; of the light ones two in three are, the rest is told apart."""
    if (
        must_open_case(code, loss_to_state=False)
        or find_violation(code).level(impact) is not Level.RINGAN
    ):
        return Assess(assessment=Assessment.SUSPECTED, reason=_SUSPECTED)
    if number % 3 == 2:
        return Assess(assessment=Assessment.NO_SUSPICION, reason=_NO_SUSPICION)
    if number % 7 == 6:
        return Assess(assessment=Assessment.DISMISS, reason=_DISMISSED)
    return Assess(assessment=Assessment.SUSPECTED, reason=_SUSPECTED)


def _word_on_complaint(category: str) -> Assess:
    code = suggest_violation(category)
    if code:
        return Assess(
            assessment=Assessment.SUSPECTED, reason=_SUSPECTED, code=code, impact=Impact.UNIT
        )
    return Assess(assessment=Assessment.NO_SUSPICION, reason=_NO_SUSPICION)
