"""Whoever holds the PDF learns whether these very bytes were issued, and no name too many."""

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from ledger.domain.actors import system_actor
from ledger.domain.documents import DocumentKind
from ledger.models.documents import Document
from ledger.services.documents import revoke_document
from tests.blueprints.test_documents import Office
from tests.conftest import NOW
from tests.inspecting import seal


@pytest.fixture
def office(app: Flask) -> Office:
    return Office(app)


def bytes_of(office: Office, session: Session, document_id: int) -> bytes:
    session.rollback()
    return office.files.get(session.get_one(Document, document_id).sha256 or "")


def send(client: FlaskClient, content: bytes):
    data = {"file": (BytesIO(content), "piagam.pdf")}
    return client.post("/verifikasi/berkas", data=data, content_type="multipart/form-data")


def test_issued_bytes_are_told_with_their_proofs(
    office: Office, app: Flask, client: FlaskClient, session: Session
) -> None:
    content = bytes_of(office, session, office.issue())
    seal(app, office.unit.agency_id, NOW)
    text = send(client, content).text
    for told in ("Dokumen ini asli", "Persis seperti yang kami terbitkan", "Siti Rahmawati"):
        assert told in text
    assert "Catatan penerbitan dalam buku besar" in text
    assert "Cocok" in text


@pytest.mark.parametrize("content", [b"%PDF-1.7 palsu", b"\0" * 100, b"x"])
def test_other_bytes_are_told_and_never_opened(client: FlaskClient, content: bytes) -> None:
    answer = send(client, content)
    assert answer.status_code == 404
    assert "tidak pernah menerbitkan berkas ini" in answer.text


def test_one_more_byte_makes_another_file(
    office: Office, client: FlaskClient, session: Session
) -> None:
    content = bytes_of(office, session, office.issue())
    assert "Berkas tidak dikenal" in send(client, content + b"\n").text


def test_revoked_paper_is_told_so(office: Office, client: FlaskClient, session: Session) -> None:
    document_id = office.issue()
    content = bytes_of(office, session, document_id)
    revoke_document(
        document_id, reason="Keliru.", actor=system_actor(office.unit.agency_id), now=NOW
    )
    assert "sudah dicabut" in send(client, content).text


def test_paper_of_a_case_shows_number_and_date_only(
    office: Office, client: FlaskClient, session: Session
) -> None:
    content = bytes_of(office, session, office.issue(DocumentKind.SUMMONS))
    text = send(client, content).text
    assert "800.1.6.2/1/DKPS/2026" in text
    for hidden in ("Siti", "Bambang", "panggilan"):
        assert hidden not in text


def test_no_file_is_told_beside_the_field(client: FlaskClient) -> None:
    answer = client.post("/verifikasi/berkas", data={}, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "Pilih berkas PDF yang hendak diperiksa." in answer.text


def test_page_is_light_enough_for_a_phone(client: FlaskClient) -> None:
    text = client.get("/verifikasi").text
    assert "Punya berkas PDF-nya?" in text
    assert len(text.encode()) < 12_000
