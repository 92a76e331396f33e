"""Which units a recap covers, and by what names."""

from ledger.queries.recaps.scope import get_scope
from tests.factories import make_agency, make_unit


def test_units_of_one_name_are_told_apart_by_the_unit_above(app):
    agency = make_agency()
    health, welfare = (make_unit(agency, name=name) for name in ("Dinas Kesehatan", "Dinas Sosial"))
    desks = [make_unit(agency, above, name="Sekretariat") for above in (health, welfare)]
    whole, alone = get_scope(agency.id, None), get_scope(agency.id, desks[0].id)
    assert [whole.units[desk.id].name for desk in desks] == [
        "Sekretariat, Dinas Kesehatan",
        "Sekretariat, Dinas Sosial",
    ]
    assert whole.units[health.id].name == "Dinas Kesehatan"
    assert alone.units[desks[0].id].name == "Sekretariat"
