"""Pages stay light, keep to our own host, and say how long they may be kept."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, Request, expect

from tests.journeys.serving import Site, go
from tests.journeys.town import COUNTER

KILOBYTE = 1000
PUBLIC_PAGE, PUBLIC_SCRIPT, PUBLIC_STYLE = 60 * KILOBYTE, 10 * KILOBYTE, 12 * KILOBYTE
STAFF_FIRST, STAFF_AGAIN, STAFF_STYLE = 150 * KILOBYTE, 25 * KILOBYTE, 40 * KILOBYTE
MOST_REQUESTS = 10


class Traffic:
    """What one view sent over the line."""

    def __init__(self) -> None:
        self.requests: list[Request] = []

    def take(self, request: Request) -> None:
        self.requests.append(request)

    def bytes(self) -> int:
        sizes = [one.sizes() for one in self.requests]
        return sum(one["responseBodySize"] + one["responseHeadersSize"] for one in sizes)

    def content(self, kind: str) -> int:
        """The bytes of the files of a kind, as compressed."""
        chosen = [one for one in self.requests if one.resource_type == kind]
        return sum(one.sizes()["responseBodySize"] for one in chosen)


@contextmanager
def listening(page: Page) -> Iterator[Traffic]:
    traffic = Traffic()
    page.on("requestfinished", traffic.take)
    yield traffic
    page.wait_for_load_state("networkidle")
    page.remove_listener("requestfinished", traffic.take)


@pytest.mark.parametrize("path", [f"/u/{COUNTER}", "/masuk", "/verifikasi", "/lacak"])
def test_public_page_is_light(site: Site, path: str):
    page = site.visit(width=360)
    with listening(page) as traffic:
        go(page, path)
    assert traffic.bytes() <= PUBLIC_PAGE
    assert traffic.content("script") <= PUBLIC_SCRIPT
    assert traffic.content("stylesheet") <= PUBLIC_STYLE
    assert {one.url.split("/")[2] for one in traffic.requests} == {site.address.split("/")[2]}


def test_staff_page_is_light_and_lighter_the_second_time(site: Site):
    page = site.enter("hr")
    with listening(page) as first:
        go(page, "/")
    with listening(page) as again:
        go(page, "/pegawai")
    assert first.bytes() <= STAFF_FIRST
    assert first.content("stylesheet") <= STAFF_STYLE
    assert len(first.requests) <= MOST_REQUESTS
    assert again.bytes() <= STAFF_AGAIN


def test_pages_say_how_long_they_may_be_kept(site: Site):
    page = site.enter("hr")
    answers = {}
    page.on("response", lambda one: answers.setdefault(one.url, one))
    own = go(page, "/")
    page.wait_for_load_state("networkidle")
    assert own.headers["cache-control"] == "no-store"
    policy = own.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    kept = [one.headers["cache-control"] for url, one in answers.items() if "/static/" in url]
    assert kept
    assert all("immutable" in one for one in kept)


def test_password_can_be_pasted_and_remembered(site: Site):
    page = site.visit()
    page.goto("/masuk")
    identity, password = page.get_by_label("NIP atau surel dinas"), page.locator("#field-password")
    expect(identity).to_have_attribute("autocomplete", "username")
    expect(password).to_have_attribute("autocomplete", "current-password")
    password.focus()
    page.keyboard.insert_text("ditempel dari pengelola sandi")
    expect(password).to_have_value("ditempel dari pengelola sandi")
    page.get_by_role("button", name="Tampilkan").click()
    expect(password).to_have_attribute("type", "text")
