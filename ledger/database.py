"""The one way to the database: our Base, the engines' hooks and the only commit."""

import fcntl
import os
import re
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from enum import StrEnum
from operator import itemgetter
from typing import Annotated, Any
from weakref import WeakSet

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    BigInteger,
    Date,
    DateTime,
    Engine,
    Enum,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Text,
    UniqueConstraint,
    event,
)
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column, registry
from sqlalchemy.types import TypeDecorator

from ledger.authorizer import close_schema, open_schema, protect
from ledger.domain.refusals import sentence_for
from ledger.errors import RuleRefused

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA recursive_triggers=ON",
    "PRAGMA busy_timeout=10000",
    "PRAGMA trusted_schema=OFF",
)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time on both databases; a naive one is refused when it is bound."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def closed_enum(kind: type[StrEnum], name: str) -> Enum:
    """A StrEnum stored as its value, with the same named CHECK on both databases."""
    return Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    """Every table of Neraca; constraints are named for the rule they hold."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={
            datetime: UtcDateTime(),
            date: Date(),
            bytes: LargeBinary(),
            dict[str, Any]: JSON(),
            list[Any]: JSON(),
            list[str]: JSON(),
            str: Text(),
        },
    )


# Tables made from our own metadata are ours; a statement from anywhere else may make none.
for _moment in ("before_create", "before_drop"):
    event.listen(Base.metadata, _moment, lambda *_, **__: open_schema())
for _moment in ("after_create", "after_drop"):
    event.listen(Base.metadata, _moment, lambda *_, **__: close_schema())

BigId = BigInteger().with_variant(Integer(), "sqlite")
Id = Annotated[int, mapped_column(BigId, primary_key=True)]
Code = Annotated[str, mapped_column(String(64))]
Hash = Annotated[str, mapped_column(String(64))]
AgencyId = Annotated[int, mapped_column(BigId, ForeignKey("agency.id"), index=True)]

db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
_open = threading.local()
_engines: WeakSet[Engine] = WeakSet()


def reference(target: str, *, index: bool = True, nullable: bool = False) -> Any:
    """A foreign key column in the width of our ids."""
    return mapped_column(BigId, ForeignKey(target), index=index, nullable=nullable)


def session() -> Session:
    """The session of this request, job or command."""
    return db.session()


def configure_engine(engine: Engine) -> None:
    """Give an engine its documented hooks; on SQLite writers queue at BEGIN, not at COMMIT."""
    _engines.add(engine)
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)


def _forget_connections() -> None:
    """A forked worker must not speak over the connections of its parent."""
    for engine in _engines:
        engine.dispose(close=False)


os.register_at_fork(after_in_child=_forget_connections)


def _prepare_sqlite(dbapi_connection: Any, _record: Any) -> None:
    dbapi_connection.isolation_level = None
    for pragma in SQLITE_PRAGMAS:
        dbapi_connection.execute(pragma)
    protect(dbapi_connection)


def _begin_sqlite(connection: Connection) -> None:
    # A read that later writes is refused by SQLite at once however long it may wait; a writer
    # must therefore say so at BEGIN (measured: 1,500 of 2,000 updates lost otherwise).
    writes = connection.get_execution_options().get("neraca_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def transaction() -> Iterator[Session]:
    """Open the write transaction, or join the one already open; the outermost commits.

    Anything raised rolls back; what a constraint or guard refuses becomes RuleRefused with its
    name and sentence. What was only read before is let go first, so that nothing is
    decided on a stale picture. Effects given to ``after_commit`` run once, after the commit.
    """
    work = session()
    if getattr(_open, "depth", 0):
        _open.depth += 1
        try:
            yield work
            # The rows a verb made have their ids when it returns, joined or not.
            work.flush()
        finally:
            _open.depth -= 1
        return
    with turn_to_write():
        yield from _outermost(work)
    effects, _open.effects = _open.effects, []
    for effect in effects:
        effect()


def _outermost(work: Session) -> Iterator[Session]:
    _open.depth, _open.effects, _open.last_steps = 1, [], []
    try:
        work.connection(execution_options={"neraca_write": True})
        yield work
        # In the same order everywhere, so that two transactions never wait for each other.
        for _, step in sorted(_open.last_steps, key=itemgetter(0)):
            step()
        work.commit()
    except IntegrityError as error:
        work.rollback()
        raise refusal_of(error) from error
    except BaseException:
        work.rollback()
        raise
    finally:
        _open.depth = 0


@contextmanager
def turn_to_write() -> Iterator[None]:
    """Wait in line before a SQLite database, then hold the place until the end.

    SQLite lets waiting writers sleep and guess, so that one of sixteen waited for three seconds
    while the file was often free (measured: 0.4 s in line). On PostgreSQL rows are waited for.
    """
    # A read still open would keep SQLite from tidying up while its owner stands in line.
    let_go_of_reads()
    database = engine()
    if database.dialect.name != "sqlite" or not database.url.database:
        yield
        return
    queue = _queue_of(database.url.database)
    fcntl.flock(queue.number, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(queue.number, fcntl.LOCK_UN)


@contextmanager
def brief_connection() -> Iterator[Connection]:
    """For the few statements of a write that needs no session; its writer has had its turn.

    They are one transaction on SQLite. On PostgreSQL each is a transaction by itself, which saves
    the two round trips of BEGIN and COMMIT.
    """
    with engine().connect() as connection:
        if connection.dialect.name == "sqlite":
            with connection.execution_options(neraca_write=True).begin():
                yield connection
        else:
            yield connection.execution_options(isolation_level="AUTOCOMMIT")


class _QueueFile:
    """The file at which the writers of a SQLite database wait; closed with its thread."""

    def __init__(self, name: str) -> None:
        self.number = os.open(f"{name}.queue", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def __del__(self) -> None:
        os.close(self.number)


def _queue_of(name: str) -> _QueueFile:
    # The lock belongs to the open file, so each thread of each process opens its own.
    key, queues = (os.getpid(), name), _open.__dict__.setdefault("queues", {})
    if key not in queues:
        queues[key] = _QueueFile(name)
    found: _QueueFile = queues[key]
    return found


def engine() -> Engine:
    """The database of this request, job or command."""
    return db.engine


@contextmanager
def driver_cursor(connection: Connection) -> Iterator[Any]:
    """The driver's own cursor, for statements that cost less than what is put around them.

    What a constraint refuses is told as by every other statement.
    """
    cursor = connection.connection.cursor()
    try:
        yield cursor
    except sqlite3.IntegrityError as error:
        raise IntegrityError(None, None, error) from error
    finally:
        cursor.close()


def let_go_of_reads() -> None:
    """End what was only read before, so that nothing is decided on a stale picture."""
    work = session()
    if work.in_transaction():
        work.rollback()


def look_up(query: str, values: dict[str, Any]) -> list[Any]:
    """Rows of one SELECT by itself: a transaction around it would cost four times more."""
    with engine().connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="AUTOCOMMIT")
        with driver_cursor(connection) as cursor:
            rows: list[Any] = cursor.execute(query, values).fetchall()
    return rows


def dialect_name() -> str:
    return engine().dialect.name


def after_commit(effect: Callable[[], None]) -> None:
    """Run the effect when the open transaction has committed; outside one, at once."""
    if getattr(_open, "depth", 0):
        _open.effects.append(effect)
    else:
        effect()


def before_commit(order: tuple[Any, ...], step: Callable[[], None]) -> None:
    """Run the step as one of the last of the open transaction, sorted by ``order``.

    For what holds a lock that many wait for, such as the last number of a register.
    """
    _open.last_steps.append((order, step))


def upsert_into(table: type[Base]) -> Any:
    """An INSERT that knows ``on_conflict_do_nothing`` and ``on_conflict_do_update``."""
    dialect = session().get_bind().dialect.name
    return sqlite_insert(table) if dialect == "sqlite" else postgresql_insert(table)


def in_transaction() -> bool:
    return bool(getattr(_open, "depth", 0))


def refusal_of(error: IntegrityError) -> RuleRefused:
    """What a constraint or guard refused, with its name and sentence."""
    name = constraint_of(error) or "unknown"
    return RuleRefused(sentence_for(name), constraint=name)


_SQLITE_NAMED = re.compile(r"(?:CHECK constraint failed: |index ')?((?:ck|uq|pk|tg|ix)_\w+)")
_SQLITE_UNIQUE = re.compile(r"UNIQUE constraint failed: ([\w., ]+)")


def constraint_of(error: DBAPIError) -> str | None:
    """The name of the constraint or guard that refused, the same on both databases."""
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        return diagnosis.constraint_name or None
    text = str(error.orig)
    if named := _SQLITE_NAMED.search(text):
        return named.group(1)
    if unique := _SQLITE_UNIQUE.search(text):
        return _unique_over(unique.group(1))
    return None


def _unique_over(columns: str) -> str | None:
    """SQLite tells the columns of a UNIQUE, not its name; our metadata knows the name."""
    pairs = [part.strip().split(".") for part in columns.split(",")]
    table = Base.metadata.tables.get(pairs[0][0])
    if table is None:
        return None
    wanted = {column for _, column in pairs}
    unique = [
        c for c in table.constraints if isinstance(c, UniqueConstraint | PrimaryKeyConstraint)
    ]
    for rule in [*unique, *(index for index in table.indexes if index.unique)]:
        if {column.name for column in rule.columns} == wanted:
            return str(rule.name)
    return None
