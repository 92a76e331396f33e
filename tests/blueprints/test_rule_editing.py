"""HR writes rules in a form: the same YAML underneath, mistakes in place, nothing typed lost."""

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

import ledger
from ledger.database import session
from ledger.domain.facts import VOCABULARY, FactKind
from ledger.domain.packs import PackState
from ledger.domain.people import Role
from ledger.domain.rules.forms import form_of
from ledger.domain.rules.pack import parse_pack
from ledger.domain.rules.splicing import rules_of
from ledger.domain.rules.words import choice_label, hint_of, value_label
from ledger.models.people import Account
from ledger.models.rules import FactRecord, RulePack
from tests import factories
from tests.factories import NOW
from tests.intake import grant
from tests.visits import sign_in

TEXT = (Path(ledger.__file__).parent / "rulepacks" / "layanan-dasar.yaml").read_text("utf-8")
RULES = {rule["code"]: rule for rule in rules_of(TEXT)}


@pytest.fixture
def accounts(app: Flask) -> dict[str, Account]:
    unit = factories.make_unit(factories.make_agency())
    roles = {"hr": Role.HR, "other": Role.HR, "auditor": Role.AUDITOR, "staff": None}
    found = {}
    for name, role in roles.items():
        found[name] = factories.make_account(factories.make_person(unit, name=name.title()))
        if role is not None:
            grant(found[name].id, role)
    return found


def start(client: FlaskClient, account: Account) -> str:
    """A copy of the shipped pack; gives the address of its page."""
    sign_in(client, account)
    if session().query(RulePack).count() == 0:
        client.post("/aturan/muat", data={"source": TEXT})
    pack_id = session().query(RulePack).order_by(RulePack.id).first().id
    answer = client.post(f"/aturan/{pack_id}/ubah")
    assert answer.status_code == 303
    return answer.location


def sent(code: str, action: str, **changes: Any) -> dict[str, Any]:
    return {**form_of(RULES[code]), **changes, "action": action}


