"""HR and unit admins find their counters and print the posters; others find neither."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from ledger.domain.people import Role
from ledger.models.commendations import Counter
from ledger.models.people import Person
from tests.factories import make_account, make_agency, make_person, make_unit
from tests.intake import Office, grant, make_office
from tests.visits import sign_in


@pytest.fixture
def office(app: Flask) -> Office:
    return make_office()


def enter(
    client: FlaskClient, person: Person, role: Role, unit_id: int | None = None
) -> FlaskClient:
    account = make_account(person)
    grant(account.id, role, unit_id)
    return sign_in(client, account)


def poster(office: Office, size: str = "A4") -> str:
    return f"/loket/{office.counter.code}/poster.pdf?ukuran={size}"


def test_hr_sees_each_counter_with_its_public_address(
    office: Office, client: FlaskClient, session: Session
):
    enter(client, office.hr, Role.HR)
    page = client.get("/loket").text
    assert office.counter.name in page
    assert f"/u/{session.get_one(Counter, office.counter.id).public_code}" in page
    assert poster(office, "A6") in page


def test_unit_admin_sees_only_the_counters_of_the_unit(office: Office, client: FlaskClient):
    elsewhere = make_person(make_unit(office.agency, name="Dinas Lain"), name="Admin Lain")
    enter(client, elsewhere, Role.UNIT_ADMIN, unit_id=elsewhere.unit_id)
    assert office.counter.name not in client.get("/loket").text
    assert client.get(poster(office)).status_code == 404
    enter(client, office.clerk, Role.UNIT_ADMIN, unit_id=office.unit.id)
    assert office.counter.name in client.get("/loket").text
    assert client.get(poster(office)).data.startswith(b"%PDF")


def test_poster_of_an_unknown_counter_or_size_is_not_found(office: Office, client: FlaskClient):
    enter(client, office.hr, Role.HR)
    assert client.get("/loket/TIDAK-ADA/poster.pdf").status_code == 404
    assert client.get(poster(office, "A5")).status_code == 404


def test_third_person_reaches_neither_list_nor_poster(office: Office, client: FlaskClient):
    stranger = make_person(make_unit(make_agency(code="LAIN"), name="Instansi Lain"))
    for person in (office.colleague, stranger):
        sign_in(client, make_account(person))
        assert client.get("/loket").status_code == 403
        assert client.get(poster(office)).status_code == 403
