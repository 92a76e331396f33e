"""Anybody learns whether a paper is genuine, and of nobody who was guided or disciplined."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from ledger.domain.documents import CODE_LENGTH, DocumentKind, make_code, read_code, show_code
from ledger.models.documents import Document
from ledger.services.documents import revoke_document, supersede_document
from tests import factories
from tests.blueprints.test_documents import Office
from tests.conftest import NOW
from tests.inspecting import seal

UNKNOWN = "Tidak ada dokumen dengan kode ini"


@pytest.fixture
def office(app: Flask) -> Office:
    return Office(app)


def code_of(session: Session, document_id: int) -> str:
    session.rollback()
    return session.get_one(Document, document_id).verification_code


def test_genuine_certificate_is_told_with_its_name(
    office: Office, client: FlaskClient, session: Session
) -> None:
    code = code_of(session, office.issue())
    answer = client.get(f"/verifikasi/{code}")
    assert answer.status_code == 200
    for told in (
        "Dokumen ini asli",
        "800.1.12.8/1/DKPS/2026",
        "23 November 2026",
        "Siti Rahmawati",
    ):
        assert told in answer.text
    # Titles, NIP and reason are nobody's business.
    for hidden in ("S.Kom.", "198701122010012003", "akta kelahiran"):
        assert hidden not in answer.text


@pytest.mark.parametrize("kind", [DocumentKind.GUIDANCE_LETTER, DocumentKind.SUMMONS])
def test_letter_about_conduct_is_told_without_a_name(
    office: Office, client: FlaskClient, session: Session, kind: DocumentKind
) -> None:
    text = client.get(f"/verifikasi/{code_of(session, office.issue(kind))}").text
    assert "Dokumen ini asli" in text
    for hidden in ("Siti", "198701122010012003", "loket", "Bambang"):
        assert hidden not in text


def test_revoked_and_superseded_papers_are_told_so(
    office: Office, client: FlaskClient, session: Session
) -> None:
    revoked, old, new = (office.issue(key=str(n)) for n in range(3))
    actor = factories.make_actor(factories.make_official(office.unit))
    revoke_document(revoked, reason="Salah orang karena NIP tertukar.", actor=actor, now=NOW)
    supersede_document(old, successor_id=new, actor=actor, now=NOW)
    told = client.get(f"/verifikasi/{code_of(session, revoked)}").text
    assert "sudah dicabut" in told
    assert "tertukar" not in told
    assert "sudah diganti" in client.get(f"/verifikasi/{code_of(session, old)}").text


def test_unknown_numbered_and_malformed_codes_all_look_the_same(
    office: Office, client: FlaskClient, session: Session
) -> None:
    numbered = code_of(session, office.prepare())
    codes = (numbered, "0" * CODE_LENGTH, "XYZ")
    answers = [client.get(f"/verifikasi/{code}") for code in codes]
    assert {answer.status_code for answer in answers} == {404}
    # Only the link to the other language repeats the address.
    pages = {a.text.replace(c, "") for a, c in zip(answers, codes, strict=True)}
    assert len(pages) == 1
    assert UNKNOWN in answers[0].text


def test_typed_code_finds_its_page_however_it_is_written(
    office: Office, client: FlaskClient, session: Session
) -> None:
    code = code_of(session, office.issue())
    shown = show_code(code).lower()
    for typed in (f" {shown} ", code, f"https://neraca.contoh.go.id/verifikasi/{shown}"):
        answer = client.get("/verifikasi", query_string={"kode": typed})
        assert answer.status_code == 302
        assert "Dokumen ini asli" in client.get(answer.location).text


def test_form_is_shown_and_says_what_a_code_is(client: FlaskClient, app: Flask) -> None:
    assert client.get("/verifikasi").status_code == 200
    answer = client.get("/verifikasi?kode=12345")
    assert answer.status_code == 422
    assert "20 huruf dan angka" in answer.text
    assert 'value="12345"' in answer.text


def test_code_has_a_hundred_bits_and_forgives_what_is_misread() -> None:
    code = make_code(bytes(range(13)))
    assert len(code) == CODE_LENGTH
    assert make_code(b"\xff" * 13) == "Z" * CODE_LENGTH
    assert read_code("oO0iIlL1" + "A" * 12) == "00011111" + "A" * 12
    assert read_code("U" * CODE_LENGTH) == ""
    assert read_code(show_code(code)) == code


def test_paper_says_that_its_entry_waits_until_it_is_sealed(
    app: Flask, office: Office, client: FlaskClient, session: Session
) -> None:
    path = f"/verifikasi/{code_of(session, office.issue())}"
    assert "Belum disegel" in client.get(path).text
    seal(app, office.unit.agency_id, NOW)
    sealed = client.get(path).text
    assert "Belum disegel" not in sealed
    assert "Sudah disegel dalam buku besar" in sealed
