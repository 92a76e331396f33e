"""The frame of every page: rooms, capacity, language, and the promises of the markup."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ledger.blueprints import navigation
from ledger.blueprints.languages import show_date, show_moment, show_nip, show_number, show_share
from ledger.domain.actors import Grant
from ledger.domain.people import Role
from tests.blueprints.gallery import ACTORS

PAGES = ["/galeri/", "/galeri/umum", "/bantuan", "/privasi", "/tidak-ada"]


def rooms(page: str) -> list[str]:
    nav = page.split('class="rooms"')[1].split("</ul>")[0]
    return [name.strip() for name in re.findall(r"<a [^>]*>([^<]+)", nav)]


@pytest.mark.parametrize("path", PAGES)
def test_page_keeps_the_promises_of_the_markup(web: FlaskClient, path: str):
    web.get("/galeri/masuk/head")
    page = web.get(path).text
    assert '<html lang="id">' in page
    assert len(re.findall(r"<h1\b", page)) >= 1
    assert re.search(r"<title>[^<]+ · Neraca</title>", page)
    assert page.index('class="skip-link" href="#isi"') < page.index("<header")
    assert '<main class="wrap content" id="isi"' in page
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    described = " ".join(re.findall(r'aria-describedby="([^"]+)"', page))
    assert set(described.split()) <= set(ids)
    assert all(label in ids for label in re.findall(r'<label[^>]* for="([^"]+)"', page))
    assert page.count("<table") == page.count("<caption>")
    assert not re.search(r"<th(?![^>]*scope)[ >]", page)
    assert not re.search(r"\s(?:style|onclick|required)[ =>]", page)


def test_leader_sees_own_rooms_and_help_last(web: FlaskClient):
    web.get("/galeri/masuk/head")
    shown = rooms(web.get("/galeri/proposals/").text)
    assert shown[:3] == ["Beranda", "Keputusan", "Usulan"]
    assert shown[-1] == "Bantuan"


def test_staff_sees_no_room_of_leaders(web: FlaskClient):
    web.get("/galeri/masuk/staff")
    shown = rooms(web.get("/galeri/").text)
    assert "Keputusan" not in shown
    assert "Capaian saya" in shown


def test_room_here_is_marked(web: FlaskClient):
    web.get("/galeri/masuk/head")
    page = web.get("/galeri/proposals/").text
    assert re.findall(r'aria-current="true">([^<]+)', page) == ["Keputusan"]


def test_rooms_are_never_more_than_six(gallery_app: Flask, monkeypatch: pytest.MonkeyPatch):
    every = tuple(Grant(role=role) for role in Role)
    busy = replace(ACTORS["head"], grants=every)
    everywhere = {room.endpoint: str for room in navigation.ROOMS}
    monkeypatch.setattr(gallery_app, "view_functions", everywhere)
    with gallery_app.app_context():
        assert len(navigation.rooms_of(busy)) == navigation.MOST_ITEMS


def test_waiting_things_are_counted_beside_their_room(web: FlaskClient):
    web.environ_base["neraca.waiting"] = {"proposals.queue": 7}
    web.get("/galeri/masuk/head")
    assert 'Keputusan <span class="count">7</span>' in web.get("/galeri/").text


def test_acting_official_is_told_the_capacity_and_others_are_not(web: FlaskClient):
    web.get("/galeri/masuk/head")
    assert "Anda sedang bertindak sebagai Plt. Setiap keputusan" in web.get("/galeri/").text
    web.get("/galeri/masuk/hr")
    assert "bertindak sebagai" not in web.get("/galeri/").text


def test_language_switch_goes_back_and_lasts(web: FlaskClient):
    page = web.get("/privasi").text
    link = re.search(r'href="(/bahasa/en[^"]*)"', page)
    assert link is not None
    answer = web.get(link[1])
    assert answer.location == "/privasi"
    english = web.get("/privasi").text
    assert '<html lang="en">' in english
    assert "Who sees what" in english


def test_language_comes_from_the_account_before_the_browser(web: FlaskClient):
    english = {"Accept-Language": "en-US,en;q=0.9"}
    assert '<html lang="en">' in web.get("/bantuan", headers=english).text
    assert '<html lang="id">' in web.get("/bantuan", headers={"Accept-Language": "fr"}).text
    web.get("/galeri/masuk/staff")
    assert '<html lang="id">' in web.get("/bantuan", headers=english).text


def test_language_switch_follows_no_foreign_address(web: FlaskClient):
    assert web.get("/bahasa/en?next=//evil.example").location == "/"
    assert web.get("/bahasa/xx").status_code == 404


def test_values_are_written_as_indonesians_write_them(gallery_app: Flask):
    with gallery_app.test_request_context(headers={"Accept-Language": "id"}):
        assert show_date(date(2026, 8, 6)) == "6 Agustus 2026"
        late = datetime(2026, 8, 5, 23, 30, tzinfo=UTC)
        assert show_date(late) == "6 Agustus 2026"
        assert show_moment(late) == "6 Agustus 2026 pukul 06.30 WIB"
        assert show_number(1250.5) == "1.250,5"
        assert show_number(3, 2) == "3,00"
        assert show_share(0.355) == "35,5%"
        assert show_nip("198503142010012003") == "19850314 201001 2 003"
        assert show_nip("1234") == "1234"
        assert [show_date(None), show_moment(None), show_number(None), show_share(None)] == [""] * 4


def test_health_answers_without_a_session(web: FlaskClient):
    answer = web.get("/healthz")
    assert answer.json == {"status": "ok"}
    assert "Set-Cookie" not in answer.headers
