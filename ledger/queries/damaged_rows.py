"""Reading rows whatever somebody wrote into them past every check, so that it can be named.

A value that is not of its column's kind comes back as the text that stands there.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    Enum,
    Integer,
    LargeBinary,
    Select,
)
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType, TypeEngine

from ledger.database import UtcDateTime
from ledger.errors import LedgerError, sentence

#: What reading a value raises that is not of its column's kind.
_DAMAGE = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    OverflowError,
    MemoryError,
    DBAPIError,
)
#: Stands under this name for a JSON column that is no object any more.
_NO_OBJECT = "?"


BROKEN = sentence("Basis data tidak dapat dibaca. Jangan mengubah apa pun; hubungi operator.")


class Unreadable(LedgerError):
    """The database itself cannot be read, so nothing in it can be named."""

    code = "unreadable"


@contextmanager
def readable() -> Iterator[None]:
    """Whoever reads a whole database meets damage that no row can be named for; raises Unreadable.

    That there is no table or no server is another matter, and goes on as it was raised.
    """
    try:
        yield
    except (OperationalError, ProgrammingError):
        raise
    except _DAMAGE as error:
        raise Unreadable(BROKEN) from error


class Raw(FunctionElement[Any]):
    """A column as it lies there: on SQLite its bytes, on PostgreSQL what the driver gives."""

    inherit_cache = True
    name = "raw"
    type = NullType()


@compiles(Raw)
def _plainly(element: Raw, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(element.clauses, **options)


@compiles(Raw, "sqlite")
def _as_bytes(element: Raw, compiler: SQLCompiler, **options: Any) -> str:
    # SQLite keeps any kind of value in any column, and text that is no UTF-8.
    return f"CAST({compiler.process(element.clauses, **options)} AS BLOB)"


def rows_of(
    work: Session, query: Select[*tuple[Any, ...]], *, binary: Sequence[str] = ()
) -> Sequence[Any]:
    """The rows of a query over columns; when one cannot be read, all of them leniently.

    ``binary`` names the columns that must hold bytes. Raises Unreadable when not even that is
    possible, as with a broken database file. A server that went away is no damage and goes on as
    it was raised, so that whoever asked may ask again.
    """
    try:
        rows = work.execute(query).all()
    except _DAMAGE as error:
        if _is_lost_connection(error):
            raise
        return _lenient_rows(work, query)
    if all(type(getattr(row, name)) is bytes for name in binary for row in rows):
        return rows
    return _lenient_rows(work, query)


def _is_lost_connection(error: Exception) -> bool:
    return isinstance(error, DBAPIError) and error.connection_invalidated


def _lenient_rows(work: Session, query: Select[*tuple[Any, ...]]) -> list[Any]:
    columns = list(query.selected_columns)
    readers = {str(column.key): _reader(column.type) for column in columns}
    raw = [Raw(column).label(str(column.key)) for column in columns]
    try:
        rows = work.execute(query.with_only_columns(*raw, maintain_column_froms=True)).all()
    except DBAPIError as error:
        if _is_lost_connection(error):
            raise
        raise Unreadable(BROKEN) from error
    return [
        SimpleNamespace(
            **{name: _read(readers[name], value) for name, value in row._asdict().items()}
        )
        for row in rows
    ]


def _read(reader: Callable[[Any], Any], value: Any) -> Any:
    if value is None:
        return None
    try:
        return reader(value)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return _text(value)


def _reader(kind: TypeEngine[Any]) -> Callable[[Any], Any]:
    if isinstance(kind, Enum):
        members = kind.enum_class
        return lambda value: members(_text(value)) if members else _text(value)
    for family, reader in _READERS:
        if isinstance(kind, family):
            return reader
    return _text


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _number(value: Any) -> int:
    return value if isinstance(value, int) else int(_text(value))


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(_text(value))


def _moment(value: Any) -> datetime:
    found = value if isinstance(value, datetime) else datetime.fromisoformat(_text(value))
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _object(value: Any) -> Any:
    try:
        found = json.loads(value) if isinstance(value, bytes) else value
    except (ValueError, RecursionError):
        found = None
    return found if isinstance(found, dict) else {_NO_OBJECT: _text(value)}


_READERS: tuple[tuple[type[TypeEngine[Any]], Callable[[Any], Any]], ...] = (
    (LargeBinary, bytes),
    (Boolean, lambda value: bool(_number(value))),
    (Integer, _number),
    (UtcDateTime, _moment),
    (Date, _day),
    (JSON, _object),
)
