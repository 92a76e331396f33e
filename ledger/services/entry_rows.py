"""The rows of an entry, in hand-written SQL: every other fact of the house ends in these lines.

The same statements built from the mapped classes took most of the time of a posting (measured on
SQLite: 1.1 ms of processor time an entry so, 0.65 ms by hand, of which 0.14 ms is the database).
What is written here is held together by the constraints and guards of the database.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any

import orjson
from sqlalchemy import Connection

from ledger.database import driver_cursor
from ledger.services.many_rows import values_statements

# As PostgreSQL reads them out of JSON: bytes as hexadecimal digits.
_COLUMNS = {
    "agency_id": "bigint",
    "uid": "text",
    "kind": "text",
    "idempotency_key": "text",
    "request_sha256": "text",
    "happened_on": "date",
    "decided_at": "timestamptz",
    "effective_on": "date",
    "recorded_at": "timestamptz",
    "unit_id": "bigint",
    "person_id": "bigint",
    "decided_by": "bigint",
    "rule_version_id": "bigint",
    "proposal_id": "bigint",
    "reverses_uid": "text",
    "posting_count": "int",
    "detail": "text",
    "body": "text",
    "leaf_hash": "text",
}
_NAMES = ", ".join(_COLUMNS)
_values_of = itemgetter(*_COLUMNS)
_KEY_IS_USED = "ON CONFLICT (agency_id, idempotency_key) DO NOTHING"
_STORED = {
    "detail": "detail::json",
    "body": "decode(body, 'hex')",
    "leaf_hash": "decode(leaf_hash, 'hex')",
}

# The counts are taken for one reason: what belongs to an entry must stand before it is closed. The
# postings of all entries come in the order of their accounts, so that two statements that change
# the same balances never wait for each other in a ring.
_POSTGRESQL = f"""
WITH posted AS (
    INSERT INTO entry ({_NAMES})
    SELECT {", ".join(_STORED.get(name, name) for name in _COLUMNS)}
    FROM json_to_recordset(%(entries)s::json)
        AS entry ({", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())})
    {_KEY_IS_USED} RETURNING id, agency_id, uid
), subjects AS (
    INSERT INTO entry_subject (entry_id, agency_id, person_id, points_delta)
    SELECT posted.id, posted.agency_id, person_id, points_delta
    FROM json_to_recordset(%(subjects)s::json)
        AS subject (uid text, person_id bigint, points_delta int)
    JOIN posted USING (uid)
    RETURNING 1
), private AS (
    INSERT INTO private_body (entry_id, agency_id, part, salt, content)
    SELECT posted.id, posted.agency_id, part, decode(salt, 'hex'), content::json
    FROM json_to_recordset(%(private)s::json)
        AS private (uid text, part text, salt text, content text)
    JOIN posted USING (uid)
), postings AS (
    INSERT INTO posting (entry_id, agency_id, line, account_id, points_delta)
    SELECT posted.id, posted.agency_id, line, account_id, points_delta
    FROM json_to_recordset(%(postings)s::json)
        AS posting (uid text, line int, account_id bigint, points_delta int)
    JOIN posted USING (uid)
    ORDER BY account_id
    RETURNING 1
), closed AS (
    INSERT INTO pending_leaf (entry_id, agency_id)
    SELECT id, agency_id FROM posted
    WHERE (SELECT count(*) FROM postings) + (SELECT count(*) FROM subjects) >= 0
)
SELECT uid FROM posted
"""  # noqa: S608 - names of our own columns


@dataclass(frozen=True)
class EntryRows:
    """One entry as its tables keep it.

    ``subjects`` are (person_id, points_delta), ``postings`` (account_id, points_delta) in the order
    of the accounts, so that two entries never wait for each other, ``private`` (part, salt, JSON).
    """

    entry: Mapping[str, Any]
    subjects: Sequence[tuple[int, int]]
    postings: Sequence[tuple[int, int]]
    private: Sequence[tuple[str, bytes, str]]

    @property
    def key(self) -> str:
        """The idempotency key, under which the agency has one entry."""
        key: str = self.entry["idempotency_key"]
        return key

    @property
    def uid(self) -> str:
        uid: str = self.entry["uid"]
        return uid

    def lines(self) -> Iterator[tuple[int, int, int]]:
        """The postings with their numbers in the entry."""
        return ((line, *posting) for line, posting in enumerate(self.postings, start=1))


Part = Callable[[EntryRows], Iterable[tuple[Any, ...]]]
#: The tables of what belongs to an entry, with their columns and the rows of one, in the order in
#: which they may be written: the last closes the entry, and the guards let nothing follow.
OWNED: Mapping[str, tuple[tuple[str, ...], Part]] = {
    "entry_subject": (
        ("entry_id", "agency_id", "person_id", "points_delta"),
        lambda rows: rows.subjects,
    ),
    "posting": (("entry_id", "agency_id", "line", "account_id", "points_delta"), EntryRows.lines),
    "private_body": (
        ("entry_id", "agency_id", "part", "salt", "content"),
        lambda rows: rows.private,
    ),
    "pending_leaf": (("entry_id", "agency_id"), lambda _: ((),)),
}
#: What PostgreSQL is sent beside the entries, whose closing it can tell from them itself.
_SENT = {"subjects": "entry_subject", "private": "private_body", "postings": "posting"}


def insert_entries(connection: Connection, batch: Sequence[EntryRows]) -> list[bool]:
    """Write the entries and close each by its pending leaf; False where its key was used before.

    What a rule refuses in one of them is refused of all.
    """
    return _INSERT[connection.dialect.name](connection, batch)


def stored_moment(moment: datetime, dialect: str) -> str:
    """A UTC time in the text that both databases take for the column, SQLite letter by letter."""
    text = moment.astimezone(UTC).isoformat(sep=" ", timespec="microseconds")
    return text.removesuffix("+00:00") if dialect == "sqlite" else text


def _insert_on_sqlite(connection: Connection, batch: Sequence[EntryRows]) -> list[bool]:
    """Table by table. The one writer that SQLite admits may also say what comes next as an id."""
    with driver_cursor(connection) as cursor:
        (first,) = cursor.execute("SELECT coalesce(max(id), 0) + 1 FROM entry").fetchone()
        numbered = list(enumerate(batch, start=first))
        entries = [(key, *_values_of(rows.entry)) for key, rows in numbered]
        for one in values_statements("entry", ("id", *_COLUMNS), entries, conflict=_KEY_IS_USED):
            cursor.execute(*one)
        taken = {key for (key,) in cursor.execute("SELECT id FROM entry WHERE id >= ?", (first,))}
        new = [((key, rows.entry["agency_id"]), rows) for key, rows in numbered if key in taken]
        for table, (columns, part) in OWNED.items():
            for one in values_statements(table, columns, owned_rows(new, part)):
                cursor.execute(*one)
    return [key in taken for key, _ in numbered]


def _insert_on_postgresql(connection: Connection, batch: Sequence[EntryRows]) -> list[bool]:
    """All in one statement, because every round trip costs more than the rows it carries.

    The rows go as JSON, which costs the driver half of what a list for each column does.
    """
    owned = [((rows.entry["uid"],), rows) for rows in batch]
    values = {"entries": _json([rows.entry for rows in batch])}
    for name, table in _SENT.items():
        (_, _, *columns), part = OWNED[table]
        values[name] = _json(
            [dict(zip(("uid", *columns), row, strict=True)) for row in owned_rows(owned, part)]
        )
    posted = set(connection.exec_driver_sql(_POSTGRESQL, values).scalars())
    return [rows.entry["uid"] in posted for rows in batch]


def _json(rows: Sequence[Mapping[str, Any]]) -> str:
    return orjson.dumps(rows, default=bytes.hex).decode()


def owned_rows(
    batch: Iterable[tuple[tuple[Any, ...], EntryRows]], part: Part
) -> list[tuple[Any, ...]]:
    """The rows of one part of all entries, each behind the key of its entry."""
    return [(*key, *row) for key, rows in batch for row in part(rows)]


_INSERT = {"sqlite": _insert_on_sqlite, "postgresql": _insert_on_postgresql}
