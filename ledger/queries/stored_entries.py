"""Loading entries with everything that verification compares, a batch at a time."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, and_, select
from sqlalchemy.orm import Session, aliased

from ledger.domain.canonical import NotCanonical, canonical_bytes, utc_text
from ledger.domain.commitments import PrivateBody as Opening
from ledger.domain.commitments import PrivatePart
from ledger.domain.entries import EntryKind
from ledger.domain.postings import PostingLine
from ledger.domain.proposals import MeritAccountKind
from ledger.domain.verification import StoredEntry
from ledger.models.entries import (
    Entry,
    EntrySubject,
    MeritAccount,
    Posting,
    PrivateBody,
)
from ledger.models.people import Unit
from ledger.models.rules import RuleVersion
from ledger.queries.damaged_rows import rows_of

#: Stands for an account that is gone.
NO_ACCOUNT = "-"
#: Nothing of the ledger commits to another part, so a row of one means nothing.
_PARTS = frozenset(part.value for part in PrivatePart)

Lines = dict[int, tuple[PostingLine, ...]]


@dataclass(frozen=True)
class LoadedEntry:
    """An entry as stored, and what its row says beyond the body."""

    stored: StoredEntry
    kind: EntryKind | str
    posting_count: int
    detail: dict[str, Any]
    person_ref: str | None
    #: Points by the account key of each subject.
    subjects: dict[str, int]
    openings: dict[PrivatePart, dict[str, Any]]
    reverses_uid: str | None


def load_entries(work: Session, ids: Select[int]) -> dict[int, LoadedEntry]:
    """The entries of a batch by id; ``ids`` selects them. A row that is damaged is there too."""
    lines, subjects, openings = _lines(work, ids), _subjects(work, ids), _openings(work, ids)
    found, query = {}, _entry_rows().where(Entry.id.in_(ids))
    for row in rows_of(work, query, binary=("body", "leaf_hash")):
        private = openings.get(row.id, [])
        found[row.id] = LoadedEntry(
            stored=StoredEntry(
                uid=row.uid,
                body=row.body or b"",
                leaf_hash=row.leaf_hash or b"",
                lines=lines.get(row.id, ()),
                columns=_columns(row),
                private_bodies=tuple(opening for opening, _ in private),
            ),
            kind=row.kind,
            posting_count=row.posting_count,
            detail=row.detail or {},
            person_ref=row.person_ref,
            subjects=subjects.get(row.id, {}),
            openings={opening.part: content for opening, content in private},
            reverses_uid=row.reverses_uid,
        )
    return found


def load_lines_by_uid(
    work: Session, agency_id: int, uids: Sequence[str]
) -> dict[str, tuple[PostingLine, ...]]:
    """The postings of entries by uid; an entry that is not there is not in the answer."""
    named = select(Entry.id, Entry.uid).where(Entry.agency_id == agency_id, Entry.uid.in_(uids))
    ids = dict(work.execute(named).all())
    lines = _lines(work, select(Entry.id).where(Entry.id.in_(ids)))
    return {uid: lines.get(entry_id, ()) for entry_id, uid in ids.items()}


def _entry_rows() -> Select[Any]:
    decider, person = aliased(MeritAccount), aliased(MeritAccount)
    return (
        select(
            Entry.id,
            Entry.uid,
            Entry.kind,
            Entry.happened_on,
            Entry.effective_on,
            Entry.decided_at,
            Entry.reverses_uid,
            Entry.posting_count,
            Entry.detail,
            Entry.body,
            Entry.leaf_hash,
            Unit.code.label("unit"),
            RuleVersion.code.label("rule"),
            RuleVersion.version,
            decider.ref.label("decider_ref"),
            person.ref.label("person_ref"),
        )
        .outerjoin(Unit, Unit.id == Entry.unit_id)
        .outerjoin(RuleVersion, RuleVersion.id == Entry.rule_version_id)
        .outerjoin(
            decider,
            and_(decider.kind == MeritAccountKind.PERSON, decider.person_id == Entry.decided_by),
        )
        .outerjoin(
            person,
            and_(person.kind == MeritAccountKind.PERSON, person.person_id == Entry.person_id),
        )
    )


def _columns(row: Row[Any]) -> dict[str, Any]:
    """What the row repeats of the body, under the body's names and in its text forms."""
    return {
        "kind": _text(row.kind),
        "at": _text(row.decided_at),
        "happened_on": _text(row.happened_on),
        "effective_on": _text(row.effective_on),
        "unit": row.unit,
        "actor": row.decider_ref,
        "rule": None if row.rule is None else f"{row.rule}@{row.version}",
        "reverses": row.reverses_uid,
    }


def _text(value: Any) -> str | None:
    """The text form of what stands in a column, whatever it is."""
    if isinstance(value, datetime):
        return utc_text(value)
    return value.isoformat() if isinstance(value, date) else value if value is None else str(value)


def _lines(work: Session, ids: Select[int]) -> Lines:
    found = defaultdict[int, list[PostingLine]](list)
    query = (
        select(Posting.entry_id, MeritAccount.ref, Posting.points_delta)
        .outerjoin(MeritAccount, MeritAccount.id == Posting.account_id)
        .where(Posting.entry_id.in_(ids))
    )
    for row in rows_of(work, query):
        found[row.entry_id].append(_posting(row.ref or NO_ACCOUNT, row.points_delta))
    return {entry_id: tuple(lines) for entry_id, lines in found.items()}


def _posting(ref: Any, points: Any) -> PostingLine:
    """Points that are no whole number are shown with the account, and count for nothing."""
    if type(points) is int and type(ref) is str:
        return PostingLine(ref, points)
    return PostingLine(f"{ref}?{points}", 0)


def _subjects(work: Session, ids: Select[int]) -> dict[int, dict[str, int]]:
    found = defaultdict[int, dict[str, int]](dict)
    query = (
        select(EntrySubject.entry_id, MeritAccount.ref, EntrySubject.points_delta)
        .outerjoin(
            MeritAccount,
            and_(
                MeritAccount.kind == MeritAccountKind.PERSON,
                MeritAccount.person_id == EntrySubject.person_id,
            ),
        )
        .where(EntrySubject.entry_id.in_(ids))
    )
    for row in rows_of(work, query):
        line = _posting(row.ref or NO_ACCOUNT, row.points_delta)
        found[row.entry_id][line.account_key] = line.points_delta
    return found


def _openings(work: Session, ids: Select[int]) -> dict[int, list[tuple[Opening, dict[str, Any]]]]:
    found = defaultdict[int, list[tuple[Opening, dict[str, Any]]]](list)
    query = select(
        PrivateBody.entry_id, PrivateBody.part, PrivateBody.salt, PrivateBody.content
    ).where(PrivateBody.entry_id.in_(ids))
    for row in rows_of(work, query):
        if row.part in _PARTS:
            content = row.content if isinstance(row.content, dict) else {}
            salt = row.salt if isinstance(row.salt, bytes) else b""
            opening = Opening(PrivatePart(row.part), salt, _bytes_of(row.content))
            found[row.entry_id].append((opening, content))
    return found


def _bytes_of(content: Any) -> bytes:
    try:
        return canonical_bytes(content)
    except NotCanonical:
        # What cannot have been sealed opens nothing, and verification says so.
        return b""
