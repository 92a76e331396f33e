"""A case of discipline brought to every state, everybody who may stand near it, and every action.

``STAGES`` builds one case for each state, in a light story (the superior decides) and a heavy one
(a team examines, the PPK decides). ``ACTIONS`` are the verbs of the service, each with the events
of the state table that it stands for and with who may take it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from ledger.database import session
from ledger.domain.actors import Actor, system_actor
from ledger.domain.discipline.cases import CaseEvent, CaseState
from ledger.domain.discipline.commands import (
    DecideCase,
    FormTeam,
    RecordDelivery,
    RecordExamination,
    RecordObjection,
    ReleaseTemporarily,
    Summon,
    WriteReport,
)
from ledger.domain.discipline.endings import Discontinue, EndingGround
from ledger.domain.discipline.kinds import Kind
from ledger.domain.discipline.remedies import DecideRemedy, RemedyOutcome
from ledger.domain.discipline.teams import TeamElement
from ledger.domain.people import Role
from ledger.models.cases import Case
from ledger.models.people import Person
from ledger.models.remedies import Measure
from ledger.services.cases import (
    answer_remedy,
    carry_on_due,
    clear_case,
    close_case,
    decide_case,
    discontinue_case,
    file_objection,
    form_team,
    record_attendance,
    record_delivery,
    record_examination,
    record_execution,
    record_objection,
    record_reply,
    record_unused_reply,
    refer_case,
    release_temporarily,
    replace_summons,
    sign_record,
    summon,
    take_effect_due,
    write_report,
)
from ledger.services.cases.witnesses import record_witness
from tests.conduct import ANALYSIS, ANSWERS, FACTS, REASON, ConductHouse, later
from tests.factories import make_actor, make_agency, make_person, make_unit
from tests.proposals import declare_conflict

E = CaseEvent
S = CaseState

#: Everybody who might try, by the place where they stand.
ROLES = (
    "subject",
    "superior",
    "next_superior",
    "ppk",
    "oversight_member",
    "personnel_member",
    "reporter",
    "witness_of_hr",
    "hr_in_conflict",
    "hr",
    "inspectorate",
    "every_other_role",
    "colleague",
    "elsewhere",
)


class Stands:
    """The people around one case; two of HR stand too near to it."""

    def __init__(self) -> None:
        house = self.house = ConductHouse()
        self.acting = make_person(house.dinas, house.chief, name="Nyoman")
        self.people: dict[str, Person] = {
            "subject": house.staff,
            "superior": house.head,
            "next_superior": house.chief,
            "ppk": house.governor,
            "oversight_member": house.inspector,
            "personnel_member": house.officer,
            "reporter": house.mate,
            "hr": house.clerk,
            "inspectorate": house.stranger,
            "colleague": make_person(house.bidang, house.head),
        }
        for name in ("witness_of_hr", "hr_in_conflict", "every_other_role"):
            self.people[name] = make_person(house.dinas, house.chief)
        declare_conflict(self.people["hr_in_conflict"], house.staff)
        others = (Role.UNIT_ADMIN, Role.AUDITOR, Role.OPERATOR)
        near = (Role.HR, Role.INSPECTORATE)
        self.actors: dict[str, Actor] = {
            "hr": make_actor(house.clerk, Role.HR),
            "inspectorate": make_actor(house.stranger, Role.INSPECTORATE),
            "witness_of_hr": make_actor(self.people["witness_of_hr"], *near),
            "hr_in_conflict": make_actor(self.people["hr_in_conflict"], *near),
            "every_other_role": make_actor(self.people["every_other_role"], *others),
            "elsewhere": _head_elsewhere(),
        }

    def actor(self, role: str) -> Actor:
        if role not in self.actors:
            self.actors[role] = self.house.actor(self.people[role])
        return self.actors[role]

    def opened(self, **report: Any) -> int:
        case_id = self.house.open_case(**report)
        witness = self.people["witness_of_hr"]
        record_witness(case_id, witness.id, actor=self.house.hr, now=later(0))
        return case_id


def _head_elsewhere() -> Actor:
    unit = make_unit(make_agency())
    head = make_person(unit, is_unit_head=True)
    make_person(unit, head)
    return make_actor(head, *Role)


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A case in a state at a moment, when the days it waits for have come."""

    case_id: int
    now: datetime


