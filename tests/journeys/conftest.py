"""A town behind a real address, and a real browser; the town is as it was before every journey."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Browser, expect

from ledger.config import Config
from ledger.database import Base, db
from ledger.extensions import limiter
from ledger.factory import create_app
from ledger.gateways.resources import EXTENSION
from ledger.jobs.workshop import open_workshop
from ledger.models.guards import reinstall_guards
from tests.browser import launched_browser
from tests.journeys.serving import A_MONTH, Site, served
from tests.journeys.town import OPENS, Town


@dataclass
class Ground:
    """Where the town stands, and how it looked when it was new."""

    app: Flask
    town: Town
    file: Path

    def restore(self) -> None:
        with self.app.app_context():
            # Closing the last connection brings the write-ahead log home into the file.
            db.engine.dispose()
        for leftover in self.file.parent.glob(f"{self.file.name}-*"):
            leftover.unlink()
        shutil.copy(self.file.with_suffix(".new"), self.file)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/journeys/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(params=[False, True], ids=["plain", "script"])
def javascript(request: pytest.FixtureRequest) -> bool:
    """Every journey ends well without JavaScript, and with it."""
    return bool(request.param)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    # A busy machine is slow, not wrong.
    expect.set_options(timeout=15_000)
    with launched_browser() as browser:
        yield browser


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """The town, built once; every journey starts from a copy of its file."""
    folder = tmp_path_factory.mktemp("town")
    config = Config(
        mode="testing",
        data_dir=folder,
        session_hours=int(A_MONTH.total_seconds() / 3600),
        session_idle_minutes=int(A_MONTH.total_seconds() / 60),
    )
    app = create_app(config)
    file = folder / "neraca.sqlite3"
    with app.app_context():
        with db.engine.begin() as connection:
            Base.metadata.create_all(connection)
            reinstall_guards(connection)
        town = Town()
        open_workshop(app.extensions[EXTENSION], lambda: OPENS).drain()
        db.session.remove()
        db.engine.dispose()
    shutil.copy(file, file.with_suffix(".new"))
    yield Ground(app, town, file)
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def site(ground: Ground, chromium: Browser) -> Iterator[Site]:
    ground.restore()
    limiter.reset()
    with time_machine.travel(OPENS, tick=True) as clock, served(ground.app) as address:
        place = Site(ground.app, address, chromium, clock, ground.town)
        yield place
        place.leave()