def shown(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    return found[1] if found else ""


def test_rule_is_changed_and_loaded_as_a_new_version_with_its_comments(
    client: FlaskClient, accounts: dict[str, Account]
):
    copy = start(client, accounts["hr"])
    rule = f"{copy}/aturan/inovasi-gagasan"
    page = client.get(rule).text
    assert shown(page, "points_amount") == "10"
    assert "Ketika usulan diterima, bila tahap inovasi sama dengan Gagasan" in page
    answer = client.post(rule, data=sent("inovasi-gagasan", "save", points_amount="12"))
    assert answer.status_code == 303
    loaded = client.post(f"{copy}/muat")
    assert loaded.status_code == 303
    row = session().query(RulePack).order_by(RulePack.id.desc()).first()
    assert (row.version, row.state) == (2, PackState.DRAFT)
    assert row.source.splitlines()[:5] == TEXT.splitlines()[:5]
    assert "# Banyak gagasan baik" in row.source
    assert parse_pack(row.source).rules[0].then.points.amount == 12
    assert client.get(copy).status_code == 404


def test_mistakes_stand_where_they_were_made_and_nothing_is_lost(
    client: FlaskClient, accounts: dict[str, Account]
):
    rule = f"{start(client, accounts['hr'])}/aturan/inovasi-diterapkan"
    wrong = {"points_amount": "banyak", "c1_value": "satu", "title": "Judul saya", "from": "kapan"}
    answer = client.post(rule, data=sent("inovasi-diterapkan", "save", **wrong))
    assert answer.status_code == 422
    for field in ("points_amount", "c1_value"):
        assert f'id="error-{field}"' in answer.text
        assert f'href="#field-{field}"' in answer.text
    assert shown(answer.text, "points_amount") == "banyak"
    assert shown(answer.text, "c1_value") == "satu"
    later = client.get(rule).text
    assert shown(later, "title") == "Judul saya"
    assert shown(later, "points_amount") == "banyak"
    mended = sent("inovasi-diterapkan", "save", **{"from": "kapan"})
    only = client.post(rule, data=mended)
    assert 'id="error-from"' in only.text


def test_rows_are_added_and_taken_away_without_a_script(
    client: FlaskClient, accounts: dict[str, Account]
):
    rule = f"{start(client, accounts['hr'])}/aturan/pelatihan-diterapkan"
    more = sent("pelatihan-diterapkan", "add:c", c_new="person.years_of_service")
    page = client.post(rule, data=more).text
    assert shown(page, "c2_path") == "person.years_of_service"
    assert "masa kerja dalam tahun utuh" in page
    fewer = client.post(rule, data=sent("pelatihan-diterapkan", "drop:c1")).text
    assert 'name="c1_path"' not in fewer
    counted = client.post(rule, data=sent("pelatihan-diterapkan", "measure")).text
    assert 'name="m0_kind"' in counted
    free = client.post(rule, data=sent("pelatihan-diterapkan", "free:c")).text
    assert 'name="c2_text"' in free


def test_sentence_follows_what_is_typed(client: FlaskClient, accounts: dict[str, Account]):
    rule = f"{start(client, accounts['hr'])}/aturan/sahabat-warga-perunggu"
    answer = client.post(rule, data=sent("sahabat-warga-perunggu", "words", points_amount="20"))
    assert answer.mimetype == "text/plain"
    assert "20 poin bagi pegawai dan lencana Sahabat Warga perunggu" in answer.text
    assert "apresiasi warga bernilai 4 dalam triwulan ini paling sedikit 3" in answer.text
    assert shown(client.get(rule).text, "points_amount") == "15"


def test_rule_is_tried_on_three_real_facts(client: FlaskClient, accounts: dict[str, Account]):
    person = accounts["staff"].person
    for number, stage in enumerate(("gagasan", "uji_coba", "gagasan", "diterapkan")):
        fields = {"category": "tata_kelola", "stage": stage, "impact_percent": 10}
        session().add(
            FactRecord(
                agency_id=person.agency_id,
                kind="nomination_accepted",
                source_id=number + 1,
                person_id=person.id,
                unit_id=person.unit_id,
                happened_on=NOW.date().replace(day=number + 1),
                recorded_at=NOW,
                fields={**fields, "team_size": 1, "evidence_count": 0},
            )
        )
    session().commit()
    rule = f"{start(client, accounts['hr'])}/aturan/inovasi-gagasan"
    page = client.post(rule, data=sent("inovasi-gagasan", "try:0")).text
    tried = page.split('id="coba"')[1]
    assert re.findall(r">(Berlaku|Tidak berlaku)<", tried) == [
        "Tidak berlaku",
        "Berlaku",
        "Tidak berlaku",
    ]
    before = client.post(rule, data=sent("inovasi-gagasan", "try:3")).text
    assert len(re.findall(r">(Berlaku|Tidak berlaku)<", before.split('id="coba"')[1])) == 1


def test_new_pack_is_written_from_nothing(client: FlaskClient, accounts: dict[str, Account]):
    sign_in(client, accounts["hr"])
    refused = client.post("/aturan/baru", data={"code": "Kode Saya", "name": "Kami"})
    assert refused.status_code == 422
    assert "huruf kecil" in refused.text
    named = {"code": "kecamatan", "name": "Kecamatan", "description": "Percobaan"}
    copy = client.post("/aturan/baru", data=named).location
    assert "Belum ada aturan" in client.get(copy).text
    blank = client.post(f"{copy}/aturan/aturan-baru", data={"action": "save"})
    assert blank.status_code == 422
    data = sent("inovasi-gagasan", "save", **{"from": "1/2/2026"})
    assert client.post(f"{copy}/aturan/aturan-baru", data=data).status_code == 303
    twin = client.post(f"{copy}/aturan/aturan-baru", data=data)
    assert twin.status_code == 422
    assert "sudah dipakai aturan lain" in twin.text
    assert client.post(f"{copy}/muat").status_code == 303
    (row,) = session().query(RulePack)
    assert parse_pack(row.source).rules[0].effective.start.isoformat() == "2026-02-01"


def test_seasons_are_edited_and_a_rule_may_count_by_them(
    client: FlaskClient, accounts: dict[str, Account]
):
    copy = start(client, accounts["hr"])
    seasonal = sent("inovasi-gagasan", "save", once_per="person+season")
    refused = client.post(f"{copy}/aturan/inovasi-gagasan", data=seasonal)
    assert refused.status_code == 422
    assert "Paket ini belum menyebut seasons" in refused.text
    page = f"{copy}/musim"
    assert "Simpan musim dalam salinan" in client.get(page).text
    season = {"s0_code": "2026-awal", "s0_from": "1/1/2026", "s0_until": "1/7/2026"}
    clash = {"s1_code": "2026-akhir", "s1_from": "30/6/2026", "s1_until": "31 Februari 2026"}
    answer = client.post(page, data={**season, **clash})
    assert answer.status_code == 422
    assert "31 Februari 2026" in answer.text
    clash["s1_until"] = "1/1/2027"
    assert "bertindihan" in client.post(page, data={**season, **clash}).text
    assert client.post(page, data=season).status_code == 303
    assert "2026-awal" in client.get(copy).text
    assert client.post(f"{copy}/aturan/inovasi-gagasan", data=seasonal).status_code == 303
    assert "masih memakai musim" in client.post(page, data={"s0_code": ""}).text
    loaded = client.post(f"{copy}/muat").location
    assert "satu kali bagi tiap pegawai dalam satu musim" in client.get(loaded).text
    newest = session().query(RulePack).order_by(RulePack.id.desc()).first()
    assert "# " in newest.source
    assert str(parse_pack(newest.source).seasons[0].last_day) == "2026-06-30"


def test_rule_is_dropped_from_the_copy_only(client: FlaskClient, accounts: dict[str, Account]):
    copy = start(client, accounts["hr"])
    assert client.post(f"{copy}/hapus/inovasi-gagasan").status_code == 303
    assert "inovasi-gagasan" not in client.get(copy).text
    assert session().query(RulePack).one().source == TEXT.strip()


def test_copy_is_its_authors_and_editing_is_for_hr(
    client: FlaskClient, accounts: dict[str, Account]
):
    copy = start(client, accounts["hr"])
    pack_id = session().query(RulePack).one().id
    rule = f"{copy}/aturan/inovasi-gagasan"
    sign_in(client, accounts["other"])
    for path in (copy, rule, f"{copy}/musim"):
        assert client.get(path).status_code == 404
    assert client.post(rule, data=sent("inovasi-gagasan", "save")).status_code == 404
    for name in ("auditor", "staff"):
        sign_in(client, accounts[name])
        for path in (copy, rule, f"{copy}/musim", "/aturan/baru"):
            assert client.get(path).status_code == 403
        assert client.post(f"/aturan/{pack_id}/ubah").status_code == 403


@pytest.mark.parametrize("kind", FactKind)
def test_every_field_and_choice_has_its_words(kind: FactKind):
    for field in VOCABULARY[kind].fields.values():
        assert field.meaning
        assert hint_of(field)
        assert all(value_label(field, one) for one in field.choices)
    assert choice_label("person+quarter") == "Tiap pegawai, satu kali setriwulan"
