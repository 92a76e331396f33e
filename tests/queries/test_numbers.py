"""The registers as they are read and audited, also when somebody changed them behind our back."""

from datetime import date

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from ledger.domain.actors import system_actor
from ledger.domain.documents import DocumentKind, PrepareDocument
from ledger.domain.numbers import NumberFault
from ledger.errors import NotFound
from ledger.models.documents import Document
from ledger.models.people import Unit
from ledger.queries.numbers import (
    RegisterPlace,
    all_numbers,
    get_register,
    list_numbers,
    list_registers,
    list_years,
)
from ledger.services.documents import prepare_document
from tests import factories
from tests.conftest import NOW
from tests.documents import samples
from tests.statements import listening
from tests.tampering import tamper

CLASS_CODE = "800.1.12.8"


@pytest.fixture
def unit(session: Session) -> Unit:
    return factories.make_unit(factories.make_agency(), letter_code="DKPS")


def number(unit: Unit, key: str, day: date = date(2026, 11, 23)) -> int:
    command = PrepareDocument(
        kind=DocumentKind.CERTIFICATE,
        source_key=key,
        unit_id=unit.id,
        dated_on=day,
        context=samples.make_certificate(number="", verification_url="").to_mapping(),
        officials=({"name": "Ratna", "person_id": None},),
    )
    return prepare_document(command, actor=system_actor(unit.agency_id), now=NOW)


def findings(unit: Unit) -> list[tuple[NumberFault, str]]:
    lines = list_registers(unit.agency_id)
    return [(one.fault, one.where) for line in lines for one in line.findings]


def test_register_counts_what_became_of_its_numbers(unit: Unit):
    for key in "abc":
        number(unit, key)
    number(unit, "d", date(2027, 1, 4))
    late, early = list_registers(unit.agency_id)
    assert (early.unit, early.last, early.waiting, early.issued) == (f"{unit.name} (DKPS)", 3, 3, 0)
    assert (late.place.year, late.last) == (2027, 1)
    assert findings(unit) == []
    assert list(list_years(unit.agency_id)) == [2027, 2026]
    assert [line.place.year for line in list_registers(unit.agency_id, year=2026)] == [2026]


def test_numbers_stand_in_their_order_and_another_unit_sees_none(unit: Unit):
    for key in "abc":
        number(unit, key)
    place = RegisterPlace(unit_id=unit.id, class_code=CLASS_CODE, year=2026)
    lines = list_numbers(place, agency_id=unit.agency_id)
    assert [line.sequence for line in lines] == [1, 2, 3]
    assert [line.number for line in all_numbers(unit.agency_id)] == [x.number for x in lines]
    assert get_register(place, agency_id=unit.agency_id, reach=[unit.id]).last == 3
    for agency_id, reach in ((unit.agency_id, [unit.id + 1]), (unit.agency_id + 1, None)):
        with pytest.raises(NotFound):
            get_register(place, agency_id=agency_id, reach=reach)


def test_paper_of_a_case_stands_in_the_register_without_its_person(unit: Unit, session: Session):
    person = factories.make_person(unit)
    document_id = number(unit, "a")
    session.execute(
        update(Document)
        .where(Document.id == document_id)
        .values(kind=DocumentKind.SUMMONS, person_id=person.id)
    )
    (line,) = all_numbers(unit.agency_id)
    assert (line.kind, line.person, line.reason) == (DocumentKind.SUMMONS, "", "")


@pytest.mark.parametrize(
    ("attack", "found"),
    [
        ("UPDATE document SET sequence = 9 WHERE sequence = 2", (NumberFault.MISSING, "2")),
        ("UPDATE number_register SET last = 2", (NumberFault.BEYOND, "3")),
        ("UPDATE number_register SET last = 5", (NumberFault.MISSING, "4–5")),
        ("DELETE FROM number_register", (NumberFault.BEYOND, "1–3")),
    ],
)
def test_change_behind_our_back_is_told(unit: Unit, attack: str, found: tuple[NumberFault, str]):
    for key in "abc":
        number(unit, key)
    assert findings(unit) == []
    tamper(attack)
    assert findings(unit)[0] == found


def test_number_printed_twice_and_otherwise_is_told(unit: Unit, session: Session):
    first, second = number(unit, "a"), number(unit, "b")
    printed = session.get_one(Document, first).number or ""
    tamper("UPDATE document SET number = :printed WHERE id = :id", printed=printed, id=second)
    assert findings(unit) == [
        (NumberFault.PRINTED_TWICE, printed),
        (NumberFault.PRINTED_OTHERWISE, printed),
    ]


def test_registers_are_read_in_the_same_statements_however_many(unit: Unit):
    number(unit, "a")
    with listening() as few:
        list_registers(unit.agency_id)
    for year in (2024, 2025, 2027):
        number(unit, f"y{year}", date(year, 3, 1))
    with listening() as many:
        assert len(list_registers(unit.agency_id)) == 4
    assert len(few) == len(many) <= 6
