"""The tree of units downward and upward."""

from sqlalchemy.orm import Session

from ledger.queries.units import subtree_ids, units_upward
from tests.factories import make_agency, make_unit


def test_subtree_holds_the_unit_and_all_below(session: Session):
    agency = make_agency()
    top = make_unit(agency)
    left, right = make_unit(agency, top), make_unit(agency, top)
    leaf = make_unit(agency, left)
    assert subtree_ids(top.id) == {top.id, left.id, right.id, leaf.id}
    assert subtree_ids(left.id) == {left.id, leaf.id}
    assert subtree_ids(leaf.id, right.id) == {leaf.id, right.id}
    assert subtree_ids() == frozenset()


def test_units_upward_end_at_the_top(session: Session):
    agency = make_agency()
    top = make_unit(agency, name="Atas")
    leaf = make_unit(agency, make_unit(agency, top, name="Tengah"), name="Bawah")
    assert [name for _, name in units_upward(leaf.id)] == ["Bawah", "Tengah", "Atas"]
    assert units_upward(999_999) == []
