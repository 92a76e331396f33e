"""The person reads their plans; mentor, superior or HR confirms them, and the rules hear of it."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ledger.database import session
from ledger.models.development import DevelopmentPlan, Training
from ledger.models.people import Person
from ledger.models.proposals import Proposal
from ledger.models.rules import FactRecord
from tests.factories import NOW, _save
from tests.proposals import HAPPENED
from tests.standings import Story
from tests.visits import sign_in

GOAL = "Melayani sesuai standar waktu"


@pytest.fixture
def story(app: Flask) -> Story:
    return Story()


def plan_of(person: Person, mentor: Person | None = None) -> str:
    plan = DevelopmentPlan(
        agency_id=person.agency_id,
        person_id=person.id,
        goal=GOAL,
        mentor_id=mentor.id if mentor else None,
        due_on=(NOW + timedelta(days=9)).date(),
    )
    return f"/pengembangan/rencana/{_save(plan).id}"


def training_of(person: Person) -> str:
    training = Training(
        agency_id=person.agency_id,
        person_id=person.id,
        title="Layanan prima",
        hours=8,
        plan="Dipakai di loket",
        finished_on=HAPPENED,
    )
    return f"/pengembangan/pelatihan/{_save(training).id}"


def titles() -> list[str]:
    session().expire_all()
    return [one.title for one in session().query(Proposal).order_by(Proposal.id)]


def test_superior_confirms_a_plan_and_the_rule_fires_on_it(client: FlaskClient, story: Story):
    path = plan_of(story.staff)
    sign_in(client, story.accounts[story.head.id])
    assert GOAL in client.get("/pengembangan").text
    assert "Nyatakan tuntas" in client.get(path).text
    answer = client.post(f"{path}/tuntas", follow_redirects=True)
    assert "Aturan menilainya sekarang" in answer.text
    assert story.head.name in answer.text
    (fact,) = session().query(FactRecord).all()
    assert (fact.kind, fact.person_id) == ("plan_action_verified", story.staff.id)
    assert len(titles()) == 1
    again = client.post(f"{path}/tuntas")
    assert again.status_code == 422
    assert "sudah dinyatakan tuntas" in again.text
    assert len(titles()) == 1


def test_mentor_confirms_what_they_accompany(client: FlaskClient, story: Story):
    path = plan_of(story.staff, story.mate)
    sign_in(client, story.accounts[story.mate.id])
    assert client.post(f"{path}/tuntas").status_code == 303
    assert session().query(FactRecord).one().proposer_id == story.mate.id


def test_person_reads_and_never_confirms_and_a_colleague_finds_nothing(
    client: FlaskClient, story: Story
):
    path, learnt = plan_of(story.staff), training_of(story.staff)
    sign_in(client, story.accounts[story.staff.id])
    page = client.get(path).text
    assert GOAL in page
    assert "<button" not in page.partition("<main")[2].partition("</main")[0]
    assert client.post(f"{path}/tuntas").status_code == 422
    assert client.post(f"{learnt}/diterapkan").status_code == 422
    sign_in(client, story.accounts[story.mate.id])
    for one in (path, learnt):
        assert client.get(one).status_code == 404
    assert client.post(f"{path}/tuntas").status_code == 404
    assert client.post(f"{learnt}/diterapkan").status_code == 404
    assert GOAL not in client.get("/pengembangan").text
    assert session().query(FactRecord).count() == 0


def test_superior_confirms_that_a_training_is_applied(client: FlaskClient, story: Story):
    path = training_of(story.staff)
    sign_in(client, story.accounts[story.head.id])
    assert "Layanan prima" in client.get("/pengembangan").text
    assert client.post(f"{path}/diterapkan").status_code == 303
    assert "Dinyatakan diterapkan" in client.get(path).text
    assert session().query(FactRecord).one().kind == "training_applied"
    assert client.post(f"{path}/diterapkan").status_code == 422


def test_plan_of_a_decision_that_was_taken_back_is_void(client: FlaskClient, story: Story):
    uid = story.award(story.staff, 10, development_plan={"goal": GOAL, "due_months": 6})
    (plan,) = session().query(DevelopmentPlan).filter_by(entry_uid=uid)
    path = f"/pengembangan/rencana/{plan.id}"
    sign_in(client, story.accounts[story.head.id])
    assert "Nyatakan tuntas" in client.get(path).text
    story.take_back(uid)
    assert "tidak berlaku lagi" in client.get(path).text
    assert client.post(f"{path}/tuntas").status_code == 422
    assert session().query(FactRecord).count() == 0
