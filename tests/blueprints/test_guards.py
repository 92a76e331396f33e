"""Who may open what, and where they are sent instead."""

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from ledger import factory
from ledger.blueprints.guards import Guard, guard_of, safe_next
from ledger.config import Config
from ledger.domain.people import Role


def enter(web: FlaskClient, who: str) -> None:
    assert web.get(f"/galeri/masuk/{who}").status_code == 303


def test_visitor_is_sent_to_sign_in_and_back(web: FlaskClient):
    answer = web.get("/galeri/kepegawaian?unit=3")
    assert answer.status_code == 302
    assert answer.location == "/masuk?next=%2Fgaleri%2Fkepegawaian%3Funit%3D3"


def test_role_opens_its_page(web: FlaskClient):
    enter(web, "hr")
    assert web.get("/galeri/kepegawaian").text == "Ratna Dewi"


def test_wrong_role_reads_who_can(web: FlaskClient):
    enter(web, "staff")
    answer = web.get("/galeri/kepegawaian")
    assert answer.status_code == 403
    assert "hanya untuk Kepegawaian atau Auditor" in answer.text
    assert "Anda masuk sebagai Budi Santoso" in answer.text


def test_heading_a_unit_opens_what_needs_a_leader(web: FlaskClient):
    enter(web, "head")
    assert web.get("/galeri/pimpinan").status_code == 200
    enter(web, "hr")
    answer = web.get("/galeri/pimpinan")
    assert answer.status_code == 403
    assert "hanya untuk pimpinan unit kerja" in answer.text


def test_api_without_session_is_told_in_json(web: FlaskClient):
    answer = web.get("/api/v1/galeri/rahasia")
    assert answer.status_code == 401
    assert answer.mimetype == "application/problem+json"


def test_views_carry_their_guards(gallery_app: Flask):
    views = gallery_app.view_functions
    assert guard_of(views["pages.help_page"]) == Guard(kind="public")
    assert guard_of(views["gallery.show"]) == Guard(kind="signed_in")
    assert guard_of(views["gallery.personnel"]) == Guard(
        kind="requires", roles=(Role.HR, Role.AUDITOR)
    )
    assert guard_of(lambda: None) is None


def test_app_with_an_unguarded_view_does_not_start(tmp_path, monkeypatch: pytest.MonkeyPatch):
    bare = Blueprint("bare", __name__)
    bare.add_url_rule("/bare", view_func=lambda: "", endpoint="show")
    monkeypatch.setattr(factory, "BLUEPRINTS", (*factory.BLUEPRINTS, bare))
    with pytest.raises(RuntimeError, match=r"without a guard: bare\.show"):
        factory.create_app(Config(mode="testing", data_dir=tmp_path))


@pytest.mark.parametrize("path", ["/", "/usulan", "/usulan?page=2&q=a%20b", "/a//b", "/x:y"])
def test_own_path_is_kept_as_next(path: str):
    assert safe_next(path) == path


@pytest.mark.parametrize(
    "target",
    [
        *(None, "", "usulan", "//evil.example", "/\\evil.example", "https://evil.example"),
        *("/a\nb", "/\t/evil.example", "javascript:alert(1)", "/a b", "\\\\evil.example"),
    ],
)
def test_foreign_next_becomes_home(target: str | None):
    assert safe_next(target) == "/"
    assert safe_next(target, "/beranda") == "/beranda"


@given(st.text())
def test_next_is_always_a_path_of_ours(target: str):
    path = safe_next(target)
    assert path.startswith("/")
    assert path[1:2] not in ("/", "\\")
    assert not any(letter in path for letter in "\r\n\t\\")
