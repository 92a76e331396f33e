"""The mechanics of forms: kept answers, sentences, pages."""

import re
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from ledger.blueprints.forms import Pages, blank_form, load_form
from ledger.errors import Conflict, InvalidInput
from ledger.schemas.fields import AtMost, TypedDate
from tests.blueprints.gallery import GalleryIn

GOOD = {
    "nip": "198503142010012003",
    "story": "Loket malam",
    "day": "6/8/2026",
    "criterion": "speed",
    "proofs": ["photo", "letter"],
}


@pytest.fixture
def request_context(gallery_app: Flask):
    with gallery_app.test_request_context(headers={"Accept-Language": "id"}):
        yield


def test_good_form_becomes_data(request_context: None):
    form = load_form(GalleryIn(), MultiDict(GOOD | {"unit": "", "csrf_token": "t", "other": "x"}))
    assert form.ok
    assert form.data == GOOD | {"day": date(2026, 8, 6)}


def test_wrong_form_keeps_what_was_typed_except_secrets(request_context: None):
    sent = GOOD | {"day": "kemarin", "password": "rahasia", "unit": "satu"}
    form = load_form(GalleryIn(), MultiDict(sent))
    assert form.errors == {
        "day": ["Tulis tanggal seperti 6/8/2026"],
        "unit": ["Tulis dengan angka"],
    }
    assert form.value("day") == "kemarin"
    assert form.chosen("proofs") == ["photo", "letter"]
    assert "password" not in form.values


def test_blank_is_missing_and_told_in_the_words_of_the_label(request_context: None):
    form = load_form(GalleryIn(), MultiDict({"nip": "   "}))
    assert form.error("nip") == "Isi NIP"
    assert form.error("story") == "Isi bagian ini"
    assert form.error("proofs") == "Isi bagian ini"
    assert form.error("unit") == ""


def test_refusal_of_the_service_lands_on_its_field_or_on_the_form(request_context: None):
    form = load_form(GalleryIn(), MultiDict(GOOD))
    on_field = form.refused(InvalidInput("Periksa.", fields={"day": ["Hari libur"]}))
    assert on_field.errors == {"day": ["Hari libur"]}
    on_form = form.refused(Conflict("Sudah disetujui oleh %(name)s.", name="Sri"))
    assert on_form.errors == {"": ["Sudah disetujui oleh Sri."]}
    assert on_form.values == form.values


def test_page_of_a_wrong_form_says_so_everywhere(web: FlaskClient):
    web.get("/galeri/masuk/staff")
    answer = web.post("/galeri/", data={"story": "x" * 25, "day": "31/2/2026", "csrf_token": "t"})
    assert answer.status_code == 422
    assert re.search(r"<title>\s*Galat: Galeri", answer.text)
    summary = re.findall(r'<li><a href="#field-(\w+)">([^<]+)</a>', answer.text)
    inline = re.findall(r'id="error-(\w+)"><span[^>]*>Galat:</span> ([^<]+)</p>', answer.text)
    assert summary
    assert sorted(summary) == sorted(inline)
    assert dict(summary)["story"] == "Alasan paling banyak 20 huruf. Kurangi 5 huruf."
    for name, _text in summary:
        assert f'id="field-{name}"' in answer.text
    assert "x" * 25 in answer.text
    assert 'type="text" value="31/2/2026"' in answer.text


def test_good_form_goes_on_with_see_other(web: FlaskClient):
    web.get("/galeri/masuk/staff")
    answer = web.post("/galeri/", data=GOOD)
    assert (answer.status_code, answer.location) == (303, "/galeri/")
    assert "Tersimpan." in web.get(answer.location).text


@pytest.mark.parametrize(
    "typed",
    [
        "2026-08-06",
        "6/8/2026",
        "06-08-2026",
        "6.8.2026",
        "6 8 2026",
        " 6  Agustus 2026",
        "6 agu 2026",
    ],
)
def test_date_is_read_as_people_type_it(typed: str):
    assert TypedDate().deserialize(typed) == date(2026, 8, 6)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("kemarin", "Tulis tanggal seperti 6/8/2026"),
        ("6/8/26", "Tulis tanggal seperti 6/8/2026"),
        ("6 foo 2026", "Tulis tanggal seperti 6/8/2026"),
        ("6 ma 2026", "Tulis tanggal seperti 6/8/2026"),
        ("1/1/0026", "Tulis tanggal seperti 6/8/2026"),
        ("29/2/2026", "Tanggal ini tidak ada di kalender. Periksa hari dan bulannya."),
    ],
)
def test_date_that_cannot_be_is_told(typed: str, told: str):
    with pytest.raises(ValidationError) as refusal:
        TypedDate().deserialize(typed)
    assert refusal.value.messages == [told]


@given(st.dates(min_value=date(1900, 1, 1)))
def test_every_date_survives_its_spellings(day: date):
    assert TypedDate().deserialize(day.isoformat()) == day
    assert TypedDate().deserialize(f"{day.day}/{day.month}/{day.year}") == day


def test_line_break_of_a_browser_counts_once():
    assert AtMost(3, "Alasan")("a\r\nb") == "a\r\nb"
    with pytest.raises(ValidationError):
        AtMost(2, "Alasan")("a\r\nb")


@given(st.integers(0, 10_000), st.sampled_from([25, 50, 100]), st.integers(1, 500))
def test_pages_cover_everything_once(total: int, size: int, wanted: int):
    count = Pages(number=1, size=size, total=total).count
    pages = Pages(number=min(wanted, count), size=size, total=total)
    assert (
        sum(
            max(0, page.last - page.first + 1) if total else 0
            for page in (Pages(number=n, size=size, total=total) for n in range(1, count + 1))
        )
        == total
    )
    shown = [number for number in pages.near if number]
    assert {1, pages.number, count} <= set(shown)
    assert shown == sorted(set(shown))


def test_page_address_keeps_the_filters(gallery_app: Flask):
    with gallery_app.test_request_context("/usulan?unit=3&q=a+b&page=2"):
        assert Pages(number=2, size=25, total=100).url(3) == "/usulan?unit=3&q=a+b&page=3"


def test_blank_form_shows_what_is_known():
    form = blank_form(unit=3)
    assert form.ok
    assert form.value("unit") == 3
    assert form.value("story") == ""
    assert form.chosen("unit") == ["3"]
