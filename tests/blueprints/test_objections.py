"""The pages of an objection: filed by the person, heard by an official; others see nothing."""

import pytest
from sqlalchemy import select

from ledger.database import session
from ledger.models.objections import Objection
from tests.factories import make_account
from tests.standings import Story
from tests.visits import sign_in

REASON = "Inovasi itu dipakai tiga loket, bukan satu."
ANSWER = "Berkas penerapan di tiga loket sudah kami periksa."


@pytest.fixture
def story(app) -> Story:
    return Story(quota=1000)


@pytest.fixture
def visit(story: Story, client):
    for person in (story.chief, story.stranger):
        story.accounts[person.id] = make_account(person)

    def as_person(person):
        return sign_in(client, story.accounts[person.id])

    return as_person


def file(story: Story, visit) -> str:
    """The path of an objection against an award of the staff member."""
    uid = story.award(story.staff, 25)
    browser = visit(story.staff)
    path = f"/capaian/entri/{uid}/keberatan"
    assert path in browser.get(f"/capaian/entri/{uid}").text
    answer = browser.post(path, data={"ground": "wrong_points", "reason": REASON})
    assert answer.status_code == 303
    return answer.location


def test_objection_goes_from_the_entry_over_the_official_to_the_right_points(story, visit):
    path = file(story, visit)
    assert "Menunggu putusan" in visit(story.staff).get(path).text
    official = visit(story.chief)
    assert "1 keberatan atas penghargaan menunggu putusan Anda" in official.get("/").text
    assert path in official.get("/keberatan").text
    page = official.get(path).text
    assert REASON in page
    typed = {"verdict": "approve", "points": "40", "reason": ANSWER}
    assert official.post(f"{path}/putusan", data=typed).status_code == 303
    page = visit(story.staff).get(path).text
    assert "Dikabulkan" in page
    assert ANSWER in page
    assert "+40" in visit(story.staff).get("/capaian?periode=2026-T4").text


def test_refused_answers_come_back_as_they_were_typed(story, visit):
    path = file(story, visit)
    answer = visit(story.chief).post(
        f"{path}/putusan", data={"verdict": "approve", "points": "25", "reason": ANSWER}
    )
    assert answer.status_code == 422
    assert ANSWER in answer.text
    assert "sama dengan yang sudah tercatat" in answer.text
    browser = visit(story.staff)
    answer = browser.post(
        "/keberatan/baru", data={"title": "Antrean", "happened_on": "31/2/2026", "reason": "ya"}
    )
    assert answer.status_code == 422
    for words in ("Antrean", "31/2/2026", "Tanggal ini tidak ada di kalender"):
        assert words in answer.text
    uid = session().scalars(select(Objection.entry_uid)).one()
    answer = browser.post(f"/capaian/entri/{uid}/keberatan", data={"reason": REASON})
    assert answer.status_code == 422


def test_unrewarded_deed_is_filed_and_withdrawn(story, visit):
    browser = visit(story.staff)
    typed = {"title": "Antrean daring", "happened_on": "2/11/2026", "reason": REASON}
    answer = browser.post("/keberatan/baru", data=typed)
    assert answer.status_code == 303
    assert browser.post(f"{answer.location}/tarik").status_code == 303
    page = browser.get(answer.location).text
    assert "Ditarik" in page
    assert "Tarik keberatan" not in page


def test_third_person_finds_no_objection(story, visit):
    path = file(story, visit)
    third = visit(story.stranger)
    assert third.get(path).status_code == 404
    assert path not in third.get("/keberatan").text
    typed = {"verdict": "reject", "reason": ANSWER}
    assert third.post(f"{path}/putusan", data=typed).status_code == 404
    assert third.post(f"{path}/tarik").status_code == 404
    assert visit(story.head).get(path).status_code == 404
