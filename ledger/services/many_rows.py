"""Many rows of one table in few statements, with ids that are known before they are written.

What a guard may refuse lets SQLite keep a journal of each statement, so many rows share one there;
PostgreSQL reads rows fastest from COPY.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, TypeAlias

from sqlalchemy import Connection, Dialect, Table, func, insert, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from ledger.database import Base

#: So few rows go the ordinary way, which costs less than a statement of its own.
_FEW = 8
#: So many values are bound to one statement on SQLite, which takes 32,766 at most.
_VALUES = 16_000
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
    processors = _processors(_table(table), columns, connection.dialect)
    values = (_processed(row, columns, processors) for row in rows)
    if connection.dialect.name == "postgresql":
        copy_rows(connection, f"COPY {name} ({', '.join(columns)}) FROM STDIN", values)
    else:
        insert_values(connection, name, columns, list(values))


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


def copy_rows(connection: Connection, statement: str, rows: Iterable[Sequence[Any]]) -> None:
    """Rows of plain values by COPY; what is refused is told as of every other statement."""
    dialect = connection.dialect
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor().copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except dialect.loaded_dbapi.Error as error:
        base = dialect.loaded_dbapi.Error
        raise DBAPIError.instance(statement, None, error, base, dialect=dialect) from error


def _table(table: type[Base]) -> Table:
    return Base.metadata.tables[table.__tablename__]


@lru_cache(maxsize=256)
def _processors(table: Table, columns: tuple[str, ...], dialect: Dialect) -> tuple[_Processor, ...]:
    types = (table.c[column].type.dialect_impl(dialect) for column in columns)
    return tuple(one.bind_processor(dialect) for one in types)


def _processed(
    row: Mapping[str, Any], columns: Sequence[str], processors: Sequence[_Processor]
) -> list[Any]:
    return [
        row[column] if turn is None else turn(row[column])
        for column, turn in zip(columns, processors, strict=True)
    ]
