"""A certificate whose award stands but whose words were wrong is replaced by two people of HR."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from ledger.database import db, session
from ledger.domain.documents import DocumentKind, DocumentState, show_code
from ledger.domain.people import Role
from ledger.domain.periods import parse_period
from ledger.domain.retention import ERASED_WORDS
from ledger.models.documents import Document
from ledger.models.reissues import Reissue
from ledger.queries.recaps.merit import awards_of
from ledger.services.documents import issue_document
from ledger.services.reversals import reverse_entry
from tests.blueprints.test_erasures import enter, grant, house
from tests.erasing import ErasingHouse
from tests.factories import NOW
from tests.visits import leave

__all__ = ["house"]

WORDS = "atas pelayanannya yang dipuji warga pada 4 Mei 2026"
ASKED = {"words": WORDS, "mistake": "Tanggal pada piagam lama salah ketik."}
APPROVE = {"verdict": "approve"}
DECIDED = "UPDATE reissue SET state = 'rejected', decided_at = proposed_at, decided_by = "


@pytest.fixture
def path(house: ErasingHouse) -> str:
    """The address of the staff member's certificate, issued."""
    (uid,) = house.award()
    return f"/dokumen/{house.certificate(uid).id}"


def certificates() -> list[Document]:
    session().rollback()
    session().expire_all()
    kind = Document.kind == DocumentKind.CERTIFICATE
    return list(session().scalars(select(Document).where(kind).order_by(Document.id)))


def replace(client: FlaskClient, house: ErasingHouse, path: str) -> None:
    enter(client, house.first)
    assert client.post(f"{path}/ganti", data=ASKED).status_code == 303
    enter(client, house.second)
    assert client.post(f"{path}/ganti/keputusan", data=APPROVE).status_code == 303


def test_certificate_is_replaced_once_a_second_person_decided(house, path, client: FlaskClient):
    enter(client, house.first)
    assert "Ganti piagam" in client.get(path).text
    assert client.post(f"{path}/ganti", data=ASKED).status_code == 303
    assert client.post(f"{path}/ganti/keputusan", data=APPROVE).status_code == 422
    assert len(certificates()) == 1
    enter(client, house.second)
    shown = client.get(f"{path}/ganti").text
    assert WORDS in shown
    assert ASKED["mistake"] in shown
    assert client.post(f"{path}/ganti/keputusan", data=APPROVE).status_code == 303
    old, new = certificates()
    assert (old.state, old.superseded_by) == (DocumentState.SUPERSEDED, new.id)
    assert (new.context["reason"], new.entry_uid) == (WORDS, old.entry_uid)
    assert new.number != old.number
    issue_document(new.id, files=house.files, public_url="http://localhost", now=NOW)
    house.seal()
    assert house.verified().findings == ()


def test_both_codes_and_the_persons_page_tell_the_replacement(house, path, client: FlaskClient):
    replace(client, house, path)
    old, new = certificates()
    issue_document(new.id, files=house.files, public_url="http://localhost", now=NOW)
    leave(client)
    told = client.get(f"/verifikasi/{show_code(old.verification_code)}").text
    assert "sudah diganti" in told
    assert new.number in told
    assert "Dokumen ini asli" in client.get(f"/verifikasi/{show_code(new.verification_code)}").text
    enter(client, house.actor(house.staff))
    assert new.number in client.get("/capaian").text
    assert "Lihat penggantinya" in client.get(path).text


def test_replaced_certificate_is_one_award_and_goes_with_its_reversal(house, path, client):
    replace(client, house, path)
    old, new = certificates()
    rows = awards_of(house.agency.id, None, parse_period("2026-T4"))
    assert [row.number for row in rows] == [new.number]
    reverse_entry(
        old.entry_uid,
        reason="Penghargaan ini diberikan kepada orang yang keliru.",
        proposal_id=None,
        actor=house.system,
        now=NOW,
    )
    states = [one.state for one in certificates()]
    assert states == [DocumentState.SUPERSEDED, DocumentState.REVOKED]


def test_what_was_asked_is_erased_with_the_words_of_both_papers(house, path, client):
    replace(client, house, path)
    old, new = certificates()
    issue_document(new.id, files=house.files, public_url="http://localhost", now=NOW)
    house.erase(old.entry_uid)
    assert session().execute(select(Reissue.words, Reissue.mistake)).one() == (
        ERASED_WORDS,
        ERASED_WORDS,
    )
    for paper in certificates():
        assert dict(paper.context) == {"erased": True}
        assert not house.files.exists(paper.sha256)


def test_rejected_replacement_leaves_the_certificate_in_force(house, path, client: FlaskClient):
    enter(client, house.first)
    client.post(f"{path}/ganti", data=ASKED)
    assert client.post(f"{path}/ganti", data=ASKED).status_code == 409
    enter(client, house.second)
    assert client.post(f"{path}/ganti/keputusan", data={"verdict": "reject"}).status_code == 422
    rejected = {"verdict": "reject", "reason": "Tanggal pada piagam lama sudah benar."}
    assert client.post(f"{path}/ganti/keputusan", data=rejected).status_code == 303
    assert [one.state for one in certificates()] == [DocumentState.ISSUED]
    assert client.post(f"{path}/ganti/keputusan", data=APPROVE).status_code == 404


def test_third_persons_replace_nothing(house, path, client: FlaskClient):
    for person in (house.staff, house.stranger):
        enter(client, house.actor(person))
        assert client.get(f"{path}/ganti").status_code == 403
        assert client.post(f"{path}/ganti", data=ASKED).status_code == 403
    grant(house.actor(house.staff), Role.HR)
    enter(client, house.actor(house.staff))
    assert client.post(f"{path}/ganti", data=ASKED).status_code == 422
    assert len(certificates()) == 1


def test_request_without_words_comes_back_with_what_was_typed(house, path, client: FlaskClient):
    enter(client, house.first)
    answer = client.post(f"{path}/ganti", data={"words": WORDS, "mistake": "salah"})
    assert answer.status_code == 422
    assert WORDS in answer.text
    assert "Tulis alasan yang benar" in client.post(f"{path}/ganti", data={}).text


@pytest.mark.parametrize(
    ("statement", "guard"),
    [
        (
            DECIDED + "proposed_by",
            "ck_reissue_decided_by_another",
        ),
        (
            DECIDED + "person_id",
            "ck_reissue_decided_by_no_subject",
        ),
        ("UPDATE reissue SET words = 'lain'", "tg_reissue_fixed"),
        ("DELETE FROM reissue", "tg_reissue_kept"),
    ],
)
def test_database_refuses_what_goes_round_the_second_person(
    app: Flask, house, path, client, statement, guard
):
    enter(client, house.first)
    client.post(f"{path}/ganti", data=ASKED)
    session().rollback()
    with db.engine.connect() as connection, pytest.raises(DBAPIError) as refusal:
        connection.execute(text(statement))
    assert guard in str(refusal.value.orig)
