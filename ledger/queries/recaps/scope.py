"""Which units a recap covers, and the one picture of the database it is made from."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.people import Role
from ledger.errors import NotFound, sentence
from ledger.models.people import Agency, Unit
from ledger.queries.reach import within_reach
from ledger.queries.units import subtree_ids

NO_UNIT = sentence("Unit kerja ini tidak ada.")


@dataclass(frozen=True, kw_only=True)
class ScopeUnit:
    """A unit of the scope, by a name that no other unit of it has where the tree allows."""

    id: int
    code: str
    name: str


@dataclass(frozen=True, kw_only=True)
class RecapScope:
    """The agency, and the units in the order of their codes; ``unit`` None is all of them."""

    agency_id: int
    agency: str
    government: str
    address: str
    city: str
    zone: str
    origin: str
    unit: ScopeUnit | None
    units: Mapping[int, ScopeUnit]

    @property
    def is_one_unit(self) -> bool:
        """Whether the recap stays inside a single unit, where its own numbers are known anyway."""
        return self.unit is not None and len(self.units) == 1


def get_scope(agency_id: int, unit_id: int | None) -> RecapScope:
    """Raises NotFound for a unit of another agency."""
    work = session()
    agency = work.get_one(Agency, agency_id)
    wanted = None if unit_id is None else subtree_ids(unit_id)
    chosen = Unit.agency_id == agency_id
    units = {
        unit.id: unit
        for unit in _told_apart(chosen if wanted is None else chosen & Unit.id.in_(wanted))
    }
    if unit_id is not None and unit_id not in units:
        raise NotFound(NO_UNIT)
    return RecapScope(
        agency_id=agency_id,
        agency=agency.name,
        government=agency.government,
        address=agency.address,
        city=agency.city,
        zone=agency.zone,
        origin=agency.origin,
        unit=None if unit_id is None else units[unit_id],
        units=units,
    )


def root_unit_id(agency_id: int) -> int:
    """The topmost unit, for papers of the agency itself; raises NotFound when it has none."""
    top = (
        select(Unit.id)
        .where(Unit.agency_id == agency_id, Unit.parent_id.is_(None))
        .order_by(Unit.code)
        .limit(1)
    )
    found = session().scalar(top)
    if found is None:
        raise NotFound(NO_UNIT)
    return found


@contextmanager
def one_picture() -> Iterator[None]:
    """Let every query inside see the same moment, so that totals agree with each other."""
    work = session()
    work.rollback()
    if work.get_bind().dialect.name == "postgresql":
        # SQLite gives a reader one picture from its first query on; PostgreSQL must be asked.
        work.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    try:
        yield
    finally:
        work.rollback()


def unit_choices(actor: Actor) -> list[ScopeUnit]:
    """The units over which the actor may ask for a recap, by code."""
    reached = within_reach(Unit.id, actor, Role.HR)
    return _told_apart((Unit.agency_id == actor.agency_id) & reached)


def _told_apart(chosen: ColumnElement[bool]) -> list[ScopeUnit]:
    """The chosen units by code. Every dinas has a Sekretariat: such a name brings the one above."""
    above = aliased(Unit)
    rows = (
        session()
        .execute(
            select(Unit.id, Unit.code, Unit.name, above.name.label("above"))
            .outerjoin(above, above.id == Unit.parent_id)
            .where(chosen)
            .order_by(Unit.code)
        )
        .all()
    )
    counts = Counter(row.name for row in rows)

    def full_name(name: str, above: str | None) -> str:
        return f"{name}, {above}" if above and counts[name] > 1 else name

    return [
        ScopeUnit(id=row.id, code=row.code, name=full_name(row.name, row.above)) for row in rows
    ]


def unit_of_code(agency_id: int, code: str) -> int:
    """The id of a unit by its code; raises NotFound."""
    found = session().scalar(select(Unit.id).where(Unit.agency_id == agency_id, Unit.code == code))
    if found is None:
        raise NotFound(NO_UNIT)
    return found
