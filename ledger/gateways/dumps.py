"""A whole database to a file and back: SQLite by its backup API, PostgreSQL by its own tools."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from ledger.errors import LedgerError, sentence

_DEBIAN = Path("/usr/lib/postgresql")
_DRIVER = "postgresql+psycopg"


class DumpFailed(LedgerError):
    """The database could not be copied; nothing was left behind."""

    code = "dump_failed"


def copy_sqlite(source: Path, target: Path) -> None:
    """One moment of the file, in one step, while writers go on; memory stays flat."""
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)


def dump_postgresql(url: str, target: Path) -> None:
    """One snapshot of the database in PostgreSQL's own format. Raises DumpFailed."""
    _run(
        [find_tool("pg_dump"), "--format=custom", "--no-owner", "--no-privileges"],
        ["--file", str(target), "--dbname", _without_password(url)],
        url,
    )


def load_postgresql(url: str, source: Path) -> None:
    """Fill an empty database in one transaction, or not at all. Raises DumpFailed."""
    _run(
        [find_tool("pg_restore"), "--single-transaction", "--exit-on-error"],
        ["--no-owner", "--no-privileges", "--dbname", _without_password(url), str(source)],
        url,
    )


def find_tool(name: str) -> str:
    """The program of PostgreSQL on the path, else the newest of Debian. Raises DumpFailed."""
    found = shutil.which(name)
    newest = sorted(_DEBIAN.glob(f"*/bin/{name}"), key=lambda path: path.parts[-3].zfill(3))
    if found is None and not newest:
        raise DumpFailed(
            sentence(
                "Program %(name)s tidak ada di mesin ini. Pasang postgresql-client yang versinya"
                " sama dengan servernya, lalu ulangi."
            ),
            name=name,
        )
    return found or str(newest[-1])


def _without_password(url: str) -> str:
    """What other users of the machine may see in the list of processes."""
    parts = urlsplit(url.replace(_DRIVER, "postgresql", 1))
    user, found, place = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user.partition(':')[0]}{found}{place}"))


def _run(command: Sequence[str], arguments: Sequence[str], url: str) -> None:
    password = urlsplit(url.replace(_DRIVER, "postgresql", 1)).password
    given = {} if password is None else {"PGPASSWORD": unquote(password)}
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own programs
        [*command, *arguments],
        env={**os.environ, **given},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise DumpFailed(
            sentence("PostgreSQL menolak: %(told)s"), told=done.stderr.strip()[-500:] or "-"
        )
