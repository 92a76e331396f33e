"""A PostgreSQL server that a drill may stop, and the application over it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from ledger.config import Config
from ledger.database import db
from ledger.factory import create_app
from tests.postgres import PrivateServer
from tests.stores import make_schema


@pytest.fixture
def private_server() -> Iterator[PrivateServer]:
    """A server of this test alone, which may stop it as it likes; it keeps what it acknowledges."""
    server = PrivateServer()
    yield server
    server.remove()


@pytest.fixture
def private_app(private_server: PrivateServer, tmp_path: Path) -> Iterator[Flask]:
    """An application over an empty database of the private server."""
    config = Config(mode="testing", data_dir=tmp_path, database_url=private_server.url)
    app = create_app(config)
    with app.app_context():
        make_schema()
        yield app
        db.session.remove()
        db.engine.dispose()
