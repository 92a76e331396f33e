"""Who stands above a person that day, for one person or for a whole list at once."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from ledger.database import session
from ledger.domain.officials import Official, Relation
from ledger.domain.people import Capacity, PersonState
from ledger.models.people import ActingAppointment, ConflictDeclaration, Person, Unit
from ledger.queries.people import named_appraiser
from ledger.queries.units import acting_on

K = TypeVar("K")
# An alias costs more than the statement it stands in, so each is made once.
_superior, _head, _substitute = aliased(Person), aliased(Person), aliased(Person)
_acting = aliased(ActingAppointment)


@dataclass(frozen=True, slots=True)
class Rung:
    """One post above a person; without an official it is empty, at the top nobody is above it."""

    unit_id: int
    official: Official | None
    is_top: bool = False


@dataclass(frozen=True, slots=True)
class Ladder:
    """The posts above a person, nearest first, and those a declared conflict bars from them."""

    person_id: int
    rungs: tuple[Rung, ...] = ()
    barred: frozenset[int] = frozenset()

    def superior(self, excluded: Collection[int] = ()) -> Official | None:
        """The nearest official, past empty posts, conflicts and the excluded."""
        never = {self.person_id, *excluded, *self.barred}
        officials = (rung.official for rung in self.rungs if rung.official)
        return next((one for one in officials if one.person_id not in never), None)


@dataclass(frozen=True, slots=True)
class _Place:
    unit_id: int
    superior_id: int | None
    superior_unit_id: int | None
    superior_heads: bool


@dataclass(frozen=True, slots=True)
class _Post:
    parent_id: int | None
    official: Official | None


def ladders_of(person_ids: Collection[int], *, on: date) -> dict[int, Ladder]:
    """The ladder of each person, in three statements however many they are."""
    if not person_ids:
        return {}
    places, barred = _places(person_ids), _conflicts(person_ids)
    posts = _posts(person_ids, on=on)
    return {
        person_id: Ladder(
            person_id,
            tuple(_rungs(person_id, place, posts)),
            frozenset(barred.get(person_id, ())),
        )
        for person_id, place in places.items()
    }


def ladder_of(person_id: int, *, on: date) -> Ladder:
    """The ladder of one person; empty for nobody."""
    return ladders_of([person_id], on=on).get(person_id) or Ladder(person_id)


def ladder_from(person: Person, barred: Collection[int], *, on: date) -> Ladder:
    """The same where the person, with the superior, and their conflicts were read before."""
    superior = person.superior
    place = _Place(person.unit_id, None, None, False)
    if superior is not None and superior.state is PersonState.ACTIVE:
        place = _Place(person.unit_id, superior.id, superior.unit_id, superior.is_unit_head)
    posts = _posts([person.id], on=on)
    return Ladder(person.id, tuple(_rungs(person.id, place, posts)), frozenset(barred))


def superiors_for(
    wanted: Mapping[K, tuple[int, Collection[int]]], *, on: date
) -> dict[K, Official | None]:
    """Who acts as direct superior in each matter.

    A matter is a person with those who may not act on them in it, for example the reporter. The
    number of statements does not grow with the number of matters.
    """
    ladders = ladders_of({person_id for person_id, _ in wanted.values()}, on=on)
    return {
        key: (ladders.get(person_id) or Ladder(person_id)).superior(excluded)
        for key, (person_id, excluded) in wanted.items()
    }


def acting_superiors(person_ids: Collection[int], *, on: date) -> dict[int, Official | None]:
    """Who acts as direct superior of each person that day."""
    return superiors_for({one: (one, ()) for one in person_ids}, on=on)


def acting_superior(person_id: int, *, excluded: Collection[int] = (), on: date) -> Official | None:
    """Who acts as direct superior of one person that day."""
    return ladder_of(person_id, on=on).superior(excluded)


def appraiser_of(ladder: Ladder, *, on: date) -> tuple[Official | None, Relation]:
    """Who rates the person's work that day (pejabat penilai kinerja), and as what.

    Whoever was named for it; the acting direct superior when nobody was, or a conflict bars them.
    """
    named = named_appraiser(ladder.person_id, on=on)
    if named is None or named.person_id in ladder.barred:
        return ladder.superior(), Relation.SUPERIOR
    official = Official(person_id=named.person_id, unit_id=named.unit_id)
    return official, Relation.APPRAISER


def _conflicts(person_ids: Collection[int]) -> dict[int, set[int]]:
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
    superior = _superior
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


def _posts(person_ids: Collection[int], *, on: date) -> dict[int, _Post]:
    """The tree of the agency of these people, each unit with whoever heads it that day."""
    agencies = select(Person.agency_id).where(Person.id.in_(person_ids)).distinct()
    head, acting, substitute = _head, _acting, _substitute
    in_force = (
        select(ActingAppointment.id)
        .join(substitute, substitute.id == ActingAppointment.person_id)
        .where(acting_on(on), substitute.state == PersonState.ACTIVE)
    )
    rows = session().execute(
        select(
            Unit.id,
            Unit.parent_id,
            head.id,
            acting.person_id,
            acting.capacity,
            acting.letter_number,
        )
        .outerjoin(
            head,
            and_(head.unit_id == Unit.id, head.is_unit_head, head.state == PersonState.ACTIVE),
        )
        .outerjoin(acting, and_(acting.unit_id == Unit.id, acting.id.in_(in_force)))
        .where(Unit.agency_id.in_(agencies))
        .order_by(head.id.desc(), acting.id)
    )
    return {row[0]: _Post(row[1], _official(*row)) for row in rows}


def _official(
    unit_id: int,
    _parent_id: int | None,
    head_id: int | None,
    acting_id: int | None,
    capacity: Capacity | None,
    letter_number: str | None,
) -> Official | None:
    """The acting official by letter, else the definitive head."""
    if acting_id is not None:
        return Official(
            person_id=acting_id,
            unit_id=unit_id,
            capacity=capacity or Capacity.DEFINITIF,
            letter_number=letter_number or "",
        )
    return None if head_id is None else Official(person_id=head_id, unit_id=unit_id)


def _rungs(person_id: int, place: _Place, posts: Mapping[int, _Post]) -> Iterator[Rung]:
    last, start = person_id, place.superior_unit_id or place.unit_id
    # A superior who heads a unit may be replaced for a time, so the post is asked below.
    if place.superior_id is not None and not place.superior_heads:
        last = place.superior_id
        yield Rung(start, Official(person_id=place.superior_id, unit_id=start))
    seen: set[int] = set()
    here: int | None = start
    while here is not None and here in posts and here not in seen:
        seen.add(here)
        post = posts[here]
        # Somebody who holds two posts on the way is one superior, not two.
        if post.official is None or post.official.person_id not in (person_id, last):
            yield Rung(here, post.official, post.parent_id is None)
        last = post.official.person_id if post.official else last
        here = post.parent_id
