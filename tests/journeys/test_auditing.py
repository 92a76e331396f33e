"""An inspector at the ledger: a check, a proof, and the files to take home, without a script."""

from playwright.sync_api import expect

from tests.journeys.serving import Site


def test_ledger_is_checked_watched_and_taken_home(site: Site, javascript: bool):
    page = site.enter("auditor", javascript=javascript)
    page.goto("/buku-besar")
    page.get_by_role("button", name="Periksa seluruh buku besar").click()
    expect(page.get_by_role("status")).to_contain_text("menunggu giliran")
    site.do_waiting_work()
    page.reload()
    expect(page.locator("main")).to_contain_text("semuanya cocok dengan segel")
    page.get_by_role("link", name="Periksa sendiri").click()
    page.get_by_role("button", name="Siapkan ekspor baru").click()
    site.do_waiting_work()
    page.reload()
    fetch = page.get_by_role("link", name="Unduh ekspor-")
    fetched = page.request.get(fetch.get_attribute("href") or "")
    assert fetched.text().startswith('{"line":"header"')


def test_entry_is_found_by_its_index_and_shows_its_way_to_the_root(site: Site, javascript: bool):
    page = site.enter("auditor", javascript=javascript)
    page.goto("/buku-besar/entri")
    search = page.get_by_role("searchbox", name="Cari satu entri")
    search.fill("bukan entri")
    # By keyboard alone.
    search.press("Enter")
    expect(page.locator(".error-summary")).to_contain_text("Tidak ada entri dengan nomor")
    search.fill("0")
    search.press("Enter")
    expect(page.locator("main")).to_contain_text("sama dengan akar yang ditandatangani")
    page.get_by_text("Lihat setiap langkah").click()
    expect(page.get_by_role("table", name="Dari daun ke akar")).to_be_visible()
