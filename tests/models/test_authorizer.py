"""The authorizer: a running process writes rows and nothing else, a migration does both."""

import sqlite3

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from ledger.authorizer import is_allowed, schema_changes
from ledger.database import db

FORBIDDEN = (
    "DROP TRIGGER tg_entry_append_only_update",
    "DROP TABLE entry",
    "ALTER TABLE entry RENAME TO old_entry",
    "CREATE TRIGGER mine AFTER INSERT ON posting BEGIN SELECT 1; END",
    "CREATE TEMP TABLE entry (id INTEGER)",
    "CREATE TEMP TRIGGER mine BEFORE INSERT ON posting BEGIN SELECT RAISE(IGNORE); END",
    "CREATE VIEW mine AS SELECT * FROM private_body",
    "DROP INDEX ix_posting_account_id_entry_id",
    "PRAGMA writable_schema = ON",
    "PRAGMA recursive_triggers = OFF",
    "PRAGMA foreign_keys = OFF",
    "PRAGMA ignore_check_constraints = ON",
    "PRAGMA synchronous = OFF",
    "PRAGMA journal_mode = DELETE",
    "ATTACH DATABASE ':memory:' AS other",
    "VACUUM INTO '/tmp/stolen.sqlite3'",
    "DELETE FROM sqlite_master WHERE type = 'trigger'",
    "UPDATE sqlite_master SET sql = '' WHERE type = 'trigger'",
    "SELECT load_extension('mine')",
)
ALLOWED = (
    "SELECT name FROM sqlite_master",
    "PRAGMA recursive_triggers",
    "PRAGMA table_info(entry)",
    "SELECT value FROM json_each('[1, 2]')",
    "PRAGMA foreign_key_check(entry)",
    "DELETE FROM login_attempt",
    "SAVEPOINT here",
)


@pytest.fixture
def connection(app):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has roles instead")
    with db.engine.connect() as connection:
        yield connection


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_statement_about_the_schema_is_refused(connection, statement):
    before = _schema(connection)
    # Past the transaction that our engine opens, since VACUUM would refuse that by itself.
    raw = connection.connection.driver_connection
    raw.rollback()
    with pytest.raises(sqlite3.DatabaseError, match=r"not authorized|denied|may not be modified"):
        raw.execute(statement)
    assert _schema(connection) == before


@pytest.mark.parametrize("statement", ALLOWED)
def test_statement_about_rows_goes_through(connection, statement):
    connection.execute(text(statement))
    assert connection.in_transaction()


def test_migration_may_change_the_schema_and_only_while_it_says_so(connection):
    with schema_changes():
        connection.execute(text("CREATE TABLE mine (id INTEGER)"))
    with pytest.raises(DatabaseError, match="not authorized"):
        connection.execute(text("DROP TABLE mine"))
    with schema_changes():
        connection.execute(text("DROP TABLE mine"))


def test_writing_the_catalogue_as_a_table_is_refused():
    assert is_allowed(sqlite3.SQLITE_DELETE, "draft", None)
    assert not is_allowed(sqlite3.SQLITE_INSERT, "sqlite_master", None)
    assert not is_allowed(sqlite3.SQLITE_DELETE, "SQLITE_SCHEMA", None)


def _schema(connection) -> list[tuple[str, str]]:
    return list(connection.execute(text("SELECT name, sql FROM sqlite_master ORDER BY name")))
