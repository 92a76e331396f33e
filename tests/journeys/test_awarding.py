"""From one good thing at the counter to points, reasons and a certificate anybody can check."""

import re

from playwright.sync_api import Page, expect
from sqlalchemy import select

from ledger.database import session
from ledger.domain.documents import DocumentKind
from ledger.models.documents import Document
from ledger.models.nominations import Nomination
from tests.journeys.serving import Site
from tests.journeys.town import PASSWORD

TITLE = "Loket keliling kampung"
AWARD = "Inovasi diterapkan"
STORY = "Membawa mesin rekam ke balai kampung setiap Selasa, 212 warga tidak perlu ke kota."
PAPER = {"name": "daftar hadir.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 bukti"}


def sign_in(page: Page, nip: str) -> None:
    """As people write a NIP: in groups."""
    page.goto("/masuk")
    spaced = f"{nip[:8]} {nip[8:14]} {nip[14]} {nip[15:]}"
    page.get_by_label("NIP atau surel dinas").fill(spaced)
    page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    expect(page).to_have_title(re.compile("Beranda"))


def sign_out(page: Page) -> None:
    menu = page.locator(".menu-button")
    if menu.is_visible():
        menu.click()
    page.get_by_role("button", name="Keluar").click()
    expect(page.get_by_text("Anda sudah keluar.")).to_be_visible()


def write_subject(page: Page, javascript: bool) -> None:
    """The first step, with one mistake and a team of two whom no case holds back."""
    page.goto("/usulan/baru")
    page.get_by_label("Nyoman Surya", exact=True).check()
    page.get_by_label("Apa yang diusulkan?").fill("Loket keliling")
    page.locator("input[name=stage][value=diterapkan]").check()
    page.get_by_role("button", name="Lanjut").click()
    expect(page).to_have_title(re.compile(r"^Galat: "))
    told = page.locator(".error-summary").get_by_role("link", name="Pilih untuk apa manfaatnya")
    if javascript:
        expect(page.locator(".error-summary")).to_be_focused()
        told.click()
        expect(page.locator("#field-category")).to_be_focused()
    expect(page.get_by_label("Apa yang diusulkan?")).to_have_value("Loket keliling")
    expect(page.get_by_label("Nyoman Surya", exact=True)).to_be_checked()
    page.locator("input[name=category][value=pelayanan_publik]").check()
    page.get_by_label("Anggota tim").fill("Ketut Wirawan")
    page.get_by_role("button", name="Perbarui tim").click()
    page.get_by_label("Porsi pegawai yang diusulkan").fill("60")
    page.get_by_label("Porsi Ketut Wirawan").fill("40")
    page.get_by_role("button", name="Lanjut").click()


def write_story(page: Page) -> None:
    """The second step; without a day it is refused, and the story stays."""
    page.get_by_label("Apa yang dilakukan pegawai?").fill(STORY)
    page.get_by_role("button", name="Lanjut").click()
    expect(page).to_have_title(re.compile(r"^Galat: "))
    expect(page.get_by_label("Apa yang dilakukan pegawai?")).to_have_value(STORY)
    page.get_by_label("Kapan terjadi?").fill("2026-11-05")
    page.get_by_label("Tambah bukti").set_input_files([PAPER])
    page.get_by_role("button", name="Simpan draf").click()
    expect(page.get_by_text("Usulan belum dikirim")).to_be_visible()


def finish_draft(page: Page) -> None:
    """Found again after signing in anew, corrected by its Ubah link, and sent."""
    page.goto("/usulan?status=draf")
    page.get_by_role("link", name="Periksa lalu kirim").click()
    expect(page.get_by_text(STORY)).to_be_visible()
    expect(page.get_by_text("daftar hadir.pdf")).to_be_visible()
    row = page.locator(".summary-row").filter(has_text="Loket keliling")
    row.get_by_role("link", name="Ubah").click()
    expect(page.get_by_label("Porsi Ketut Wirawan")).to_have_value("40")
    page.get_by_label("Apa yang diusulkan?").fill(TITLE)
    page.get_by_role("button", name="Lanjut").click()
    expect(page.get_by_label("Apa yang dilakukan pegawai?")).to_have_value(STORY)
    page.get_by_role("button", name="Lanjut").click()
    page.get_by_role("button", name="Kirim usulan").click()


def accept(site: Site, number: str, javascript: bool) -> None:
    page = site.enter("hr", javascript=javascript)
    page.goto("/usulan/periksa")
    page.get_by_role("link", name=number).click()
    page.get_by_label("Terima usulan").check()
    page.get_by_role("button", name="Simpan hasil").click()
    expect(page.get_by_role("status")).to_contain_text("Usulan diterima")


def approve_one(site: Site, javascript: bool) -> None:
    """The head proposed it, so the one above decides."""
    page = site.enter("chief", javascript=javascript)
    page.goto("/keputusan")
    page.get_by_role("row").filter(has_text=AWARD).get_by_role("link").first.click()
    expect(page.get_by_text(STORY)).to_be_visible()
    page.get_by_role("button", name="Setujui", exact=True).click()


