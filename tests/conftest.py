"""What every test stands on: an application over an empty database, on SQLite and PostgreSQL."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from sqlalchemy.orm import Session

from ledger import database
from ledger.config import Config
from ledger.database import db
from ledger.factory import create_app
from tests.proving.drills import Tell, teller
from tests.stores import STORES, Store

pytest_plugins = ["tests.report"]

DATABASES = tuple(STORES)
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
# How long an example takes says how busy the machine is, nothing about what is tested. Every run
# tries the same examples, so that a red run means a new mistake; whoever looks for old ones says
# `make test ARGS="--hypothesis-profile=explore"`, which tries others each time, and many more.
BUSY = [HealthCheck.too_slow]
settings.register_profile("steady", deadline=None, derandomize=True, suppress_health_check=BUSY)
settings.register_profile("explore", deadline=None, max_examples=1000, suppress_health_check=BUSY)
settings.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database", choices=DATABASES, action="append", help="run only on this database"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever touches the database is tested on both."""
    if "backend" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--database") or DATABASES
        metafunc.parametrize("backend", chosen, scope="session", indirect=True)


@pytest.fixture(scope="session")
def backend(request: pytest.FixtureRequest) -> Iterator[tuple[Flask, Store]]:
    store: Store = STORES[request.param]()
    config = Config(mode="testing", data_dir=store.folder, database_url=store.url)
    app = create_app(config)
    app.config.update(WTF_CSRF_ENABLED=False)
    app.before_request(_forget_visit)
    with app.app_context():
        store.make_template()
    yield app, store
    with app.app_context():
        db.engine.dispose()
    store.remove()


def _forget_visit() -> None:
    """The context of a test stays open over its visits, and would remember who came before."""
    for name in ("_login_user", "_flask_babel"):
        g.pop(name, None)


@pytest.fixture
def app(backend: tuple[Flask, Store]) -> Iterator[Flask]:
    """The application over an empty database; its context is open, as in a job."""
    application, store = backend
    with application.app_context():
        store.reset()
        yield application
        db.session.remove()


@pytest.fixture
def session(app: Flask) -> Session:
    return database.session()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def now() -> datetime:
    """Monday 23 November 2026, 10.00 WIB."""
    return NOW


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Tell:
    """Keeps for the table at the end of the run what a drill did."""
    return teller(request)
