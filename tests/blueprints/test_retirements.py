"""One officer asks on the screen that a version ends, another decides; others find nothing."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ledger.database import session
from ledger.domain.packs import PackState
from ledger.domain.people import Role
from ledger.models.people import Account
from ledger.models.rules import RulePack
from tests.factories import make_account, make_person
from tests.intake import grant
from tests.standings import Story
from tests.visits import sign_in

ASKED = {"valid_until": "1/12/2026", "reason": "Programnya berakhir tahun ini."}


@pytest.fixture
def story(app: Flask) -> Story:
    story = Story()
    grant(story.accounts[story.officer.id].id, Role.HR)
    return story


@pytest.fixture
def second(story: Story) -> Account:
    account = make_account(make_person(story.dinas, name="Made"))
    grant(account.id, Role.HR)
    return account


def path() -> str:
    return f"/aturan/{session().query(RulePack).one().id}/akhiri"


def test_version_is_ended_by_two_on_the_screen(
    client: FlaskClient, story: Story, second: Account
) -> None:
    sign_in(client, story.accounts[story.officer.id])
    page = client.get(path()).text
    assert "Kirim permintaan" in page
    assert client.post(path(), data=ASKED).status_code == 303
    assert "yang meminta tidak memutuskan" in client.get(path()).text
    assert client.post(f"{path()}/keputusan", data={"verdict": "approve"}).status_code == 422
    assert "Diminta diakhiri" in client.get("/aturan").text
    sign_in(client, second)
    assert ASKED["reason"] in client.get(path()).text
    answer = client.post(f"{path()}/keputusan", data={"verdict": "approve"}, follow_redirects=True)
    assert "Diakhiri oleh" in answer.text
    assert ASKED["reason"] in answer.text
    session().expire_all()
    assert session().query(RulePack).one().state is PackState.RETIRED
    assert "Permintaan sebelumnya" in client.get(path()).text


def test_what_was_typed_survives_a_refusal(client: FlaskClient, story: Story) -> None:
    sign_in(client, story.accounts[story.officer.id])
    answer = client.post(path(), data={"valid_until": "31/2/2026", "reason": "Singkat"})
    assert answer.status_code == 422
    assert "31/2/2026" in answer.text
    assert "Singkat" in answer.text
    answer = client.post(path(), data={**ASKED, "reason": "Singkat"})
    assert "paling sedikit 20 huruf" in answer.text


def test_request_is_withdrawn_by_whoever_asked(
    client: FlaskClient, story: Story, second: Account
) -> None:
    sign_in(client, story.accounts[story.officer.id])
    client.post(path(), data=ASKED)
    sign_in(client, second)
    assert client.post(f"{path()}/tarik").status_code == 422
    sign_in(client, story.accounts[story.officer.id])
    assert client.post(f"{path()}/tarik").status_code == 303
    assert "Ditarik" in client.get(path()).text


def test_staff_open_no_page_of_ending(client: FlaskClient, story: Story) -> None:
    sign_in(client, story.accounts[story.staff.id])
    assert client.get(path()).status_code == 403
    assert client.post(path(), data=ASKED).status_code == 403
    assert client.post(f"{path()}/keputusan", data={"verdict": "approve"}).status_code == 403
    assert client.post(f"{path()}/tarik").status_code == 403
