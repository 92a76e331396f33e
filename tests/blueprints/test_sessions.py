"""Signing in and out over HTTP: neutral answers, fresh sessions, codes, throttling."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from ledger.domain.accounts import InvitePeople
from ledger.domain.actors import system_actor
from ledger.gateways.passwords import hash_password
from ledger.models.people import LoginSession
from ledger.services.accounts import invite_people
from tests.factories import make_account, make_agency, make_person, make_unit

PASSWORD = "kuda hijau di loket"
HASHED = hash_password(PASSWORD)
NIP = "197907172005022003"


@pytest.fixture
def browser(client: FlaskClient) -> FlaskClient:
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "id"
    return client


@pytest.fixture
def person(app: Flask):
    return make_person(make_unit(make_agency()), nip=NIP, name="Siti")


def sign_in(browser: FlaskClient, identity: str = NIP, password: str = PASSWORD, **more):
    return browser.post("/masuk", data={"identity": identity, "password": password, **more})


def test_visitor_is_led_to_the_sign_in_page(browser: FlaskClient, person):
    assert browser.get("/").location == "/masuk"
    page = browser.get("/masuk").text
    assert "NIP atau surel dinas" in page
    assert 'autocomplete="current-password"' in page


def test_right_pair_signs_in_and_goes_on(browser: FlaskClient, person):
    make_account(person, password_hash=HASHED)
    answer = sign_in(browser, "19790717 200502 2 003", next="/akun")
    assert (answer.status_code, answer.location) == (303, "/akun")
    page = browser.get("/akun")
    assert "Siti" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert browser.get("/masuk").location == "/"


@pytest.mark.parametrize("target", ["https://jahat.id/", "//jahat.id", "/\\jahat.id"])
def test_sign_in_never_leads_to_another_site(browser: FlaskClient, person, target: str):
    make_account(person, password_hash=HASHED)
    assert sign_in(browser, next=target).location == "/"


@pytest.mark.parametrize("identity", [NIP, "199001012015011009"])
def test_wrong_pair_keeps_the_identity_only(browser: FlaskClient, person, identity: str):
    make_account(person, password_hash=HASHED)
    answer = sign_in(browser, identity, "salah sekali")
    assert answer.status_code == 422
    assert "NIP atau kata sandi tidak cocok. Periksa lalu coba lagi." in answer.text
    assert identity in answer.text
    assert "salah sekali" not in answer.text
    assert "<title>Galat:" in answer.text


def test_empty_form_says_what_to_write(browser: FlaskClient, person):
    answer = browser.post("/masuk", data={})
    assert answer.status_code == 422
    assert "Tulis NIP atau surel Anda" in answer.text
    assert "Tulis kata sandi" in answer.text


def test_waiting_time_is_told_in_minutes(browser: FlaskClient, person):
    for _ in range(5):
        sign_in(browser, password="salah sekali")
    answer = sign_in(browser)
    assert answer.status_code == 422
    assert "Terlalu banyak percobaan. Tunggu 15 menit, lalu coba lagi." in answer.text


def test_session_key_is_new_at_sign_in(browser: FlaskClient, person, session: Session):
    make_account(person, password_hash=HASHED)
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = "titipan"
        cookie["sisa"] = "orang lain"
    sign_in(browser)
    with browser.session_transaction() as cookie:
        assert cookie["_user_id"] != "titipan"
        assert "sisa" not in cookie
    assert session.query(LoginSession).count() == 1


def test_sign_out_ends_the_session_in_the_database(browser: FlaskClient, person, session: Session):
    make_account(person, password_hash=HASHED)
    sign_in(browser)
    with browser.session_transaction() as cookie:
        stolen = cookie["_user_id"]
    answer = browser.post("/keluar")
    assert answer.location == "/masuk"
    assert "Anda sudah keluar." in browser.get("/masuk").text
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = stolen
    assert browser.get("/akun").location == "/masuk?next=%2Fakun"


def test_sign_out_without_a_session_is_harmless(browser: FlaskClient, person):
    assert browser.post("/keluar").location == "/masuk"


@pytest.mark.parametrize("page", ["/aktivasi", "/sandi/baru"])
def test_code_opens_the_account(browser: FlaskClient, person, page: str):
    actor = system_actor(person.agency_id)
    command = InvitePeople(nips=(NIP,))
    issued = invite_people(command, actor=actor, now=datetime.now(UTC))[0]
    assert issued.code in browser.get(f"{page}/{issued.code}").text
    short = browser.post(page, data={"code": issued.code, "password": "pendek"})
    assert short.status_code == 422
    assert "Kata sandi paling sedikit 8 huruf. Yang Anda isi 6." in short.text
    assert issued.code in short.text
    answer = browser.post(page, data={"code": issued.code, "password": PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/")
    assert "Selamat datang, Siti" in browser.get("/").text


def test_wrong_code_is_told_at_its_field(browser: FlaskClient, person):
    answer = browser.post("/aktivasi", data={"code": "AAAA-BBBB", "password": PASSWORD})
    assert answer.status_code == 422
    assert 'href="#field-code"' in answer.text
    assert "Kode ini tidak cocok, sudah dipakai, atau sudah lewat 7 hari" in answer.text