Build = Callable[[Stands], Stage]
Act = Callable[[Stands, Stage, Actor], object]


def _at(days: int, case_id: int) -> Stage:
    return Stage(case_id=case_id, now=later(days))


def _summoned(stands: Stands, **report: Any) -> Stage:
    case_id = stands.opened(**report)
    stands.house.summon(case_id)
    return _at(2, case_id)


def _absent(stands: Stands) -> Stage:
    stage = _summoned(stands)
    record_attendance(stage.case_id, attended=False, actor=stands.actor("superior"), now=later(2))
    return stage


def _summoned_again(stands: Stands) -> Stage:
    case_id = _absent(stands).case_id
    stands.house.summon(case_id, now=later(2), exam_on=date(2026, 11, 27))
    return _at(4, case_id)


def _absent_twice(stands: Stands) -> Stage:
    stage = _summoned_again(stands)
    record_attendance(stage.case_id, attended=False, actor=stands.actor("superior"), now=later(4))
    return stage


def _examined(stands: Stands) -> Stage:
    stage = _summoned(stands)
    stands.house.examine(stage.case_id)
    return _at(14, stage.case_id)


def _replied(stands: Stands) -> Stage:
    stage = _summoned(stands)
    stands.house.examine(stage.case_id)
    record_reply(stage.case_id, "Saya menyesal.", actor=stands.actor("subject"), now=later(3))
    return _at(3, stage.case_id)


def _reported(stands: Stands) -> Stage:
    stage = _replied(stands)
    stands.house.write_report(stage.case_id)
    return _at(4, stage.case_id)


def _decided(stands: Stands) -> Stage:
    stage = _reported(stands)
    decide_case(
        stage.case_id, _decision(stands, stage), actor=stands.actor("superior"), now=stage.now
    )
    return stage


def _sent(stands: Stands) -> Stage:
    stage = _decided(stands)
    sent = RecordDelivery(
        planned_on=date(2026, 11, 27), sent_on=date(2026, 11, 27), sent_to="Jl. Contoh 1"
    )
    record_delivery(stage.case_id, sent, actor=stands.actor("superior"), now=stage.now)
    return stage


def _delivered(stands: Stands) -> Stage:
    stage = _decided(stands)
    received = RecordDelivery(received_on=date(2026, 11, 27))
    record_delivery(stage.case_id, received, actor=stands.actor("superior"), now=stage.now)
    return _at(5, stage.case_id)


def _suspended(stands: Stands) -> Stage:
    stage = _delivered(stands)
    file_objection(stage.case_id, "Tidak benar.", actor=stands.actor("subject"), now=stage.now)
    return _at(7, stage.case_id)


def _answered(stands: Stands, outcome: RemedyOutcome, kind: Kind | None = None) -> int:
    stage = _suspended(stands)
    command = DecideRemedy(outcome=outcome, reason=REASON, kind=kind)
    answer_remedy(stage.case_id, command, actor=stands.actor("next_superior"), now=stage.now)
    return stage.case_id


def _effective(stands: Stands) -> Stage:
    # Replaced by a heavier one, whose measure nobody has carried out yet.
    return _at(30, _answered(stands, RemedyOutcome.AGGRAVATED, Kind.S1))


def _executed(stands: Stands) -> Stage:
    stage = _effective(stands)
    for measure_id in session().scalars(select(Measure.id).where(Measure.stopped_on.is_(None))):
        _execute(measure_id, stands.actor("hr"), stage.now)
    return stage


def _spent(stands: Stands) -> Stage:
    stage = _delivered(stands)
    system = system_actor(stands.house.agency.id)
    take_effect_due(actor=system, now=later(30))
    carry_on_due(actor=system, now=later(30))
    return _at(30, stage.case_id)


