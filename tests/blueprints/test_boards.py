"""Papan unit: all staff see units and nobody's name; switched off it is not there."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ledger.domain.people import Role
from ledger.models.people import Account, Person
from tests.factories import make_account, make_agency, make_person, make_unit
from tests.intake import grant
from tests.visits import sign_in

REASON = "Hasil unit dipakai dalam rapat evaluasi triwulan."


@pytest.fixture
def staff(app: Flask) -> list[Person]:
    """Six people of one unit and three of another."""
    agency = make_agency()
    large, small = make_unit(agency, name="Bidang Layanan"), make_unit(agency, name="Bagian Kecil")
    people = [make_person(large, name=f"Wayan {number}") for number in range(6)]
    for number in range(3):
        make_person(small, name=f"Putu {number}")
    return people


@pytest.fixture
def reader(client: FlaskClient, staff: list[Person]) -> FlaskClient:
    return sign_in(client, make_account(staff[0]))


def officer_of(staff: list[Person], unit_id: int | None = None) -> Account:
    account = make_account(staff[1])
    grant(account.id, Role.HR, unit_id=unit_id)
    return account


def typed(visibility: str, reason: str = REASON) -> dict[str, str]:
    return {"visibility": visibility, "brackets": "none", "reason": reason}


def test_board_shows_units_and_neither_people_nor_units_of_fewer_than_five(reader: FlaskClient):
    page = reader.get("/papan").text
    assert "Bidang Layanan" in page
    assert "unit Anda" in page
    assert "Bagian Kecil" not in page
    assert "1 unit dengan kurang dari lima pegawai" in page
    assert "Wayan 1" not in page
    assert "/papan/kebijakan" not in page


def test_board_that_is_switched_off_is_not_there_until_it_is_switched_on(
    client: FlaskClient, staff: list[Person]
):
    officer = sign_in(client, officer_of(staff))
    answer = officer.post("/papan/kebijakan", data=typed("hidden"))
    assert answer.status_code == 303
    assert officer.get("/papan").status_code == 404
    assert "Papan unit" not in sign_in(client, make_account(staff[0])).get("/capaian").text
    assert (
        sign_in(client, officer_of_again(staff))
        .post("/papan/kebijakan", data=typed("agency"))
        .status_code
        == 303
    )
    page = client.get("/papan/kebijakan").text
    assert page.count(REASON) == 2
    assert client.get("/papan").status_code == 200


def officer_of_again(staff: list[Person]) -> Account:
    account = make_account(staff[2])
    grant(account.id, Role.HR)
    return account


def test_decision_that_lacks_something_keeps_what_was_typed(
    client: FlaskClient, staff: list[Person]
):
    officer = sign_in(client, officer_of(staff))
    answer = officer.post("/papan/kebijakan", data=typed("hidden", "Cukup."))
    assert answer.status_code == 422
    assert "Cukup." in answer.text
    assert officer.get("/papan").status_code == 200


def test_decision_is_refused_to_staff_and_to_officers_of_a_unit(
    client: FlaskClient, staff: list[Person]
):
    assert sign_in(client, make_account(staff[0])).get("/papan/kebijakan").status_code == 403
    of_unit = sign_in(client, officer_of(staff, staff[0].unit_id))
    assert "Catat keputusan" not in of_unit.get("/papan/kebijakan").text
    assert of_unit.post("/papan/kebijakan", data=typed("hidden")).status_code == 403
