"""HR changes a rule on a phone, a colleague puts it in force, and a person reads why it fired."""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from ledger.database import transaction
from ledger.domain.nominations import NominationState
from ledger.models.development import Training
from ledger.models.nominations import Nomination, NominationMember
from ledger.models.people import Person
from tests.journeys.checks import Findings, examine, look, squeeze
from tests.journeys.serving import Site
from tests.proposals import HAPPENED

PHONE = 360
RULE = "Pelatihan diterapkan"
LEARNT = "Bahasa isyarat di loket"
FOUND = "Keduanya memimpin tim yang berbeda dan buktinya lengkap."


class Watch:
    """Looks at pages on the way, with axe where scripts may run."""

    def __init__(self, javascript: bool) -> None:
        self.javascript = javascript
        self.findings = Findings()

    def see(self, page: Page) -> None:
        if not self.javascript:
            return
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.wait_for_load_state()
        where = re.sub(r"https?://[^/]+", "", page.url)
        look(page, where, self.findings)
        examine(page, where, self.findings)
        squeeze(page, where, self.findings)


def change_rule(page: Page, watch: Watch) -> None:
    """The copy of the version in force, one rule of it worth more, tried before it is kept."""
    page.goto("/aturan")
    watch.see(page)
    page.get_by_role("link", name="Layanan dasar").first.click()
    watch.see(page)
    page.get_by_role("button", name="Ubah sebagai versi baru").click()
    watch.see(page)
    page.get_by_role("link", name=RULE).click()
    page.get_by_text("4. Yang diusulkan").click()
    page.get_by_label("Poin", exact=False).first.fill("sepuluh")
    page.get_by_role("button", name="Simpan aturan dalam salinan").click()
    expect(page.get_by_role("alert").first).to_contain_text("bilangan bulat")
    expect(page.locator("[name=points_amount]")).to_have_value("sepuluh")
    watch.see(page)
    page.locator("[name=points_amount]").fill("12")
    page.get_by_role("button", name="Coba pada tiga kejadian terakhir").click()
    expect(page.locator("[name=points_amount]")).to_have_value("12")
    watch.see(page)
    page.get_by_role("button", name="Simpan aturan dalam salinan").click()
    expect(page.get_by_role("status")).to_contain_text("Aturan disimpan dalam salinan")
    page.get_by_role("button", name="Muat sebagai versi baru").click()
    expect(page.get_by_role("status").first).to_contain_text("Versi baru dimuat")


def simulate(site: Site, page: Page, watch: Watch) -> str:
    """The address of the finished simulation."""
    page.get_by_role("link", name="Jalankan simulasi").click()
    page.get_by_label("Kejadian dari tanggal").fill("2026-10-01")
    page.get_by_label("Sampai dengan tanggal").fill("2026-11-30")
    page.get_by_role("button", name="Jalankan simulasi").click()
    again = page.get_by_role("link", name="Muat ulang")
    expect(again).to_be_visible()
    watch.see(page)
    site.do_waiting_work()
    if not watch.javascript:
        again.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hasil simulasi", timeout=30_000)
    watch.see(page)
    return page.url


def activate(page: Page, address: str, watch: Watch) -> None:
    page.goto(address)
    page.get_by_label("Berlaku mulai").fill("2026-12-01")
    page.get_by_role("button", name=re.compile("^Aktifkan versi")).click()
    expect(page.get_by_role("alert").first).to_contain_text("Nyatakan bahwa Anda sudah membaca")
    page.get_by_label("Saya sudah membaca hasil simulasi ini").check()
    page.get_by_role("button", name=re.compile("^Aktifkan versi")).click()
    expect(page.locator("main")).to_contain_text("Paket aturan diaktifkan")
    watch.see(page)


def learn(site: Site) -> None:
    """What an import of trainings leaves: finished, and not yet said to be applied."""
    with site.app.app_context(), transaction() as work:
        person = work.get_one(Person, site.residents["newcomer"].person_id)
        work.add(
            Training(
                agency_id=person.agency_id,
                person_id=person.id,
                title=LEARNT,
                hours=8,
                plan="Dipakai melayani warga tuli",
                finished_on=HAPPENED,
            )
        )


