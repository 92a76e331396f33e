"""Five discipline cases from beginning to end, in the weeks before the agency's own files come."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial

from sqlalchemy import select

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.commendations import ComplaintCause, ComplaintEvent
from ledger.domain.discipline.catalogue import Impact
from ledger.domain.discipline.kinds import Kind
from ledger.domain.intake_commands import ReceiveComplaint, VerifyComplaint
from ledger.domain.people import PersonKind, PersonState
from ledger.domain.violations import (
    AbsenceReason,
    Assess,
    Assessment,
    ConfirmAbsence,
    RecordAbsence,
    ReportViolation,
)
from ledger.models.commendations import Complaint, Service
from ledger.models.people import Person
from ledger.models.violations import AbsenceDay
from ledger.services.absences import confirm_absence, record_absences
from ledger.services.calendars import calendar_of_person
from ledger.services.cases.deciders import find_decider
from ledger.services.complaints import answer_complaint, receive_complaint, verify_complaint
from ledger.services.demo.cast import Actors, Cast
from ledger.services.demo.clock import DemoClock
from ledger.services.demo.walking import Step, Walk
from ledger.services.superiors import acting_superior
from ledger.services.violations import (
    assess_complaint,
    assess_report,
    open_at_once,
    report_violation,
)

_SUSPECTED = "Keterangan saksi dan bukti yang ada saling menguatkan, jadi perlu diperiksa."
_CITIZEN = "Saya diminta kembali tiga kali tanpa penjelasan, lalu dibentak di depan anak saya."
_VERIFIED = "Rekaman antrean dan keterangan petugas lain membenarkannya."
_ANSWERED = "Terima kasih. Pengaduan Anda benar dan sedang kami tindak lanjuti. Kami mohon maaf."
_LEFT = "Meninggalkan loket pelayanan selama tiga jam tanpa izin"
_MISSING_FILE = "Membiarkan berkas permohonan 41 warga tidak diproses selama tiga minggu"
_REFUSED_WORK = "Menolak melaksanakan tugas piket pelayanan yang ditetapkan kepala unit"
_ABSENT_DAYS = 4
_PEOPLE = 5


@dataclass(frozen=True)
class Subject:
    """Who a story is about."""

    id: int
    unit_id: int


@dataclass
class Stories:
    """Who plays is found in the agency itself; a story for which nobody is found is left out."""

    cast: Cast
    actors: Actors
    clock: DemoClock
    agency_id: int
    walk: Walk = field(init=False)
    people: list[Subject] = field(init=False)

    def __post_init__(self) -> None:
        self.walk = Walk(self.cast, self.actors, self.clock)
        self.people = _people(self)

    def play(self) -> int:
        """All stories side by side, day by day; returns how many were told."""
        stories = (
            self._from_complaint_to_execution,
            self._annulled_after_objection,
            self._two_absences,
            self._moderate_with_team,
            self._absence_by_band,
        )
        steps: list[Step] = []
        for story, person in zip(stories, self.people, strict=False):
            steps += story(person)
        for day, act in sorted(steps, key=lambda step: step[0]):
            if self.clock.day(day) > self.clock.today:
                self.clock.go_to(day)
                self.actors.forget()
            act()
        return min(len(self.people), len(stories))

    def _from_complaint_to_execution(self, person: Subject) -> list[Step]:
        return [
            (0, partial(self._complain, person)),
            *self.walk.heard(person.id, from_day=1),
            (8, partial(self.walk.decide, person.id, Kind.R1)),
            (9, partial(self.walk.deliver, person.id)),
            (25, partial(self.walk.finish, person.id)),
        ]

    def _annulled_after_objection(self, person: Subject) -> list[Step]:
        return [
            (0, partial(self._report, person, "K3c", _REFUSED_WORK)),
            *self.walk.heard(person.id, from_day=1),
            (8, partial(self.walk.decide, person.id, Kind.R2)),
            (9, partial(self.walk.deliver, person.id)),
            (14, partial(self.walk.object_to, person.id)),
            (20, partial(self.walk.annul, person.id)),
        ]

    def _two_absences(self, person: Subject) -> list[Step]:
        return [
            (0, partial(self._report, person, "K3e", _MISSING_FILE)),
            (1, partial(self.walk.summon, person.id, 4)),
            (4, partial(self.walk.miss, person.id)),
            (5, partial(self.walk.summon, person.id, 9)),
            (9, partial(self.walk.miss, person.id)),
            (10, partial(self.walk.report, person.id, Kind.R3)),
            (11, partial(self.walk.decide, person.id, Kind.R3)),
            (13, partial(self.walk.send, person.id)),
            (17, partial(self.walk.deliver, person.id)),
        ]

    def _moderate_with_team(self, person: Subject) -> list[Step]:
        return [
            (0, partial(self._report, person, "L5m", _LEFT, Impact.INSTANSI)),
            (1, partial(self.walk.form_team, person.id)),
            *self.walk.heard(person.id, from_day=2, kind=Kind.S1),
            (10, partial(self.walk.refer, person.id)),
            (11, partial(self.walk.decide, person.id, Kind.S1)),
            (12, partial(self.walk.deliver, person.id)),
            (28, partial(self.walk.carry_out, person.id)),
        ]

    def _absence_by_band(self, person: Subject) -> list[Step]:
        return [
            (0, partial(self._stay_away, person)),
            *self.walk.heard(person.id, from_day=1, kind=Kind.R2),
            (8, partial(self.walk.decide, person.id, Kind.R2)),
            (9, partial(self.walk.deliver, person.id)),
        ]

    def _complain(self, person: Subject) -> None:
        """A citizen tells HR, HR finds it true, the superior suspects a violation."""
        hr, now = self.actors.of(self._hr(person)), self.clock.tick
        received = ReceiveComplaint(
            unit_id=person.unit_id,
            title="Petugas membentak pemohon",
            body=_CITIZEN,
            category="petugas tidak ramah",
            filed_on=self.clock.today,
            person_id=person.id,
        )
        code = receive_complaint(received, actor=hr, now=now())
        complaint = (
            session().scalars(select(Complaint).where(Complaint.tracking_code == code)).one()
        )
        verdict = VerifyComplaint(
            complaint_id=complaint.id,
            event=ComplaintEvent.SUBSTANTIATE,
            cause=ComplaintCause.PEOPLE,
            person_id=person.id,
            reason=_VERIFIED,
        )
        verify_complaint(verdict, actor=hr, now=now())
        word = Assess(
            assessment=Assessment.SUSPECTED, reason=_SUSPECTED, code="K3f", impact=Impact.UNIT
        )
        superior = self._superior(person)
        ids = assess_complaint(complaint.id, word, actor=superior, now=now())
        open_at_once(ids, actor=superior, now=now())
        answer_complaint(complaint.id, text=_ANSWERED, actor=hr, now=now())

    def _report(self, person: Subject, code: str, told: str, impact: Impact = Impact.UNIT) -> None:
        """The inspectorate finds it in an audit, which has no reporter."""
        report = ReportViolation(
            subject_id=person.id,
            unit_id=person.unit_id,
            code=code,
            impact=impact,
            narrative=told,
            happened_on=self.clock.today - timedelta(days=7),
            known_on=self.clock.today,
        )
        auditor, superior = self.actors.of(self.cast.inspectorate), self._superior(person)
        report_id = report_violation(report, actor=auditor, now=self.clock.tick())
        word = Assess(assessment=Assessment.SUSPECTED, reason=_SUSPECTED)
        ids = assess_report(report_id, word, actor=superior, now=self.clock.tick())
        open_at_once(ids, actor=superior, now=self.clock.tick())

    def _stay_away(self, person: Subject) -> None:
        """Four working days of one month, which the superior confirms to be without reason."""
        last = self.clock.today - timedelta(days=1)
        around = calendar_of_person(person.id).working_days(last - timedelta(days=14), last)
        days = [day for day in around if day.year == self.clock.today.year][-_ABSENT_DAYS:]
        hr, superior = self.actors.of(self._hr(person)), self._superior(person)
        missed = [RecordAbsence(person_id=person.id, day=day, source="bulanan") for day in days]
        record_absences(missed, actor=hr, now=self.clock.tick())
        ids = session().scalars(
            select(AbsenceDay.id).where(AbsenceDay.person_id == person.id).order_by(AbsenceDay.day)
        )
        word = ConfirmAbsence(day_ids=tuple(ids), reason=AbsenceReason.WITHOUT_REASON)
        proposals = confirm_absence(word, actor=superior, now=self.clock.tick())
        open_at_once(proposals, actor=superior, now=self.clock.tick())

    def _superior(self, person: Subject) -> Actor:
        official = acting_superior(person.id, on=self.clock.today)
        return self.actors.of(official.person_id if official else self.cast.governor)

    def _hr(self, person: Subject) -> int:
        return next(one for one in self.cast.hr if one != person.id)


def _people(stories: Stories) -> list[Subject]:
    """One of each unit, counters first, whom a superior may punish lightly; nobody of the cast."""
    cast, found, units = stories.cast, list[Subject](), set[int]()
    never = {cast.staff, cast.supervisor, cast.leader, cast.unit_admin, cast.operator}
    never |= {cast.inspectorate, cast.auditor, *cast.hr}
    serving = select(Service.unit_id).where(Service.agency_id == stories.agency_id)
    rows = (
        session()
        .execute(
            select(Person.id, Person.unit_id)
            .where(
                Person.agency_id == stories.agency_id,
                Person.kind == PersonKind.PNS,
                Person.state == PersonState.ACTIVE,
                Person.is_unit_head.is_(False),
                Person.id.not_in(never),
            )
            .order_by(Person.unit_id.in_(serving).desc(), Person.nip.desc())
        )
        .all()
    )
    for person_id, unit_id in rows:
        if len(found) == _PEOPLE:
            break
        if unit_id not in units and _can_be_judged(person_id, stories.clock.today):
            found.append(Subject(person_id, unit_id))
            units.add(unit_id)
    return found


def _can_be_judged(person_id: int, today: date) -> bool:
    """Somebody stands above, and somebody may impose a light kind."""
    superior = acting_superior(person_id, on=today)
    return (
        superior is not None and find_decider(person_id, Kind.R1, excluded=(), on=today) is not None
    )
