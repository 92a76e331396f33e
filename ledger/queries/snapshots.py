"""One unmoving picture of the database, for whoever reads the whole ledger."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from ledger.database import session


@contextmanager
def snapshot() -> Iterator[Session]:
    """The same rows from the first to the last, while writers go on.

    Not to be opened inside a transaction.
    """
    work = session()
    work.rollback()
    # SQLite's read transactions are snapshots already.
    if work.connection().dialect.name == "postgresql":
        work.rollback()
        work.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    try:
        yield work
    finally:
        work.rollback()