def test_rule_is_changed_simulated_activated_and_explained(site: Site, javascript: bool):
    watch = Watch(javascript)
    learn(site)
    author = site.enter("hr", javascript=javascript, width=PHONE)
    change_rule(author, watch)
    address = simulate(site, author, watch)
    expect(author.get_by_role("button", name=re.compile("^Aktifkan versi"))).to_have_count(0)
    activate(site.enter("hr2", javascript=javascript, width=PHONE), address, watch)
    site.clock.shift(timedelta(days=3))
    superior = site.enter("head", javascript=javascript, width=PHONE)
    superior.goto("/pengembangan")
    watch.see(superior)
    superior.get_by_role("row").filter(has_text=LEARNT).get_by_role("link").click()
    watch.see(superior)
    superior.get_by_role("button", name="Nyatakan diterapkan").click()
    expect(superior.get_by_role("status")).to_contain_text("Aturan menilainya sekarang")
    chief = site.enter("chief", javascript=javascript, width=PHONE)
    chief.goto("/keputusan")
    chief.get_by_role("row").filter(has_text=RULE).get_by_role("link").first.click()
    chief.get_by_role("button", name="Setujui", exact=True).click()
    own = site.enter("newcomer", javascript=javascript, width=PHONE)
    own.goto("/capaian")
    row = own.get_by_role("row").filter(has_text=RULE)
    expect(row).to_contain_text("+12")
    row.get_by_role("link").first.click()
    expect(own.get_by_role("heading", level=1)).to_contain_text("Mengapa saya mendapat ini?")
    expect(own.locator("main")).to_contain_text("pelatihan-diterapkan@2")
    expect(own.locator("main")).to_contain_text("Dihitung ulang hari ini")
    watch.see(own)
    own.goto("/capaian/belum")
    watch.see(own)
    assert not watch.findings.wrong


def test_version_is_ended_by_two_people(site: Site, javascript: bool):
    watch = Watch(javascript)
    author = site.enter("hr", javascript=javascript, width=PHONE)
    author.goto("/aturan")
    author.get_by_role("link", name="Layanan dasar").first.click()
    author.get_by_role("link", name="Akhiri tanpa pengganti").click()
    author.get_by_label("Hari pertama yang tidak dinilai lagi").fill("2026-12-15")
    author.get_by_label("Alasan").fill("Singkat")
    author.get_by_role("button", name="Kirim permintaan").click()
    expect(author.get_by_label("Alasan")).to_have_value("Singkat")
    watch.see(author)
    author.get_by_label("Alasan").fill("Programnya berakhir tahun ini.")
    author.get_by_role("button", name="Kirim permintaan").click()
    expect(author.locator("main")).to_contain_text("yang meminta tidak memutuskan")
    second = site.enter("hr2", javascript=javascript, width=PHONE)
    second.goto(author.url)
    watch.see(second)
    second.get_by_label("Setujui, akhiri versi ini").check()
    second.get_by_role("button", name="Simpan keputusan").click()
    expect(second.locator("main")).to_contain_text("Diakhiri")
    watch.see(second)
    assert not watch.findings.wrong


def nominate_each_other(site: Site) -> None:
    """Two of the staff put each other forward: a pattern worth a second look."""
    pair = site.residents["staff"].person_id, site.residents["mate"].person_id
    with site.app.app_context(), transaction() as work:
        first = work.get_one(Person, pair[0])
        sent = [
            Nomination(
                agency_id=first.agency_id,
                number=f"USL-2026-{number:06}",
                state=NominationState.DRAFT,
                title=f"Usulan {number}",
                title_key=f"usulan {number}",
                round_key="2026",
                category="pelayanan_publik",
                stage="uji_coba",
                nominator_id=giver,
                nominee_id=taker,
                unit_id=first.unit_id,
                happened_on=HAPPENED,
                members=[
                    NominationMember(agency_id=first.agency_id, person_id=taker, share_percent=100)
                ],
            )
            for number, (giver, taker) in enumerate((pair, pair[::-1]), start=7001)
        ]
        work.add_all(sent)
        work.flush()
        for one in sent:
            one.state = NominationState.ACCEPTED


def test_flag_is_read_answered_and_stays_answered(site: Site, javascript: bool):
    watch = Watch(javascript)
    nominate_each_other(site)
    page = site.enter("hr", javascript=javascript, width=PHONE)
    page.goto("/kewajaran?periode=2026")
    watch.see(page)
    page.get_by_role("link", name="saling mengusulkan").click()
    expect(page.locator("main")).to_contain_text("Wajar bila keduanya")
    page.get_by_label("Apa yang Anda temukan?").fill("Wajar")
    page.get_by_role("button", name="Simpan jawaban").click()
    expect(page.get_by_label("Apa yang Anda temukan?")).to_have_value("Wajar")
    watch.see(page)
    page.get_by_label("Apa yang Anda temukan?").fill(FOUND)
    page.get_by_role("button", name="Simpan jawaban").click()
    expect(page.get_by_role("status")).to_contain_text("tidak mengubah penilaian siapa pun")
    inspector = site.enter("inspector", javascript=javascript, width=PHONE)
    inspector.goto("/kewajaran?periode=2026")
    expect(inspector.locator("main")).to_contain_text("Sudah dijawab")
    inspector.get_by_role("link", name="saling mengusulkan").click()
    expect(inspector.locator("main")).to_contain_text(FOUND)
    watch.see(inspector)
    staff = site.enter("staff", javascript=javascript, width=PHONE)
    assert staff.request.get(inspector.url).status == 403
    assert not watch.findings.wrong
