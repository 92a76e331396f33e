"""A wire between the application and its database that is cut where chance says.

On PostgreSQL the connection itself is closed, and what follows is what the driver makes of that.
SQLite has no wire; there the statement fails as when the disk does not answer.
"""

import random
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import OperationalError

#: More places than the longest request has, so that some requests get through.
PLACES = 60


class Wire:
    """Each thread arms its own cut; it happens once."""

    def __init__(self) -> None:
        self._armed = threading.local()
        self.cuts = 0

    def arm(self, chance: random.Random) -> None:
        """Cut at one of the next statements or commits, before or just after it was done."""
        self._armed.left = chance.randrange(PLACES)

    def disarm(self) -> None:
        self._armed.left = None

    def before_statement(self, connection: Connection, *_rest: Any) -> None:
        self._pass(connection)

    def after_statement(self, connection: Connection, *_rest: Any) -> None:
        self._pass(connection)

    def at_commit(self, connection: Connection) -> None:
        """Before the commit, or after it: then it is done, and nobody is told."""
        self._pass(connection)
        if self._is_due():
            connection.connection.driver_connection.commit()
            self._cut(connection)

    def _pass(self, connection: Connection) -> None:
        if self._is_due():
            self._cut(connection)

    def _is_due(self) -> bool:
        left = getattr(self._armed, "left", None)
        if left is None:
            return False
        self._armed.left = left - 1 if left else None
        return left == 0

    def _cut(self, connection: Connection) -> None:
        self.cuts += 1
        if connection.dialect.name == "postgresql":
            connection.connection.driver_connection.close()
        else:
            lost = sqlite3.OperationalError("disk I/O error")
            raise OperationalError("(the wire)", {}, lost)


@contextmanager
def wired(engine: Engine) -> Iterator[Wire]:
    """Every statement and commit of the engine goes over the wire until the end."""
    wire = Wire()
    hooks = [
        ("before_cursor_execute", wire.before_statement),
        ("after_cursor_execute", wire.after_statement),
        ("commit", wire.at_commit),
    ]
    for name, hook in hooks:
        event.listen(engine, name, hook)
    try:
        yield wire
    finally:
        for name, hook in hooks:
            event.remove(engine, name, hook)
