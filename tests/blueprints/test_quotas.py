"""The room of quotas: what waits, who may give more, and that the award then takes effect."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ledger.database import session
from ledger.domain.approvals import ProposalState
from ledger.domain.people import Role
from ledger.models.people import Account, Person
from ledger.models.proposals import Proposal
from ledger.queries.quotas import quota_available
from ledger.services.proposals import decide_proposal
from tests.factories import NOW
from tests.intake import grant
from tests.proposals import HAPPENED, PERIOD, House
from tests.visits import sign_in

REASON = "Antrean akhir tahun dua kali lipat dari biasanya."


@pytest.fixture
def house(app: Flask) -> House:
    return House(quota=10)


@pytest.fixture
def waiting(house: House) -> int:
    proposal_id = house.propose()
    command = house.decide(proposal_id, house.head)
    decide_proposal(command, actor=house.actor(house.head), now=NOW)
    return proposal_id


@pytest.fixture
def officer(client: FlaskClient, house: House) -> FlaskClient:
    account = account_of(house, house.clerk)
    grant(account.id, Role.HR)
    return sign_in(client, account)


def account_of(house: House, person: Person) -> Account:
    return session().get_one(Account, house.actor(person).account_id)


def address(house: House) -> str:
    return f"/kuota/{house.bidang.id}/{PERIOD}"


def key_on(page: str) -> str:
    return page.split('name="key" value="')[1].split('"')[0]


def test_quota_page_leads_from_what_waits_to_the_award_in_force(
    officer: FlaskClient, house: House, waiting: int
):
    assert "1 penghargaan menunggu kuota poin ditambah" in officer.get("/").text
    listed = officer.get(f"/kuota?period={PERIOD}").text
    assert "Bidang Contoh" in listed
    assert "25 poin (1 penghargaan)" in listed
    page = officer.get(address(house)).text
    assert "perlu 15 poin" in page
    typed = {"key": key_on(page), "points": "15", "reason": REASON}
    answer = officer.post(address(house), data=typed)
    assert answer.status_code == 303
    assert "1 penghargaan yang menunggu sekarang berlaku" in officer.get(address(house)).text
    session().expire_all()
    assert session().get_one(Proposal, waiting).state is ProposalState.APPROVED
    assert officer.post(address(house), data=typed).status_code == 303
    assert quota_available(house.bidang.id, on=HAPPENED) == 0


def test_file_of_the_waiting_award_leads_to_the_quota(
    officer: FlaskClient, house: House, waiting: int
):
    assert address(house) in officer.get(f"/keputusan/{waiting}").text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"points": "", "reason": REASON}, "Isi berapa poin yang ditambahkan"),
        ({"points": "lima", "reason": REASON}, "Tulis dengan angka"),
        ({"points": "0", "reason": REASON}, "Isi poin dengan angka lebih dari nol."),
        ({"points": "2000000", "reason": REASON}, "Isi poin paling banyak 1.000.000."),
        ({"points": "15", "reason": ""}, "Tulis alasan penambahan"),
        ({"points": "15", "reason": "Perlu."}, "Alasan paling sedikit 20 huruf."),
    ],
)
def test_quota_form_says_what_to_mend_and_keeps_what_was_typed(
    officer: FlaskClient, house: House, waiting: int, typed: dict[str, str], told: str
):
    answer = officer.post(address(house), data={"key": "form-1", **typed})
    assert answer.status_code == 422
    assert told in answer.text
    assert typed["reason"] in answer.text
    assert 'value="form-1"' in answer.text
    assert quota_available(house.bidang.id, on=HAPPENED) == 10


def test_quota_address_without_a_quarter_is_not_found(officer: FlaskClient, house: House):
    assert officer.get(f"/kuota/{house.bidang.id}/2026-S1").status_code == 404
    assert officer.get(f"/kuota/{house.bidang.id}/kapan").status_code == 404
    assert officer.get("/kuota?period=kapan").status_code == 200


def test_quota_room_is_closed_to_the_unit_itself_and_to_staff(
    client: FlaskClient, house: House, waiting: int
):
    sign_in(client, account_of(house, house.head))
    assert client.get(address(house)).status_code == 404
    assert client.post(address(house), data={"key": "k", "points": "9"}).status_code == 404
    assert address(house) not in client.get(f"/keputusan/{waiting}").text
    sign_in(client, account_of(house, house.stranger))
    assert client.get("/kuota").status_code == 403
    assert client.get(address(house)).status_code == 403
    sign_in(client, account_of(house, house.chief))
    assert client.get(address(house)).status_code == 200
