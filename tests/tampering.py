"""What somebody with the file or the owner's password can do to the ledger under test."""

import contextlib
from collections.abc import Iterator

from sqlalchemy import Connection, text

from ledger.authorizer import schema_changes
from ledger.database import db, session
from ledger.models.guards import reinstall_guards, remove_guards


@contextlib.contextmanager
def unguarded() -> Iterator[Connection]:
    """A connection past every guard; they are back in place afterwards."""
    session().rollback()
    with db.engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            raw = connection.connection.driver_connection
            with schema_changes():
                raw.execute("PRAGMA foreign_keys=OFF")
                raw.execute("PRAGMA ignore_check_constraints=ON")
        remove_guards(connection)
        if not is_sqlite:
            connection.exec_driver_sql("SET session_replication_role = replica")
        yield connection
        if not is_sqlite:
            connection.exec_driver_sql("SET session_replication_role = DEFAULT")
        reinstall_guards(connection)
        connection.commit()
    db.engine.dispose()


def tamper(statement: str, **values: object) -> None:
    with unguarded() as connection:
        changed = connection.execute(text(statement), values).rowcount
    assert changed
