"""What is due and what is late on a day, each with its article, and never with a name."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from ledger.database import session
from ledger.domain.calendars import Calendar, YearNotLoaded
from ledger.domain.commendations import ComplaintState
from ledger.domain.complaint_clocks import rules_on
from ledger.domain.discipline.cases import CaseState
from ledger.domain.discipline.clocks import ClockName, clock_on
from ledger.domain.discipline.execution import GIVEN_BACK, MEASURE_LABELS
from ledger.domain.discipline.remedies import ANSWER_CLOCKS
from ledger.errors import sentence
from ledger.models.cases import Case, Sanction
from ledger.models.commendations import Complaint
from ledger.models.people import Unit
from ledger.models.proposals import Reply
from ledger.models.remedies import Measure, Remedy, Upload
from ledger.queries.case_duties import overdue_duties
from ledger.queries.executions import cancelling_remedy, upload_waits
from ledger.services.calendars import calendar_of_unit
from ledger.services.settings import setting_value
from ledger.services.superiors import superiors_for
from ledger.services.violations.duties import REMINDER_DAYS, REMINDER_DAYS_KEY

SUMMON = sentence("Telaah laporan")
CALL = sentence("Panggil untuk diperiksa")
EXAMINE = sentence("Periksa pegawai")
SECOND_LETTER = sentence("Panggil kedua kali")
REPLY = sentence("Hak jawab pegawai berakhir")
REPORT = sentence("Laporkan hasil pemeriksaan")
DECIDE = sentence("Putuskan hukuman atau nyatakan tidak terbukti")
DELIVER = sentence("Sampaikan keputusan")
SEND = sentence("Kirim keputusan")
OBJECT = sentence("Hak keberatan pegawai berakhir")
EFFECT = sentence("Keputusan mulai berlaku")
ANSWER = sentence("Putuskan upaya administratif")
ANSWER_BPASN = sentence("Kirim tanggapan kepada Badan Pertimbangan ASN")
GIVE_BACK = sentence("Kembalikan jabatan atau pangkat")
UPLOAD = sentence("Unggah keputusan ke I'DIS/SI-ASN")
FORWARD = sentence("Teruskan atau jawab pengaduan")
SETTLE = sentence("Selesaikan pengaduan")
DUTY_ARTICLE = "Pasal 26 dan Pasal 28 PP 94/2021"
DECIDE_ARTICLE = "Pasal 24 PP 94/2021"
#: What the superior owes (Pasal 28), and what the official who decides owes (Pasal 24).
OF_SUPERIOR = (SUMMON, CALL, EXAMINE, SECOND_LETTER, REPORT)
OF_DECIDER = (DECIDE, DELIVER, SEND)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One thing to be done until a day; ``responsible_id`` is whoever it falls to, if known."""

    what: str
    number: str
    unit_id: int
    day: date
    article: str
    responsible_id: int | None = None
    case_id: int | None = None
    subject_id: int | None = None
    is_complaint: bool = False

    def is_late(self, on: date) -> bool:
        return self.day < on


def deadlines_on(agency_id: int, day: date, *, ahead_days: int = 30) -> list[Deadline]:
    """Everything late on the day or due within the days ahead.

    Discipline stands before complaints, and within both the most urgent first.
    """
    until = day + timedelta(days=ahead_days)
    found = (
        *_duties(agency_id, day),
        *_walk(agency_id, day),
        *_remedies(agency_id),
        *_measures(agency_id),
        *_uploads(agency_id),
        *_complaints(agency_id),
    )
    due = [one for one in found if one.day <= until]
    return sorted(due, key=lambda one: (one.is_complaint, one.day, one.number, one.what))


def unit_names(agency_id: int) -> dict[int, str]:
    rows = session().execute(select(Unit.id, Unit.name).where(Unit.agency_id == agency_id))
    return {row.id: row.name for row in rows}


