"""Entries as the auditor reads them: codes, dates and points, and nobody's name.

What a damaged row says instead of a date or a kind is left out here; the check names it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import Select, func, select

from ledger.database import session
from ledger.domain.entries import EntryKind
from ledger.domain.uids import is_uid
from ledger.models.documents import Document
from ledger.models.entries import Entry, MeritAccount, Posting, SealedLeaf
from ledger.models.people import Unit
from ledger.queries.damaged_rows import rows_of
from ledger.queries.entries import is_reversed

T = TypeVar("T")
#: Whole numbers beyond this are no place in any tree.
_LARGEST = 2**62


@dataclass(frozen=True, kw_only=True)
class EntryLine:
    """One entry without personal data; ``position`` is its place in the tree once sealed."""

    id: int
    uid: str
    kind: EntryKind | None
    unit_code: str
    happened_on: date | None
    decided_at: datetime | None
    recorded_at: datetime | None
    reverses_uid: str | None
    is_reversed: bool
    position: int | None

    @property
    def is_damaged(self) -> bool:
        return None in (self.kind, self.happened_on, self.decided_at, self.recorded_at)


@dataclass(frozen=True, kw_only=True)
class PostingOfAccount:
    """One change of an account, with the entry that made it."""

    uid: str
    kind: EntryKind | None
    decided_at: datetime | None
    points: int


def count_entries(agency_id: int) -> int:
    counted = select(func.count()).select_from(Entry).where(Entry.agency_id == agency_id)
    return session().scalar(counted) or 0


def list_entries(agency_id: int, *, offset: int, limit: int) -> list[EntryLine]:
    """The newest entries first, by the moment in their uid."""
    # The index of the uids alone finds the page; with the joins beside it, all would be sorted.
    page = (
        select(Entry.id)
        .where(Entry.agency_id == agency_id)
        .order_by(Entry.uid.desc())
        .offset(offset)
        .limit(limit)
        .subquery()
    )
    newest = entry_lines().where(Entry.id.in_(select(page.c.id))).order_by(Entry.uid.desc())
    return [entry_line(row) for row in rows_of(session(), newest)]


def find_entry_uid(text: str, *, agency_id: int) -> str | None:
    """The entry of a uid, of an index, or of the number of a paper, as typed."""
    typed = text.strip()
    if is_uid(typed.upper()):
        wanted = select(Entry.uid).where(Entry.agency_id == agency_id, Entry.uid == typed.upper())
    elif typed.isascii() and typed.isdigit() and int(typed) < _LARGEST:
        wanted = (
            select(Entry.uid)
            .join(SealedLeaf, SealedLeaf.entry_id == Entry.id)
            .where(SealedLeaf.agency_id == agency_id, SealedLeaf.position == int(typed))
        )
    else:
        return _uid_of_paper(typed, agency_id)
    found = session().scalar(wanted)
    return None if found is None else str(found)


def list_account_postings(account_id: int, *, offset: int, limit: int) -> list[PostingOfAccount]:
    """The newest changes of an account first."""
    newest = (
        select(Entry.uid, Entry.kind, Entry.decided_at, Posting.points_delta)
        .join(Entry, Entry.id == Posting.entry_id)
        .where(Posting.account_id == account_id)
        .order_by(Posting.entry_id.desc())
        .offset(offset)
        .limit(limit)
    )
    return [
        PostingOfAccount(
            uid=str(row.uid),
            kind=_only(EntryKind, row.kind),
            decided_at=_only(datetime, row.decided_at),
            points=_only(int, row.points_delta) or 0,
        )
        for row in rows_of(session(), newest)
    ]


def find_account_id(ref: str, *, agency_id: int) -> int | None:
    named = (MeritAccount.agency_id == agency_id, MeritAccount.ref == ref)
    return session().scalar(select(MeritAccount.id).where(*named))


def count_account_postings(account_id: int) -> int:
    changes = select(func.count()).select_from(Posting).where(Posting.account_id == account_id)
    return session().scalar(changes) or 0


def entry_lines() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Entry.id,
            Entry.uid,
            Entry.kind,
            Unit.code.label("unit_code"),
            Entry.happened_on,
            Entry.decided_at,
            Entry.recorded_at,
            Entry.reverses_uid,
            is_reversed().label("is_reversed"),
            SealedLeaf.position,
        )
        .outerjoin(Unit, Unit.id == Entry.unit_id)
        .outerjoin(SealedLeaf, SealedLeaf.entry_id == Entry.id)
    )


def entry_line(row: Any) -> EntryLine:
    return EntryLine(
        id=row.id,
        uid=str(row.uid),
        kind=_only(EntryKind, row.kind),
        unit_code=str(row.unit_code or ""),
        happened_on=_only(date, row.happened_on),
        decided_at=_only(datetime, row.decided_at),
        recorded_at=_only(datetime, row.recorded_at),
        reverses_uid=None if row.reverses_uid is None else str(row.reverses_uid),
        is_reversed=bool(row.is_reversed),
        position=_only(int, row.position),
    )


def _uid_of_paper(number: str, agency_id: int) -> str | None:
    """The entry that issued the paper, which holds the hash of its bytes, else its decision."""
    paper = (
        session()
        .execute(
            select(Document.id, Document.entry_uid).where(
                Document.agency_id == agency_id, func.lower(Document.number) == number.lower()
            )
        )
        .first()
    )
    if paper is None:
        return None
    key = f"document:{paper.id}:issued"
    issued = select(Entry.uid).where(Entry.agency_id == agency_id, Entry.idempotency_key == key)
    return session().scalar(issued) or paper.entry_uid


def _only(kind: type[T], value: Any) -> T | None:
    return value if isinstance(value, kind) else None
