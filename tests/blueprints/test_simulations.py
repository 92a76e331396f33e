"""A version is simulated by HR, read by the second person, and activated from what was read."""

from datetime import date
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from ledger.database import session
from ledger.domain.packs import PackState
from ledger.domain.people import Role
from ledger.models.entries import Entry
from ledger.models.people import Account
from ledger.models.rules import RulePack
from ledger.models.simulations import Simulation
from ledger.services.rules import load_pack, run_simulation
from tests.factories import NOW, make_account, make_agency, make_person, make_unit
from tests.intake import PACKS, grant
from tests.packs import simulate
from tests.standings import Story
from tests.visits import sign_in

PACK = (PACKS / "layanan-dasar.yaml").read_text("utf-8")
RICHER = PACK.replace("points: {amount: 15, to: person}", "points: {amount: 25, to: person}")
DAYS = {"first_day": "1/1/2026", "last_day": "31/12/2026"}


@pytest.fixture
def story(app: Flask) -> Story:
    """The shipped pack in force, staff who earned its badge, and a richer version as a draft."""
    story = Story()
    story.thank(story.staff, date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 5))
    grant(story.accounts[story.officer.id].id, Role.HR)
    load_pack(RICHER, actor=story.hr, now=NOW)
    return story


@pytest.fixture
def second(story: Story) -> Account:
    account = make_account(make_person(story.dinas, name="Made"))
    grant(account.id, Role.HR)
    return account


def candidate() -> RulePack:
    session().expire_all()
    return session().query(RulePack).filter_by(version=2).one()


def simulated(client: FlaskClient, story: Story) -> str:
    """The address of a finished simulation that the author asked for on the screen."""
    sign_in(client, story.accounts[story.officer.id])
    answer = client.post(f"/aturan/{candidate().id}/simulasi", data=DAYS)
    assert answer.status_code == 303
    number = session().query(Simulation).filter_by(pack_id=candidate().id).one().id
    run_simulation(number, report=lambda _done, _total: None, now=NOW)
    return str(answer.location)


def test_simulation_is_waited_for_and_then_read(client: FlaskClient, story: Story):
    sign_in(client, story.accounts[story.officer.id])
    address = client.post(f"/aturan/{candidate().id}/simulasi", data=DAYS).location
    assert "Simulasi menunggu giliran" in client.get(address).text
    run_simulation(
        session().query(Simulation).filter_by(pack_id=candidate().id).one().id,
        report=lambda _done, _total: None,
        now=NOW,
    )
    page = client.get(address).text
    for words in ("Pegawai naik", "Sebaran poin", story.staff.name, "+10", "Kuota poin"):
        assert words in page
    assert candidate().state is PackState.SIMULATED


def test_second_person_activates_what_was_read_and_the_ledger_keeps_its_hash(
    client: FlaskClient, story: Story, second: Account
):
    address = simulated(client, story)
    assert "bukan oleh yang memuatnya" in client.get(address).text
    sign_in(client, second)
    assert "Aktifkan versi 2" in client.get(address).text
    seen = session().query(Simulation).filter_by(pack_id=candidate().id).one().report_sha256
    sent = {"valid_from": "1/12/2026", "seen_sha256": seen}
    unread = client.post(f"{address}/aktifkan", data=sent)
    assert unread.status_code == 422
    assert "sudah membaca hasilnya" in unread.text
    done = client.post(f"{address}/aktifkan", data={**sent, "has_read": "1"})
    assert done.status_code == 303
    assert candidate().state is PackState.ACTIVE
    entry = session().query(Entry).filter_by(idempotency_key=f"rule-pack:{candidate().id}").one()
    assert str(seen).encode() in entry.body


def test_activation_into_days_already_judged_is_refused_with_the_day(
    client: FlaskClient, story: Story, second: Account
):
    address = simulated(client, story)
    sign_in(client, second)
    seen = session().query(Simulation).filter_by(pack_id=candidate().id).one().report_sha256
    sent = {"valid_from": "2/2/2026", "seen_sha256": seen, "has_read": "1"}
    answer = client.post(f"{address}/aktifkan", data=sent)
    assert answer.status_code == 422
    assert "sudah diterapkan pada kejadian sampai 2026-10-05" in answer.text
    assert 'value="2/2/2026"' in answer.text


def test_what_if_for_one_person_says_why(client: FlaskClient, story: Story):
    address = simulated(client, story)
    page = client.post(f"{address}/pegawai", data={"nip": story.staff.nip}).text
    assert "15 poin, lencana Sahabat Warga (perunggu) → 25 poin" in page
    assert "apresiasi warga bernilai 4 dalam triwulan ini = 3" in page
    same = client.post(f"{address}/pegawai", data={"nip": story.mate.nip}).text
    assert "kedua versi memberi penghargaan yang sama" in same
    unknown = client.post(f"{address}/pegawai", data={"nip": "199901012020011001"})
    assert unknown.status_code == 422


