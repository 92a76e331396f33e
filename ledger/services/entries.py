"""Posting to the ledger: sealed first, then written in as few statements as it takes.

Goes through SQLAlchemy Core, because every other fact of the house ends here.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    and_,
    bindparam,
    insert,
    select,
    union_all,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from ledger.database import after_commit, in_transaction, session, transaction
from ledger.domain.actors import Actor
from ledger.domain.canonical import plain, read_canonical, request_hash
from ledger.domain.commitments import SALT_BYTES
from ledger.domain.entries import EntryDraft, SealedEntry, detail_sha256, seal_body
from ledger.domain.posting_commands import PostEntry
from ledger.domain.postings import ISSUANCE_KEY
from ledger.domain.proposals import MeritAccountKind
from ledger.domain.uids import new_uid
from ledger.errors import Conflict, NotFound, sentence
from ledger.models.entries import (
    Entry,
    EntrySubject,
    MeritAccount,
    PendingLeaf,
    Posting,
    PrivateBody,
)
from ledger.models.people import Agency, Unit
from ledger.models.rules import RuleVersion
from ledger.services.entropy import random_bytes
from ledger.services.merit_accounts import open_issuance_account, open_person_accounts
from ledger.services.seal_requests import ask_for_seal

_UID_BYTES = 10
_NOT_ASKED = frozenset({"decided_at", "decided_by"})
# Tables, not classes: the ORM's loading would cost more than the query.
_AGENCY, _UNIT, _RULE, _ACCOUNT = (
    row.__table__.c for row in (Agency, Unit, RuleVersion, MeritAccount)
)
# Two look-ups by index: an OR of both would walk through every account of the agency.
_ASKED_ACCOUNTS = union_all(
    select(_ACCOUNT.id).where(
        _ACCOUNT.agency_id == bindparam("agency_id"),
        _ACCOUNT.ref.in_(bindparam("refs", expanding=True)),
    ),
    select(_ACCOUNT.id).where(
        _ACCOUNT.agency_id == bindparam("agency_id"),
        _ACCOUNT.kind == MeritAccountKind.PERSON,
        _ACCOUNT.person_id.in_(bindparam("person_ids", expanding=True)),
    ),
)
_NAMES = (
    select(
        _AGENCY.origin,
        _UNIT.code,
        _RULE.code,
        _RULE.version,
        _ACCOUNT.id,
        _ACCOUNT.ref,
        _ACCOUNT.person_id,
    )
    .select_from(Agency.__table__)
    .outerjoin(
        RuleVersion.__table__,
        and_(_RULE.agency_id == _AGENCY.id, _RULE.id == bindparam("rule_version_id")),
    )
    .outerjoin(
        Unit.__table__, and_(_UNIT.agency_id == _AGENCY.id, _UNIT.id == bindparam("unit_id"))
    )
    .outerjoin(MeritAccount.__table__, _ACCOUNT.id.in_(_ASKED_ACCOUNTS))
    .where(_AGENCY.id == bindparam("agency_id"))
)
_SAME_KEY = select(Entry.uid, Entry.request_sha256).where(
    Entry.agency_id == bindparam("agency_id"), Entry.idempotency_key == bindparam("key")
)
_KEY = ("agency_id", "idempotency_key")
_ENTRY = {
    "postgresql": postgresql.insert(Entry)
    .on_conflict_do_nothing(index_elements=_KEY)
    .returning(Entry.id),
    "sqlite": sqlite.insert(Entry).on_conflict_do_nothing(index_elements=_KEY).returning(Entry.id),
}
_SUBJECT, _POSTING, _PRIVATE = insert(EntrySubject), insert(Posting), insert(PrivateBody)
_PENDING = insert(PendingLeaf)


@dataclass(frozen=True)
class _Names:
    """What the database calls the things of one command."""

    origin: str
    unit_code: str | None
    rule: str | None
    account_ids: dict[str, int]
    person_refs: dict[int, str]


@dataclass(frozen=True)
class _Prepared:
    """An entry that only needs its rows written."""

    sealed: SealedEntry
    names: _Names
    request_sha256: str


def post_entry(command: PostEntry, *, actor: Actor, now: datetime) -> str:
    """Append one entry and return its uid; asked again with the same key, the same uid.

    Joins the caller's transaction or opens its own. Raises Conflict ``idempotency_conflict`` when
    the key was used for something else, RuleRefused when a rule of the ledger says no.
    """
    return post_or_find(command, actor=actor, now=now)[0]


def post_or_find(command: PostEntry, *, actor: Actor, now: datetime) -> tuple[str, bool]:
    """The same, and whether the entry is new: only then is there something to tell others."""
    # Hashing and sealing wait for nobody, so alone they are done before the writers' queue.
    prepared = None if in_transaction() else _prepare(session(), command, actor, now)
    with transaction() as work:
        work.flush()
        if prepared is None:
            prepared = _prepare_in(work, command, actor, now)
        uid, is_new = _write(work.connection(), command, prepared, actor, now)
    if is_new:
        after_commit(lambda: ask_for_seal(actor.agency_id, now=now))
    return uid, is_new


def _prepare_in(work: Session, command: PostEntry, actor: Actor, now: datetime) -> _Prepared:
    """Seal the entry inside the transaction, which may open accounts that are missing."""
    prepared = _prepare(work, command, actor, now)
    if prepared is None:
        _open_accounts(work, command, actor)
        prepared = _prepare(work, command, actor, now)
    if prepared is None:
        raise NotFound(sentence("Akun poin ini belum dibuka di instansi Anda."))
    return prepared


def _prepare(work: Session, command: PostEntry, actor: Actor, now: datetime) -> _Prepared | None:
    """Seal the entry; None when an account it needs is not open yet."""
    names = _names(work, command, actor.agency_id)
    refs = {line.account_key for line in command.lines}
    if not (names.person_refs.keys() >= command.named and names.account_ids.keys() >= refs):
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
    asked = {name: value for name, value in vars(command).items() if name not in _NOT_ASKED}
    return request_hash("post_entry", asked)


def _names(work: Session, command: PostEntry, agency_id: int) -> _Names:
    rows = (
        work.connection()
        .execute(
            _NAMES,
            {
                "agency_id": agency_id,
                "unit_id": command.unit_id,
                "rule_version_id": command.rule_version_id,
                "refs": [line.account_key for line in command.lines],
                "person_ids": sorted(command.named),
            },
        )
        .all()
    )
    if not rows or (command.unit_id is not None and rows[0][1] is None):
        raise NotFound(sentence("Unit ini tidak ada di instansi Anda."))
    origin, unit_code, rule, version, *_ = rows[0]
    return _Names(
        origin=origin,
        unit_code=unit_code,
        rule=None if rule is None else f"{rule}@{version}",
        account_ids={ref: account_id for *_, account_id, ref, _ in rows},
        person_refs={person_id: ref for *_, ref, person_id in rows if person_id is not None},
    )


def _draft(command: PostEntry, names: _Names, uid: str) -> EntryDraft:
    decided_by = command.decided_by
    return EntryDraft(
        origin=names.origin,
        uid=uid,
        kind=command.kind,
        at=command.decided_at,
        happened_on=command.happened_on,
        effective_on=command.effective_on or command.happened_on,
        unit=names.unit_code,
        actor=None if decided_by is None else names.person_refs[decided_by],
        rule=names.rule,
        reason=command.reason_code,
        facts=command.facts,
        lines=command.lines,
        subject_private=_subject_private(command, names),
        reason_private=_reason_private(command),
        doc_sha256=command.doc_sha256,
        reverses=command.reverses_uid,
    )


def _subject_private(command: PostEntry, names: _Names) -> dict[str, Any] | None:
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


def _write(
    connection: Connection, command: PostEntry, prepared: _Prepared, actor: Actor, now: datetime
) -> tuple[str, bool]:
    """Insert the rows; the pending leaf comes last, because it closes the entry."""
    row = _entry_row(command, prepared, actor.agency_id, now)
    entry_id = connection.execute(_ENTRY[connection.dialect.name], row).scalar_one_or_none()
    if entry_id is None:
        return _posted_before(connection, row), False
    owned = {"entry_id": entry_id, "agency_id": actor.agency_id}
    people = command.points_by_person
    if people:
        connection.execute(
            _SUBJECT, [{**owned, "person_id": p, "points_delta": n} for p, n in people.items()]
        )
    if prepared.sealed.lines:
        connection.execute(_POSTING, _posting_rows(prepared, owned))
    if prepared.sealed.private_bodies:
        connection.execute(_PRIVATE, _private_rows(prepared, owned))
    connection.execute(_PENDING, owned)
    return prepared.sealed.uid, True


def _entry_row(
    command: PostEntry, prepared: _Prepared, agency_id: int, now: datetime
) -> dict[str, Any]:
    return {
        "agency_id": agency_id,
        "uid": prepared.sealed.uid,
        "kind": command.kind,
        "idempotency_key": command.idempotency_key,
        "request_sha256": prepared.request_sha256,
        "happened_on": command.happened_on,
        "decided_at": command.decided_at,
        "effective_on": command.effective_on or command.happened_on,
        "recorded_at": now,
        "unit_id": command.unit_id,
        "person_id": command.first_person_id,
        "decided_by": command.decided_by,
        "rule_version_id": command.rule_version_id,
        "proposal_id": command.proposal_id,
        "reverses_uid": command.reverses_uid,
        "posting_count": len(prepared.sealed.lines),
        "detail": plain(command.detail),
        "body": prepared.sealed.body,
        "leaf_hash": prepared.sealed.leaf_hash,
    }


def _posting_rows(prepared: _Prepared, owned: dict[str, int]) -> list[dict[str, int]]:
    """In the order of the accounts, so that two entries never wait for each other."""
    ids = prepared.names.account_ids
    points = sorted((ids[line.account_key], line.points_delta) for line in prepared.sealed.lines)
    return [
        {**owned, "line": number, "account_id": account_id, "points_delta": delta}
        for number, (account_id, delta) in enumerate(points, start=1)
    ]


def _private_rows(prepared: _Prepared, owned: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {**owned, "part": b.part.value, "salt": b.salt, "content": read_canonical(b.content)}
        for b in prepared.sealed.private_bodies
    ]


def _posted_before(connection: Connection, row: dict[str, Any]) -> str:
    uid, request_sha256 = connection.execute(
        _SAME_KEY, {"agency_id": row["agency_id"], "key": row["idempotency_key"]}
    ).one()
    if request_sha256 != row["request_sha256"]:
        raise Conflict(
            sentence("Kunci ini sudah dipakai untuk entri lain. Muat ulang, lalu periksa lagi."),
            code="idempotency_conflict",
        )
    return str(uid)
