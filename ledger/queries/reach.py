"""Which rows of a table lie under the units that an actor's roles reach."""

from typing import Any

from sqlalchemy import ColumnElement, true
from sqlalchemy.orm import InstrumentedAttribute

from ledger.domain.actors import Actor
from ledger.domain.people import Role


def within_reach(
    unit_id: InstrumentedAttribute[Any], actor: Actor, *roles: Role
) -> ColumnElement[bool]:
    """The condition that one of the roles is held over the unit of the row."""
    reached = actor.units_reached(*roles)
    return true() if reached is None else unit_id.in_(sorted(reached))
