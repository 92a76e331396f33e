"""The room of rules: HR reads them in words, one loads, another activates on a screen."""

from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import ledger
from ledger.database import session
from ledger.domain.packs import PackState
from ledger.domain.people import Role
from ledger.models.people import Account
from ledger.models.rules import RulePack
from tests import factories
from tests.intake import grant
from tests.visits import sign_in

PACK = (Path(ledger.__file__).parent / "rulepacks" / "layanan-dasar.yaml").read_text("utf-8")


@pytest.fixture
def accounts(app: Flask) -> dict[str, Account]:
    unit = factories.make_unit(factories.make_agency())
    roles = {"first": Role.HR, "second": Role.HR, "auditor": Role.AUDITOR, "staff": None}
    found = {}
    for name, role in roles.items():
        found[name] = factories.make_account(factories.make_person(unit, name=name.title()))
        if role is not None:
            grant(found[name].id, role)
    return found


def load(client: FlaskClient, text: str = PACK):
    return client.post("/aturan/muat", data={"source": text})


def test_loaded_pack_waits_for_its_simulation(client: FlaskClient, accounts: dict[str, Account]):
    answer = load(sign_in(client, accounts["first"]))
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "Jalankan simulasi" in page
    assert "belum berlaku" in page
    assert session().query(RulePack).one().state is PackState.DRAFT


def test_rule_is_read_in_words(client: FlaskClient, accounts: dict[str, Account]):
    page = client.get(load(sign_in(client, accounts["first"])).location).text
    for words in (
        "Apresiasi warga terverifikasi",
        "apresiasi warga bernilai 4 dalam triwulan ini paling sedikit 3",
        "15 poin, lencana Sahabat Warga (perunggu)",
        "Pimpinan unit kerja, lalu Pimpinan instansi",
        "satu kali bagi tiap pegawai dalam satu triwulan",
        "40 poin bagi tiap pegawai dalam satu triwulan",
        "2 penghargaan bagi tiap pegawai dalam satu semester",
        "sesudah aturan inovasi-direplikasi berlaku",
        "bunyinya masih perlu diperiksa di JDIH",
        "sejak 1 Januari 2026",
    ):
        assert words in page


def test_all_mistakes_of_a_pack_are_listed_and_the_text_is_kept(
    client: FlaskClient, accounts: dict[str, Account]
):
    wrong = PACK.replace('fact.stage == "gagasan"', 'fact.stagee == "gagasan"')
    wrong = wrong.replace('fact.stage == "uji_coba"', 'fact.stage == "uji-coba"')
    answer = load(sign_in(client, accounts["first"]), wrong)
    assert answer.status_code == 422
    assert "Semua yang perlu diperbaiki (2)" in answer.text
    assert "aturan inovasi-gagasan, baris" in answer.text
    assert "Mungkin maksudnya: fact.stage." in answer.text
    assert "Mungkin maksudnya: uji_coba." in answer.text
    assert "fact.stagee" in answer.text.split("<textarea")[1]
    assert session().query(RulePack).count() == 0


def test_pack_may_come_as_a_file_and_only_as_text(
    client: FlaskClient, accounts: dict[str, Account]
):
    sign_in(client, accounts["first"])
    hostile = {"file": (BytesIO(b"\xff\xfe\x00PK"), "paket.yaml")}
    answer = client.post("/aturan/muat", data=hostile, content_type="multipart/form-data")
    assert answer.status_code in (400, 422)
    assert "harus teks YAML" in answer.text
    good = {"file": (BytesIO(PACK.encode()), "paket.yaml")}
    answer = client.post("/aturan/muat", data=good, content_type="multipart/form-data")
    assert answer.status_code == 303


def test_auditor_reads_and_writes_nothing_and_staff_see_nothing(
    client: FlaskClient, accounts: dict[str, Account]
):
    location = load(sign_in(client, accounts["first"])).location
    pack_id = session().query(RulePack).one().id
    sign_in(client, accounts["auditor"])
    assert client.get(location).status_code == 200
    assert load(client).status_code == 403
    days = {"first_day": "1/1/2026", "last_day": "2/1/2026"}
    assert client.post(f"/aturan/{pack_id}/simulasi", data=days).status_code == 403
    sign_in(client, accounts["staff"])
    assert client.get("/aturan").status_code == 403
    assert client.get(location).status_code == 403


def test_pack_of_another_agency_is_not_found(client: FlaskClient, accounts: dict[str, Account]):
    location = load(sign_in(client, accounts["first"])).location
    stranger = factories.make_account(
        factories.make_person(factories.make_unit(factories.make_agency()))
    )
    grant(stranger.id, Role.HR)
    assert sign_in(client, stranger).get(location).status_code == 404
