"""What every test stands on: an application over an empty database, on SQLite and PostgreSQL."""

import contextlib
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import make_url
from sqlalchemy.orm import Session

from ledger import database
from ledger.config import Config
from ledger.database import Base, db
from ledger.factory import create_app
from ledger.models.guards import reinstall_guards
from tests import postgres

pytest_plugins = ["tests.report"]

DATABASES = ("sqlite", "postgresql")
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database", choices=DATABASES, action="append", help="run only on this database"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever touches the database is tested on both."""
    if "backend" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--database") or DATABASES
        metafunc.parametrize("backend", chosen, scope="session", indirect=True)


class Store:
    """A database that can be made empty again quickly, from a template made once."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.kind = kind
        self.folder = folder
        if kind == "sqlite":
            self.url = f"sqlite:///{folder / 'neraca.sqlite3'}"
        else:
            url = postgres.postgres_url()
            if url is None:
                pytest.skip("no PostgreSQL server could be found or started")
            self.url = url

    def make_template(self, app: Flask) -> None:
        with app.app_context():
            with db.engine.begin() as connection:
                Base.metadata.create_all(connection)
                reinstall_guards(connection)
            db.engine.dispose()
        if self.kind == "sqlite":
            shutil.copy(self.folder / "neraca.sqlite3", self.folder / "template.sqlite3")
        else:
            self._admin(f'DROP DATABASE IF EXISTS "{self._name}_template"')
            self._admin(f'ALTER DATABASE "{self._name}" RENAME TO "{self._name}_template"')

    def reset(self) -> None:
        db.engine.dispose()
        if self.kind == "sqlite":
            for leftover in self.folder.glob("neraca.sqlite3-*"):
                leftover.unlink()
            shutil.copy(self.folder / "template.sqlite3", self.folder / "neraca.sqlite3")
            return
        self._admin(f'DROP DATABASE IF EXISTS "{self._name}" WITH (FORCE)')
        self._admin(f'CREATE DATABASE "{self._name}" TEMPLATE "{self._name}_template"')

    def remove(self) -> None:
        if self.kind == "postgresql":
            with contextlib.suppress(psycopg.OperationalError):
                self._admin(f'DROP DATABASE IF EXISTS "{self._name}_template" WITH (FORCE)')

    @property
    def _name(self) -> str:
        return str(make_url(self.url).database)

    def _admin(self, statement: str) -> None:
        url = make_url(self.url).set(drivername="postgresql", database="postgres")
        target = url.render_as_string(hide_password=False)
        with psycopg.connect(target, autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]


@pytest.fixture(scope="session")
def backend(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, Store]]:
    folder = tmp_path_factory.mktemp(request.param)
    store = Store(request.param, folder)
    config = Config(mode="testing", data_dir=folder, database_url=store.url)
    app = create_app(config)
    app.config.update(WTF_CSRF_ENABLED=False)
    app.before_request(_forget_visit)
    store.make_template(app)
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
