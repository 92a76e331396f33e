"""Asked again: what stands under a key is the answer, where the same was asked."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Connection, String, any_, func, literal, select

from ledger.domain.commitments import PrivatePart
from ledger.domain.entries import commitment_field
from ledger.errors import Conflict, sentence
from ledger.models.entries import Entry, PrivateBody
from ledger.services.entry_rows import EntryRows

KEY_IN_USE = sentence("Kunci ini sudah dipakai untuk entri lain. Muat ulang, lalu periksa lagi.")


@dataclass(frozen=True)
class Standing:
    """An entry that stands; ``private`` holds by part what was not erased of it.

    ``parts`` are all that it ever had, for which its body vouches for ever.
    """

    uid: str
    request_sha256: str
    parts: frozenset[str]
    private: dict[str, Any] = field(default_factory=dict)


def posted_before(connection: Connection, asked: Sequence[EntryRows]) -> dict[str, Standing]:
    """By its key each entry that stands already, of those that are asked.

    Raises Conflict ``idempotency_conflict`` where something else was asked under the key.
    """
    standing = _standing(connection, asked)
    for rows in asked:
        if rows.key in standing:
            require_same(rows, standing[rows.key])
    return standing


def require_same(rows: EntryRows, standing: Standing) -> None:
    """Raise Conflict unless the same was asked; words that were erased are not compared."""
    private = _private_of(rows)
    is_same = (
        rows.entry["request_sha256"] == standing.request_sha256
        and private.keys() == standing.parts
        and all(private[part] == content for part, content in standing.private.items())
    )
    if not is_same:
        raise Conflict(KEY_IN_USE, code="idempotency_conflict")


def standing_of(rows: EntryRows) -> Standing:
    """As it will stand once it is written."""
    private = _private_of(rows)
    return Standing(rows.uid, rows.entry["request_sha256"], frozenset(private), private)


def _standing(connection: Connection, asked: Sequence[EntryRows]) -> dict[str, Standing]:
    entries = select(
        Entry.idempotency_key,
        Entry.uid,
        Entry.request_sha256,
        Entry.body,
        PrivateBody.part,
        PrivateBody.content,
    ).join_from(Entry, PrivateBody, PrivateBody.entry_id == Entry.id, isouter=True)
    found = entries.where(
        Entry.agency_id == asked[0].entry["agency_id"],
        _is_key_among([rows.key for rows in asked], connection.dialect.name),
    )
    standing: dict[str, Standing] = {}
    for key, uid, request_sha256, body, part, content in connection.execute(found):
        if key not in standing:
            standing[key] = Standing(uid, request_sha256, _parts_of(body))
        if part is not None:
            standing[key].private[part] = content
    return standing


def _is_key_among(keys: Sequence[str], dialect: str) -> ColumnElement[bool]:
    """One value that holds them all: a thousand of them in an IN would take a tenth of the time of
    their entries to be written out."""
    if dialect == "sqlite":
        listed = func.json_each(json.dumps(keys)).table_valued("value")
        return Entry.idempotency_key.in_(select(listed.c.value))
    return Entry.idempotency_key == any_(literal(keys, ARRAY(String)))


def _parts_of(body: bytes) -> frozenset[str]:
    sealed = json.loads(body)
    return frozenset(part.value for part in PrivatePart if commitment_field(part) in sealed)


def _private_of(rows: EntryRows) -> dict[str, Any]:
    return {part: json.loads(content) for part, _, content in rows.private}
