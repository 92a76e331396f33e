"""Loading entries with everything that verification compares, a batch at a time."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
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

#: Stands for an account that is gone.
NO_ACCOUNT = "-"

Lines = dict[int, tuple[PostingLine, ...]]


@dataclass(frozen=True)
class LoadedEntry:
    """An entry as stored, and what its row says beyond the body."""

    stored: StoredEntry
    kind: EntryKind
    posting_count: int
    detail: dict[str, Any]
    person_ref: str | None
    #: Points by the account key of each subject.
    subjects: dict[str, int]
    openings: dict[PrivatePart, dict[str, Any]]
    reverses_uid: str | None


def load_entries(work: Session, ids: Select[int]) -> dict[int, LoadedEntry]:
    """The entries of a batch by id; ``ids`` selects them."""
    lines, subjects, openings = _lines(work, ids), _subjects(work, ids), _openings(work, ids)
    found = {}
    for row in work.execute(_entry_rows().where(Entry.id.in_(ids))):
        private = openings.get(row.id, [])
        found[row.id] = LoadedEntry(
            stored=StoredEntry(
                uid=row.uid,
                body=row.body,
                leaf_hash=row.leaf_hash,
                lines=lines.get(row.id, ()),
                columns=_columns(row),
                private_bodies=tuple(opening for opening, _ in private),
            ),
            kind=row.kind,
            posting_count=row.posting_count,
            detail=row.detail,
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
        "kind": row.kind.value,
        "at": utc_text(row.decided_at),
        "happened_on": row.happened_on.isoformat(),
        "effective_on": row.effective_on.isoformat(),
        "unit": row.unit,
        "actor": row.decider_ref,
        "rule": None if row.rule is None else f"{row.rule}@{row.version}",
        "reverses": row.reverses_uid,
    }


def _lines(work: Session, ids: Select[int]) -> Lines:
    found = defaultdict[int, list[PostingLine]](list)
    rows = work.execute(
        select(Posting.entry_id, MeritAccount.ref, Posting.points_delta)
        .outerjoin(MeritAccount, MeritAccount.id == Posting.account_id)
        .where(Posting.entry_id.in_(ids))
    )
    for entry_id, ref, points in rows:
        found[entry_id].append(PostingLine(ref or NO_ACCOUNT, points))
    return {entry_id: tuple(lines) for entry_id, lines in found.items()}


def _subjects(work: Session, ids: Select[int]) -> dict[int, dict[str, int]]:
    found = defaultdict[int, dict[str, int]](dict)
    rows = work.execute(
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
    for entry_id, ref, points in rows:
        found[entry_id][ref or NO_ACCOUNT] = points
    return found


def _openings(work: Session, ids: Select[int]) -> dict[int, list[tuple[Opening, dict[str, Any]]]]:
    found = defaultdict[int, list[tuple[Opening, dict[str, Any]]]](list)
    rows = work.execute(
        select(PrivateBody.entry_id, PrivateBody.part, PrivateBody.salt, PrivateBody.content).where(
            PrivateBody.entry_id.in_(ids)
        )
    )
    for entry_id, part, salt, content in rows:
        opening = Opening(PrivatePart(part), salt, _bytes_of(content))
        found[entry_id].append((opening, content))
    return found


def _bytes_of(content: dict[str, Any]) -> bytes:
    try:
        return canonical_bytes(content)
    except NotCanonical:
        # What cannot have been sealed opens nothing, and verification says so.
        return b""