def approve_chosen(site: Site, javascript: bool) -> None:
    """The last word, among several at once."""
    page = site.enter("governor", javascript=javascript)
    page.goto("/keputusan")
    page.get_by_role("row").filter(has_text=AWARD).get_by_role("checkbox").check()
    page.get_by_role("button", name="Tinjau terpilih").click()
    page.get_by_role("button", name="Setujui 1 usulan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 usulan diputuskan")


def test_good_thing_becomes_points_and_a_certificate(site: Site, javascript: bool):
    page = site.visit(javascript=javascript, width=360)
    head = site.residents["head"]
    sign_in(page, head.nip)
    write_subject(page, javascript)
    write_story(page)
    sign_out(page)
    sign_in(page, head.nip)
    finish_draft(page)
    number = re.search(r"USL-2026-\d{6}", page.locator("main").inner_text())
    assert number is not None
    accept(site, number[0], javascript)
    approve_one(site, javascript)
    approve_chosen(site, javascript)
    site.do_waiting_work()
    own = site.enter("newcomer", javascript=javascript, width=360)
    own.goto("/capaian")
    row = own.get_by_role("row").filter(has_text=AWARD)
    expect(row).to_contain_text("+36")
    row.get_by_role("link").first.click()
    expect(own.get_by_role("heading", level=1)).to_contain_text("Mengapa saya mendapat ini?")
    expect(own.get_by_text("Inovasi yang sudah diterapkan memberi 60 poin")).to_be_visible()
    expect(own.locator("main")).to_contain_text("Rahayu Kartini")
    paper = own.get_by_role("link", name=re.compile("Piagam penghargaan"))
    fetched = own.request.get(paper.get_attribute("href") or "")
    assert fetched.status == 200
    assert fetched.body().startswith(b"%PDF-")
    check_paper(site, javascript)


def check_paper(site: Site, javascript: bool) -> None:
    """Whoever holds the paper learns that it is real, and for whom."""
    with site.app.app_context():
        code = session().scalar(
            select(Document.verification_code)
            .where(
                Document.kind == DocumentKind.CERTIFICATE,
                Document.person_id == site.residents["newcomer"].person_id,
            )
            .order_by(Document.id.desc())
            .limit(1)
        )
    page = site.visit(javascript=javascript, width=360)
    page.goto(f"/verifikasi/{code}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Dokumen ini asli")
    expect(page.locator("main")).to_contain_text(site.residents["newcomer"].name)


def test_several_awards_are_decided_together(site: Site, javascript: bool):
    page = site.enter("head", javascript=javascript)
    page.goto("/keputusan")
    boxes = page.locator("tbody").get_by_role("checkbox")
    expect(boxes).to_have_count(3)
    if javascript:
        everyone = page.get_by_label("Pilih semua penghargaan")
        everyone.check()
        expect(boxes.nth(2)).to_be_checked()
        boxes.nth(2).uncheck()
        expect(everyone).not_to_be_checked()
    for place in (0, 1):
        boxes.nth(place).check()
    page.get_by_role("button", name="Tinjau terpilih").click()
    page.get_by_role("button", name="Setujui 2 usulan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 usulan diputuskan")
    page.get_by_role("link", name="Kembali ke antrean").click()
    expect(page.locator("tbody").get_by_role("checkbox")).to_have_count(1)


def test_story_is_kept_by_itself_while_it_is_written(site: Site):
    page = site.enter("head", javascript=True)
    page.goto("/usulan/baru")
    page.get_by_label("Nyoman Surya", exact=True).check()
    page.get_by_label("Apa yang diusulkan?").fill(TITLE)
    page.locator("input[name=category][value=pelayanan_publik]").check()
    page.locator("input[name=stage][value=gagasan]").check()
    page.get_by_role("button", name="Lanjut").click()
    page.get_by_label("Apa yang dilakukan pegawai?").fill(STORY)
    expect(page.get_by_text(re.compile("^Draf tersimpan pukul"))).to_be_visible()
    page.reload()
    expect(page.get_by_label("Apa yang dilakukan pegawai?")).to_have_value(STORY)


def test_impatient_double_click_makes_one_nomination(site: Site, javascript: bool):
    page = site.enter("head", javascript=javascript)
    page.goto("/usulan/baru")
    page.get_by_label("Nyoman Surya", exact=True).check()
    page.get_by_label("Apa yang diusulkan?").fill(TITLE)
    page.locator("input[name=category][value=pelayanan_publik]").check()
    page.locator("input[name=stage][value=gagasan]").check()
    page.get_by_role("button", name="Lanjut").click()
    page.get_by_label("Apa yang dilakukan pegawai?").fill(STORY)
    page.get_by_label("Kapan terjadi?").fill("2026-11-05")
    page.get_by_role("button", name="Lanjut").click()
    page.get_by_role("button", name="Kirim usulan").dblclick()
    expect(page.get_by_text("Kepegawaian memeriksa usulan ini.")).to_be_visible()
    with site.app.app_context():
        assert len(session().scalars(select(Nomination.id)).all()) == 1
