"""Entries as the auditor reads them: codes, dates and points, and nobody's name."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, func, select

from ledger.database import session
from ledger.domain.entries import EntryKind
from ledger.errors import NotFound
from ledger.models.entries import Entry, MeritAccount, Posting, SealedLeaf
from ledger.models.people import Unit
from ledger.queries.entries import NO_ENTRY, is_reversed
from ledger.queries.erasures import ErasedNote, erased_notes


@dataclass(frozen=True, kw_only=True)
class EntryLine:
    """One entry without personal data; ``position`` is its place in the tree once sealed."""

    id: int
    uid: str
    kind: EntryKind
    unit_code: str
    happened_on: date
    decided_at: datetime
    recorded_at: datetime
    reverses_uid: str | None
    is_reversed: bool
    position: int | None


@dataclass(frozen=True, kw_only=True)
class EntryPage:
    """An entry with what is sealed of it."""

    line: EntryLine
    body: str
    leaf_hash: str
    postings: tuple[tuple[str, int], ...]
    erased: ErasedNote | None


def count_entries(agency_id: int) -> int:
    counted = select(func.count()).select_from(Entry).where(Entry.agency_id == agency_id)
    return session().scalar(counted) or 0


def list_entries(agency_id: int, *, offset: int, limit: int) -> list[EntryLine]:
    """The newest entries first."""
    rows = session().execute(
        _lines()
        .where(Entry.agency_id == agency_id)
        .order_by(Entry.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return [_line(row) for row in rows]


def get_entry_page(uid: str, *, agency_id: int) -> EntryPage:
    """Raises NotFound, also for another agency's entry."""
    found = (
        session()
        .execute(
            _lines()
            .add_columns(Entry.body, Entry.leaf_hash)
            .where(Entry.agency_id == agency_id, Entry.uid == uid)
        )
        .one_or_none()
    )
    if found is None:
        raise NotFound(NO_ENTRY)
    line = _line(found)
    postings = session().execute(
        select(MeritAccount.ref, Posting.points_delta)
        .join(MeritAccount, MeritAccount.id == Posting.account_id)
        .where(Posting.entry_id == line.id)
        .order_by(Posting.line)
    )
    return EntryPage(
        line=line,
        body=found.body.decode(),
        leaf_hash=found.leaf_hash.hex(),
        postings=tuple((ref, points) for ref, points in postings),
        erased=erased_notes([uid], agency_id=agency_id).get(uid),
    )


def _lines() -> Select[*tuple[Any, ...]]:
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


def _line(row: Row[Any]) -> EntryLine:
    return EntryLine(
        id=row.id,
        uid=row.uid,
        kind=row.kind,
        unit_code=row.unit_code or "",
        happened_on=row.happened_on,
        decided_at=row.decided_at,
        recorded_at=row.recorded_at,
        reverses_uid=row.reverses_uid,
        is_reversed=bool(row.is_reversed),
        position=row.position,
    )
