"""Posting to the ledger: sealed first, then written in as few statements as it takes.

Every other fact of the house ends here, so the way is short: ``entry_names`` reads what the
database calls the things of a command, ``entry_rows`` writes the rows.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ledger.database import (
    after_commit,
    brief_connection,
    dialect_name,
    in_transaction,
    let_go_of_reads,
    refusal_of,
    session,
    transaction,
    turn_to_write,
)
from ledger.domain.actors import Actor
from ledger.domain.canonical import plain, request_hash
from ledger.domain.commitments import SALT_BYTES
from ledger.domain.entries import EntryDraft, SealedEntry, detail_sha256, seal_body
from ledger.domain.posting_commands import PostEntry
from ledger.domain.postings import ISSUANCE_KEY
from ledger.domain.uids import new_uid
from ledger.errors import Conflict, NotFound, sentence
from ledger.models.entries import Entry, PrivateBody
from ledger.services.entropy import random_bytes
from ledger.services.entry_names import Names, names_ahead, names_within
from ledger.services.entry_rows import EntryRows, insert_entries, stored_moment
from ledger.services.merit_accounts import open_issuance_account, open_person_accounts
from ledger.services.retries import retried
from ledger.services.seal_requests import ask_for_seal
from ledger.services.shared_commits import Shared

_UID_BYTES = 10
# A bare hash of names and words could be guessed after they were erased, so those are compared
# themselves.
_NOT_HASHED = frozenset({"decided_at", "decided_by", "subject_private", "reason_private"})


@dataclass(frozen=True)
class _Prepared:
    """An entry that only needs its rows written."""

    sealed: SealedEntry
    names: Names
    request_sha256: str


def post_entry(command: PostEntry, *, actor: Actor, now: datetime) -> str:
    """Append one entry and return its uid; asked again with the same key, the same uid.

    Joins the caller's transaction or opens its own. Raises Conflict ``idempotency_conflict`` when
    the key was used for something else, RuleRefused when a rule of the ledger says no.
    """
    return post_or_find(command, actor=actor, now=now)[0]


def post_or_find(command: PostEntry, *, actor: Actor, now: datetime) -> tuple[str, bool]:
    """The same, and whether the entry is new: only then is there something to tell others."""
    alone = None if in_transaction() else _rows_ahead(command, actor, now)
    if alone is None:
        rows, is_new = _post_within(command, actor, now)
    else:
        rows, is_new = alone, _TOGETHER.bring(alone)
    if not is_new:
        return _posted_before(rows), False
    after_commit(lambda: ask_for_seal(actor.agency_id, now=now))
    return str(rows.entry["uid"]), True


def _rows_ahead(command: PostEntry, actor: Actor, now: datetime) -> EntryRows | None:
    """Hashing and sealing wait for nobody, so alone they are done before the writers' line."""
    prepared = _prepare(command, names_ahead(command, actor.agency_id), now)
    if prepared is None:
        return None
    return _rows(command, prepared, actor.agency_id, now, dialect_name())


@retried
def _post_within(command: PostEntry, actor: Actor, now: datetime) -> tuple[EntryRows, bool]:
    """In the caller's transaction, or in one that has to open accounts first."""
    with transaction() as work:
        work.flush()
        connection = work.connection()
        prepared = _prepare_within(work, command, actor, now)
        rows = _rows(command, prepared, actor.agency_id, now, connection.dialect.name)
        (is_new,) = insert_entries(connection, [rows])
    return rows, is_new


@retried
def _write(batch: Sequence[EntryRows]) -> list[bool]:
    try:
        with brief_connection() as connection:
            return insert_entries(connection, batch)
    except IntegrityError as error:
        raise refusal_of(error) from error


_TOGETHER = Shared(_write, turn=turn_to_write)


def _prepare_within(work: Session, command: PostEntry, actor: Actor, now: datetime) -> _Prepared:
    """Seal the entry inside the transaction, which may open accounts that are missing."""
    connection = work.connection()
    prepared = _prepare(command, names_within([command], actor.agency_id, connection), now)
    if prepared is None:
        _open_accounts(work, command, actor)
        prepared = _prepare(command, names_within([command], actor.agency_id, connection), now)
    if prepared is None:
        raise NotFound(sentence("Akun poin ini belum dibuka di instansi Anda."))
    return prepared


def _prepare(command: PostEntry, names: Names, now: datetime) -> _Prepared | None:
    """Seal the entry; None when an account it needs is not open yet.

    Raises NotFound for a unit of another agency.
    """
    if command.unit_id is not None and command.unit_id not in names.units:
        raise NotFound(sentence("Unit ini tidak ada di instansi Anda."))
    if not names.suffice_for(command):
        return None
    draft = _draft(command, names, new_uid(now, random_bytes(_UID_BYTES)))
    sealed = seal_body(
        draft,
        subject_salt=random_bytes(SALT_BYTES) if draft.subject_private else None,
        reason_salt=random_bytes(SALT_BYTES) if draft.reason_private else None,
    )
    return _Prepared(sealed, names, _hash_of(command))


