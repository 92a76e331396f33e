"""HR asks for a re-rating from the simulation, the head of the agency decides it, others never."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ledger.database import session
from ledger.domain.people import Role
from ledger.domain.reratings import ReratingState
from ledger.models.reratings import Rerating
from tests.intake import grant
from tests.reratings import WHY, WITH_PAPER, Past, batch, run
from tests.visits import sign_in


@pytest.fixture
def past(app: Flask) -> Past:
    past = Past()
    grant(past.accounts[past.officer.id].id, Role.HR)
    return past


def question(past: Past) -> str:
    return f"/aturan/simulasi/{past.simulation.id}/penilaian-ulang"


def asked(client: FlaskClient, past: Past) -> tuple[int, str]:
    sign_in(client, past.accounts[past.officer.id])
    answer = client.post(question(past), data={"why": WHY})
    assert answer.status_code == 303
    session().expire_all()
    number = session().query(Rerating).one().id
    return number, str(answer.location)


def test_hr_asks_from_the_simulation_and_sees_line_by_line(client: FlaskClient, past: Past):
    sign_in(client, past.accounts[past.officer.id])
    report = client.get(f"/aturan/simulasi/{past.simulation.id}").text
    assert question(past) in report
    refused = client.post(question(past), data={"why": "x"})
    assert refused.status_code == 422
    assert "paling sedikit 20 huruf" in refused.text
    number, address = asked(client, past)
    waiting = client.get(address).text
    for words in ("sedang disusun", "js/waiting.js", f'href="{address}">Muat ulang<'):
        assert words in waiting
    run(number)
    page = client.get(address).text
    assert "Muat ulang" not in page
    for words in (
        past.staff.name,
        "15 poin",
        "25 poin",
        "Akibat bagi kuota poin",
        "tidak disentuh",
    ):
        assert words in page
    assert "Simpan keputusan" not in page
    assert "Menunggu keputusan" in client.get(f"/aturan/{past.pack_id}/penilaian-ulang").text


def test_certificate_that_alone_differs_is_told(client: FlaskClient, app: Flask):
    past = Past(WITH_PAPER)
    grant(past.accounts[past.officer.id].id, Role.HR)
    number, address = asked(client, past)
    run(number)
    page = client.get(address).text
    badge = "15 poin, lencana sahabat-warga perunggu"
    assert f"{badge}, tanpa piagam" in page
    assert f"{badge}, dengan piagam" in page


def test_head_of_the_agency_decides_what_was_seen(client: FlaskClient, past: Past):
    number, address = asked(client, past)
    run(number)
    seen = batch(number).lines_sha256
    own = client.post(f"{address}/keputusan", data={"verdict": "approve", "seen_sha256": seen})
    assert own.status_code == 422
    sign_in(client, past.accounts[past.governor.id])
    assert "Simpan keputusan" in client.get(address).text
    sent = {"verdict": "reject", "reason": "x", "seen_sha256": seen}
    assert client.post(f"{address}/keputusan", data=sent).status_code == 422
    done = client.post(f"{address}/keputusan", data={**sent, "verdict": "approve"})
    assert done.status_code == 303
    run(number)
    assert batch(number).state is ReratingState.DONE
    assert "Dilaksanakan" in client.get(address).text


def test_hr_takes_back_what_nobody_decided(client: FlaskClient, past: Past):
    number, address = asked(client, past)
    run(number)
    assert client.post(f"{address}/tarik").status_code == 303
    assert batch(number).state is ReratingState.WITHDRAWN
    assert client.post(f"{address}/tarik").status_code == 422


def test_third_persons_see_nothing_of_it(client: FlaskClient, past: Past):
    number, address = asked(client, past)
    run(number)
    for person in (past.staff, past.head):
        sign_in(client, past.accounts[person.id])
        assert client.get(address).status_code == 404
        sent = {"verdict": "approve", "seen_sha256": batch(number).lines_sha256}
        assert client.post(f"{address}/keputusan", data=sent).status_code == 404
        assert client.post(f"{address}/tarik").status_code == 403
        assert client.get(f"/aturan/{past.pack_id}/penilaian-ulang").status_code == 403
        assert client.get(question(past)).status_code == 403
    assert batch(number).state is ReratingState.WAITING
