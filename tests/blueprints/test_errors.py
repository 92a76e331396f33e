"""Every refusal becomes one plain page, or one problem document under /api."""

import json
import logging
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

SENT = {"story": "<b>Loket malam</b>\nuntuk pekerja", "csrf_token": "old", "password": "rahasia"}
FAMILIES = [
    ("not_found", 404, "Usulan ini tidak ditemukan."),
    ("forbidden", 403, "Keputusan ini hanya dapat diambil oleh Kepala Dinas."),
    ("conflict", 409, "Usulan ini sudah disetujui oleh Sri Wahyuni."),
    ("rule", 409, "Pengusul tidak dapat memutuskan."),
    ("input", 422, "Periksa isian."),
]


@pytest.mark.parametrize(("kind", "status", "text"), FAMILIES)
def test_family_becomes_a_page(web: FlaskClient, kind: str, status: int, text: str):
    answer = web.get(f"/galeri/tolak/{kind}")
    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    assert text in answer.text
    assert '<html lang="id">' in answer.text


@pytest.mark.parametrize(("kind", "status", "text"), FAMILIES)
def test_family_becomes_a_problem_under_api(web: FlaskClient, kind: str, status: int, text: str):
    answer = web.get(f"/api/v1/galeri/tolak/{kind}")
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    problem = json.loads(answer.data)
    assert (problem["status"], problem["detail"]) == (status, text)
    assert problem["instance"] == f"/api/v1/galeri/tolak/{kind}"


def test_problem_names_the_fields(web: FlaskClient):
    problem = json.loads(web.get("/api/v1/galeri/tolak/input").data)
    assert problem["errors"] == {"day": ["Tanggal ini hari libur"]}


def test_unknown_address_is_a_calm_page(web: FlaskClient):
    answer = web.get("/tidak-ada")
    assert answer.status_code == 404
    assert "Halaman tidak ditemukan" in answer.text
    assert json.loads(web.get("/api/v1/tidak-ada").data)["code"] == "not_found"


def test_wrong_method_keeps_its_allow_header(web: FlaskClient):
    answer = web.post("/bantuan")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_crash_shows_a_help_code_that_the_log_holds(
    gallery_app: Flask, web: FlaskClient, caplog: pytest.LogCaptureFixture
):
    gallery_app.config["PROPAGATE_EXCEPTIONS"] = False
    try:
        with caplog.at_level(logging.ERROR, "ledger"):
            answer = web.get("/galeri/rusak")
    finally:
        gallery_app.config["PROPAGATE_EXCEPTIONS"] = None
    assert answer.status_code == 500
    assert "ZeroDivisionError" not in answer.text
    code = re.search(r"Kode bantuan: ([0-9A-F]{6})\.", answer.text)
    assert code is not None
    assert code[1] in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_expired_form_from_our_own_page_offers_its_answers_again(
    gallery_app: Flask, web: FlaskClient
):
    gallery_app.config["WTF_CSRF_ENABLED"] = True
    answer = web.post("/galeri/umum", data=SENT, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 400
    assert "Isian Anda masih ada di halaman ini." in answer.text
    assert "&lt;b&gt;Loket malam&lt;/b&gt;" in answer.text
    assert "rahasia" not in answer.text
    token = re.search(r'name="csrf_token" value="([^"]+)"', answer.text)
    assert token is not None
    again = web.post("/galeri/umum", data=SENT | {"csrf_token": token[1]})
    assert again.status_code == 422


def test_expired_form_of_unknown_origin_offers_nothing_to_send(
    gallery_app: Flask, web: FlaskClient
):
    gallery_app.config["WTF_CSRF_ENABLED"] = True
    answer = web.post("/galeri/umum", data=SENT)
    assert answer.status_code == 400
    assert "Loket malam" not in answer.text
    assert "Kirim lagi" not in answer.text
    assert "tombol kembali peramban" in answer.text


def test_session_that_ended_while_writing_keeps_the_answers(web: FlaskClient):
    answer = web.post("/galeri/", data=SENT, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 401
    assert "Sesi Anda sudah berakhir" in answer.text
    assert "Loket malam" in answer.text


def test_expired_form_of_nobody_asks_to_sign_in_first(gallery_app: Flask, web: FlaskClient):
    gallery_app.config["WTF_CSRF_ENABLED"] = True
    answer = web.post("/galeri/", data=SENT, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 401
    assert "Masuk di tab baru" in answer.text
    assert "Loket malam" in answer.text


def test_too_large_upload_says_the_limit(gallery_app: Flask, web: FlaskClient):
    limit = gallery_app.config["MAX_CONTENT_LENGTH"]
    gallery_app.config["MAX_CONTENT_LENGTH"] = 2_000_000
    try:
        answer = web.post("/galeri/umum", data={"story": "x" * 2_000_001})
    finally:
        gallery_app.config["MAX_CONTENT_LENGTH"] = limit
    assert answer.status_code == 413
    assert "harus lebih kecil dari 2 MB" in answer.text
