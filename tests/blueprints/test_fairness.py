"""Fairness on the screen: flags with reasons, an answer, and everybody else refused."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ledger.database import session
from ledger.domain.people import Role
from ledger.models.fairness import FairnessAnswer
from tests.factories import make_account
from tests.fairness import Village
from tests.visits import sign_in

REASON = "Keduanya memimpin tim yang berbeda dan buktinya lengkap."


@pytest.fixture
def village(app: Flask) -> Village:
    town = Village()
    town.nominate(town.staff[0], town.staff[1], times=2)
    town.nominate(town.staff[1], town.staff[0])
    return town


def address(village: Village) -> str:
    one, other = village.staff[:2]
    return f"/kewajaran/tanda/reciprocal.2026.{one.id}-{other.id}"


def test_flag_is_read_and_answered(client: FlaskClient, village: Village):
    page = sign_in(client, village.hr).get("/kewajaran?periode=2026").text
    assert "Staf 0 – Staf 1 saling mengusulkan: 2 usulan ke satu arah dan 1" in page
    assert address(village) in page
    short = client.post(address(village), data={"reason": "Wajar saja."})
    assert short.status_code == 422
    assert "Tambah 9 huruf" in short.text
    assert "Wajar saja." in short.text
    answer = client.post(address(village), data={"reason": REASON})
    assert answer.status_code == 303
    assert REASON in client.get(answer.location).text
    assert "Sudah dijawab" in client.get("/kewajaran?periode=2026").text
    assert session().query(FairnessAnswer).count() == 1


def test_inspectorate_reads_it_and_opens_no_nomination(client: FlaskClient, village: Village):
    page = sign_in(client, village.inspector).get(address(village)).text
    assert "USL-2026-" in page
    assert 'href="/usulan/' not in page
    assert "Usulan 1" not in sign_in(client, village.hr).get("/kewajaran/cakupan").text


def test_coverage_shows_rates_with_their_range_and_no_small_group(
    client: FlaskClient, village: Village
):
    page = sign_in(client, village.inspector).get("/kewajaran/cakupan").text
    assert "rentang" in page
    assert "kelompok kecil, digabung" in page
    assert "laki-laki" not in page


def test_everybody_else_is_refused(client: FlaskClient, village: Village):
    of_unit = village.reader("Made", Role.HR, village.unit.id)
    for account in (village.auditor, make_account(village.chief), of_unit):
        sign_in(client, account)
        for path in ("/kewajaran", "/kewajaran/cakupan", address(village)):
            assert client.get(path).status_code == 403
        assert client.post(address(village), data={"reason": REASON}).status_code == 403
    assert session().query(FairnessAnswer).count() == 0


def test_whom_it_concerns_finds_nothing(client: FlaskClient, village: Village):
    account = make_account(village.staff[0])
    village_hr = sign_in(client, account)
    assert village_hr.get(address(village)).status_code == 403
    assert sign_in(client, village.hr).get("/kewajaran/tanda/ring.2026.1-2-3").status_code == 404
