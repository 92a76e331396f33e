"""Asking for, deciding and seeing the erasure of personal data in the browser."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ledger.database import session, transaction
from ledger.domain.actors import Actor
from ledger.domain.documents import show_code
from ledger.domain.people import Role
from ledger.gateways.resources import EXTENSION
from ledger.models.people import Account, RoleGrant
from tests.erasing import REASON, ErasingHouse
from tests.factories import NOW
from tests.visits import leave, sign_in

LETTER = {
    "ground": "uu-27-2022-8",
    "asked_by": "Bintang",
    "letter_number": "12/2026",
    "letter_on": "20/11/2026",
}
DECISION = {"verdict": "approve", "reason": REASON}
GONE = "Data pribadi entri ini telah dihapus menurut UU 27/2022 Pasal 8"


@pytest.fixture
def house(app: Flask) -> ErasingHouse:
    house = ErasingHouse()
    house.files = app.extensions[EXTENSION].files
    for actor in (house.first, house.second):
        grant(actor, Role.HR)
    return house


def grant(actor: Actor, role: Role, unit_id: int | None = None) -> None:
    with transaction() as work:
        work.add(
            RoleGrant(
                agency_id=actor.agency_id,
                account_id=actor.account_id,
                role=role,
                unit_id=unit_id,
                valid_from=NOW.date(),
            )
        )


def enter(client: FlaskClient, actor: Actor) -> FlaskClient:
    return sign_in(client, session().get_one(Account, actor.account_id))


def ask(client: FlaskClient, house: ErasingHouse, *uids: str, **changes: str):
    path = f"/pegawai/{house.staff.id}/penghapusan"
    return client.post(path, data={**LETTER, "entry_uids": list(uids), **changes})


def test_request_goes_from_the_letter_to_the_gap(house: ErasingHouse, client: FlaskClient):
    (uid,) = house.award()
    enter(client, house.first)
    form = client.get(f"/pegawai/{house.staff.id}/penghapusan").text
    assert uid in form
    assert "Belum ada jadwal retensi" in form
    page = ask(client, house, uid).headers["Location"]
    assert "Anda yang mencatat permintaan ini" in client.get(page).text
    refused = client.post(page, data=DECISION)
    assert (refused.status_code, house.private_parts(uid)) == (422, ["reason", "subject"])
    enter(client, house.second)
    assert client.post(page, data=DECISION).status_code == 303
    told = client.get(page).text
    assert "Sudah dihapus" in told
    assert REASON in told
    assert "PDP-2026-000001" in client.get("/penghapusan").text
    assert "Tidak ada entri tentang pegawai ini yang dapat dihapus" in (
        client.get(f"/pegawai/{house.staff.id}/penghapusan").text
    )


def test_pages_say_that_the_data_is_gone_instead_of_breaking(house, client: FlaskClient):
    (uid,) = house.award()
    paper = house.certificate(uid)
    house.erase(uid)
    own = house.actor(house.staff)
    enter(client, own)
    assert GONE in client.get(f"/capaian/entri/{uid}").text
    assert "Inovasi diuji coba" in client.get("/capaian").text
    page = client.get(f"/dokumen/{paper.id}").text
    assert "sudah dihapus bersama data pribadi entrinya" in page
    assert client.get(f"/dokumen/{paper.id}.pdf").status_code == 404
    leave(client)
    public = client.get(f"/verifikasi/{show_code(paper.verification_code)}").text
    assert "Dokumen ini asli" in public
    assert paper.sha256 in public
    assert house.staff.name not in public
    grant(house.actor(house.stranger), Role.AUDITOR)
    enter(client, house.actor(house.stranger))
    assert GONE in client.get(f"/buku-besar/{uid}").text


def test_pages_before_an_erasure_say_nothing_of_one(house, client: FlaskClient):
    (uid,) = house.award()
    paper = house.certificate(uid)
    enter(client, house.actor(house.staff))
    assert "telah dihapus" not in client.get(f"/capaian/entri/{uid}").text
    assert client.get(f"/dokumen/{paper.id}.pdf").status_code == 200


def test_letter_with_gaps_comes_back_with_what_was_typed(house, client: FlaskClient):
    (uid,) = house.award()
    enter(client, house.first)
    answer = ask(client, house, uid, letter_number="")
    assert answer.status_code == 422
    assert "Isi nomor surat permintaannya" in answer.text
    assert 'value="Bintang"' in answer.text
    assert "Pilih paling sedikit satu entri" in ask(client, house).text


def test_third_persons_see_no_request(house, client: FlaskClient):
    (uid,) = house.award()
    erasure_id = house.request(uid)
    for person in (house.stranger, house.staff):
        enter(client, house.actor(person))
        assert client.get("/penghapusan").status_code == 403
        assert client.get(f"/penghapusan/{erasure_id}").status_code == 403
        assert ask(client, house, uid).status_code == 403
    one_unit = house.actor(house.clerk)
    grant(one_unit, Role.HR, house.dinas.id)
    enter(client, one_unit)
    assert client.get("/penghapusan").status_code == 403
    grant(house.actor(house.staff), Role.HR)
    enter(client, house.actor(house.staff))
    assert client.get(f"/penghapusan/{erasure_id}").status_code == 404
    assert client.get("/penghapusan").status_code == 200
