"""Which official may impose a kind of sanction on a person: the matrix, post by post upwards."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from ledger.database import session
from ledger.domain.authority import DecisionType, Verdict, can_decide
from ledger.domain.discipline.kinds import Kind
from ledger.domain.officials import Official
from ledger.domain.people import Capacity, PersonKind
from ledger.domain.positions import PositionLevel
from ledger.models.people import ActingAppointment, Person, Position, Unit
from ledger.services.superiors import conflicts_of, ladders_of

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
    """Walk up from the direct superior to the first official the matrix allows (Pasal 16).

    A post that is empty, barred by a conflict or a report, or without this authority lets the next
    higher official take its place (Pasal 25). None when nobody may.
    """
    rungs = ladders_of([subject_id], on=on).get(subject_id, ())
    barred = {subject_id, *excluded, *conflicts_of([subject_id]).get(subject_id, ())}
    officials = [rung.official for rung in rungs]
    standings = _standings([one.person_id for one in officials if one] + [subject_id])
    subject_level = standings[subject_id].level or PositionLevel.PELAKSANA
    empty_posts = 0
    for place, official in enumerate(officials, start=1):
        if official is None or official.person_id in barred:
            empty_posts += 1
            continue
        verdict = _verdict(
            official, standings[official.person_id], subject_level, kind, place, empty_posts, on
        )
        if verdict.allowed:
            above = next((one for one in officials[place:] if one), None)
            return Decider(official, verdict, above)
        empty_posts += 1
    return None


def _verdict(
    official: Official,
    standing: _Standing,
    subject_level: PositionLevel,
    kind: Kind,
    levels_between: int,
    empty_posts: int,
    on: date,
) -> Verdict:
    is_top = _is_top(official.unit_id)
    is_acting = official.capacity is not Capacity.DEFINITIF
    is_ppk = is_top and (standing.kind is PersonKind.PEJABAT_NEGARA or is_acting)
    return can_decide(
        decision=DecisionType.DISCIPLINE,
        official_level=_held_level(official, standing),
        capacity=official.capacity,
        subject_level=subject_level,
        kind=kind,
        levels_between=levels_between,
        is_ppk=is_ppk,
        has_approval_letter=is_ppk and is_acting and _has_letter(official, on),
        empty_posts_between=empty_posts,
        on=on,
    )


def _held_level(official: Official, standing: _Standing) -> PositionLevel | None:
    if standing.level is None or standing.level.is_structural_head:
        return standing.level
    # An acting official stands in the post, which is a leader's by its nature.
    if standing.heads or official.capacity is not Capacity.DEFINITIF:
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


def _is_top(unit_id: int) -> bool:
    return session().scalar(select(Unit.parent_id).where(Unit.id == unit_id)) is None


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