def _duties(agency_id: int, day: date) -> Iterator[Deadline]:
    days = timedelta(days=_reminder_days(agency_id, day))
    found = overdue_duties(agency_id, None, before=day - days)
    superiors = superiors_for(
        {
            one.id: (one.subject_id, () if one.reporter_id is None else (one.reporter_id,))
            for one in found
            if one.kind == "report"
        },
        on=day,
    )
    for one in found:
        official = superiors.get(one.id) if one.kind == "report" else None
        yield Deadline(
            what=SUMMON if one.kind == "report" else CALL,
            number=one.number,
            unit_id=one.unit_id,
            day=one.since + days,
            article=DUTY_ARTICLE,
            responsible_id=official.person_id if official else one.superior_id,
            subject_id=one.subject_id,
            case_id=one.id if one.kind == "case" else None,
        )


def _reminder_days(agency_id: int, day: date) -> int:
    return int(setting_value(agency_id, REMINDER_DAYS_KEY, on=day, default=REMINDER_DAYS))


def _walk(agency_id: int, today: date) -> Iterator[Deadline]:
    """The steps of each open case up to its effect."""
    rows = session().execute(
        select(Case, Sanction, Reply.due_on)
        .outerjoin(Sanction, (Sanction.case_id == Case.id) & Sanction.replaced_on.is_(None))
        .outerjoin(Reply, Reply.case_id == Case.id)
        .where(Case.agency_id == agency_id, Case.state.in_(_STEPS))
        .options(selectinload(Case.summonses))
        .order_by(Case.id)
    )
    calendars: dict[int, Calendar] = {}
    wait = timedelta(days=_reminder_days(agency_id, today))
    for case, sanction, reply_due in rows:
        if case.unit_id not in calendars:
            calendars[case.unit_id] = calendar_of_unit(case.unit_id)
        steps = (
            *_steps(case, sanction, reply_due, calendars[case.unit_id]),
            *_onward(case, reply_due, wait),
        )
        for what, day, article in steps:
            if day is not None:
                yield Deadline(
                    what=what,
                    number=case.number,
                    unit_id=case.unit_id,
                    day=day,
                    article=article,
                    responsible_id=_responsible(case, what),
                    case_id=case.id,
                    subject_id=case.subject_id,
                )


_TO_REPORT = (CaseState.ABSENT_TWICE, CaseState.EXAMINED, CaseState.REPLIED)
_TO_DECIDE = (CaseState.REPORTED, CaseState.REFERRED)
_STEPS = (
    CaseState.SUMMONED,
    CaseState.SUMMONED_AGAIN,
    CaseState.ABSENT,
    *_TO_REPORT,
    *_TO_DECIDE,
    CaseState.DECIDED,
    CaseState.DELIVERED,
)
_Step = tuple[str, date | None, str]


def _steps(
    case: Case, sanction: Sanction | None, reply_due: date | None, calendar: Calendar
) -> Iterator[_Step]:
    if case.state in (CaseState.SUMMONED, CaseState.SUMMONED_AGAIN) and case.summonses:
        yield EXAMINE, case.summonses[-1].exam_on, clock_on(ClockName.EXAM, case.known_on).article
    if case.state is CaseState.ABSENT and case.summonses:
        yield _clocked(SECOND_LETTER, ClockName.SECOND_SUMMONS, case.summonses[0].exam_on, calendar)
    if case.state is CaseState.EXAMINED:
        yield REPLY, reply_due, clock_on(ClockName.REPLY, case.known_on).article
    if case.state is CaseState.DECIDED and sanction is not None:
        yield _clocked(DELIVER, ClockName.DELIVERY, sanction.decided_on, calendar)
        if sanction.delivery_planned_on is not None:
            yield _clocked(SEND, ClockName.SENDING, sanction.delivery_planned_on, calendar)
    if case.state is CaseState.DELIVERED and sanction is not None:
        received = sanction.received_on or sanction.decided_on
        yield OBJECT, sanction.objection_until, clock_on(ClockName.OBJECTION, received).article
        yield EFFECT, sanction.effective_on, clock_on(ClockName.EFFECT, received).article


def _onward(case: Case, reply_due: date | None, wait: timedelta) -> Iterator[_Step]:
    """The law gives the report and the decision no number of days, so it is the reminder's."""
    start = reply_due or (case.summonses[-1].exam_on if case.summonses else case.known_on)
    if case.state in _TO_REPORT:
        yield REPORT, start + wait, DUTY_ARTICLE
    if case.state in _TO_DECIDE:
        yield DECIDE, start + wait, DECIDE_ARTICLE


