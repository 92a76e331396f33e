"""HR writes words beside their preview, a colleague puts them in force; nobody else comes in."""

import re
from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from ledger.domain.documents import CertificateDesign, DocumentKind
from ledger.domain.people import Role
from ledger.domain.wordings import WordingState, default_texts
from ledger.models.people import Account
from ledger.models.wordings import Wording
from ledger.services.paper_looks import paper_look
from tests import factories
from tests.blueprints.test_documents import grant, status
from tests.visits import sign_in

PATH = "/naskah/certificate"
OWN = {**default_texts(DocumentKind.CERTIFICATE), "given": "dengan hormat diberikan kepada"}


@pytest.fixture
def people(session: Session) -> tuple[Account, Account, Account]:
    """Two of HR and somebody who is not."""
    unit = factories.make_unit(factories.make_agency())
    first, second, other = (factories.make_account(factories.make_person(unit)) for _ in range(3))
    grant(first, Role.HR)
    grant(second, Role.HR)
    return first, second, other


def test_words_are_written_seen_and_put_in_force(
    app: Flask, people: tuple[Account, Account, Account], session: Session
) -> None:
    author, second, _ = people
    page = sign_in(app.test_client(), author).post(PATH, data=OWN, follow_redirects=True).text
    assert "Konsep naskah disimpan" in page
    assert "Berlakukan konsep ini" not in page
    web = sign_in(app.test_client(), second)
    page = web.get(PATH).text
    assert "dengan hormat diberikan kepada" in page
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert seen is not None
    (wording_id,) = session.query(Wording.id).one()
    answer = web.post(
        f"/naskah/versi/{wording_id}/berlakukan", data={"seen": seen[1]}, follow_redirects=True
    )
    assert "Naskah diberlakukan" in answer.text
    assert session.query(Wording.state).one() == (WordingState.ACTIVE,)
    assert "Versi 1" in web.get("/naskah").text


def test_refused_words_stay_in_the_form_with_the_sentence_at_their_place(
    app: Flask, people: tuple[Account, Account, Account], session: Session
) -> None:
    web = sign_in(app.test_client(), people[0])
    answer = web.post(PATH, data={**OWN, "deed": "atas {uraian} dan {gaji}"})
    assert answer.status_code == 422
    assert "atas {uraian} dan {gaji}" in answer.text
    assert "Isian {gaji} tidak dikenal di bagian ini" in answer.text
    assert session.query(Wording.id).count() == 0


def test_previews_are_papers_that_say_they_are_drafts(
    app: Flask, people: tuple[Account, Account, Account], session: Session
) -> None:
    web = sign_in(app.test_client(), people[0])
    web.post(PATH, data=OWN)
    (wording_id,) = session.query(Wording.id).one()
    for path in (
        f"/naskah/versi/{wording_id}.pdf",
        "/naskah/certificate/contoh.pdf",
        "/naskah/guidance_letter/contoh.pdf",
    ):
        answer = web.get(path)
        assert (answer.status_code, answer.data[:5]) == (200, b"%PDF-")


def test_nobody_else_reads_or_writes_words(
    app: Flask, people: tuple[Account, Account, Account]
) -> None:
    web = app.test_client()
    assert status(web, people[2], "/naskah") == 403
    assert status(web, people[2], PATH) == 403
    assert status(app.test_client(), people[0], "/naskah/recap") == 404


LOOK = {
    "number_pattern": "{kode}/{urut}-{unit}/{tahun}",
    "design": "kawung",
    "contact": "Telepon (022) 555-0117",
    "valid_from": "2026-01-01",
}


def test_look_holds_from_its_day_and_is_shown_again(
    app: Flask, people: tuple[Account, Account, Account]
) -> None:
    web = sign_in(app.test_client(), people[0])
    page = web.post("/naskah/tampilan", data=LOOK, follow_redirects=True).text
    assert "Tampilan dokumen disimpan" in page
    assert LOOK["number_pattern"] in page
    agency_id = people[0].agency_id
    assert paper_look(agency_id, on=date(2026, 1, 1)).design is CertificateDesign.KAWUNG
    assert paper_look(agency_id, on=date(2025, 12, 31)).design is CertificateDesign.ANYAMAN
    assert web.get("/naskah/tampilan/kawung.pdf").data.startswith(b"%PDF-")
    assert web.get("/naskah/tampilan/lain.pdf").status_code == 404


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"number_pattern": "{kode}/{tahun}"}, "harus memuat {urut}"),
        ({"number_pattern": "{kode}/{urut}/{tahun}"}, "harus memuat {unit}"),
        ({"number_pattern": "{urut}/{tahun}/{bulan}"}, "Isian {bulan} tidak dikenal"),
        ({"design": "lain"}, "Pilih salah satu rancangan"),
        ({"contact": "x" * 121}, "Baris kontak paling banyak"),
    ],
)
def test_look_that_cannot_be_used_is_refused_at_its_place(
    app: Flask, people: tuple[Account, Account, Account], change: dict[str, str], told: str
) -> None:
    web = sign_in(app.test_client(), people[0])
    answer = web.post("/naskah/tampilan", data={**LOOK, **change})
    assert answer.status_code == 422
    assert told in answer.text
    assert status(app.test_client(), people[2], "/naskah/tampilan") == 403
