"""The steps of one case in the demo: whoever must act does, and what is refused is told."""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from sqlalchemy import select

from ledger.database import session
from ledger.domain.actors import Actor, system_actor
from ledger.domain.discipline.commands import (
    DecideCase,
    FormTeam,
    GivenAnswer,
    RecordDelivery,
    RecordExamination,
    Summon,
    WriteReport,
)
from ledger.domain.discipline.kinds import Kind
from ledger.domain.discipline.remedies import DecideRemedy, RemedyOutcome
from ledger.domain.discipline.teams import TeamElement
from ledger.errors import LedgerError
from ledger.models.cases import Case
from ledger.models.remedies import Remedy
from ledger.services.cases import (
    answer_remedy,
    close_case,
    decide_case,
    file_objection,
    form_team,
    record_attendance,
    record_delivery,
    record_examination,
    record_reply,
    refer_case,
    sign_record,
    summon,
    take_effect_due,
    write_report,
)
from ledger.services.cases.deciders import find_decider
from ledger.services.cases.executing import measures_of_case, record_execution
from ledger.services.cases.holding import reporters_of, sitting, superior_now
from ledger.services.demo.cast import Actors, Cast
from ledger.services.demo.clock import DemoClock

Step = tuple[int, Callable[[], None]]

_PLACE = "Ruang rapat unit kerja"
_ANSWERS = (
    GivenAnswer("Apakah Saudara sehat dan bersedia diperiksa?", "Ya, saya sehat dan bersedia."),
    GivenAnswer("Benarkah kejadian yang diduga itu?", "Benar, dan saya menyesalinya."),
    GivenAnswer(
        "Mengapa hal itu terjadi?",
        "Saya kewalahan karena dua rekan cuti pada minggu yang sama.",
        "Tiga rekan, bukan dua.",
    ),
    GivenAnswer("Adakah yang ingin Saudara sampaikan?", "Saya akan memperbaiki cara kerja saya."),
)
_REPLY = "Saya mengakui kelalaian itu dan mohon dipertimbangkan bahwa saya baru kali ini berbuat."
_FACTS = "Catatan antrean dan keterangan dua rekan kerja menguatkan dugaan itu."
_ANALYSIS = "Perbuatan itu memenuhi unsur pasal yang diduga dan mengganggu pelayanan unit."
_REASON = "Perbuatannya terbukti dari hasil pemeriksaan, bukti, dan keterangan yang ada."
_MITIGATING = "Belum pernah dijatuhi hukuman disiplin."
_AGGRAVATING = "Warga dirugikan dan harus datang kembali."
_OBJECTION = "Saya ditugasi ke kantor lain pada hari itu; surat tugasnya saya lampirkan."
_TEAM_LETTER = "800.1.6.2/77/BKD/{year}"
_RECEIPT = "900.1.3/{number}/BPKAD/{year}"
_ANNULLED = "Surat tugas membuktikan bahwa yang bersangkutan bekerja di tempat lain."


