"""HR at work: a messy file, a recap, and rules that two people put in force."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect
from sqlalchemy import func, select

import ledger
from ledger.database import session
from ledger.models.people import Person
from tests.import_files import staff_file
from tests.journeys.serving import Site
from tests.spreadsheets.builders import BUDI, CITRA, staff_line

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PACK = Path(ledger.__file__).parent / "rulepacks" / "layanan-dasar.yaml"


def people(site: Site) -> int:
    with site.app.app_context():
        return session().scalar(select(func.count(Person.id))) or 0


#: Born on a day on which nobody of the town was, however many tests ran before.
NEWCOMER = "199001172015031002"


def messy_file(unit: str) -> bytes:
    """A good row, a NIP that the spreadsheet rounded, and a unit nobody knows."""
    return staff_file(
        staff_line(NEWCOMER, "Ani Lestari", unor_id=unit),
        staff_line(float(BUDI), "Budi Santoso", unor_id=unit),
        staff_line(CITRA, "Citra Dewi", unor_id="U999"),
    )


def upload(page: Page, content: bytes) -> None:
    page.goto("/impor")
    given = {"name": "pegawai november.xlsx", "mimeType": XLSX, "buffer": content}
    page.get_by_label("Berkas", exact=True).set_input_files([given])
    page.get_by_role("button", name="Periksa berkas").click()


def test_messy_staff_file_is_looked_at_first(site: Site, javascript: bool):
    page = site.enter("hr", javascript=javascript)
    before = people(site)
    content = messy_file(site.town.unit_code)
    upload(page, content)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Periksa sebelum diimpor")
    mistakes = page.get_by_role("table", name="Baris yang perlu diperbaiki")
    expect(mistakes.get_by_role("row")).to_have_count(3)
    expect(mistakes).to_contain_text("U999")
    assert people(site) == before
    page.get_by_label("Impor baris yang baik, tinggalkan yang gagal").check()
    page.get_by_role("button", name="Impor 1 baris").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Impor selesai")
    assert people(site) == before + 1
    upload(page, content)
    expect(page.get_by_text("Tidak ada baris baru atau diubah.")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile(r"^Impor \d"))).to_have_count(0)
    assert people(site) == before + 1


def test_recap_is_asked_for_watched_and_fetched(site: Site, javascript: bool):
    """The page that waits renews itself; without JavaScript its link does."""
    page = site.enter("hr", javascript=javascript)
    page.goto("/rekap")
    page.get_by_label("Periode").select_option("2026-T3")
    page.get_by_role("button", name="Buat rekap").click()
    expect(page.get_by_role("status")).to_contain_text("menunggu giliran")
    site.do_waiting_work()
    if not javascript:
        page.get_by_role("link", name="Muat ulang").click()
    fetch = page.get_by_role("link", name="Unduh PDF")
    fetch.wait_for()
    fetched = page.request.get(fetch.get_attribute("href") or "")
    assert fetched.body().startswith(b"%PDF-")


def test_rules_are_put_in_force_by_somebody_else(site: Site, javascript: bool):
    author = site.enter("hr", javascript=javascript)
    author.goto("/aturan/muat")
    text = PACK.read_text(encoding="utf-8").replace("amount: 10,", "amount: 12,")
    author.get_by_label("Atau tempel isinya di sini").fill(text)
    author.get_by_role("button", name="Periksa lalu muat").click()
    expect(author.get_by_role("status")).to_contain_text("Paket aturan dimuat")
    author.get_by_role("link", name="Jalankan simulasi").click()
    author.get_by_label("Kejadian dari tanggal").fill("2026-10-01")
    author.get_by_label("Sampai dengan tanggal").fill("2026-11-30")
    author.get_by_role("button", name="Jalankan simulasi").click()
    site.do_waiting_work()
    author.reload()
    expect(author.get_by_role("heading", level=1)).to_contain_text("Hasil simulasi")
    activate = re.compile("^Aktifkan versi")
    expect(author.get_by_role("button", name=activate)).to_have_count(0)
    second = site.enter("hr2", javascript=javascript)
    second.goto(author.url)
    second.get_by_label("Berlaku mulai").fill("2026-12-01")
    second.get_by_label("Saya sudah membaca hasil simulasi ini").check()
    second.get_by_role("button", name=activate).click()
    expect(second.locator("main")).to_contain_text(site.residents["hr2"].name)
    expect(second.get_by_role("button", name=activate)).to_have_count(0)
