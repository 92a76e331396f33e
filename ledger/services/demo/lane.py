"""The light fast lane: summons, examination, reply, decision, delivery, each on its own day."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import select

from ledger.database import session
from ledger.domain.discipline.cases import CaseState
from ledger.domain.discipline.commands import (
    DecideCase,
    GivenAnswer,
    RecordDelivery,
    RecordExamination,
    Summon,
    WriteReport,
)
from ledger.domain.discipline.kinds import Kind
from ledger.errors import LedgerError
from ledger.models.cases import Case
from ledger.services.cases import (
    decide_case,
    record_attendance,
    record_delivery,
    record_examination,
    record_reply,
    refer_case,
    summon,
    write_report,
)
from ledger.services.cases.deciders import find_decider
from ledger.services.cases.holding import reporters_of
from ledger.services.cases.weighing import weigh
from ledger.services.demo.cast import Actors
from ledger.services.demo.clock import DemoClock

_PLACE = "Ruang rapat unit kerja"
_ANSWERS = (
    GivenAnswer("Apakah Saudara sehat dan bersedia diperiksa?", "Ya, saya sehat dan bersedia."),
    GivenAnswer("Benarkah kejadian yang dilaporkan?", "Benar, saya lalai pada hari itu."),
    GivenAnswer("Apa yang akan Saudara lakukan?", "Saya akan memperbaiki cara kerja saya."),
)
_REPLY = "Saya mengakui kelalaian itu dan sudah meminta maaf kepada warga yang dirugikan."
_FACTS = "Pemeriksaan, bukti laporan, dan keterangan rekan kerja saling menguatkan."
_REASON = "Perbuatannya terbukti dari pemeriksaan dan diakui oleh yang bersangkutan."
_MITIGATING = "Mengakui perbuatannya dan belum pernah dijatuhi hukuman disiplin."


@dataclass
class LaneReport:
    """What became of the cases, by name of the step, and what was refused."""

    decided: int = 0
    referred: int = 0
    refusals: Counter[str] = field(default_factory=Counter)


class FastLane:
    """Each superior with their cases; a case beyond their power is referred upward."""

    def __init__(self, actors: Actors, clock: DemoClock) -> None:
        self._actors, self._clock = actors, clock
        self.report = LaneReport()

    def summon_all(self, exam_day: int) -> int:
        command = Summon(exam_on=self._clock.day(exam_day), place=_PLACE)
        return sum(
            self._try(partial(summon, case.id, command), case.superior_id)
            for case in self._cases(CaseState.OPENED)
        )

    def examine_all(self) -> int:
        command = RecordExamination(answers=_ANSWERS)
        waiting = self._cases(CaseState.SUMMONED)
        for case in waiting:
            self._try(partial(record_attendance, case.id, attended=True), case.superior_id)
            self._try(partial(record_examination, case.id, command), case.superior_id)
        return len(waiting)

    def reply_all(self) -> int:
        """Everybody but each third person uses the right to reply."""
        waiting = self._cases(CaseState.EXAMINED)
        replying = [case for number, case in enumerate(waiting) if number % 3 != 2]
        return sum(
            self._try(partial(record_reply, case.id, _REPLY), case.subject_id) for case in replying
        )

    def decide_all(self) -> int:
        for case in self._cases(CaseState.EXAMINED) + self._cases(CaseState.REPLIED):
            weight = weigh(case)
            light = weight.light
            kind = (light or weight.kinds)[0]
            self._write_up(case, kind)
            if light or self._is_own(case, kind):
                self.report.decided += self._decide(case, kind)
            else:
                self.report.referred += self._try(partial(refer_case, case.id), case.superior_id)
        return self.report.decided

    def _is_own(self, case: Case, kind: Kind) -> bool:
        """Whether the superior is the very official who must decide, so nothing goes up."""
        found = find_decider(
            case.subject_id, kind, excluded=reporters_of(case.id), on=self._clock.today
        )
        return found is not None and found.official.person_id == case.superior_id

    def deliver_all(self) -> int:
        command = RecordDelivery(received_on=self._clock.today)
        return sum(
            self._try(partial(record_delivery, case.id, command), case.superior_id)
            for case in self._cases(CaseState.DECIDED)
        )

    def _write_up(self, case: Case, kind: Kind) -> None:
        report = WriteReport(
            facts=_FACTS, analysis=_REASON, recommended=kind, mitigating=_MITIGATING
        )
        self._try(partial(write_report, case.id, report), case.superior_id)

    def _decide(self, case: Case, kind: Kind) -> bool:
        decider = find_decider(
            case.subject_id, kind, excluded=reporters_of(case.id), on=self._clock.today
        )
        if decider is None:
            return False
        command = DecideCase(kind=kind, reason=_REASON, mitigating=_MITIGATING)
        return self._try(partial(decide_case, case.id, command), decider.official.person_id)

    def _cases(self, state: CaseState) -> list[Case]:
        return list(session().scalars(select(Case).where(Case.state == state).order_by(Case.id)))

    def _try(self, act: Callable[..., object], person_id: int) -> bool:
        """One act of one person; what is refused is told at the end, and the story goes on."""
        try:
            act(actor=self._actors.of(person_id), now=self._clock.tick())
        except LedgerError as refusal:
            self.report.refusals[refusal.message] += 1
            return False
        return True
