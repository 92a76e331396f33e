"""A member of the team who leaves: another takes the seat, and the whole team is checked again."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.discipline.cases import CaseEvent
from ledger.domain.discipline.commands import ReplaceMember
from ledger.domain.discipline.teams import Seat, TeamElement, problems_of
from ledger.domain.wording import require_reason
from ledger.errors import InvalidInput, RuleRefused, sentence
from ledger.models.cases import Case
from ledger.models.examinations import ExaminationTeam, TeamMember
from ledger.queries.cases import names_of
from ledger.services.cases.deciders import levels_of
from ledger.services.cases.holding import held_case, reporters_of, sitting
from ledger.services.cases.moving import record_step, require_step
from ledger.services.cases.teaming import IN_A_TEAM, TEAM_REFUSED, Levels, require_team_recorder
from ledger.services.days import agency_today
from ledger.services.events import notify
from ledger.services.superiors import ladder_of

NO_TEAM = sentence("Kasus ini belum mempunyai tim pemeriksa.")
NOT_SITTING = sentence("Pilih anggota tim yang berhenti")
LETTER_MISSING = sentence("Tulis nomor keputusan perubahan tim")
LEFT_TOO_EARLY = sentence("Tanggal berhenti tidak boleh sebelum tim dibentuk")
LEFT_IN_FUTURE = sentence("Tanggal berhenti tidak boleh setelah hari ini")
SAT_BEFORE = sentence("Pengganti sudah pernah duduk dalam tim ini. Pilih pegawai lain.")


def replace_member(case_id: int, command: ReplaceMember, *, actor: Actor, now: datetime) -> int:
    """Give the seat of a member who leaves to another; gives the id of the new seat.

    The element and the chair stay with the seat; in the seat of the superior sits whoever is the
    nearest superior now. By HR, the acting superior or the PPK, until the examination is on record.
    Raises InvalidInput on ``members`` with everything that keeps these people from being the team,
    RuleRefused ``team_missing``, InvalidTransition, NotFound.
    """
    require_reason(command.reason)
    with transaction() as work:
        today = agency_today(actor.agency_id, now=now)
        case = held_case(work, case_id, actor)
        ladder, barred = ladder_of(case.subject_id, on=today), reporters_of(case.id)
        require_team_recorder(case, actor, ladder, barred)
        require_step(case, CaseEvent.FORM_TEAM, actor=actor)
        if case.team is None:
            raise RuleRefused(NO_TEAM, constraint="team_missing")
        leaving = _leaving(case, command)
        person_id = command.person_id
        if leaving.element is TeamElement.SUPERIOR:
            superior = ladder.superior({*barred, leaving.person_id})
            person_id = superior.person_id if superior else 0
        levels = levels_of([case.subject_id, person_id, *sitting(case)], today)
        _require_dates(command, case.team, today)
        _require_team(case, leaving, person_id, levels, {*barred, *ladder.barred})
        leaving.left_on = command.left_on
        work.flush()
        seat = _seat(case.team, leaving, person_id, levels[person_id].rank, command)
        work.add(seat)
        work.flush()
        work.refresh(case.team, ["members"])
        _record(work, case, seat, actor, now)
        return seat.id


def _leaving(case: Case, command: ReplaceMember) -> TeamMember:
    members = case.team.members if case.team else []
    for one in members:
        if one.person_id == command.leaving_id and one.left_on is None:
            return one
    raise InvalidInput(TEAM_REFUSED, fields={"leaving_id": [NOT_SITTING]})


def _require_dates(command: ReplaceMember, team: ExaminationTeam, today: date) -> None:
    problems: dict[str, list[str]] = {}
    if not command.letter_number.strip():
        problems["letter_number"] = [LETTER_MISSING]
    if command.left_on < team.formed_on:
        problems["left_on"] = [LEFT_TOO_EARLY]
    if command.left_on > today:
        problems["left_on"] = [LEFT_IN_FUTURE]
    if problems:
        raise InvalidInput(TEAM_REFUSED, fields=problems)


def _require_team(
    case: Case, leaving: TeamMember, person_id: int, levels: Levels, barred: Collection[int]
) -> None:
    """The team with the new member, held against the same rules as when it was formed (I08)."""
    members = case.team.members if case.team else []
    staying = [one for one in members if one.left_on is None and one is not leaving]
    places = [(person_id, leaving), *((one.person_id, one) for one in staying)]
    names = names_of([one for one, _ in places])
    wrong = problems_of(
        [
            Seat(
                person_id=one,
                name=names.get(one, ""),
                element=place.element,
                level=levels[one],
                is_chair=place.is_chair,
            )
            for one, place in places
            if one in levels
        ],
        subject_id=case.subject_id,
        subject_level=levels[case.subject_id],
        # Who is the superior was asked above; the seats of the others stay as they were formed.
        superior_id=None,
        barred=barred,
    )
    if any(one.person_id == person_id and one.left_on is not None for one in members):
        wrong = (*wrong, SAT_BEFORE)
    if wrong:
        raise InvalidInput(TEAM_REFUSED, fields={"members": list(wrong)})


def _seat(
    team: ExaminationTeam, leaving: TeamMember, person_id: int, rank: int, command: ReplaceMember
) -> TeamMember:
    return TeamMember(
        agency_id=team.agency_id,
        team_id=team.id,
        person_id=person_id,
        element=leaving.element,
        is_chair=leaving.is_chair,
        rank=rank,
        replaces_id=leaving.person_id,
        note=f"{command.letter_number.strip()}: {command.reason.strip()}",
    )


def _record(work: Session, case: Case, seat: TeamMember, actor: Actor, now: datetime) -> None:
    record_step(work, case, "replace_member", case.state, case.state, actor=actor, now=now)
    if seat.person_id != actor.person_id:
        notify(
            agency_id=case.agency_id,
            person_id=seat.person_id,
            key=f"case:{case.id}:team:{seat.person_id}",
            text=IN_A_TEAM,
            path=f"/kasus/{case.id}",
            now=now,
        )
