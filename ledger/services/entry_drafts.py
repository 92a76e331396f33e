"""One command becomes the rows of an entry: sealed in Python, before anything is written."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from ledger.domain.canonical import plain, request_hash
from ledger.domain.commitments import SALT_BYTES
from ledger.domain.entries import EntryDraft, detail_sha256, seal_body
from ledger.domain.posting_commands import PostEntry
from ledger.domain.uids import new_uid
from ledger.services.entropy import random_bytes
from ledger.services.entry_names import Names
from ledger.services.entry_rows import EntryRows, stored_moment

UID_BYTES = 10
#: The most random bytes that one entry takes: its uid and a salt for each private part.
RANDOM_BYTES = UID_BYTES + 2 * SALT_BYTES

# A bare hash of names and words could be guessed after they were erased, so those are compared
# themselves.
_NOT_HASHED = frozenset({"decided_at", "decided_by", "subject_private", "reason_private"})


@dataclass(frozen=True)
class Occasion:
    """What the entries of one call have in common; ``draw`` gives so many random bytes."""

    agency_id: int
    now: datetime
    dialect: str
    draw: Callable[[int], bytes] = random_bytes


def rows_of(command: PostEntry, names: Names, occasion: Occasion) -> EntryRows:
    """Seal the entry; its accounts must be among the names.

    Raises RuleRefused for what no entry may say, NotCanonical for a value that cannot be sealed.
    """
    subjects = command.points_by_person
    draft = _draft(command, names, subjects, new_uid(occasion.now, occasion.draw(UID_BYTES)))
    sealed = seal_body(
        draft,
        subject_salt=occasion.draw(SALT_BYTES) if draft.subject_private else None,
        reason_salt=occasion.draw(SALT_BYTES) if draft.reason_private else None,
    )
    ids = names.account_ids
    return EntryRows(
        entry={
            "agency_id": occasion.agency_id,
            "uid": sealed.uid,
            "kind": command.kind.value,
            "idempotency_key": command.idempotency_key,
            "request_sha256": _hash_of(command),
            "happened_on": command.happened_on.isoformat(),
            "decided_at": stored_moment(command.decided_at, occasion.dialect),
            "effective_on": (command.effective_on or command.happened_on).isoformat(),
            "recorded_at": stored_moment(occasion.now, occasion.dialect),
            "unit_id": command.unit_id,
            "person_id": command.first_person_id,
            "decided_by": command.decided_by,
            "rule_version_id": command.rule_version_id,
            "proposal_id": command.proposal_id,
            "reverses_uid": command.reverses_uid,
            "posting_count": len(sealed.lines),
            "detail": orjson.dumps(plain(command.detail)).decode(),
            "body": sealed.body,
            "leaf_hash": sealed.leaf_hash,
        },
        subjects=list(subjects.items()),
        postings=sorted([(ids[line.account_key], line.points_delta) for line in sealed.lines]),
        private=[(b.part.value, b.salt, b.content.decode()) for b in sealed.private_bodies],
    )


def _hash_of(command: PostEntry) -> str:
    """What was asked, whoever asks again and whenever."""
    asked = {name: value for name, value in vars(command).items() if name not in _NOT_HASHED}
    return request_hash("post_entry", asked)


def _draft(command: PostEntry, names: Names, subjects: dict[int, int], uid: str) -> EntryDraft:
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
        subject_private=_subject_private(command, names, subjects),
        reason_private=_reason_private(command),
        doc_sha256=command.doc_sha256,
        reverses=command.reverses_uid,
    )


def _name_of(number: int | None, names: dict[int, str]) -> str | None:
    return None if number is None else names.get(number)


def _subject_private(
    command: PostEntry, names: Names, subjects: dict[int, int]
) -> dict[str, Any] | None:
    """Who it is about is sealed as well, though nobody can read it from the leaf."""
    given = plain(command.subject_private or {})
    refs = names.person_refs
    told = [{"ref": refs[person_id], "points": points} for person_id, points in subjects.items()]
    return {**given, "subjects": told} if told else given or None


def _reason_private(command: PostEntry) -> dict[str, Any] | None:
    given = plain(command.reason_private or {})
    if command.detail:
        given["detail_sha256"] = detail_sha256(command.detail)
    return given or None
