"""What leaders and the inspectorate see of all cases: steps, lateness, officials who do not act."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.discipline.cases import CaseState
from ledger.domain.people import Role
from ledger.errors import sentence
from ledger.queries.cases import names_of, open_states, subjects_read
from ledger.queries.units import small_unit_ids, subtree_ids
from ledger.services.cases.deadlines import (
    OF_DECIDER,
    OF_SUPERIOR,
    Deadline,
    deadlines_on,
    unit_names,
)
from ledger.services.cases.files import readable_cases
from ledger.services.days import agency_today
from ledger.services.events import notify
from ledger.services.superiors import acting_superiors, superiors_for

LATE_BELOW = sentence("Tugas seorang pejabat di bawah Anda melewati batas waktu.")
PATH = "/kasus/tenggat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How many open cases stand in a state, and in how many of them something is late."""

    state: CaseState
    cases: int
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A deadline; ``subject`` only for whoever may open the file.

    ``unit`` is empty where it would tell a reader without that right who it is about.
    """

    deadline: Deadline
    unit: str
    is_late: bool
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdleOfficial:
    """An official with what they left undone; ``law`` says what follows from it."""

    name: str
    late: tuple[Line, ...]
    law: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Oversight:
    today: date
    steps: list[Step]
    lines: list[Line]
    officials: list[IdleOfficial]


def overseen(*, actor: Actor, now: datetime) -> Oversight:
    """What is due and late within the actor's reach, and whose inaction falls to them.

    Nothing about the actor stands in it. Officials are named to their own superior and to the
    inspectorate alone (Pasal 24 and 28).
    """
    today, me = agency_today(actor.agency_id, now=now), actor.person_id
    found = [one for one in deadlines_on(actor.agency_id, today) if not _is_about(one, me)]
    reach = _reach(actor, Role.HR, Role.INSPECTORATE)
    seen = [one for one in found if _within(one, reach) or one.responsible_id == me]
    idle = _idle(found, actor, today)
    known = subjects_read(
        readable_cases(actor=actor, now=now), {one.case_id for one in seen if one.case_id}
    )
    units = _Units(
        unit_names(actor.agency_id),
        small_unit_ids(actor.agency_id),
        actor.units_reached(Role.HR, Role.INSPECTORATE),
        me,
    )
    lines = [
        Line(
            deadline=one,
            unit=units.shown(one, is_named=one.case_id in known),
            is_late=one.is_late(today),
            subject=known.get(one.case_id or 0, ""),
        )
        for one in seen
    ]
    return Oversight(
        today=today,
        steps=_steps(lines, open_states(actor.agency_id, reach, not_about=me)),
        lines=lines,
        officials=_named(idle, units, known),
    )


@dataclass(frozen=True, slots=True)
class _Units:
    """The names of units, and in which of them a case number would betray the person."""

    names: Mapping[int, str]
    small: Collection[int]
    by_role: Collection[int] | None
    reader_id: int | None

    def shown(self, one: Deadline, *, is_named: bool) -> str:
        """The unit of the deadline; nothing where it is small and the reader may know no name."""
        may_know = is_named or _within(one, self.by_role) or one.responsible_id == self.reader_id
        if one.unit_id in self.small and not may_know:
            return ""
        return self.names.get(one.unit_id, "")


def escalate_late(*, actor: Actor, now: datetime) -> None:
    """Tell the superior of whoever is late, once for each duty and day; no name stands in it."""
    today = agency_today(actor.agency_id, now=now)
    late = [
        one
        for one in deadlines_on(actor.agency_id, today, ahead_days=0)
        if one.is_late(today) and one.responsible_id is not None
    ]
    above = superiors_for(
        {one: (one.responsible_id or 0, {one.subject_id or 0}) for one in late}, on=today
    )
    with transaction():
        for one, official in above.items():
            if official is not None:
                notify(
                    agency_id=actor.agency_id,
                    person_id=official.person_id,
                    key=f"late:{one.number}:{one.what}:{one.day}",
                    text=LATE_BELOW,
                    path=PATH,
                    now=now,
                )


def _is_about(one: Deadline, person_id: int | None) -> bool:
    return person_id is not None and one.subject_id == person_id


def _reach(actor: Actor, *roles: Role) -> Collection[int] | None:
    by_role = actor.units_reached(*roles)
    if by_role is None or not actor.posts:
        return by_role
    return by_role | subtree_ids(*(post.unit_id for post in actor.posts))


def _within(one: Deadline, reach: Collection[int] | None) -> bool:
    return reach is None or one.unit_id in reach


def _idle(found: Sequence[Deadline], actor: Actor, today: date) -> dict[int, list[Deadline]]:
    """What is late, by the official it falls to, where it is for this actor to act upon."""
    late: dict[int, list[Deadline]] = {}
    for one in found:
        if one.is_late(today) and one.responsible_id not in (None, actor.person_id):
            late.setdefault(one.responsible_id or 0, []).append(one)
    above = acting_superiors(list(late), on=today)
    inspected = actor.units_reached(Role.INSPECTORATE)
    kept: dict[int, list[Deadline]] = {}
    for official_id, duties in late.items():
        superior = above.get(official_id)
        is_theirs = superior is not None and superior.person_id == actor.person_id
        mine = duties if is_theirs else [one for one in duties if _within(one, inspected)]
        if mine:
            kept[official_id] = mine
    return kept


def _named(
    idle: dict[int, list[Deadline]], units: _Units, known: Mapping[int, str]
) -> list[IdleOfficial]:
    names = names_of(list(idle)) if idle else {}
    officials = [
        IdleOfficial(
            name=names.get(official_id, ""),
            late=tuple(
                Line(
                    deadline=one,
                    unit=units.shown(one, is_named=one.case_id in known),
                    is_late=True,
                )
                for one in duties
            ),
            law=tuple(_law(duties)),
        )
        for official_id, duties in idle.items()
    ]
    return sorted(officials, key=lambda one: (one.late[0].deadline.day, one.name))


def _law(duties: Sequence[Deadline]) -> list[str]:
    laws = ((OF_SUPERIOR, "Pasal 28 PP 94/2021"), (OF_DECIDER, "Pasal 24 PP 94/2021"))
    return [law for of, law in laws if any(one.what in of for one in duties)]


def _steps(lines: Sequence[Line], states: dict[int, CaseState]) -> list[Step]:
    late = {one.deadline.case_id for one in lines if one.is_late}
    cases = Counter(states.values())
    slow = Counter(state for case_id, state in states.items() if case_id in late)
    return [
        Step(state=state, cases=cases[state], late=slow[state])
        for state in CaseState
        if cases[state]
    ]
