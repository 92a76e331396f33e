"""Many rows of one table in few statements, with ids that are known before they are written.

What a guard may refuse lets SQLite keep a journal of each statement, so many rows share one there;
PostgreSQL reads rows fastest from COPY.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, TypeAlias

import orjson
from sqlalchemy import JSON, Connection, Date, Dialect, Table, func, insert, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from ledger.database import Base
from ledger.services.copy_text import copy_text

#: So few rows go the ordinary way, which costs less than a statement of its own.
_FEW = 8
#: So many values are bound to one statement on SQLite, which takes 32,766 at most.
_VALUES = 16_000
#: What Python's own writer refuses is refused here as well.
_PLAIN_JSON = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
#: So many lines are handed to COPY at once.
_LINES = 2_000
_IDS = "SELECT nextval(pg_get_serial_sequence('{table}', 'id')) FROM generate_series(1, %s)"

_Processor: TypeAlias = Callable[[Any], Any] | None


def take_ids(work: Session, table: type[Base], count: int) -> list[int]:
    """The ids of the next rows of the table, for the caller to write in this transaction."""
    work.flush()
    name = table.__tablename__
    if work.get_bind().dialect.name == "postgresql":
        rows = work.connection().exec_driver_sql(_IDS.format(table=name), (count,))
        return list(rows.scalars())
    # The one writer that SQLite admits may say itself what comes next.
    column = table.__table__.c.id
    first = work.execute(select(func.coalesce(func.max(column), 0) + 1)).scalar_one()
    return list(range(first, first + count))


def insert_rows(work: Session, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Write the rows, each with the same columns and every one that has no default.

    Raises IntegrityError for what a rule of the database refuses.
    """
    if not rows:
        return
    connection = work.connection()
    if len(rows) < _FEW:
        connection.execute(insert(table), list(rows))
        return
    name, columns = table.__tablename__, tuple(rows[0])
    values = list(_processed(rows, columns, _table(table), connection.dialect))
    if connection.dialect.name == "postgresql":
        copy_rows(connection, f"COPY {name} ({', '.join(columns)}) FROM STDIN", values)
    else:
        insert_values(connection, name, columns, values)


def insert_values(
    connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """Rows of plain values in as few statements as SQLite takes."""
    for statement, values in values_statements(table, columns, rows):
        connection.exec_driver_sql(statement, values)


def values_statements(
    table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], *, conflict: str = ""
) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The same statements with their values; ``conflict`` says what becomes of a used key."""
    at_once = max(1, _VALUES // len(columns))
    one = f"({', '.join('?' * len(columns))})"
    for start in range(0, len(rows), at_once):
        part = rows[start : start + at_once]
        statement = (
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES"  # noqa: S608 - our own names
            f" {', '.join([one] * len(part))} {conflict}"
        )
        yield statement, tuple(chain.from_iterable(part))


def copy_rows(connection: Connection, statement: str, rows: Sequence[Sequence[Any]]) -> None:
    """Rows of plain values by COPY; what is refused is told as of every other statement."""
    dialect = connection.dialect
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor().copy(statement) as copy:
            _write(copy, rows)
    except dialect.loaded_dbapi.Error as error:
        base = dialect.loaded_dbapi.Error
        raise DBAPIError.instance(statement, None, error, base, dialect=dialect) from error


def _write(copy: Any, rows: Sequence[Sequence[Any]]) -> None:
    for start in range(0, len(rows), _LINES):
        some = rows[start : start + _LINES]
        try:
            text = copy_text(some)
        except KeyError:
            # A value that only the driver knows how to write.
            for row in some:
                copy.write_row(row)
        else:
            copy.write(text)


def _table(table: type[Base]) -> Table:
    return Base.metadata.tables[table.__tablename__]


def _processed(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str], table: Table, dialect: Dialect
) -> Iterator[tuple[Any, ...]]:
    """The rows as the driver takes them; a column at a time, for most need no change."""
    made = ([row[column] for row in rows] for column in columns)
    turns = _processors(table, tuple(columns), dialect)
    return zip(
        *(one if turn is None else map(turn, one) for one, turn in zip(made, turns, strict=True)),
        strict=True,
    )


@lru_cache(maxsize=256)
def _processors(table: Table, columns: tuple[str, ...], dialect: Dialect) -> tuple[_Processor, ...]:
    return tuple(_processor(table.c[column].type, dialect) for column in columns)


def _processor(kind: TypeEngine[Any], dialect: Dialect) -> _Processor:
    if isinstance(kind, JSON):
        return _json_text
    turn = kind.dialect_impl(dialect).bind_processor(dialect)
    # Rows made at once have one moment and few days, and each takes a while to be written out.
    return lru_cache(maxsize=1024)(turn) if turn and type(kind) is Date else turn


def _json_text(value: Any) -> str:
    """JSON as both drivers take it; the library writes faster, Python writes everything."""
    try:
        return orjson.dumps(value, option=_PLAIN_JSON).decode()
    except TypeError:
        return json.dumps(value)
