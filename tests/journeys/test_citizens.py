"""Somebody who was served says so at the counter's own address, without an account."""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from ledger.database import session
from ledger.models.commendations import Commendation
from tests.journeys.serving import Site
from tests.journeys.town import COUNTER

CODE = re.compile(r"TRM-[0-9A-Z]{4}-[0-9A-Z]{4}")
THANKS = "Dijelaskan dengan sabar, selesai sebelum waktunya."


def read_first(site: Site) -> None:
    """People take longer than a machine."""
    site.clock.shift(timedelta(seconds=20))


def code_on(page: Page) -> str:
    expect(page.get_by_role("heading", level=1)).to_contain_text("Terima kasih")
    found = CODE.search(page.locator("main").inner_text())
    assert found is not None
    return found[0]


def commendations(site: Site) -> int:
    with site.app.app_context():
        return session().scalar(select(func.count(Commendation.id))) or 0


def test_citizen_says_thanks_and_follows_it(site: Site, javascript: bool):
    page = site.visit(javascript=javascript, width=360)
    page.goto(f"/u/{COUNTER}")
    page.get_by_label("Ucapan Anda").fill(THANKS)
    read_first(site)
    page.get_by_role("button", name="Kirim ucapan").click()
    expect(page).to_have_title(re.compile(r"^Galat: "))
    expect(page.get_by_label("Ucapan Anda")).to_have_value(THANKS)
    page.get_by_label("Sangat baik").check()
    page.get_by_role("button", name="Kirim ucapan").click()
    code = code_on(page)
    page.get_by_role("link", name="Lihat tindak lanjut").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("sudah diterima")
    page.goto("/lacak")
    page.get_by_label("Kode Anda").fill(code.lower())
    page.get_by_role("button", name="Lihat").click()
    expect(page.locator("main")).to_contain_text(code)


def test_low_mark_leads_to_a_complaint_with_a_receipt(site: Site, javascript: bool):
    page = site.visit(javascript=javascript, width=360)
    page.goto(f"/u/{COUNTER}")
    page.get_by_label("Tidak baik").check()
    read_first(site)
    page.get_by_role("button", name="Kirim ucapan").click()
    first = code_on(page)
    page.get_by_role("link", name="Buat pengaduan").click()
    page.get_by_label("Pengaduan Anda").fill("Diminta biaya tambahan")
    read_first(site)
    page.get_by_role("button", name="Kirim pengaduan").click()
    assert code_on(page) != first
    expect(page.get_by_text("Jawaban paling lambat 3 Desember 2026.")).to_be_visible()


def test_broken_line_keeps_the_words_and_makes_one_record(site: Site):
    before = commendations(site)
    page = site.visit(width=360)
    page.goto(f"/u/{COUNTER}")
    page.get_by_label("Baik", exact=True).check()
    page.get_by_label("Ucapan Anda").fill(THANKS)
    read_first(site)
    page.context.set_offline(True)
    page.get_by_role("button", name="Kirim ucapan").click()
    told = page.get_by_role("alert")
    expect(told).to_contain_text("Belum terkirim karena sambungan terputus.")
    expect(page.get_by_label("Ucapan Anda")).to_have_value(THANKS)
    assert commendations(site) == before
    page.context.set_offline(False)
    page.get_by_role("button", name="Kirim ucapan").click()
    code_on(page)
    assert commendations(site) == before + 1


def test_machine_without_a_network_still_sends_to_itself(site: Site):
    before = commendations(site)
    page = site.visit(width=360)
    page.add_init_script("Object.defineProperty(navigator, 'onLine', { get: () => false })")
    page.goto(f"/u/{COUNTER}")
    page.get_by_label("Baik", exact=True).check()
    read_first(site)
    page.get_by_role("button", name="Kirim ucapan").click()
    code_on(page)
    assert commendations(site) == before + 1
