"""The pages of recaps: HR asks, watches, stops and fetches; nobody else gets near."""

import pytest

from ledger.database import transaction
from ledger.domain.jobs import JobState
from ledger.domain.people import Role
from ledger.gateways.resources import EXTENSION
from ledger.models.jobs import Job
from ledger.models.people import RoleGrant
from ledger.queries.recaps import list_recaps
from ledger.services.jobs import report_progress, take_job
from ledger.services.recaps import build_recap
from tests.factories import NOW
from tests.standings import Story
from tests.statements import listening
from tests.visits import sign_in

CHOSEN = {"period": "2026-T4", "sections": ["awards", "guidance", "units"], "unit_id": ""}


@pytest.fixture
def story(app) -> Story:
    story = Story(quota=1000)
    grant(story, story.officer, None)
    return story


@pytest.fixture
def browser(story: Story, client):
    return sign_in(client, story.accounts[story.officer.id])


def grant(story: Story, person, unit_id: int | None) -> None:
    with transaction() as work:
        work.add(
            RoleGrant(
                agency_id=story.agency.id,
                account_id=story.accounts[person.id].id,
                role=Role.HR,
                unit_id=unit_id,
                valid_from=NOW.date(),
            )
        )


def ask(browser, **changes) -> str:
    answer = browser.post("/rekap", data={**CHOSEN, **changes})
    assert answer.status_code == 303
    return answer.headers["Location"]


def build(app, recap_id: int) -> None:
    held = app.extensions[EXTENSION]
    build_recap(
        recap_id,
        files=held.files,
        public_url=held.config.public_url,
        now=NOW,
        report=lambda done, total: None,
    )


def only_recap(story: Story):
    (recap,) = list_recaps(story.hr, offset=0, limit=5)
    return recap


def test_asking_comes_before_what_was_asked(browser):
    """On a phone the list would push the form off the screen."""
    ask(browser)
    text = browser.get("/rekap").get_data(as_text=True)
    assert text.index('id="rekap-baru"') < text.index('id="rekap-lama"') < text.index("<table")


def test_form_offers_periods_units_and_sections(browser):
    text = browser.get("/rekap").get_data(as_text=True)
    for words in ("Triwulan", "Semester", "Tahun 2026", "Bidang Contoh", "tanpa nama"):
        assert words in text
    assert "Seluruh instansi" in text


def test_recap_is_asked_for_watched_and_fetched(browser, story: Story, app):
    story.award(story.staff, 25)
    page = ask(browser)
    recap = only_recap(story)
    waiting = browser.get(page).get_data(as_text=True)
    assert "menunggu giliran" in waiting
    assert "js/waiting.js" in waiting
    assert f'href="{page}">Muat ulang<' in waiting
    assert browser.get(f"{page}.pdf").status_code == 409
    take_job(recap.job_id, token="t", now=NOW)
    report_progress(recap.job_id, token="t", done=1, total=4)
    assert "25 persen" in browser.get(page).get_data(as_text=True)
    build(app, recap.id)
    fetched = browser.get(f"{page}.pdf", buffered=True)
    assert fetched.data.startswith(b"%PDF-")
    assert "800.1.5-1" in fetched.headers["Content-Disposition"]
    assert browser.get(f"{page}.xlsx", buffered=True).data.startswith(b"PK")
    assert "Terbit" in browser.get("/rekap").get_data(as_text=True)


def test_recap_is_cancelled_and_made_again(browser, story: Story, session):
    page = ask(browser)
    job_id = only_recap(story).job_id
    assert browser.post(f"{page}/batalkan").status_code == 303
    assert "Dibatalkan" in browser.get(page).get_data(as_text=True)
    assert browser.post(f"{page}/batalkan").status_code == 409
    assert browser.post(f"{page}/ulangi").status_code == 303
    session.rollback()
    session.expire_all()
    assert session.get_one(Job, job_id).state is JobState.QUEUED


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"period": ""}, "Pilih periode"),
        ({"period": "2026-T9"}, "tidak dikenal"),
        ({"sections": []}, "Pilih paling sedikit satu bagian"),
        ({"sections": ["gaji"]}, "Pilih bagian yang ada"),
        ({"unit_id": "987654"}, "Unit kerja ini tidak ada."),
    ],
)
def test_form_says_what_to_mend_and_keeps_the_rest(browser, changes, told):
    answer = browser.post("/rekap", data={**CHOSEN, **changes})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert told in text
    assert "Galat:" in text


def test_only_hr_reaches_recaps(browser, story: Story, client):
    page = ask(browser)
    for person in (story.staff, story.head):
        other = sign_in(client, story.accounts[person.id])
        for path in ("/rekap", page, f"{page}.pdf", f"{page}.xlsx"):
            assert other.get(path).status_code == 403


def test_hr_of_one_unit_neither_sees_nor_asks_for_the_agency(browser, story: Story, client):
    page = ask(browser)
    grant(story, story.mate, story.bidang.id)
    local = sign_in(client, story.accounts[story.mate.id])
    assert local.get(page).status_code == 404
    assert local.get(f"{page}.pdf").status_code == 404
    assert local.post(f"{page}/batalkan").status_code == 404
    refused = local.post("/rekap", data=CHOSEN)
    assert refused.status_code == 422
    own = ask(local, unit_id=str(story.bidang.id))
    assert local.get(own).status_code == 200


def test_pages_take_at_most_twelve_queries(browser, story: Story):
    page = ask(browser)
    for path in ("/rekap", page):
        browser.get(path)
        with listening() as heard:
            browser.get(path)
        assert len(heard) <= 12
