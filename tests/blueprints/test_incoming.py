"""Whatever a browser sends is read as it is seen, and no number is too large for an answer."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from ledger.blueprints.incoming import row_number, ticked_row
from ledger.database import transaction
from ledger.domain.people import Role
from ledger.models.people import RoleGrant
from ledger.schemas.fields import LARGEST_ID, FormSchema, RowId
from tests.factories import make_account, make_agency, make_person, make_unit
from tests.visits import sign_in

TOO_LARGE = str(LARGEST_ID + 1)


@pytest.fixture
def hr(app: Flask) -> FlaskClient:
    unit = make_unit(make_agency())
    account = make_account(make_person(unit, is_unit_head=True))
    with transaction() as work:
        for role in Role:
            work.add(
                RoleGrant(
                    agency_id=unit.agency_id,
                    account_id=account.id,
                    role=role,
                    valid_from=date(2025, 1, 1),
                )
            )
    return sign_in(app.test_client(), account)


def test_no_address_takes_a_number_that_no_row_can_have(app: Flask, hr: FlaskClient):
    rules = [rule for rule in app.url_map.iter_rules() if "<int:" in rule.rule]
    assert len(rules) > 20
    for rule in rules:
        path = rule.rule
        for name in rule.arguments:
            path = path.replace(f"<int:{name}>", TOO_LARGE)
        method = "GET" if "GET" in (rule.methods or ()) else "POST"
        assert hr.open(path, method=method).status_code in (404, 405), rule.rule


@pytest.mark.parametrize(
    "query", [f"unit={TOO_LARGE}", "unit=²", "unit=" + "9" * 5000, "q=%00Siti", f"page={TOO_LARGE}"]
)
def test_filter_that_cannot_be_is_left_aside(hr: FlaskClient, query: str):
    assert hr.get(f"/pegawai?{query}").status_code == 200


def test_person_with_an_impossible_number_is_refused_at_the_field(hr: FlaskClient):
    sent = {"person_id": TOO_LARGE, "role": "hr", "valid_from": "1/1/2026", "unit_id": TOO_LARGE}
    answer = hr.post("/peran/baru", data=sent)
    assert answer.status_code == 422
    assert "Angka ini terlalu besar" in answer.text


@pytest.mark.parametrize("path", ["/lacak/%00", "/u/%00", "/verifikasi/%00", "/aktivasi/%00"])
def test_address_of_hidden_letters_is_nowhere(app: Flask, session: Session, path: str):
    assert app.test_client().get(path).status_code == 404


@pytest.mark.parametrize("text", ["", "-1", "1.0", "²", TOO_LARGE, "9" * 5000])
def test_what_is_no_row_number_is_refused(text: str):
    with pytest.raises(ValueError, match=r"number|digits"):
        row_number(text)
    assert ticked_row(text) is None


def test_row_number_is_read():
    assert (row_number("7"), ticked_row(str(LARGEST_ID))) == (7, LARGEST_ID)


def test_form_takes_only_numbers_that_a_row_can_have():
    class UnitIn(FormSchema):
        unit_id = RowId(load_default=None)

    assert UnitIn().load({"unit_id": str(LARGEST_ID)}) == {"unit_id": LARGEST_ID}
    assert UnitIn().load({}) == {"unit_id": None}
    with pytest.raises(ValidationError) as refusal:
        UnitIn().load({"unit_id": TOO_LARGE})
    assert refusal.value.messages == {"unit_id": ["Angka ini terlalu besar"]}
