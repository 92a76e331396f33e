"""The tree of units: what lies below one, what stands above it, and the whole of it."""

from sqlalchemy import select
from sqlalchemy.orm import aliased

from ledger.database import session
from ledger.models.people import Unit


def subtree_ids(*unit_ids: int) -> frozenset[int]:
    """The units and everything below them."""
    if not unit_ids:
        return frozenset()
    below = select(Unit.id).where(Unit.id.in_(unit_ids)).cte("below", recursive=True)
    child = aliased(Unit)
    below = below.union(select(child.id).join(below, child.parent_id == below.c.id))
    return frozenset(session().scalars(select(below.c.id)))


def units_upward(unit_id: int) -> list[tuple[int, str]]:
    """The unit and those above it, nearest first, each with its name."""
    start = select(Unit.id, Unit.parent_id, Unit.name).where(Unit.id == unit_id)
    above = start.cte("above", recursive=True)
    parent = aliased(Unit)
    above = above.union(
        select(parent.id, parent.parent_id, parent.name).join(above, parent.id == above.c.parent_id)
    )
    # A tree with a loop, which an import refuses, ends here rather than never.
    rows = {id_: (parent_id, name) for id_, parent_id, name in session().execute(select(above))}
    chain, here = [], unit_id
    while here in rows:
        parent_id, name = rows.pop(here)
        chain.append((here, name))
        here = parent_id
    return chain
