"""The tree of units: what lies below one, what stands above it, and the whole of it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from ledger.database import session
from ledger.domain.people import CAPACITY_LABELS, PersonState
from ledger.domain.small_groups import SMALLEST_SHOWN
from ledger.models.people import ActingAppointment, Person, Unit


def _statement_below() -> Select[int]:
    start = select(Unit.id).where(Unit.id.in_(bindparam("unit_ids", expanding=True)))
    below, child = start.cte("below", recursive=True), aliased(Unit)
    below = below.union(select(child.id).join(below, child.parent_id == below.c.id))
    return select(below.c.id)


def _statement_below_or_top() -> Select[int]:
    heads: BindParameter[int] = bindparam("unit_ids", expanding=True)
    start = select(Unit.id).where(
        or_(Unit.parent_id.in_(heads), and_(Unit.id.in_(heads), Unit.parent_id.is_(None)))
    )
    below, child = start.cte("below", recursive=True), aliased(Unit)
    below = below.union(select(child.id).join(below, child.parent_id == below.c.id))
    return select(below.c.id)


def _statement_above() -> Select[int, int | None, str]:
    chosen = Unit.id.in_(bindparam("unit_ids", expanding=True))
    start = select(Unit.id, Unit.parent_id, Unit.name).where(chosen)
    above, parent = start.cte("above", recursive=True), aliased(Unit)
    above = above.union(
        select(parent.id, parent.parent_id, parent.name).join(above, parent.id == above.c.parent_id)
    )
    return select(above)


# Building a recursive statement costs more than running it, so each is built once.
_BELOW, _ABOVE = _statement_below(), _statement_above()
_BELOW_OR_TOP = _statement_below_or_top()


def subtree_ids(*unit_ids: int) -> frozenset[int]:
    """The units and everything below them."""
    if not unit_ids:
        return frozenset()
    return frozenset(session().scalars(_BELOW, {"unit_ids": unit_ids}))


def below_or_top(*unit_ids: int) -> frozenset[int]:
    """Everything below the units, and of themselves only what stands at the top of the tree."""
    if not unit_ids:
        return frozenset()
    return frozenset(session().scalars(_BELOW_OR_TOP, {"unit_ids": unit_ids}))


def units_upward(unit_id: int) -> list[tuple[int, str]]:
    """The unit and those above it, nearest first, each with its name."""
    return chains_upward([unit_id])[unit_id]


def chains_upward(unit_ids: Collection[int]) -> dict[int, list[tuple[int, str]]]:
    """The same for many units in one statement."""
    found = session().execute(_ABOVE, {"unit_ids": list(unit_ids)})
    rows = {id_: (parent_id, name) for id_, parent_id, name in found}
    return {unit_id: _chain(unit_id, rows) for unit_id in unit_ids}


def _chain(unit_id: int, rows: Mapping[int, tuple[int | None, str]]) -> list[tuple[int, str]]:
    chain: dict[int, str] = {}
    here: int | None = unit_id
    # A tree with a loop, which an import refuses, ends here rather than never.
    while here is not None and here in rows and here not in chain:
        parent_id, chain[here] = rows[here]
        here = parent_id
    return list(chain.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """A unit in the order of the tree, with the people in it and below.

    ``head_capacity`` is empty for a definitive head.
    """

    id: int
    code: str
    name: str
    depth: int
    people: int
    head_id: int | None
    head_name: str
    head_capacity: str


def list_unit_tree(agency_id: int, *, on: date) -> list[UnitLine]:
    """Every active unit, each under the one above, with its head of the day and its people."""
    work = session()
    units = work.scalars(
        select(Unit).where(Unit.agency_id == agency_id, Unit.is_active).order_by(Unit.code)
    ).all()
    in_order = list(_in_tree_order(units))
    people = _people_below(agency_id, [unit for unit, _depth in in_order])
    heads = _heads(agency_id, on)
    return [
        UnitLine(
            id=unit.id,
            code=unit.code,
            name=unit.name,
            depth=depth,
            people=people[unit.id],
            head_id=heads[unit.id][0] if unit.id in heads else None,
            head_name=heads[unit.id][1] if unit.id in heads else "",
            head_capacity=heads[unit.id][2] if unit.id in heads else "",
        )
        for unit, depth in in_order
    ]


def small_unit_ids(agency_id: int) -> frozenset[int]:
    """Units of so few people that a matter in them as good as names its person."""
    rows = session().execute(
        select(Unit.id)
        .outerjoin(Person, and_(Person.unit_id == Unit.id, Person.state == PersonState.ACTIVE))
        .where(Unit.agency_id == agency_id)
        .group_by(Unit.id)
        .having(func.count(Person.id) < SMALLEST_SHOWN)
    )
    return frozenset(unit_id for (unit_id,) in rows)


def list_unit_choices(agency_id: int) -> list[tuple[int, str]]:
    """Every active unit as (id, name), indented by its depth, for a list to choose from."""
    units = session().scalars(
        select(Unit).where(Unit.agency_id == agency_id, Unit.is_active).order_by(Unit.code)
    )
    return [(unit.id, "\u2003" * depth + unit.name) for unit, depth in _in_tree_order(units)]


def find_unit_id(agency_id: int, code: str) -> int | None:
    """The unit of a code, for commands."""
    return session().scalar(
        select(Unit.id).where(Unit.agency_id == agency_id, Unit.code == code.strip())
    )


def _heads(agency_id: int, on: date) -> dict[int, tuple[int, str, str]]:
    work = session()
    heads: dict[int, tuple[int, str, str]] = {}
    definitive = work.execute(
        select(Person.unit_id, Person.id, Person.name)
        .where(
            Person.agency_id == agency_id,
            Person.is_unit_head,
            Person.state == PersonState.ACTIVE,
        )
        .order_by(Person.id.desc())
    )
    for unit_id, person_id, name in definitive:
        heads[unit_id] = (person_id, name, "")
    acting = work.execute(
        select(ActingAppointment, Person.name)
        .join(Person, Person.id == ActingAppointment.person_id)
        .where(
            ActingAppointment.agency_id == agency_id,
            acting_on(on),
            Person.state == PersonState.ACTIVE,
        )
        .order_by(ActingAppointment.id)
    )
    for appointment, name in acting:
        label = CAPACITY_LABELS[appointment.capacity]
        heads[appointment.unit_id] = (appointment.person_id, name, label)
    return heads


def _people_below(agency_id: int, units: Sequence[Unit]) -> dict[int, int]:
    """The people of each unit and of those below it; ``units`` hold parents before children."""
    counted = session().execute(
        select(Person.unit_id, func.count().label("people"))
        .where(Person.agency_id == agency_id, Person.state == PersonState.ACTIVE)
        .group_by(Person.unit_id)
    )
    total = dict.fromkeys((unit.id for unit in units), 0)
    total |= {row.unit_id: row.people for row in counted}
    for unit in reversed(units):
        if unit.parent_id in total:
            total[unit.parent_id] += total[unit.id]
    return total


def _in_tree_order(units: Iterable[Unit]) -> Iterator[tuple[Unit, int]]:
    """Each unit with its depth, children after their parent; orphans stand at the top."""
    listed = list(units)
    known = {unit.id for unit in listed}
    children: dict[int | None, list[Unit]] = {}
    for unit in listed:
        children.setdefault(unit.parent_id if unit.parent_id in known else None, []).append(unit)
    waiting = [(unit, 0) for unit in reversed(children.get(None, ()))]
    while waiting:
        unit, depth = waiting.pop()
        yield unit, depth
        waiting += [(child, depth + 1) for child in reversed(children.get(unit.id, ()))]


def acting_on(day: date) -> ColumnElement[bool]:
    """The condition that an acting appointment is in force on the day, not ended before its end."""
    until, ended_at = ActingAppointment.valid_until, ActingAppointment.ended_at
    midnight = datetime.combine(day, time.max, tzinfo=UTC)
    return and_(
        ActingAppointment.valid_from <= day,
        or_(until.is_(None), until > day),
        or_(ended_at.is_(None), ended_at > midnight),
    )
