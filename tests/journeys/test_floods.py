"""A flooded counter: the browser works a moment, and the citizen notices little of it."""

from playwright.sync_api import expect

from ledger.blueprints.floods import CALM
from ledger.extensions import limiter
from tests.journeys.serving import Site
from tests.journeys.test_citizens import THANKS, code_on, commendations, read_first
from tests.journeys.town import COUNTER


def flood(site: Site) -> None:
    """As many sendings as a counter calmly takes in a minute, from elsewhere."""
    with site.app.app_context():
        while limiter.limiter.hit(CALM, f"citizen-counter:{COUNTER}"):
            pass


def test_browser_works_through_a_flood(site: Site):
    page = site.visit(width=360)
    flood(site)
    page.goto(f"/u/{COUNTER}")
    page.get_by_label("Sangat baik").check()
    page.get_by_label("Ucapan Anda").fill(THANKS)
    read_first(site)
    flood(site)
    before = commendations(site)
    page.get_by_role("button", name="Kirim ucapan").click()
    code_on(page)
    assert commendations(site) == before + 1


def test_without_script_the_words_wait_a_minute(site: Site):
    page = site.visit(javascript=False, width=360)
    flood(site)
    page.goto(f"/u/{COUNTER}")
    page.get_by_label("Sangat baik").check()
    page.get_by_label("Ucapan Anda").fill(THANKS)
    read_first(site)
    flood(site)
    page.get_by_role("button", name="Kirim ucapan").click()
    expect(page.locator("main")).to_contain_text("sangat banyak kiriman")
    expect(page.get_by_label("Ucapan Anda")).to_have_value(THANKS)