def _closed(stands: Stands) -> Stage:
    stage = _spent(stands)
    close_case(stage.case_id, actor=stands.actor("superior"), now=stage.now)
    return stage


def _annulled(stands: Stands) -> Stage:
    return _at(8, _answered(stands, RemedyOutcome.ANNULLED))


def _cleared(stands: Stands) -> Stage:
    stage = _reported(stands)
    clear_case(stage.case_id, REASON, actor=stands.actor("superior"), now=stage.now)
    return stage


def _discontinued(stands: Stands) -> Stage:
    stage = _reported(stands)
    _end(stands, stage, stands.actor("hr"))
    return stage


def _team_needed(stands: Stands) -> Stage:
    return _at(0, stands.opened(code="L5k"))


def _team_formed(stands: Stands) -> Stage:
    stage = _team_needed(stands)
    form_team(stage.case_id, _team(stands), actor=stands.actor("hr"), now=stage.now)
    return stage


def _team_summoned(stands: Stands) -> Stage:
    stage = _team_formed(stands)
    stands.house.summon(stage.case_id)
    return _at(2, stage.case_id)


def _team_examined(stands: Stands) -> Stage:
    stage = _team_summoned(stands)
    stands.house.examine(stage.case_id)
    return _at(14, stage.case_id)


def _team_replied(stands: Stands) -> Stage:
    stage = _team_summoned(stands)
    stands.house.examine(stage.case_id)
    for member in ("oversight_member", "personnel_member"):
        sign_record(stage.case_id, actor=stands.actor(member), now=later(3))
    record_reply(stage.case_id, "Saya menyesal.", actor=stands.actor("subject"), now=later(3))
    return _at(3, stage.case_id)


def _team_reported(stands: Stands) -> Stage:
    stage = _team_replied(stands)
    stands.house.write_report(stage.case_id, Kind.B1)
    return _at(4, stage.case_id)


def _team_referred(stands: Stands) -> Stage:
    stage = _team_reported(stands)
    refer_case(stage.case_id, actor=stands.actor("superior"), now=stage.now)
    return stage


TEAM_NEEDED = "heavy, without a team"
LIGHT: Mapping[CaseState, Build] = {
    S.OPENED: lambda stands: _at(0, stands.opened()),
    S.SUMMONED: _summoned,
    S.ABSENT: _absent,
    S.SUMMONED_AGAIN: _summoned_again,
    S.ABSENT_TWICE: _absent_twice,
    S.EXAMINED: _examined,
    S.REPLIED: _replied,
    S.REPORTED: _reported,
    S.DECIDED: _decided,
    S.SENT: _sent,
    S.DELIVERED: _delivered,
    S.SUSPENDED: _suspended,
    S.EFFECTIVE: _effective,
    S.EXECUTED: _executed,
    S.SPENT: _spent,
    S.CLOSED: _closed,
    S.ANNULLED: _annulled,
    S.CLEARED: _cleared,
    S.DISCONTINUED: _discontinued,
}
HEAVY: Mapping[CaseState, Build] = {
    S.OPENED: _team_formed,
    S.SUMMONED: _team_summoned,
    S.EXAMINED: _team_examined,
    S.REPLIED: _team_replied,
    S.REPORTED: _team_reported,
    S.REFERRED: _team_referred,
}
STAGES: Mapping[str, Build] = {
    **{f"light, {state}": build for state, build in LIGHT.items()},
    TEAM_NEEDED: _team_needed,
    **{f"heavy, {state}": build for state, build in HEAVY.items()},
}


def _team(stands: Stands) -> FormTeam:
    house = stands.house
    return FormTeam(
        letter_number="800/77/2026",
        formed_on=later(0).date(),
        members=(
            (house.head.id, TeamElement.SUPERIOR),
            (house.inspector.id, TeamElement.OVERSIGHT),
            (house.officer.id, TeamElement.PERSONNEL),
        ),
        chair_id=house.head.id,
    )


