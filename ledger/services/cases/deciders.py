"""Which official may impose a kind of sanction on a person: the matrix, post by post upwards."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from ledger.database import session
from ledger.domain.authority import DecisionType, Verdict, can_decide
from ledger.domain.discipline.kinds import Kind
from ledger.domain.officials import Official
from ledger.domain.people import Capacity, PersonKind
from ledger.domain.positions import PositionLevel
from ledger.models.people import ActingAppointment, Person, Position
from ledger.services.superiors import Ladder, Rung, ladder_of

#: A functional official who heads a unit is held equal to the post of the same step.
_HELD_EQUAL = {
    4: PositionLevel.JPT_PRATAMA,
    3: PositionLevel.ADMINISTRATOR,
    2: PositionLevel.PENGAWAS,
    1: PositionLevel.PENGAWAS,
}


@dataclass(frozen=True, slots=True)
class Decider:
    """The official whom the matrix allows, with its verdict; ``above`` is next in line."""

    official: Official
    verdict: Verdict
    above: Official | None


@dataclass(frozen=True, slots=True)
class _Standing:
    level: PositionLevel | None
    kind: PersonKind
    heads: bool


def find_decider(
    subject_id: int, kind: Kind, *, excluded: Collection[int], on: date
) -> Decider | None:
    """``deciders_on`` for one kind alone."""
    return deciders_on(ladder_of(subject_id, on=on), [kind], excluded=excluded, on=on)[kind]


def deciders_on(
    ladder: Ladder, kinds: Collection[Kind], *, excluded: Collection[int], on: date
) -> dict[Kind, Decider | None]:
    """Who may impose each of the kinds on the person of the ladder."""
    people = [rung.official.person_id for rung in ladder.rungs if rung.official]
    standings = _standings([*people, ladder.person_id])
    return {kind: _decider(ladder, kind, standings, excluded=excluded, on=on) for kind in kinds}


def _decider(
    ladder: Ladder,
    kind: Kind,
    standings: Mapping[int, _Standing],
    *,
    excluded: Collection[int],
    on: date,
) -> Decider | None:
    """Walk up from the direct superior to the first official the matrix allows (Pasal 16).

    A post that is empty, barred by a conflict or a report, or without this authority lets the next
    higher official take its place (Pasal 25). None when nobody may.
    """
    barred = {ladder.person_id, *excluded, *ladder.barred}
    subject_level = standings[ladder.person_id].level or PositionLevel.PELAKSANA
    empty_posts = 0
    for place, rung in enumerate(ladder.rungs, start=1):
        official = rung.official
        if official is None or official.person_id in barred:
            empty_posts += 1
            continue
        standing = standings[official.person_id]
        is_ppk = _is_ppk(rung, official, standing)
        verdict = can_decide(
            decision=DecisionType.DISCIPLINE,
            official_level=_held_level(official, standing),
            capacity=official.capacity,
            subject_level=subject_level,
            kind=kind,
            levels_between=place,
            is_ppk=is_ppk,
            has_approval_letter=is_ppk and _is_acting(official) and _has_letter(official, on),
            empty_posts_between=empty_posts,
            on=on,
        )
        if verdict.allowed:
            above = next((one.official for one in ladder.rungs[place:] if one.official), None)
            return Decider(official, verdict, above)
        empty_posts += 1
    return None


def _is_acting(official: Official) -> bool:
    return official.capacity is not Capacity.DEFINITIF


def _is_ppk(rung: Rung, official: Official, standing: _Standing) -> bool:
    """The head of the region, or whoever stands in that post for a time."""
    is_elected = standing.kind is PersonKind.PEJABAT_NEGARA
    return rung.is_top and (is_elected or _is_acting(official))


def _held_level(official: Official, standing: _Standing) -> PositionLevel | None:
    if standing.level is None or standing.level.is_structural_head:
        return standing.level
    # An acting official stands in the post, which is a leader's by its nature.
    if standing.heads or _is_acting(official):
        return _HELD_EQUAL[standing.level.rank]
    return standing.level


def _standings(person_ids: Collection[int]) -> dict[int, _Standing]:
    rows = session().execute(
        select(Person.id, Person.kind, Person.is_unit_head, Position.level)
        .outerjoin(Position, Position.id == Person.position_id)
        .where(Person.id.in_(person_ids))
    )
    return {
        row.id: _Standing(
            level=_level(row.kind, row.level, heads=row.is_unit_head),
            kind=row.kind,
            heads=row.is_unit_head,
        )
        for row in rows
    }


def _level(kind: PersonKind, level: str | None, *, heads: bool) -> PositionLevel | None:
    """None for a pejabat negara; a post nobody described is the lowest of its sort."""
    if kind is PersonKind.PEJABAT_NEGARA:
        return None
    if level:
        return PositionLevel(level)
    return PositionLevel.PENGAWAS if heads else PositionLevel.PELAKSANA


def _has_letter(official: Official, on: date) -> bool:
    letter = session().scalar(
        select(ActingAppointment.approval_letter)
        .where(
            ActingAppointment.unit_id == official.unit_id,
            ActingAppointment.person_id == official.person_id,
            ActingAppointment.valid_from <= on,
        )
        .order_by(ActingAppointment.id.desc())
        .limit(1)
    )
    return bool(letter)
