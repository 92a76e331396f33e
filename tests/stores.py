"""The databases under test, each emptied quickly between tests instead of being made anew."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from ledger.database import Base, db
from ledger.models.guards import expected_guards, reinstall_guards
from tests import postgres

#: Memory, where there is some to write to: what is tested here is not the disk.
MEMORY = Path("/dev/shm")  # noqa: S108 - the folder itself is made by mkdtemp


class SqliteStore:
    """One file, copied from a template that was made once."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
        self._file = self.folder / "neraca.sqlite3"
        self._template = self.folder / "template.sqlite3"
        self.url = f"sqlite:///{self._file}"

    def make_template(self) -> None:
        make_schema()
        shutil.copy(self._file, self._template)

    def reset(self) -> None:
        db.engine.dispose()
        # A new file, not new content of the old one: whoever still holds that, as a thread of an
        # earlier test may, would share its log and make of the new one a "disk I/O error".
        for leftover in (self._file, *self.folder.glob("neraca.sqlite3-*")):
            leftover.unlink(missing_ok=True)
        shutil.copy(self._template, self._file)

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


class PostgresStore:
    """One database; only tables that hold rows are emptied, past their guards."""

    def __init__(self) -> None:
        url = postgres.postgres_url()
        if url is None:
            pytest.skip("no PostgreSQL server could be found or started")
        quick = {"options": "-csynchronous_commit=off"}
        self.folder = Path(tempfile.mkdtemp())
        self.url = make_url(url).update_query_dict(quick).render_as_string(hide_password=False)
        self._tables = [table.name for table in Base.metadata.sorted_tables]
        self._guards: dict[str, list[str]] = {}
        for guard in expected_guards("postgresql"):
            self._guards.setdefault(guard.table, []).append(guard.name)

    def make_template(self) -> None:
        with self._connect() as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
        make_schema()

    def reset(self) -> None:
        db.engine.dispose()
        with self._connect() as connection:
            if self._is_whole(connection):
                self._empty(connection)
                return
        self.make_template()

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def _is_whole(self, connection: psycopg.Connection) -> bool:
        """Whether a test changed the schema or a guard, as those of migrations do."""
        tables = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
        guards = connection.execute(
            "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'tg_%' AND tgenabled = 'A'"
        ).fetchall()
        wanted = {name for names in self._guards.values() for name in names}
        return {name for (name,) in tables} == set(self._tables) and {
            name for (name,) in guards
        } == wanted

    def _empty(self, connection: psycopg.Connection) -> None:
        looks = [
            sql.SQL("SELECT {} WHERE EXISTS (SELECT 1 FROM {})").format(
                sql.Literal(name), sql.Identifier(name)
            )
            for name in self._tables
        ]
        filled = [name for (name,) in connection.execute(sql.SQL(" UNION ALL ").join(looks))]
        connection.execute("SET LOCAL session_replication_role = replica")
        for name in filled:
            self._empty_table(connection, name)
        # Numbers begin again, so that the same test meets the same ids.
        connection.execute(
            "SELECT setval(format('%I', sequencename)::regclass, 1, false) FROM pg_sequences"
            " WHERE schemaname = 'public' AND last_value IS NOT NULL"
        )

    def _empty_table(self, connection: psycopg.Connection, name: str) -> None:
        table = sql.Identifier(name)
        connection.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(table))
        connection.execute(sql.SQL("DELETE FROM {}").format(table))
        for guard in self._guards.get(name, ()):
            enable = sql.SQL("ALTER TABLE {} ENABLE ALWAYS TRIGGER {}")
            connection.execute(enable.format(table, sql.Identifier(guard)))

    @contextmanager
    def _connect(self) -> Iterator[psycopg.Connection]:
        url = make_url(self.url).set(drivername="postgresql")
        with psycopg.connect(url.render_as_string(hide_password=False)) as connection:
            yield connection


STORES = {"sqlite": SqliteStore, "postgresql": PostgresStore}
Store = SqliteStore | PostgresStore


def make_schema() -> None:
    """Called within the context of the application over the store."""
    with db.engine.begin() as connection:
        Base.metadata.create_all(connection)
        reinstall_guards(connection)
    db.engine.dispose()
