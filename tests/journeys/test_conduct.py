"""A light violation from the first word to the draft of the Keputusan in at most six screens."""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from tests.journeys.serving import Site
from tests.journeys.town import PASSWORD

SEEN = "Meninggalkan loket selama dua jam tanpa izin"
REASON = "Dua warga melihatnya dan pegawai mengakuinya."
REPLY = "Saya mengantar anak yang sakit dan lupa meminta izin."
MOST_SCREENS = 6


def report(page: Page, nip: str) -> None:
    page.goto("/laporan/baru")
    page.get_by_label("Siapa yang Anda laporkan?").fill(nip)
    page.get_by_label("Apa yang terjadi?").fill(SEEN)
    page.get_by_label("Apa yang dilanggar?").select_option("K3e")
    page.locator("input[name=impact][value=unit]").check()
    page.get_by_label("Kapan terjadi?").fill("2026-11-24")
    page.get_by_label("Kapan Anda mengetahuinya?").fill("2026-11-25")
    page.get_by_role("button", name="Kirim laporan").click()


def assess(page: Page) -> None:
    """What the report says stands there already."""
    expect(page.get_by_text(SEEN)).to_be_visible()
    expect(page.get_by_label("Pelanggaran yang diduga")).to_have_value("K3e")
    expect(page.locator("input[name=impact][value=unit]")).to_be_checked()
    page.locator("input[name=assessment][value=suspected]").check()
    page.get_by_label("Alasan Anda").fill(REASON)
    page.get_by_role("button", name="Simpan telaah").click()


def summon(page: Page) -> str:
    """A day is offered, and the case is at hand; the address of the case."""
    expect(page.get_by_text(SEEN)).to_be_visible()
    for label in ("Hari pemeriksaan", "Jam"):
        assert page.get_by_label(label, exact=True).input_value()
    page.get_by_label("Hari pemeriksaan").fill("2026-12-02")
    page.get_by_label("Tempat").fill("Ruang rapat bidang")
    page.get_by_role("button", name="Buat surat panggilan").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kasus ")
    return page.url


def examine(page: Page) -> None:
    expect(page.get_by_text(SEEN).first).to_be_visible()
    page.get_by_label("Hadir, pemeriksaan dilakukan").check()
    for place in range(page.locator("textarea[name=question]").count()):
        if page.locator("textarea[name=question]").nth(place).input_value():
            page.locator("textarea[name=answer]").nth(place).fill("Benar, saya keluar tanpa izin.")
    page.get_by_label("Menandatangani", exact=True).check()
    page.get_by_label("Salinan berita acara diberikan kepada pegawai").check()
    page.get_by_role("button", name="Simpan pemeriksaan").click()


def write_up(page: Page) -> None:
    """The report holds already what was asked and answered, and the reply."""
    assert REPLY in page.get_by_label("Fakta dan keterangan").input_value()
    page.get_by_label("Analisis").fill(REASON)
    page.locator("input[name=recommended][value=R2]").check()
    page.get_by_role("button", name="Simpan laporan").click()


def decide(page: Page) -> None:
    """So does the draft of the decision: kind and reasons stand there from the report."""
    expect(page.get_by_text(SEEN).first).to_be_visible()
    page.get_by_text("Berita acara dan tanggapan").click()
    expect(page.get_by_text(REPLY, exact=True)).to_be_visible()
    expect(page.locator("input[name=kind][value=R2]")).to_be_checked()
    expect(page.get_by_label("Pertimbangan Anda")).to_have_value(REASON)
    page.get_by_role("button", name="Lanjut").click()


def confirm(page: Page) -> None:
    """Stated once more, with everything that was written; only the password is asked."""
    expect(page.get_by_text(REASON)).to_be_visible()
    page.get_by_label("Kata sandi Anda").fill(PASSWORD)
    page.get_by_role("button", name="Tetapkan keputusan").click()


def test_report_becomes_a_keputusan_in_six_screens(site: Site, javascript: bool):
    page = site.enter("head", javascript=javascript)
    own = site.enter("newcomer", javascript=javascript, width=360)
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.url) if one.method == "POST" else None)
    report(page, site.residents["newcomer"].nip)
    assess(page)
    case = summon(page)
    site.clock.shift(timedelta(days=2))
    page.goto(f"{case}/pemeriksaan")
    examine(page)
    site.clock.shift(timedelta(days=1))
    reply(own)
    page.goto(f"{case}/laporan-hasil")
    write_up(page)
    page.goto(f"{case}/keputusan")
    decide(page)
    # Answers that save themselves meanwhile are no screen of their own.
    assert len(set(sent)) <= MOST_SCREENS
    confirm(page)
    expect(page.get_by_role("status")).to_contain_text("Keputusan ditetapkan")


def reply(own: Page) -> None:
    """The person reads what it is about, and answers before anything is decided."""
    own.goto("/kasus-saya")
    own.get_by_role("main").get_by_role("link", name=re.compile("KD-2026")).click()
    expect(own.get_by_text(SEEN)).to_be_visible()
    own.get_by_label("Tanggapan Anda").fill(REPLY)
    own.get_by_role("button", name="Kirim tanggapan").click()
    expect(own.get_by_text(REPLY)).to_be_visible()
