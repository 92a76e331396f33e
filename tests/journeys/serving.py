"""The application behind a real address, and browsers in which somebody is signed in."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import time_machine
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Response
from werkzeug.serving import WSGIRequestHandler, make_server

from ledger.blueprints.clock import now
from ledger.gateways.resources import EXTENSION
from ledger.jobs.workshop import open_workshop
from ledger.services.sessions import open_session
from tests.journeys.town import Resident, Town

#: The clock of a journey jumps by days, and nobody should be signed out by that.
A_MONTH = timedelta(days=31)
DESK = {"width": 1280, "height": 800}


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """A request is no news to whoever reads the outcome of tests."""


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The application on a free port of this machine, with a thread for each request."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    server.daemon_threads = True
    worker = threading.Thread(target=server.serve_forever, name="journeys", daemon=True)
    worker.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        worker.join()
        server.server_close()


@dataclass
class Site:
    """The served application, its clock, and who can sign in."""

    app: Flask
    address: str
    browser: Browser
    clock: time_machine.Traveller
    town: Town
    opened: list[BrowserContext] = field(default_factory=list)

    @property
    def residents(self) -> dict[str, Resident]:
        return self.town.residents

    def context(self, *, javascript: bool = True, width: int = 1280) -> BrowserContext:
        """A browser of its own, with nobody signed in; axe needs the CSP out of its way."""
        context = self.browser.new_context(
            base_url=self.address,
            java_script_enabled=javascript,
            bypass_csp=javascript,
            locale="id-ID",
            viewport={**DESK, "width": width},
        )
        context.set_default_timeout(15_000)
        self.opened.append(context)
        return context

    def visit(self, **choices: object) -> Page:
        return self.context(**choices).new_page()  # type: ignore[arg-type]

    def enter(self, name: str, **choices: object) -> Page:
        """A page of a browser in which the resident is signed in."""
        account_id = self.residents[name].account_id
        context = self.context(**choices)  # type: ignore[arg-type]
        with self.app.app_context(), self.app.test_client() as client:
            opened = open_session(account_id, device="uji", life=A_MONTH, now=now())
            with client.session_transaction() as kept:
                kept.update(_user_id=opened, _fresh=True)
            key = client.get_cookie("neraca")
        assert key is not None
        context.add_cookies([{"name": "neraca", "value": key.value, "url": self.address}])
        return context.new_page()

    def leave(self) -> None:
        while self.opened:
            self.opened.pop().close()

    def do_waiting_work(self) -> int:
        """What a worker would do now; how many jobs that was."""
        return open_workshop(self.app.extensions[EXTENSION], now).drain()


def go(page: Page, path: str) -> Response:
    response = page.goto(path)
    assert response is not None
    return response
