"""A private part that is gone must have been erased on the record, and one erased must be gone."""

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.domain.canonical import NotCanonical, read_canonical
from ledger.domain.commitments import PrivatePart
from ledger.domain.entries import EntryKind, commitment_field
from ledger.domain.retention import erased_key
from ledger.domain.verification import Finding
from ledger.models.entries import Entry, PrivateBody
from ledger.queries.stored_entries import LoadedEntry

_ABSENT = "-"
#: What a lawful gap has, and what a hole has not.
ON_RECORD = "data_erased"


def erasure_findings(
    work: Session, agency_id: int, batch: Sequence[LoadedEntry]
) -> Iterator[Finding]:
    """Gaps without an entry that says so, and parts that outlived theirs."""
    missing = {one.stored.uid: parts for one in batch if (parts := _missing(one))}
    lawful = _said(work, agency_id, missing)
    for uid, parts in missing.items():
        if uid not in lawful:
            for part in parts:
                yield Finding(uid, f"private:{part}", ON_RECORD, _ABSENT)
    erased = [gone for one in batch if (gone := _erases(one))]
    for left, part in _left(work, agency_id, erased):
        yield Finding(left, f"private:{part}", ON_RECORD, "still there")


def _missing(loaded: LoadedEntry) -> list[str]:
    """The parts that the body commits to and that nothing opens any more."""
    body = loaded.stored.body
    return [
        part.value
        for part in PrivatePart
        if part not in loaded.openings and f'"{commitment_field(part)}"'.encode() in body
    ]


def _said(work: Session, agency_id: int, uids: Collection[str]) -> set[str]:
    keys = {erased_key(uid): uid for uid in uids}
    if not keys:
        return set()
    rows = work.scalars(
        select(Entry.idempotency_key).where(
            Entry.agency_id == agency_id,
            Entry.kind == EntryKind.DATA_ERASED,
            Entry.idempotency_key.in_(keys),
        )
    )
    return {keys[key] for key in rows}


def _erases(loaded: LoadedEntry) -> str | None:
    if loaded.kind is not EntryKind.DATA_ERASED:
        return None
    try:
        facts = read_canonical(loaded.stored.body).get("facts", {})
    except NotCanonical:
        return None
    uid = facts.get("erases") if isinstance(facts, dict) else None
    return uid if isinstance(uid, str) else None


def _left(work: Session, agency_id: int, uids: Sequence[str]) -> list[tuple[str, str]]:
    if not uids:
        return []
    rows = work.execute(
        select(Entry.uid, PrivateBody.part)
        .join(PrivateBody, PrivateBody.entry_id == Entry.id)
        .where(Entry.agency_id == agency_id, Entry.uid.in_(uids))
        .order_by(Entry.uid, PrivateBody.part)
    )
    return [(uid, part) for uid, part in rows]
