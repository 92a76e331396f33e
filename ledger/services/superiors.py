"""Who stands above a person that day, for one person or for a whole list at once."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from ledger.database import session
from ledger.domain.officials import Official
from ledger.domain.people import PersonState
from ledger.models.people import ActingAppointment, ConflictDeclaration, Person, Unit
from ledger.queries.units import acting_on

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Rung:
    """One post above a person; without an official it is empty."""

    unit_id: int
    official: Official | None


@dataclass(frozen=True, slots=True)
class _Place:
    unit_id: int
    superior_id: int | None
    superior_unit_id: int | None
    superior_heads: bool


def ladders_of(person_ids: Collection[int], *, on: date) -> dict[int, tuple[Rung, ...]]:
    """The posts above each person, nearest first, in four statements however many they are."""
    places = _places(person_ids)
    parents = _parents(person_ids)
    heads = _heads(parents, on=on)
    return {
        person_id: tuple(_rungs(person_id, place, parents, heads))
        for person_id, place in places.items()
    }


def superiors_for(
    wanted: Mapping[K, tuple[int, Collection[int]]], *, on: date
) -> dict[K, Official | None]:
    """Who acts as direct superior in each matter, moving up past the excluded and conflicts.

    A matter is a person with those who may not act on them in it, for example the reporter. The
    number of statements does not grow with the number of matters.
    """
    people = {person_id for person_id, _ in wanted.values()}
    barred, ladders = conflicts_of(people), ladders_of(people, on=on)
    found: dict[K, Official | None] = {}
    for key, (person_id, excluded) in wanted.items():
        never = {person_id, *excluded, *barred.get(person_id, ())}
        officials = (rung.official for rung in ladders.get(person_id, ()) if rung.official)
        found[key] = next((one for one in officials if one.person_id not in never), None)
    return found


def acting_superiors(person_ids: Collection[int], *, on: date) -> dict[int, Official | None]:
    """Who acts as direct superior of each person that day."""
    return superiors_for({one: (one, ()) for one in person_ids}, on=on)


def acting_superior(person_id: int, *, excluded: Collection[int] = (), on: date) -> Official | None:
    """Who acts as direct superior of one person that day."""
    return superiors_for({person_id: (person_id, excluded)}, on=on)[person_id]


def conflicts_of(person_ids: Collection[int]) -> dict[int, set[int]]:
    """For each person whoever declared a conflict with them, or they with whom."""
    mine, other = ConflictDeclaration.person_id, ConflictDeclaration.other_person_id
    pairs = session().execute(
        select(mine, other).where(or_(mine.in_(person_ids), other.in_(person_ids)))
    )
    found: dict[int, set[int]] = {}
    for one, another in pairs:
        found.setdefault(one, set()).add(another)
        found.setdefault(another, set()).add(one)
    return found


def _places(person_ids: Collection[int]) -> dict[int, _Place]:
    superior = aliased(Person)
    rows = session().execute(
        select(
            Person.id,
            Person.unit_id,
            superior.id,
            superior.unit_id,
            superior.is_unit_head,
            superior.state,
        )
        .outerjoin(superior, superior.id == Person.superior_id)
        .where(Person.id.in_(person_ids))
    )
    return {
        id_: _Place(unit_id, superior_id, superior_unit, bool(heads))
        if state is PersonState.ACTIVE
        else _Place(unit_id, None, None, False)
        for id_, unit_id, superior_id, superior_unit, heads, state in rows
    }


def _parents(person_ids: Collection[int]) -> dict[int, int | None]:
    """The tree of the agency of these people: each unit with the one above it."""
    agencies = select(Person.agency_id).where(Person.id.in_(person_ids))
    rows = session().execute(
        select(Unit.id, Unit.parent_id).where(Unit.agency_id.in_(agencies.distinct()))
    )
    return {row.id: row.parent_id for row in rows}


def _heads(unit_ids: Collection[int], *, on: date) -> dict[int, Official]:
    work = session()
    heads: dict[int, Official] = {}
    definitive = (
        select(Person.id, Person.unit_id)
        .where(
            Person.unit_id.in_(unit_ids), Person.is_unit_head, Person.state == PersonState.ACTIVE
        )
        .order_by(Person.id.desc())
    )
    for person_id, unit_id in work.execute(definitive):
        heads[unit_id] = Official(person_id=person_id, unit_id=unit_id)
    acting = (
        select(ActingAppointment)
        .join(Person, Person.id == ActingAppointment.person_id)
        .where(
            ActingAppointment.unit_id.in_(unit_ids),
            acting_on(on),
            Person.state == PersonState.ACTIVE,
        )
        .order_by(ActingAppointment.id)
    )
    for one in work.scalars(acting):
        heads[one.unit_id] = Official(
            person_id=one.person_id,
            unit_id=one.unit_id,
            capacity=one.capacity,
            letter_number=one.letter_number,
        )
    return heads


def _rungs(
    person_id: int,
    place: _Place,
    parents: Mapping[int, int | None],
    heads: Mapping[int, Official],
) -> Iterator[Rung]:
    last = person_id
    # A superior who heads a unit may be replaced for a time, so the post is asked below.
    if place.superior_id is not None and not place.superior_heads:
        last = place.superior_id
        yield Rung(
            place.superior_unit_id or place.unit_id,
            Official(person_id=place.superior_id, unit_id=place.superior_unit_id or place.unit_id),
        )
    seen: set[int] = set()
    here: int | None = place.superior_unit_id or place.unit_id
    while here is not None and here not in seen:
        seen.add(here)
        official = heads.get(here)
        # Somebody who holds two posts on the way is one superior, not two.
        if official is None or official.person_id not in (person_id, last):
            yield Rung(here, official)
        last = official.person_id if official else last
        here = parents.get(here)
