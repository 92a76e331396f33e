"""Lists of staff and the tree of units, and how little they ask of the database."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from ledger.domain.people import PersonState
from ledger.errors import NotFound
from ledger.queries.people import (
    PeopleFilter,
    count_people,
    find_person_id,
    get_person_page,
    list_people,
)
from ledger.queries.units import find_unit_id, list_unit_choices, list_unit_tree
from tests.factories import make_agency, make_official, make_person, make_unit

NAMES = ("Siti", "Siti Ayu", "100% Baik_", "Ma'ruf", "Wayan")


def test_exact_name_stands_first(session: Session):
    unit = make_unit(make_agency())
    for name in ("Siti Ayu", "Asiti", "Siti"):
        make_person(unit, name=name)
    wanted = PeopleFilter(agency_id=unit.agency_id, text=" siti ")
    assert [one.name for one in list_people(wanted)] == ["Siti", "Asiti", "Siti Ayu"]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet="abist%_' 1", max_size=4), page=st.integers(1, 3))
def test_count_is_the_length_of_all_pages(session: Session, text: str, page: int):
    session.rollback()
    unit = make_unit(make_agency())
    for name in NAMES:
        make_person(unit, name=name)
    wanted = PeopleFilter(agency_id=unit.agency_id, text=text)
    total = count_people(wanted)
    pages = [list_people(wanted, offset=at, limit=page) for at in range(0, total, page)]
    found = [line.id for lines in pages for line in lines]
    assert len(found) == len(set(found)) == total
    plain = " ".join(text.split())
    if not plain.replace("'", "").replace(" ", "").isdigit():
        expected = [name for name in NAMES if plain.casefold() in name.casefold()]
        assert total == len(expected)


def test_filter_holds_reach_state_and_missing_superiors(session: Session):
    agency = make_agency()
    top = make_unit(agency)
    below, aside = make_unit(agency, top), make_unit(agency)
    governor = make_official(top)
    clerk = make_person(below, governor)
    loose = make_person(aside)
    gone = make_person(aside, state=PersonState.LEFT)

    def ids(**fields) -> set[int]:
        return {one.id for one in list_people(PeopleFilter(agency_id=agency.id, **fields))}

    assert ids() == {governor.id, clerk.id, loose.id}
    assert ids(unit_id=top.id) == {governor.id, clerk.id}
    assert ids(reach={aside.id}) == {loose.id}
    assert ids(without_superior=True) == {loose.id}
    assert ids(state=PersonState.LEFT) == {gone.id}


def test_person_is_found_by_number_or_official_code(session: Session):
    agency = make_agency()
    unit = make_unit(agency)
    governor, clerk = make_official(unit), make_person(unit)
    typed = f"{clerk.nip[:8]} {clerk.nip[8:]}"
    assert find_person_id(typed, agency_id=agency.id) == clerk.id
    assert find_person_id(governor.official_code.lower(), agency_id=agency.id) == governor.id
    assert find_person_id("1", agency_id=agency.id) is None


def test_page_of_nobody_is_refused(session: Session):
    agency = make_agency()
    stranger = make_person(make_unit(make_agency()))
    with pytest.raises(NotFound):
        get_person_page(stranger.id, agency_id=agency.id)


def test_tree_holds_heads_depths_and_people_below(session: Session):
    agency = make_agency()
    top = make_unit(agency, code="A")
    second = make_unit(agency, top, code="C")
    first = make_unit(agency, top, code="B")
    leaf = make_unit(agency, first, code="D")
    head = make_person(first, is_unit_head=True, name="Wayan")
    make_person(leaf)
    lines = list_unit_tree(agency.id, on=date(2026, 11, 23))
    assert [(line.id, line.depth) for line in lines] == [
        (top.id, 0),
        (first.id, 1),
        (leaf.id, 2),
        (second.id, 1),
    ]
    assert [line.people for line in lines] == [2, 2, 1, 0]
    assert (lines[1].head_id, lines[1].head_name) == (head.id, "Wayan")
    assert lines[3].head_id is None
    assert [choice[0] for choice in list_unit_choices(agency.id)] == [line.id for line in lines]


def test_unit_is_found_by_code_in_its_agency(session: Session):
    agency = make_agency()
    unit = make_unit(agency, code="U001")
    assert find_unit_id(agency.id, " U001 ") == unit.id
    assert find_unit_id(make_agency().id, "U001") is None
