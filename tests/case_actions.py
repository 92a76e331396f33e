"""The actions of a case of discipline: each verb with its events, who may take it, and where.

``ACTIONS`` stand for the events of the state table; ``DONE`` says in which stage which of them
carries somebody through.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.discipline.cases import CaseEvent
from ledger.domain.discipline.commands import (
    RecordDelivery,
    RecordExamination,
    RecordObjection,
    ReleaseTemporarily,
    ReplaceMember,
    Summon,
    WriteReport,
)
from ledger.domain.discipline.kinds import Kind
from ledger.domain.discipline.remedies import DecideRemedy, RemedyOutcome
from ledger.models.cases import Case
from ledger.models.remedies import Measure
from ledger.services.cases import (
    answer_remedy,
    clear_case,
    close_case,
    decide_case,
    file_objection,
    form_team,
    record_attendance,
    record_delivery,
    record_examination,
    record_objection,
    record_reply,
    record_unused_reply,
    refer_case,
    release_temporarily,
    replace_member,
    replace_summons,
    summon,
    write_report,
)
from tests.case_stages import (
    ROLES,
    TEAM_NEEDED,
    Stage,
    Stands,
    carry_out,
    decision_on,
    end,
    team_of,
)
from tests.conduct import ANALYSIS, ANSWERS, FACTS, REASON, later

E = CaseEvent
Act = Callable[[Stands, Stage, Actor], object]


def _execute_first(stands: Stands, stage: Stage, actor: Actor) -> None:
    rows = select(Measure.id).where(Measure.case_id == stage.case_id).order_by(Measure.id.desc())
    carry_out(session().scalars(rows).first() or 0, actor, stage.now)


def _letter(stands: Stands, stage: Stage) -> Summon:
    exam = {0: 25, 2: 27, 4: 30}.get((stage.now - later(0)).days, 30)
    return Summon(exam_on=date(2026, 11, exam), place="Ruang rapat")


def _examine(stands: Stands, stage: Stage, actor: Actor) -> None:
    command = RecordExamination(answers=ANSWERS)
    record_examination(stage.case_id, command, actor=actor, now=stage.now)


def _replace_member(stands: Stands, stage: Stage, actor: Actor) -> None:
    command = ReplaceMember(
        leaving_id=stands.people["oversight_member"].id,
        person_id=stands.people["inspectorate"].id,
        letter_number="800/78/2026",
        left_on=stage.now.date(),
        reason=REASON,
    )
    replace_member(stage.case_id, command, actor=actor, now=stage.now)


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
            stage.case_id, team_of(stands), actor=actor, now=stage.now
        ),
        light=SUPERIOR | HR | PPK,
        heavy=SUPERIOR | HR | PPK,
        path="tim",
    ),
    Action(
        name="replace_member",
        events=frozenset({E.FORM_TEAM}),
        act=_replace_member,
        light=SUPERIOR | HR | PPK,
        heavy=SUPERIOR | HR | PPK,
        path="tim/ganti",
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
            stage.case_id, decision_on(stands, stage), actor=actor, now=stage.now
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
        act=end,
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
        "heavy, opened": "replace_member summon discontinue",
        "heavy, summoned": "replace_member replace_summons record_absence examine discontinue",
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
