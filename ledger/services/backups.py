"""A backup in one file: database, papers and public keys, consistent while writers go on.

The database is copied first. Papers are named by their hash and never changed, so those that a
copied row names are there when they are copied after it, unless an erasure took one meanwhile.
Private keys are left out on purpose: whoever held a backup and the key could rewrite what nobody
else kept.
"""

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from ledger.database import db, session
from ledger.domain.canonical import utc_text
from ledger.errors import Conflict, LedgerError, sentence
from ledger.gateways.archives import BackupWriter, writing
from ledger.gateways.dumps import copy_sqlite, dump_postgresql
from ledger.gateways.files import FileStore
from ledger.gateways.keys import KeyStore
from ledger.queries.schema import schema_revision

SQLITE_PART = "database.sqlite3"
POSTGRESQL_PART = "database.pgdump"


@dataclass(frozen=True)
class BackupReport:
    """What was written; ``missing`` are papers that were gone or damaged in their place."""

    files: int
    file_bytes: int
    missing: tuple[str, ...]


def make_backup(target: Path, *, files: FileStore, keys: KeyStore, now: datetime) -> BackupReport:
    """Write everything an empty machine needs but the private keys.

    Raises Conflict when the file is there already, DumpFailed when PostgreSQL's tools are not.
    """
    # A read still open would keep the picture of another moment.
    session().rollback()
    try:
        with writing(target) as archive:
            _add_database(archive, target.parent)
            for number, key in enumerate(keys.verifiers(), start=1):
                archive.add_bytes(f"keys/{number}.pub", key.text.encode())
            missing = _add_files(archive, files)
            told = archive.finish(_told(now))
    except FileExistsError as error:
        raise Conflict(
            sentence("Berkas %(path)s sudah ada. Cadangan tidak pernah menimpa yang lain."),
            path=str(target),
        ) from error
    return BackupReport(told["files"]["count"], target.stat().st_size, tuple(missing))


def _add_database(archive: BackupWriter, folder: Path) -> None:
    """The copy lies beside the backup for a moment, where there must be room anyway."""
    url = db.engine.url
    with tempfile.TemporaryDirectory(dir=folder, prefix=".neraca-") as room:
        copy = Path(room) / "database"
        if url.get_backend_name() == "sqlite":
            copy_sqlite(Path(url.database or ""), copy)
            archive.add(SQLITE_PART, copy)
        else:
            dump_postgresql(make_url(url).render_as_string(hide_password=False), copy)
            archive.add(POSTGRESQL_PART, copy)


def _add_files(archive: BackupWriter, files: FileStore) -> list[str]:
    """A paper that is damaged must not keep the rest from being saved; it is named instead."""
    missing = []
    for name in files.names():
        try:
            archive.add_file(name, files.get(name))
        except LedgerError:
            missing.append(name)
    return missing


def _told(now: datetime) -> dict[str, Any]:
    return {"made_at": utc_text(now), "schema": schema_revision()}
