"""Forming the team that examines: three elements, nobody lower, nobody involved (Pasal 29)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.discipline.cases import CaseEvent
from ledger.domain.discipline.catalogue import Level
from ledger.domain.discipline.commands import FormTeam
from ledger.domain.discipline.gates import require_open
from ledger.domain.discipline.teams import Seat, TeamElement, problems_of
from ledger.domain.officials import Official
from ledger.domain.people import Role
from ledger.domain.positions import PositionLevel
from ledger.errors import InvalidInput, NotFound, RuleRefused, sentence
from ledger.models.cases import Case
from ledger.models.examinations import ExaminationTeam, TeamMember
from ledger.queries.cases import names_of
from ledger.services.access import can_act
from ledger.services.cases.deciders import levels_of
from ledger.services.cases.holding import NO_CASE, held_case, reporters_of
from ledger.services.cases.moving import move, require_step
from ledger.services.cases.papers import prepare_team_decision
from ledger.services.cases.weighing import facts_of, weigh
from ledger.services.days import agency_today
from ledger.services.events import notify
from ledger.services.officials import official_snapshot, person_snapshot
from ledger.services.superiors import Ladder, ladder_of

LETTER_MISSING = sentence("Tulis nomor keputusan pembentukan tim")
FORMED_IN_FUTURE = sentence("Tanggal keputusan tidak boleh setelah hari ini")
NO_FORMER = sentence("Belum ada pejabat yang dapat membentuk tim. Lengkapi susunan pejabat dulu.")
#: As the paper says it, which is Indonesian always.
CHAIR, MEMBER = "Ketua", "Anggota"
TEAM_REFUSED = sentence("Susunan tim belum dapat dipakai.")
Levels = Mapping[int, PositionLevel]
IN_A_TEAM = sentence("Anda duduk dalam tim yang memeriksa sebuah kasus.")


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamChoices:
    """What is known before anybody types: the element of the superior, and who may form a team."""

    superior_id: int
    superior: str
    formers: tuple[tuple[str, str], ...]


def team_choices(case_id: int, *, actor: Actor, now: datetime) -> TeamChoices:
    """The same for whoever may record the team; NotFound for everybody else."""
    today = agency_today(actor.agency_id, now=now)
    with transaction() as work:
        case = held_case(work, case_id, actor)
        ladder, barred = ladder_of(case.subject_id, on=today), reporters_of(case.id)
        superior = ladder.superior(barred)
        _require_recorder(case, actor, ladder, _former(ladder, None, barred), barred)
        if superior is None:
            raise RuleRefused(NO_FORMER, constraint="team_former")
        never = {ladder.person_id, *barred, *ladder.barred}
        ids = [
            rung.official.person_id
            for rung in reversed(ladder.rungs)
            if rung.official and rung.official.person_id not in never
        ]
        names = names_of([*ids, superior.person_id])
        return TeamChoices(
            superior_id=superior.person_id,
            superior=names[superior.person_id],
            formers=tuple((str(one), names[one]) for one in dict.fromkeys(ids)),
        )


def form_team(case_id: int, command: FormTeam, *, actor: Actor, now: datetime) -> int:
    """Record the team that the PPK or a delegated official formed, and return its id.

    HR, the acting superior or the forming official records it. Raises InvalidInput on ``members``
    with everything that keeps these people from being the team, RuleRefused ``case_gate``,
    InvalidTransition, NotFound.
    """
    with transaction() as work:
        today = agency_today(actor.agency_id, now=now)
        case = held_case(work, case_id, actor)
        ladder, barred = ladder_of(case.subject_id, on=today), reporters_of(case.id)
        former = _former(ladder, command.formed_by, barred)
        _require_recorder(case, actor, ladder, former, barred)
        require_step(case, CaseEvent.FORM_TEAM, actor=actor)
        weight = weigh(case)
        case.suspected_level = weight.level
        require_open(CaseEvent.FORM_TEAM, facts_of(case, weight, today=today))
        levels = levels_of([case.subject_id, *(one for one, _ in command.members)], today)
        _require_command(command, case, ladder, barred, levels, today)
        team = _team(case, command, former, levels, now)
        work.add(team)
        work.flush()
        work.add_all(_members(team, command, ladder, barred, levels))
        work.flush()
        work.refresh(case, ["team"])
        work.refresh(team, ["members"])
        team.document_id = _paper(case, team, former, actor=actor, now=now)
        move(work, case, CaseEvent.FORM_TEAM, actor=actor, now=now)
        _tell(case, team, actor, now)
        return team.id


def _paper(
    case: Case, team: ExaminationTeam, former: Official, *, actor: Actor, now: datetime
) -> int:
    """F5, the Keputusan with the members in its annex, the chair first."""
    seated = sorted(team.members, key=lambda one: not one.is_chair)
    members = [
        (person_snapshot(one.person_id), one.element, CHAIR if one.is_chair else MEMBER)
        for one in seated
    ]
    level = Level(case.suspected_level)
    return prepare_team_decision(
        case, members, former, level, on=team.formed_on, actor=actor, now=now
    )


def _former(ladder: Ladder, chosen: int | None, barred: Collection[int]) -> Official:
    """The PPK at the top of the ladder, or the delegated official on it."""
    officials = [rung.official for rung in ladder.rungs if rung.official]
    if chosen is not None:
        officials = [one for one in officials if one.person_id == chosen]
    never = {ladder.person_id, *barred, *ladder.barred}
    found = next((one for one in reversed(officials) if one.person_id not in never), None)
    if found is None:
        raise RuleRefused(NO_FORMER, constraint="team_former")
    return found


def may_record_team(case: Case, actor: Actor, ladder: Ladder, barred: Collection[int]) -> bool:
    """The acting superior, the PPK at the top, or HR over the unit."""
    try:
        former = _former(ladder, None, barred)
    except RuleRefused:
        return False
    return _is_recorder(case, actor, ladder, former, barred)


def require_team_recorder(
    case: Case, actor: Actor, ladder: Ladder, barred: Collection[int]
) -> None:
    """Raise NotFound for whoever may not put the team, or a change of it, on record."""
    if not may_record_team(case, actor, ladder, barred):
        raise NotFound(NO_CASE)


def _require_recorder(
    case: Case, actor: Actor, ladder: Ladder, former: Official, barred: Collection[int]
) -> None:
    if not _is_recorder(case, actor, ladder, former, barred):
        raise NotFound(NO_CASE)


def _is_recorder(
    case: Case, actor: Actor, ladder: Ladder, former: Official, barred: Collection[int]
) -> bool:
    superior = ladder.superior(barred)
    if actor.person_id in (case.subject_id, *barred):
        return False
    if actor.person_id in (former.person_id, superior.person_id if superior else None):
        return True
    return can_act(actor, Role.HR, unit_id=case.unit_id)


def _require_command(
    command: FormTeam,
    case: Case,
    ladder: Ladder,
    barred: Collection[int],
    levels: Levels,
    today: date,
) -> None:
    problems: dict[str, list[str]] = {}
    if not command.letter_number.strip():
        problems["letter_number"] = [LETTER_MISSING]
    if command.formed_on > today:
        problems["formed_on"] = [FORMED_IN_FUTURE]
    superior = ladder.superior(barred)
    names = names_of(
        [*(one for one, _ in command.members), superior.person_id if superior else None]
    )
    wrong = problems_of(
        _seats(command, names, levels),
        subject_id=case.subject_id,
        subject_level=levels[case.subject_id],
        superior_id=superior.person_id if superior else None,
        superior_name=names.get(superior.person_id, "") if superior else "",
        barred={*barred, *ladder.barred},
    )
    if wrong:
        problems["members"] = list(wrong)
    if problems:
        raise InvalidInput(TEAM_REFUSED, fields=problems)


def _seats(command: FormTeam, names: Mapping[int, str], levels: Levels) -> list[Seat]:
    return [
        Seat(
            person_id=person_id,
            name=names.get(person_id, ""),
            element=element,
            level=levels[person_id],
            is_chair=person_id == command.chair_id,
        )
        for person_id, element in command.members
        if person_id in levels
    ]


def _team(
    case: Case, command: FormTeam, former: Official, levels: Levels, now: datetime
) -> ExaminationTeam:
    return ExaminationTeam(
        agency_id=case.agency_id,
        case_id=case.id,
        letter_number=command.letter_number.strip(),
        formed_on=command.formed_on,
        formed_by=former.person_id,
        capacity=former.capacity,
        official=official_snapshot(former),
        subject_rank=levels[case.subject_id].rank,
        recorded_at=now,
    )


def _members(
    team: ExaminationTeam,
    command: FormTeam,
    ladder: Ladder,
    barred: Collection[int],
    levels: Levels,
) -> list[TeamMember]:
    """The next higher superior stands in for one who is involved, and the record says for whom."""
    first = next((rung.official for rung in ladder.rungs if rung.official), None)
    superior = ladder.superior(barred)
    replaced = None
    if first and superior and first.person_id != superior.person_id:
        replaced = first.person_id
    return [
        TeamMember(
            agency_id=team.agency_id,
            team_id=team.id,
            person_id=person_id,
            element=element,
            is_chair=person_id == command.chair_id,
            rank=levels[person_id].rank,
            replaces_id=replaced if element is TeamElement.SUPERIOR else None,
        )
        for person_id, element in command.members
    ]


def _tell(case: Case, team: ExaminationTeam, actor: Actor, now: datetime) -> None:
    for member in team.members:
        if member.person_id != actor.person_id:
            notify(
                agency_id=case.agency_id,
                person_id=member.person_id,
                key=f"case:{case.id}:team:{member.person_id}",
                text=IN_A_TEAM,
                path=f"/kasus/{case.id}",
                now=now,
            )
