"""A case of discipline brought to every state, and everybody who may stand near it.

``STAGES`` builds one case for each state, in a light story (the superior decides) and a heavy one
(a team examines, the PPK decides).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from ledger.database import session
from ledger.domain.actors import Actor, system_actor
from ledger.domain.discipline.cases import CaseState
from ledger.domain.discipline.commands import (
    DecideCase,
    FormTeam,
    RecordDelivery,
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
    record_execution,
    record_reply,
    refer_case,
    sign_record,
    take_effect_due,
)
from ledger.services.cases.witnesses import record_witness
from tests.conduct import REASON, ConductHouse, later
from tests.factories import make_actor, make_agency, make_person, make_unit
from tests.proposals import declare_conflict

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
        stage.case_id, decision_on(stands, stage), actor=stands.actor("superior"), now=stage.now
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
        carry_out(measure_id, stands.actor("hr"), stage.now)
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
    end(stands, stage, stands.actor("hr"))
    return stage


def _team_needed(stands: Stands) -> Stage:
    return _at(0, stands.opened(code="L5k"))


def _team_formed(stands: Stands) -> Stage:
    stage = _team_needed(stands)
    form_team(stage.case_id, team_of(stands), actor=stands.actor("hr"), now=stage.now)
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


def team_of(stands: Stands) -> FormTeam:
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


def decision_on(stands: Stands, stage: Stage) -> DecideCase:
    is_heavy = session().get_one(Case, stage.case_id).suspected_level == "berat"
    kind, after = (Kind.B1, "Pengelola Data") if is_heavy else (Kind.R2, "")
    return DecideCase(kind=kind, reason=REASON, position_after=after)


def carry_out(measure_id: int, actor: Actor, now: datetime) -> None:
    record_execution(
        measure_id, receipt="Daftar gaji 1", executed_on=now.date(), actor=actor, now=now
    )


def end(stands: Stands, stage: Stage, actor: Actor) -> None:
    command = Discontinue(ground=EndingGround.RETIRED, reason=REASON)
    discontinue_case(stage.case_id, command, actor=actor, now=stage.now)