def _decision(stands: Stands, stage: Stage) -> DecideCase:
    is_heavy = session().get_one(Case, stage.case_id).suspected_level == "berat"
    kind, after = (Kind.B1, "Pengelola Data") if is_heavy else (Kind.R2, "")
    return DecideCase(kind=kind, reason=REASON, position_after=after)


def _execute(measure_id: int, actor: Actor, now: datetime) -> None:
    record_execution(
        measure_id, receipt="Daftar gaji 1", executed_on=now.date(), actor=actor, now=now
    )


def _execute_first(stands: Stands, stage: Stage, actor: Actor) -> None:
    rows = select(Measure.id).where(Measure.case_id == stage.case_id).order_by(Measure.id.desc())
    _execute(session().scalars(rows).first() or 0, actor, stage.now)


def _letter(stands: Stands, stage: Stage) -> Summon:
    exam = {0: 25, 2: 27, 4: 30}.get((stage.now - later(0)).days, 30)
    return Summon(exam_on=date(2026, 11, exam), place="Ruang rapat")


def _examine(stands: Stands, stage: Stage, actor: Actor) -> None:
    command = RecordExamination(answers=ANSWERS)
    record_examination(stage.case_id, command, actor=actor, now=stage.now)


def _end(stands: Stands, stage: Stage, actor: Actor) -> None:
    command = Discontinue(ground=EndingGround.RETIRED, reason=REASON)
    discontinue_case(stage.case_id, command, actor=actor, now=stage.now)


def _release(stands: Stands, stage: Stage, actor: Actor) -> None:
    command = ReleaseTemporarily(
        letter_number="800/9/2026", acting_id=stands.acting.id, reason=REASON
    )
    release_temporarily(stage.case_id, command, actor=actor, now=stage.now)


def _report(stands: Stands, stage: Stage, actor: Actor) -> None:
    is_heavy = session().get_one(Case, stage.case_id).suspected_level == "berat"
    kind = Kind.B1 if is_heavy else Kind.R2
    command = WriteReport(facts=FACTS, analysis=ANALYSIS, recommended=kind)
    write_report(stage.case_id, command, actor=actor, now=stage.now)


def _deliver(stands: Stands, stage: Stage, actor: Actor) -> None:
    command = RecordDelivery(received_on=stage.now.date())
    record_delivery(stage.case_id, command, actor=actor, now=stage.now)


def _send(stands: Stands, stage: Stage, actor: Actor) -> None:
    day = date(2026, 11, 27)
    command = RecordDelivery(planned_on=day, sent_on=day, sent_to="Jl. Contoh 1")
    record_delivery(stage.case_id, command, actor=actor, now=stage.now)


def _object_on_paper(stands: Stands, stage: Stage, actor: Actor) -> None:
    command = RecordObjection(grounds="Tidak benar.", filed_on=date(2026, 11, 28))
    record_objection(stage.case_id, command, actor=actor, now=stage.now)


def _answer(outcome: RemedyOutcome, kind: Kind | None = None) -> Act:
    def act(stands: Stands, stage: Stage, actor: Actor) -> None:
        command = DecideRemedy(outcome=outcome, reason=REASON, kind=kind)
        answer_remedy(stage.case_id, command, actor=actor, now=stage.now)

    return act


@dataclass(frozen=True, kw_only=True)
class Action:
    """One verb: the events it stands for, who may take it in each story, and its place on the file.

    ``light`` and ``heavy`` are the two stories; before a team is formed a heavy case has nobody but
    its superior. ``by_decider``: also whoever decides may, wherever the case lies.
    """

    name: str
    events: frozenset[CaseEvent]
    act: Act
    light: frozenset[str]
    heavy: frozenset[str]
    #: The end of its address below the case, where the file offers it.
    path: str = ""
    by_decider: bool = False

    def may(self, stage: str) -> frozenset[str]:
        """The roles that may take it in this stage."""
        alone = stage == TEAM_NEEDED
        found = self.light if stage.startswith("light") or alone else self.heavy
        if not self.by_decider:
            return found
        if stage.startswith("heavy"):
            return found | PPK
        # Answered with a heavier kind, the decision is that of whoever answered.
        replaced = stage in ("light, effective", "light, executed")
        return found | _who("next_superior") if replaced else found


