"""What a statement may do to a SQLite file from inside a running process.

Triggers guard the rows, but on SQLite any connection may drop a trigger. This one may not: what
changes the schema, attaches another file or loosens a setting is refused when the statement is
prepared, whoever wrote it. Only code that opens ``schema_changes`` may, which the migrations do.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager

#: Everything that changes what the database is instead of what it holds.
_SCHEMA_ACTIONS = frozenset(
    {
        sqlite3.SQLITE_CREATE_INDEX,
        sqlite3.SQLITE_CREATE_TABLE,
        sqlite3.SQLITE_CREATE_TEMP_INDEX,
        sqlite3.SQLITE_CREATE_TEMP_TABLE,
        sqlite3.SQLITE_CREATE_TEMP_TRIGGER,
        sqlite3.SQLITE_CREATE_TEMP_VIEW,
        sqlite3.SQLITE_CREATE_TRIGGER,
        sqlite3.SQLITE_CREATE_VIEW,
        sqlite3.SQLITE_CREATE_VTABLE,
        sqlite3.SQLITE_DROP_INDEX,
        sqlite3.SQLITE_DROP_TABLE,
        sqlite3.SQLITE_DROP_TEMP_INDEX,
        sqlite3.SQLITE_DROP_TEMP_TABLE,
        sqlite3.SQLITE_DROP_TEMP_TRIGGER,
        sqlite3.SQLITE_DROP_TEMP_VIEW,
        sqlite3.SQLITE_DROP_TRIGGER,
        sqlite3.SQLITE_DROP_VIEW,
        sqlite3.SQLITE_DROP_VTABLE,
        sqlite3.SQLITE_ALTER_TABLE,
        sqlite3.SQLITE_REINDEX,
        # VACUUM INTO and a second file go through ATTACH.
        sqlite3.SQLITE_ATTACH,
        sqlite3.SQLITE_DETACH,
    }
)
# An UPDATE of the catalogue is also what SQLite reports when it sets up a table-valued function
# such as json_each; a real one is refused while writable_schema is off, which it stays.
_CATALOGUE_WRITES = frozenset({sqlite3.SQLITE_INSERT, sqlite3.SQLITE_DELETE})
#: Pragmas that only tell; the argument names a table or an index.
_TELLING_PRAGMAS = frozenset(
    {
        "foreign_key_check",
        "foreign_key_list",
        "index_info",
        "index_list",
        "index_xinfo",
        "integrity_check",
        "quick_check",
        "table_info",
        "table_list",
        "table_xinfo",
    }
)
_CATALOGUE = "sqlite_"

_open = threading.local()


@contextmanager
def schema_changes() -> Iterator[None]:
    """Let this thread change the schema until the end of the block."""
    open_schema()
    try:
        yield
    finally:
        close_schema()


def open_schema() -> None:
    _open.depth = getattr(_open, "depth", 0) + 1


def close_schema() -> None:
    _open.depth -= 1


def protect(connection: sqlite3.Connection) -> None:
    """Ask before every statement that the connection prepares, after its own settings are made."""
    connection.set_authorizer(_authorize)


def _authorize(
    action: int, first: str | None, second: str | None, _database: str | None, _inner: str | None
) -> int:
    if getattr(_open, "depth", 0) or is_allowed(action, first, second):
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def is_allowed(action: int, first: str | None, second: str | None) -> bool:
    """Whether a statement may do this, in SQLite's own terms of an action and its two arguments."""
    if action == sqlite3.SQLITE_READ:
        return True
    if action in _SCHEMA_ACTIONS:
        return False
    if action in _CATALOGUE_WRITES:
        return not (first or "").lower().startswith(_CATALOGUE)
    if action == sqlite3.SQLITE_PRAGMA:
        return second is None or (first or "").lower() in _TELLING_PRAGMAS
    return not (action == sqlite3.SQLITE_FUNCTION and (second or "").lower() == "load_extension")
