"""The headers and cookies of every answer."""

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from ledger.config import Config
from ledger.extensions import login_manager
from ledger.factory import create_app
from tests.blueprints.gallery import load_actor, make_gallery


@pytest.mark.parametrize("path", ["/bantuan", "/healthz", "/tidak-ada", "/static/js/neraca.js"])
def test_every_answer_carries_the_headers(web: FlaskClient, path: str):
    headers = web.get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_personal_page_is_not_stored_and_public_page_may_come_back(web: FlaskClient):
    assert web.get("/bantuan").headers["Cache-Control"] == "private, no-cache"
    web.get("/galeri/masuk/hr")
    assert web.get("/bantuan").headers["Cache-Control"] == "no-store"


def test_static_file_lasts_only_under_its_hash(gallery_app: Flask, web: FlaskClient):
    with gallery_app.test_request_context():
        url = gallery_app.url_for("static", filename="css/parts.css")
    lasting = web.get(url)
    assert lasting.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in lasting.headers
    assert web.get("/static/css/parts.css?v=old").headers["Cache-Control"] == "no-cache"
    assert web.get("/static/css/parts.css").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["/galeri/umum", "/galeri/tolak/conflict"])
def test_post_from_another_site_is_refused(web: FlaskClient, path: str):
    answer = web.post(path, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "dari situs lain" in answer.text


@pytest.mark.parametrize("site", ["same-origin", "none", None])
def test_post_from_our_site_is_taken(web: FlaskClient, site: str | None):
    headers = {"Sec-Fetch-Site": site} if site else {}
    assert web.post("/galeri/umum", headers=headers).status_code == 422


def test_link_from_another_site_is_followed(web: FlaskClient):
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert web.get("/galeri/umum", headers=headers).status_code == 200


def test_foreign_host_is_refused(web: FlaskClient):
    answer = web.get("/bantuan", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "bukan milik layanan ini" in answer.text
    assert "evil.example" not in answer.text


def test_cookie_is_bound_to_the_host_over_https(tmp_path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(login_manager, "_user_callback", load_actor)
    client = make_gallery(tmp_path, secure=True).test_client()
    base = "https://neraca.sukamaju.go.id"
    answer = client.get("/galeri/umum", base_url=base)
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-neraca=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_plain_http_in_development_has_no_transport_promise(web: FlaskClient):
    answer = web.get("/galeri/umum")
    assert "Strict-Transport-Security" not in answer.headers
    assert answer.headers["Set-Cookie"].startswith("neraca=")


@pytest.mark.parametrize(
    ("proxies", "told"), [(0, "127.0.0.1"), (1, "10.1.1.9"), (2, "203.0.113.7")]
)
def test_address_of_a_visitor_comes_only_from_as_many_proxies_as_there_are(
    tmp_path, proxies: int, told: str
):
    app = create_app(Config(mode="testing", data_dir=tmp_path, proxies=proxies))
    seen = []
    app.before_request(lambda: seen.append(request.remote_addr))
    forwarded = {"X-Forwarded-For": "198.51.100.1, 203.0.113.7, 10.1.1.9"}
    answer = app.test_client().get("/healthz", headers=forwarded)
    assert (answer.status_code, seen) == (200, [told])