def _clocked(what: str, name: ClockName, start: date, calendar: Calendar) -> _Step:
    clock = clock_on(name, start)
    try:
        return what, calendar.add_working_days(start, clock.days), clock.article
    except YearNotLoaded:
        return what, None, clock.article


def _responsible(case: Case, what: str) -> int | None:
    """Nobody is late with what is a right of the person, or comes by itself."""
    if what in (REPLY, OBJECT, EFFECT):
        return None
    return case.decider_id if what in OF_DECIDER else case.superior_id


def _remedies(agency_id: int) -> Iterator[Deadline]:
    rows = session().execute(
        select(Remedy, Case.number, Case.unit_id)
        .join(Case, Case.id == Remedy.case_id)
        .where(Remedy.agency_id == agency_id, Remedy.outcome.is_(None))
    )
    for row, number, unit_id in rows:
        clocks = (
            (ANSWER, row.due_on, ANSWER_CLOCKS[row.route], row.handler_id),
            (
                ANSWER_BPASN,
                None if row.replied_on else row.reply_due_on,
                ClockName.PPK_REPLY,
                None,
            ),
        )
        for what, day, clock, who in clocks:
            if day is not None:
                yield Deadline(
                    what=what,
                    number=number,
                    unit_id=unit_id,
                    day=day,
                    article=clock_on(clock, row.filed_on).article,
                    responsible_id=who,
                    case_id=row.case_id,
                    subject_id=row.subject_id,
                )


def _measures(agency_id: int) -> Iterator[Deadline]:
    rows = session().execute(
        select(Measure, Case.number, Case.unit_id)
        .join(Case, Case.id == Measure.case_id)
        .where(
            Measure.agency_id == agency_id,
            Measure.stopped_on.is_(None),
            Measure.halted_on.is_(None),
        )
    )
    for row, number, unit_id in rows:
        steps = []
        if row.executed_on is None:
            steps.append((MEASURE_LABELS[row.kind], row.starts_on))
        elif row.kind in GIVEN_BACK and row.returned_on is None and row.ends_on is not None:
            steps.append((GIVE_BACK, row.ends_on))
        for what, day in steps:
            yield Deadline(
                what=what,
                number=number,
                unit_id=unit_id,
                day=day,
                article="Pasal 8 PP 94/2021",
                case_id=row.case_id,
                subject_id=row.person_id,
            )


def _uploads(agency_id: int) -> Iterator[Deadline]:
    rows = session().execute(
        select(
            func.coalesce(Remedy.decided_on, Upload.final_on),
            Case.id,
            Case.number,
            Case.unit_id,
            Case.subject_id,
        )
        .select_from(Upload)
        .join(Sanction, Sanction.id == Upload.sanction_id)
        .join(Case, Case.id == Sanction.case_id)
        .outerjoin(Remedy, cancelling_remedy())
        .where(Upload.agency_id == agency_id, upload_waits())
    )
    for day, case_id, number, unit_id, subject_id in rows:
        yield Deadline(
            what=UPLOAD,
            number=number,
            unit_id=unit_id,
            day=day,
            article="Pasal 39 PP 94/2021",
            case_id=case_id,
            subject_id=subject_id,
        )


def _complaints(agency_id: int) -> Iterator[Deadline]:
    """By their row and not by the tracking code, which opens the complaint to whoever has it."""
    rows = session().scalars(
        select(Complaint).where(
            Complaint.agency_id == agency_id, Complaint.state != ComplaintState.ANSWERED
        )
    )
    for row in rows:
        is_waiting = row.state is ComplaintState.RECEIVED
        for what, day in ((FORWARD, row.due_on if is_waiting else None), (SETTLE, row.settle_by)):
            if day is not None:
                yield Deadline(
                    what=what,
                    number=f"pengaduan {row.id}",
                    unit_id=row.unit_id,
                    day=day,
                    article=row.rules_version or rules_on(row.filed_on).version,
                    subject_id=row.person_id,
                    is_complaint=True,
                )