def _hash_of(command: PostEntry) -> str:
    """What was asked, whoever asks again and whenever."""
    asked = {name: value for name, value in vars(command).items() if name not in _NOT_HASHED}
    return request_hash("post_entry", asked)


def _draft(command: PostEntry, names: Names, uid: str) -> EntryDraft:
    decided_by = command.decided_by
    return EntryDraft(
        origin=names.origin,
        uid=uid,
        kind=command.kind,
        at=command.decided_at,
        happened_on=command.happened_on,
        effective_on=command.effective_on or command.happened_on,
        unit=_name_of(command.unit_id, names.units),
        actor=None if decided_by is None else names.person_refs[decided_by],
        rule=_name_of(command.rule_version_id, names.rules),
        reason=command.reason_code,
        facts=command.facts,
        lines=command.lines,
        subject_private=_subject_private(command, names),
        reason_private=_reason_private(command),
        doc_sha256=command.doc_sha256,
        reverses=command.reverses_uid,
    )


def _name_of(number: int | None, names: dict[int, str]) -> str | None:
    return None if number is None else names.get(number)


def _subject_private(command: PostEntry, names: Names) -> dict[str, Any] | None:
    """Who it is about is sealed as well, though nobody can read it from the leaf."""
    given = plain(command.subject_private or {})
    subjects = [
        {"ref": names.person_refs[person_id], "points": points}
        for person_id, points in command.points_by_person.items()
    ]
    return {**given, "subjects": subjects} if subjects else given or None


def _reason_private(command: PostEntry) -> dict[str, Any] | None:
    given = plain(command.reason_private or {})
    if command.detail:
        given["detail_sha256"] = detail_sha256(command.detail)
    return given or None


def _open_accounts(work: Session, command: PostEntry, actor: Actor) -> None:
    if command.named:
        open_person_accounts(work, actor.agency_id, command.named)
    if any(line.account_key == ISSUANCE_KEY for line in command.lines):
        open_issuance_account(work, actor.agency_id)


def _rows(
    command: PostEntry, prepared: _Prepared, agency_id: int, now: datetime, dialect: str
) -> EntryRows:
    sealed, ids = prepared.sealed, prepared.names.account_ids
    return EntryRows(
        entry={
            "agency_id": agency_id,
            "uid": sealed.uid,
            "kind": command.kind.value,
            "idempotency_key": command.idempotency_key,
            "request_sha256": prepared.request_sha256,
            "happened_on": command.happened_on.isoformat(),
            "decided_at": stored_moment(command.decided_at, dialect),
            "effective_on": (command.effective_on or command.happened_on).isoformat(),
            "recorded_at": stored_moment(now, dialect),
            "unit_id": command.unit_id,
            "person_id": command.first_person_id,
            "decided_by": command.decided_by,
            "rule_version_id": command.rule_version_id,
            "proposal_id": command.proposal_id,
            "reverses_uid": command.reverses_uid,
            "posting_count": len(sealed.lines),
            "detail": json.dumps(plain(command.detail)),
            "body": sealed.body,
            "leaf_hash": sealed.leaf_hash,
        },
        subjects=list(command.points_by_person.items()),
        postings=sorted((ids[line.account_key], line.points_delta) for line in sealed.lines),
        private=[(b.part.value, b.salt, b.content.decode()) for b in sealed.private_bodies],
    )


def _posted_before(rows: EntryRows) -> str:
    asked, work = rows.entry, session()
    uid, request_sha256, entry_id = work.execute(
        select(Entry.uid, Entry.request_sha256, Entry.id).where(
            Entry.agency_id == asked["agency_id"],
            Entry.idempotency_key == asked["idempotency_key"],
        )
    ).one()
    is_other = request_sha256 != asked["request_sha256"] or _says_otherwise(work, rows, entry_id)
    if not in_transaction():
        let_go_of_reads()
    if is_other:
        raise Conflict(
            sentence("Kunci ini sudah dipakai untuk entri lain. Muat ulang, lalu periksa lagi."),
            code="idempotency_conflict",
        )
    return str(uid)


def _says_otherwise(work: Session, rows: EntryRows, entry_id: int) -> bool:
    """Whether what was asked in private is not what stands there; what was erased says nothing."""
    stored = work.execute(
        select(PrivateBody.part, PrivateBody.content).where(PrivateBody.entry_id == entry_id)
    )
    asked = {part: json.loads(content) for part, _, content in rows.private}
    return any(asked.get(part) != content for part, content in stored)