def test_workbook_holds_everybody_who_changes(client: FlaskClient, story: Story):
    address = simulated(client, story)
    answer = client.get(f"{address}.xlsx")
    book = CalamineWorkbook.from_filelike(BytesIO(answer.data))
    rows = book.get_sheet_by_name("Pegawai").to_python()
    assert rows[1][:5] == [story.staff.nip, story.staff.name, 15, 25, 10]


def test_auditor_sees_groups_and_no_names_and_staff_see_nothing(client: FlaskClient, story: Story):
    address = simulated(client, story)
    auditor = make_account(make_person(story.dinas))
    grant(auditor.id, Role.AUDITOR)
    page = sign_in(client, auditor).get(address).text
    assert story.staff.name not in page
    assert "&lt;5" in page
    assert client.get(f"{address}.xlsx").status_code == 403
    assert client.post(f"{address}/pegawai", data={"nip": story.staff.nip}).status_code == 403
    sign_in(client, story.accounts[story.staff.id])
    assert client.get(address).status_code == 403
    assert client.post(f"{address}/aktifkan", data={}).status_code == 403


def test_hr_of_another_agency_finds_no_simulation(client: FlaskClient, story: Story):
    address = simulated(client, story)
    stranger = make_account(make_person(make_unit(make_agency())))
    grant(stranger.id, Role.HR)
    assert sign_in(client, stranger).get(address).status_code == 404


def test_days_turned_around_are_refused_and_kept(client: FlaskClient, story: Story):
    sign_in(client, story.accounts[story.officer.id])
    sent = {"first_day": "31/12/2026", "last_day": "1/1/2026"}
    answer = client.post(f"/aturan/{candidate().id}/simulasi", data=sent)
    assert answer.status_code == 422
    assert 'value="31/12/2026"' in answer.text


def test_versions_are_compared_side_by_side_in_words(client: FlaskClient, story: Story):
    sign_in(client, story.accounts[story.officer.id])
    base = session().query(RulePack).filter_by(version=1).one().id
    page = client.get(f"/aturan/banding?old={base}&new={candidate().id}").text
    assert "15 poin, lencana Sahabat Warga (perunggu)" in page
    assert "25 poin, lencana Sahabat Warga (perunggu)" in page
    assert "aturan tidak berubah" in page
    assert client.get(f"/aturan/banding?old={base}").status_code == 422
    assert client.get("/aturan/banding").location == "/aturan"
    assert client.get("/aturan/banding?old=1&new=999999").status_code == 404
    sign_in(client, story.accounts[story.staff.id])
    assert client.get(f"/aturan/banding?old={base}&new={candidate().id}").status_code == 403


def test_exported_pack_is_the_very_text_that_was_loaded(client: FlaskClient, story: Story):
    sign_in(client, story.accounts[story.officer.id])
    answer = client.get(f"/aturan/{candidate().id}/paket.yaml")
    assert answer.data.decode() == RICHER
    assert "layanan-dasar-v2.yaml" in answer.headers["Content-Disposition"]
    sign_in(client, story.accounts[story.staff.id])
    assert client.get(f"/aturan/{candidate().id}/paket.yaml").status_code == 403


def test_simulation_grows_old_and_says_so(client: FlaskClient, story: Story, second: Account):
    old = NOW.replace(day=NOW.day - 9)
    simulate(candidate().id, story.hr, now=old)
    number = session().query(Simulation).filter_by(pack_id=candidate().id).one().id
    page = sign_in(client, second).get(f"/aturan/simulasi/{number}").text
    assert "Jalankan simulasi baru" in page
    assert "Aktifkan versi 2" not in page


def test_waiting_simulation_is_cancelled_and_a_finished_one_is_not(
    client: FlaskClient, story: Story
):
    sign_in(client, story.accounts[story.officer.id])
    path = str(client.post(f"/aturan/{candidate().id}/simulasi", data=DAYS).location)
    assert "Batalkan simulasi" in client.get(path).text
    answer = client.post(f"{path}/batalkan", follow_redirects=True)
    assert "Simulasi dibatalkan." in answer.text
    page = client.get(path).text
    assert "Tidak ada yang disimpan darinya" in page
    assert "Batalkan simulasi" not in page
    assert client.post(f"{path}/batalkan").status_code == 422
    assert candidate().state is PackState.DRAFT


def test_finished_simulation_is_not_cancelled_and_staff_cancel_nothing(
    client: FlaskClient, story: Story
):
    path = simulated(client, story)
    assert client.post(f"{path}/batalkan").status_code == 422
    sign_in(client, story.accounts[story.staff.id])
    assert client.post(f"{path}/batalkan").status_code == 403
