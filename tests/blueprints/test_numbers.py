"""HR sees each register and each number; a paper of a case without its person; others see none."""

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy.orm import Session

from ledger.domain.actors import system_actor
from ledger.domain.documents import DocumentKind
from ledger.models.documents import Document
from ledger.services.documents import revoke_document
from tests.blueprints.test_documents import Office
from tests.conftest import NOW
from tests.tampering import tamper
from tests.visits import sign_in

REGISTER = "/dokumen/register"


@pytest.fixture
def office(app: Flask) -> Office:
    return Office(app)


def place(office: Office) -> str:
    return f"{REGISTER}/{office.unit.id}/800.1.12.8/2026"


def test_register_shows_last_number_and_every_paper(office: Office, client: FlaskClient):
    office.issue()
    office.prepare(key="2")
    sign_in(client, office.hr)
    page = client.get(REGISTER).text
    assert office.unit.name in page
    assert "Tanpa celah" in page
    page = client.get(place(office)).text
    assert "800.1.12.8/1/DKPS/2026" in page
    assert "800.1.12.8/2/DKPS/2026" in page
    assert "Nomor terakhir: 2" in page


def test_cancelled_number_stays_with_its_reason(office: Office, client: FlaskClient):
    document_id = office.issue()
    actor = system_actor(office.unit.agency_id)
    revoke_document(document_id, reason="Salah orang.", actor=actor, now=NOW)
    sign_in(client, office.hr)
    page = client.get(place(office)).text
    assert "Dicabut" in page
    assert "Salah orang." in page


def test_paper_of_a_case_names_nobody_and_opens_nothing(
    office: Office, client: FlaskClient, session: Session
):
    document_id = office.prepare(DocumentKind.SUMMONS)
    paper = session.get_one(Document, document_id)
    sign_in(client, office.hr)
    page = client.get(f"{REGISTER}/{paper.unit_id}/{paper.class_code}/{paper.year}").text
    assert "Surat panggilan" in page
    assert f"/dokumen/{document_id}" not in page
    assert paper.person is not None
    assert paper.person.name not in page


def test_gap_is_told_in_words_on_both_pages(office: Office, client: FlaskClient):
    for key in ("1", "2", "3"):
        office.prepare(key=key)
    tamper("UPDATE number_register SET last = 5")
    sign_in(client, office.hr)
    assert "1 temuan" in client.get(REGISTER).text
    assert "Nomor 4–5 tidak punya dokumen." in client.get(place(office)).text


def test_workbook_has_one_row_a_number(office: Office, client: FlaskClient):
    office.issue()
    office.prepare(key="2")
    sign_in(client, office.hr)
    answer = client.get(f"{REGISTER}.xlsx?year=2026")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert [row[2] for row in rows[1:]] == [1, 2]
    assert rows[1][3] == "800.1.12.8/1/DKPS/2026"
    assert "register-nomor-2026.xlsx" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("who", ["subject", "signer", "colleague"])
def test_others_see_no_register(office: Office, client: FlaskClient, who: str):
    office.issue()
    sign_in(client, getattr(office, who))
    for path in (REGISTER, place(office), f"{REGISTER}.xlsx"):
        assert client.get(path).status_code == 403


def test_register_that_is_not_there_is_not_found(office: Office, client: FlaskClient):
    office.issue()
    sign_in(client, office.hr)
    for path in (f"{REGISTER}/{office.unit.id}/1.2/2026", f"{REGISTER}/999999/800.1.12.8/2026"):
        assert client.get(path).status_code == 404
    assert client.get(f"{REGISTER}?year=dua").status_code == 200