def _who(*roles: str) -> frozenset[str]:
    assert set(roles) <= set(ROLES)
    return frozenset(roles)


SUPERIOR = _who("superior")
TEAM = _who("superior", "oversight_member", "personnel_member")
HR = _who("hr", "personnel_member", "hr_in_conflict")
#: A receipt of the payroll is no part in the case, so a witness who works for HR may note it.
PAYROLL = HR | _who("witness_of_hr")
SUBJECT = _who("subject")
PPK = _who("ppk")


def _by_official(name: str, event: CaseEvent, act: Act, path: str) -> Action:
    """Taken by whoever examines, and by the official who decides."""
    return Action(
        name=name,
        events=frozenset({event}),
        act=act,
        light=SUPERIOR,
        heavy=TEAM,
        path=path,
        by_decider=True,
    )


def _by_examiner(name: str, events: set[CaseEvent], act: Act, path: str) -> Action:
    return Action(
        name=name, events=frozenset(events), act=act, light=SUPERIOR, heavy=TEAM, path=path
    )


def _by_next_official(name: str, event: CaseEvent, act: Act) -> Action:
    return Action(
        name=name,
        events=frozenset({event}),
        act=act,
        light=_who("next_superior"),
        heavy=frozenset(),
    )


ACTIONS = (
    Action(
        name="form_team",
        events=frozenset({E.FORM_TEAM}),
        act=lambda stands, stage, actor: form_team(
            stage.case_id, _team(stands), actor=actor, now=stage.now
        ),
        light=SUPERIOR | HR | PPK,
        heavy=SUPERIOR | HR | PPK,
        path="tim",
    ),
    _by_examiner(
        "summon",
        {E.SUMMON, E.SUMMON_AGAIN},
        lambda stands, stage, actor: summon(
            stage.case_id, _letter(stands, stage), actor=actor, now=stage.now
        ),
        "panggilan",
    ),
    _by_examiner(
        "replace_summons",
        {E.REPLACE_SUMMONS},
        lambda stands, stage, actor: replace_summons(
            stage.case_id, REASON, _letter(stands, stage), actor=actor, now=stage.now
        ),
        "panggilan/ganti",
    ),
    _by_examiner(
        "record_absence",
        {E.RECORD_ABSENCE},
        lambda stands, stage, actor: record_attendance(
            stage.case_id, attended=False, actor=actor, now=stage.now
        ),
        "pemeriksaan",
    ),
    _by_examiner("examine", {E.RECORD_EXAMINATION}, _examine, "pemeriksaan"),
    Action(
        name="release",
        events=frozenset({E.RELEASE}),
        act=_release,
        light=SUPERIOR,
        heavy=SUPERIOR,
        path="pembebasan",
    ),
    Action(
        name="reply",
        events=frozenset({E.RECORD_REPLY}),
        act=lambda stands, stage, actor: record_reply(
            stage.case_id, "Saya menyesal.", actor=actor, now=stage.now
        ),
        light=SUBJECT,
        heavy=SUBJECT,
    ),
    _by_official(
        "close_reply",
        E.RECORD_UNUSED_REPLY,
        lambda stands, stage, actor: record_unused_reply(stage.case_id, actor=actor, now=stage.now),
        "tanggapan",
    ),
    _by_examiner("write_report", {E.WRITE_REPORT}, _report, "laporan-hasil"),
    _by_official(
        "refer",
        E.REFER,
        lambda stands, stage, actor: refer_case(stage.case_id, actor=actor, now=stage.now),
        "laporkan",
    ),
    Action(
        name="decide",
        events=frozenset({E.DECIDE}),
        act=lambda stands, stage, actor: decide_case(
            stage.case_id, _decision(stands, stage), actor=actor, now=stage.now
        ),
        light=SUPERIOR,
        heavy=PPK,
        path="keputusan",
    ),
    _by_official(
        "clear",
        E.CLEAR,
        lambda stands, stage, actor: clear_case(stage.case_id, REASON, actor=actor, now=stage.now),
        "tidak-terbukti",
    ),
    Action(
        name="discontinue",
        events=frozenset({E.DISCONTINUE}),
        act=_end,
        light=SUPERIOR | HR,
        heavy=SUPERIOR | HR,
        path="hentikan",
    ),
    Action(
        name="deliver",
        events=frozenset({E.DELIVER, E.RECORD_RECEIPT}),
        act=_deliver,
        light=SUPERIOR,
        heavy=TEAM,
        path="penyampaian",
        by_decider=True,
    ),
    _by_official("send", E.SEND, _send, "penyampaian"),
    Action(
        name="object",
        events=frozenset({E.FILE_OBJECTION, E.STAY}),
        act=lambda stands, stage, actor: file_objection(
            stage.case_id, "Tidak benar.", actor=actor, now=stage.now
        ),
        light=SUBJECT,
        heavy=SUBJECT,
    ),
    Action(
        name="object_on_paper",
        events=frozenset({E.FILE_OBJECTION, E.STAY}),
        act=_object_on_paper,
        light=HR,
        heavy=HR,
    ),
    _by_next_official("uphold", E.UPHOLD, _answer(RemedyOutcome.UPHELD)),
    _by_next_official("replace", E.REPLACE, _answer(RemedyOutcome.LIGHTENED, Kind.R1)),
    _by_next_official("annul", E.ANNUL, _answer(RemedyOutcome.ANNULLED)),
    _by_next_official(
        "declare_inadmissible", E.DECLARE_INADMISSIBLE, _answer(RemedyOutcome.INADMISSIBLE)
    ),
    _by_next_official("dismiss", E.DISMISS, _answer(RemedyOutcome.AGGRAVATED, Kind.B3)),
    Action(
        name="execute",
        events=frozenset({E.EXECUTE, E.SPEND}),
        act=_execute_first,
        light=PAYROLL,
        heavy=PAYROLL,
    ),
    _by_official(
        "close",
        E.CLOSE,
        lambda stands, stage, actor: close_case(stage.case_id, actor=actor, now=stage.now),
        "tutup",
    ),
)
#: The actions that carry somebody who may through, in each stage; all others are refused to all.
DONE: Mapping[str, frozenset[str]] = {
    stage: frozenset(names.split())
    for stage, names in {
        "light, opened": "summon discontinue",
        "light, summoned": "replace_summons record_absence examine discontinue",
        "light, absent": "summon discontinue",
        "light, summoned_again": "replace_summons record_absence examine discontinue",
        "light, absent_twice": "write_report clear discontinue",
        "light, examined": "reply close_reply write_report clear discontinue",
        "light, replied": "write_report clear discontinue",
        "light, reported": "decide clear discontinue",
        "light, decided": "deliver send discontinue",
        "light, sent": "deliver discontinue",
        "light, delivered": "object object_on_paper discontinue",
        "light, suspended": "uphold replace annul declare_inadmissible discontinue",
        "light, effective": "execute",
        "light, executed": "",
        "light, spent": "object object_on_paper close",
        "light, closed": "object object_on_paper",
        "light, annulled": "",
        "light, cleared": "",
        "light, discontinued": "",
        TEAM_NEEDED: "form_team discontinue",
        "heavy, opened": "summon discontinue",
        "heavy, summoned": "replace_summons record_absence examine discontinue",
        "heavy, examined": "release reply close_reply clear discontinue",
        "heavy, replied": "release write_report clear discontinue",
        "heavy, reported": "release refer decide clear discontinue",
        "heavy, referred": "release decide clear discontinue",
    }.items()
}
#: Only a heavy decision that was objected to can end so: told in tests of remedies.
NOT_REACHED = frozenset({"dismiss"})
#: Whoever stands outside learns nothing, not even that there is a case.
OUTSIDERS = ("reporter", "every_other_role", "colleague", "elsewhere", "inspectorate")
#: The night takes it, on its day; nobody can ask for it.
BY_THE_CLOCK = frozenset({E.TAKE_EFFECT})
