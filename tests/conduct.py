"""A house in which somebody is reported, examined and decided upon."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import ledger
from ledger.database import session, transaction
from ledger.domain.actors import Actor
from ledger.domain.commendations import ComplaintCause, ComplaintState
from ledger.domain.discipline.catalogue import Impact
from ledger.domain.discipline.commands import (
    DecideCase,
    FormTeam,
    GivenAnswer,
    RecordExamination,
    Summon,
    WriteReport,
)
from ledger.domain.discipline.kinds import Kind
from ledger.domain.discipline.teams import TeamElement
from ledger.domain.people import Role
from ledger.domain.violations import Assess, Assessment, RecordAbsence, ReportViolation
from ledger.models.cases import Case
from ledger.models.commendations import Complaint
from ledger.models.people import Person, RoleGrant
from ledger.services.absences import record_absences
from ledger.services.cases import (
    decide_case,
    form_team,
    record_examination,
    record_reply,
    summon,
    write_report,
)
from ledger.services.cases.weighing import weigh
from ledger.services.violations import assess_report, open_at_once, report_violation
from tests.factories import NOW, make_actor, make_person
from tests.packs import put_in_force
from tests.proposals import House

PACKS = [
    Path(ledger.__file__).parent / "rulepacks" / f"{name}.yaml"
    for name in ("pembinaan-layanan", "pp94-2021")
]
REASON = "Dua saksi melihatnya dan pegawai mengakuinya."
FACTS = "Rekaman kamera dan dua keterangan saling menguatkan."
ANALYSIS = "Perbuatannya melanggar kewajiban dan berdampak pada unit kerja."
ANSWERS = (
    GivenAnswer("Apakah Saudara sehat dan bersedia diperiksa?", "Ya, saya sehat dan bersedia."),
    GivenAnswer("Apa yang terjadi?", "Saya keluar kantor tanpa meminta izin."),
)


def later(days: int) -> datetime:
    """The same hour some calendar days after Monday 23 November 2026."""
    return NOW + timedelta(days=days)


class ConductHouse(House):
    """The house with the shipped pack of conduct in force, a reporter, HR and the inspectorate."""

    def __init__(self, *, with_pack: bool = True) -> None:
        super().__init__(quota=0)
        self.officer = make_person(self.dinas, self.chief, name="Kadek")
        self.inspector = make_person(self.dinas, self.chief, name="Luh")
        self.hr = make_actor(self.officer, Role.HR)
        self.inspectorate = make_actor(self.inspector, Role.INSPECTORATE)
        self._actors |= {self.officer.id: self.hr, self.inspector.id: self.inspectorate}
        _grant(self.hr, Role.HR)
        _grant(self.inspectorate, Role.INSPECTORATE)
        if not with_pack:
            return
        second = make_actor(make_person(self.dinas, self.chief), Role.HR)
        for path in PACKS:
            put_in_force(path.read_text(encoding="utf-8"), self.hr, second)

    def report(self, source_key: str | None = None, **fields: Any) -> int:
        """A light violation that the mate reports about the staff of the bidang."""
        values: dict[str, Any] = {
            "subject_id": self.staff.id,
            "unit_id": self.bidang.id,
            "code": "K3e",
            "impact": Impact.UNIT,
            "narrative": "Meninggalkan loket selama tiga jam tanpa izin",
            "happened_on": date(2026, 11, 10),
            "known_on": date(2026, 11, 12),
            "reporter_id": self.mate.id,
        }
        command = ReportViolation(**{**values, **fields})
        actor = self.actor(self.mate)
        return report_violation(command, actor=actor, now=NOW, source_key=source_key)

    def assess(
        self,
        report_id: int,
        assessment: Assessment = Assessment.SUSPECTED,
        by: Person | None = None,
        **fields: Any,
    ) -> list[int]:
        command = Assess(assessment=assessment, reason=fields.pop("reason", REASON), **fields)
        actor = self.actor(by or self.head)
        return assess_report(report_id, command, actor=actor, now=NOW)

    def open_case(self, by: Person | None = None, **report: Any) -> int:
        """Report, assess and open, all as the screens do it."""
        actor = self.actor(by or self.head)
        proposals = self.assess(self.report(**report), by=by)
        case_id = open_at_once(proposals, actor=actor, now=NOW)
        assert case_id is not None
        return case_id

    def summon(self, case_id: int, now: datetime = NOW, **fields: Any) -> None:
        values: dict[str, Any] = {"exam_on": date(2026, 11, 25), "place": "Ruang rapat"}
        command = Summon(**{**values, **fields})
        summon(case_id, command, actor=self.actor(self.head), now=now)

    def form_team(self, case_id: int) -> None:
        """The superior, the inspectorate and personnel, as a heavy case needs them."""
        command = FormTeam(
            letter_number="800/77/2026",
            formed_on=NOW.date(),
            members=(
                (self.head.id, TeamElement.SUPERIOR),
                (self.inspector.id, TeamElement.OVERSIGHT),
                (self.officer.id, TeamElement.PERSONNEL),
            ),
            chair_id=self.head.id,
        )
        form_team(case_id, command, actor=self.hr, now=NOW)

    def summon_as(self, case_id: int, actor: Actor) -> None:
        command = Summon(exam_on=date(2026, 11, 25), place="Ruang rapat")
        summon(case_id, command, actor=actor, now=NOW)

    def examine(self, case_id: int, now: datetime = NOW + timedelta(days=2), **f: Any) -> None:
        command = RecordExamination(**{"answers": ANSWERS, **f})
        record_examination(case_id, command, actor=self.actor(self.head), now=now)

    def examined(self, **report: Any) -> int:
        case_id = self.open_case(**report)
        self.summon(case_id)
        self.examine(case_id)
        return case_id

    def replied(self, **report: Any) -> int:
        case_id = self.examined(**report)
        self.answer(case_id)
        return case_id

    def answer(self, case_id: int) -> None:
        record_reply(case_id, "Saya menyesal.", actor=self.actor(self.staff), now=later(3))

    def write_report(
        self, case_id: int, recommended: Kind | None = Kind.R2, now: datetime | None = None
    ) -> None:
        command = WriteReport(facts=FACTS, analysis=ANALYSIS, recommended=recommended)
        write_report(case_id, command, actor=self.actor(self.head), now=now or later(3))

    def reported(self, recommended: Kind | None = None, **report: Any) -> int:
        """Examined, answered and written up; without a kind the lightest possible is proposed."""
        case_id = self.replied(**report)
        if recommended is None:
            recommended = weigh(session().get_one(Case, case_id)).kinds[0]
        self.write_report(case_id, recommended)
        return case_id

    def decided(self, kind: Kind = Kind.R2, **report: Any) -> int:
        case_id = self.reported(**report)
        command = DecideCase(kind=kind, reason=REASON, mitigating="Mengakui perbuatannya")
        decide_case(case_id, command, actor=self.actor(self.head), now=later(4))
        return case_id

    def absent(self, *days: date, person: Person | None = None) -> None:
        person = person or self.staff
        rows = [RecordAbsence(person_id=person.id, day=day, source="bulanan") for day in days]
        record_absences(rows, actor=self.hr, now=NOW)

    def complain(self, **fields: Any) -> int:
        """A complaint HR substantiated as caused by the staff."""
        values: dict[str, Any] = {
            "agency_id": self.agency.id,
            "tracking_code": f"TRM-{self._count():04}-AAAA",
            "state": ComplaintState.SUBSTANTIATED,
            "classification": "pengaduan",
            "category": "petugas tidak ramah",
            "title": "Petugas membentak pemohon",
            "unit_id": self.bidang.id,
            "person_id": self.staff.id,
            "filed_on": date(2026, 11, 9),
            "cause": ComplaintCause.PEOPLE,
            "verified_by": self.officer.id,
            "verified_at": NOW,
        }
        with transaction() as work:
            row = Complaint(**{**values, **fields})
            work.add(row)
        return row.id

    def _count(self) -> int:
        self._counted = getattr(self, "_counted", 0) + 1
        return self._counted


def _grant(actor: Actor, role: Role) -> None:
    """What the actor already knows, for whoever asks the database."""
    with transaction() as work:
        work.add(
            RoleGrant(
                agency_id=actor.agency_id,
                account_id=actor.account_id,
                role=role,
                valid_from=date(2026, 1, 1),
            )
        )
