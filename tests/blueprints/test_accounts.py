"""The own account over HTTP."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from ledger.gateways.passwords import hash_password
from ledger.models.people import Account, LoginSession
from tests.factories import make_account, make_agency, make_person, make_unit
from tests.statements import listening
from tests.visits import sign_in

OLD, NEW = "kuda hijau di loket", "sepeda biru di kantor"
HASHED = hash_password(OLD)


@pytest.fixture
def account(app: Flask) -> Account:
    person = make_person(make_unit(make_agency()), name="Siti")
    return make_account(person, password_hash=HASHED, email="siti@contoh.go.id")


@pytest.fixture
def mine(app: Flask, account: Account) -> FlaskClient:
    return sign_in(app.test_client(), account)


def test_account_page_is_for_its_owner(app: Flask, mine: FlaskClient):
    page = mine.get("/akun").text
    assert "Siti" in page
    assert "siti@contoh.go.id" in page
    assert "Perangkat ini" in page
    assert app.test_client().get("/akun").location == "/masuk?next=%2Fakun"


def test_account_page_asks_little_of_the_database(mine: FlaskClient):
    with listening() as statements:
        assert mine.get("/akun").status_code == 200
    assert len(statements) <= 12


def test_password_is_changed_and_this_browser_stays(app, account, mine: FlaskClient):
    elsewhere = sign_in(app.test_client(), account)
    answer = mine.post("/akun/sandi", data={"current_password": OLD, "new_password": NEW})
    assert (answer.status_code, answer.location) == (303, "/akun")
    assert mine.get("/akun").status_code == 200
    assert elsewhere.get("/akun").status_code == 302


def test_wrong_current_password_is_told_at_its_field(mine: FlaskClient):
    answer = mine.post("/akun/sandi", data={"current_password": "salah", "new_password": NEW})
    assert answer.status_code == 422
    assert 'href="#field-current_password"' in answer.text
    assert NEW not in answer.text


def test_email_is_saved_or_refused_at_its_field(mine: FlaskClient, account, session: Session):
    other = make_person(make_unit(make_agency()))
    make_account(other, email="wayan@contoh.go.id")
    refused = mine.post("/akun/surel", data={"email": "wayan@contoh.go.id"})
    assert refused.status_code == 422
    assert 'href="#field-email"' in refused.text
    assert mine.post("/akun/surel", data={"email": "baru@contoh.go.id"}).status_code == 303
    session.expire_all()
    assert session.get(Account, account.id).email == "baru@contoh.go.id"


def test_language_is_saved_for_account_and_device(mine: FlaskClient, account, session: Session):
    answer = mine.post("/akun/bahasa", data={"language": "en"})
    assert "bahasa=en" in answer.headers["Set-Cookie"]
    session.expire_all()
    assert session.get(Account, account.id).language == "en"
    assert mine.post("/akun/bahasa", data={"language": "jv"}).status_code == 422


def test_own_device_is_signed_out_and_no_other(app, mine: FlaskClient, account, session: Session):
    elsewhere = sign_in(app.test_client(), account)
    elsewhere.get("/akun")
    other_id = session.query(LoginSession.id).order_by(LoginSession.id.desc()).limit(1).scalar()
    stranger = make_account(make_person(make_unit(make_agency())))
    refused = sign_in(app.test_client(), stranger).post(f"/akun/sesi/{other_id}/akhiri")
    assert refused.status_code == 404
    assert elsewhere.get("/akun").status_code == 200
    assert mine.post(f"/akun/sesi/{other_id}/akhiri").status_code == 303
    assert elsewhere.get("/akun").status_code == 302