@dataclass
class Walk:
    """Each verb takes the person whose newest case goes on."""

    cast: Cast
    actors: Actors
    clock: DemoClock
    refusals: Counter[str] = field(default_factory=Counter)

    def heard(self, person_id: int, *, from_day: int, kind: Kind = Kind.R1) -> list[Step]:
        """Summons, examination, reply, report: one week."""
        return [
            (from_day, partial(self.summon, person_id, from_day + 3)),
            (from_day + 3, partial(self.examine, person_id)),
            (from_day + 4, partial(self.reply, person_id)),
            (from_day + 6, partial(self.report, person_id, kind)),
        ]

    def form_team(self, person_id: int) -> None:
        """The superior, the inspectorate and HR examine together, by decision of the governor."""
        case = self._case(person_id)
        official = superior_now(case, on=self.clock.today) if case else None
        if official is None:
            return
        hr = next(one for one in reversed(self.cast.hr) if one != person_id)
        command = FormTeam(
            letter_number=_TEAM_LETTER.format(year=self.clock.today.year),
            formed_on=self.clock.today,
            members=(
                (official.person_id, TeamElement.SUPERIOR),
                (self.cast.inspectorate, TeamElement.OVERSIGHT),
                (hr, TeamElement.PERSONNEL),
            ),
            chair_id=official.person_id,
        )
        self._try(person_id, partial(form_team, command=command), hr)

    def summon(self, person_id: int, exam_day: int) -> None:
        command = Summon(exam_on=self.clock.day(exam_day), place=_PLACE)
        self._by_superior(person_id, partial(summon, command=command))

    def miss(self, person_id: int) -> None:
        self._by_superior(person_id, partial(record_attendance, attended=False))

    def examine(self, person_id: int) -> None:
        command = RecordExamination(answers=_ANSWERS)
        self._by_superior(person_id, partial(record_attendance, attended=True))
        self._by_superior(person_id, partial(record_examination, command=command))
        case = self._case(person_id)
        official = superior_now(case, on=self.clock.today) if case else None
        for member in sitting(case) if case else ():
            if official is None or member != official.person_id:
                self._try(person_id, sign_record, member)

    def reply(self, person_id: int) -> None:
        self._try(person_id, partial(record_reply, text=_REPLY), person_id)

    def report(self, person_id: int, kind: Kind) -> None:
        command = WriteReport(
            facts=_FACTS,
            analysis=_ANALYSIS,
            recommended=kind,
            aggravating=_AGGRAVATING,
            mitigating=_MITIGATING,
        )
        self._by_superior(person_id, partial(write_report, command=command))

    def refer(self, person_id: int) -> None:
        self._by_superior(person_id, refer_case)

    def decide(self, person_id: int, kind: Kind) -> None:
        case = self._case(person_id)
        barred: Collection[int] = reporters_of(case.id) if case else ()
        decider = find_decider(person_id, kind, excluded=barred, on=self.clock.today)
        command = DecideCase(
            kind=kind, reason=_REASON, aggravating=_AGGRAVATING, mitigating=_MITIGATING
        )
        if decider is not None:
            self._try(person_id, partial(decide_case, command=command), decider.official.person_id)

    def deliver(self, person_id: int) -> None:
        command = RecordDelivery(received_on=self.clock.today)
        self._by_decider(person_id, partial(record_delivery, command=command))

    def send(self, person_id: int) -> None:
        """Nobody came to receive it, so it goes to the last address on record."""
        command = RecordDelivery(planned_on=self.clock.today, sent_on=self.clock.today)
        self._by_decider(person_id, partial(record_delivery, command=command))

    def object_to(self, person_id: int) -> None:
        self._try(person_id, partial(file_objection, text=_OBJECTION), person_id)

    def annul(self, person_id: int) -> None:
        """Whoever answers the objection finds it justified."""
        case = self._case(person_id)
        wanted = select(Remedy.handler_id).where(Remedy.case_id == (case.id if case else 0))
        handler = session().scalar(wanted)
        command = DecideRemedy(outcome=RemedyOutcome.ANNULLED, reason=_ANNULLED)
        if handler is not None:
            self._try(person_id, partial(answer_remedy, command=command), handler)

    def finish(self, person_id: int) -> None:
        """The day of effect has come; nothing of a light kind remains to be carried out."""
        case = self._case(person_id)
        if case is not None:
            take_effect_due(actor=system_actor(case.agency_id), now=self.clock.tick())
            self._by_decider(person_id, close_case)

    def carry_out(self, person_id: int) -> None:
        """The day of effect has come; HR notes by which letter payroll and personnel obeyed."""
        case = self._case(person_id)
        if case is None:
            return
        take_effect_due(actor=system_actor(case.agency_id), now=self.clock.tick())
        hr = next(one for one in self.cast.hr if one != person_id)
        for number, measure in enumerate(measures_of_case(session(), case.id), start=1):
            receipt = _RECEIPT.format(number=number, year=self.clock.today.year)
            self._try(person_id, partial(self._record, measure.id, receipt), hr)

    def _record(
        self, measure_id: int, receipt: str, _case: int, *, actor: Actor, now: datetime
    ) -> None:
        day = self.clock.today
        record_execution(measure_id, receipt=receipt, executed_on=day, actor=actor, now=now)

    def _by_superior(self, person_id: int, act: Callable[..., object]) -> None:
        case = self._case(person_id)
        official = superior_now(case, on=self.clock.today) if case else None
        if official is not None:
            self._try(person_id, act, official.person_id)

    def _by_decider(self, person_id: int, act: Callable[..., object]) -> None:
        case = self._case(person_id)
        if case is not None and case.decider_id is not None:
            self._try(person_id, act, case.decider_id)

    def _try(self, person_id: int, act: Callable[..., object], actor_id: int) -> None:
        case = self._case(person_id)
        if case is None:
            return
        try:
            act(case.id, actor=self.actors.of(actor_id), now=self.clock.tick())
        except LedgerError as refusal:
            self.refusals[refusal.message] += 1

    def _case(self, person_id: int) -> Case | None:
        return session().scalar(
            select(Case).where(Case.subject_id == person_id).order_by(Case.id.desc()).limit(1)
        )
