"""Reading entries; what was taken back still stands, but counts no more."""

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import aliased
from sqlalchemy.orm.util import AliasedClass

from ledger.database import session
from ledger.domain.entries import EntryKind
from ledger.errors import NotFound, sentence
from ledger.models.entries import Entry

NO_ENTRY = sentence("Entri ini tidak ada.")

# An alias costs more than the statement it stands in, so each is made once.
_later = aliased(Entry)
EntryRow = type[Entry] | AliasedClass[Entry]


def is_reversed(entry: EntryRow = Entry) -> ColumnElement[bool]:
    """SQL condition: a later entry took this one back."""
    return exists(
        select(_later.id).where(
            _later.agency_id == entry.agency_id, _later.reverses_uid == entry.uid
        )
    )


def is_in_force(entry: EntryRow = Entry) -> ColumnElement[bool]:
    """SQL condition: the entry counts; neither a correction nor taken back by one.

    Whoever counts badges, guidance or documents asks for this. Sums of points need it not, since
    a correction carries the opposite points.
    """
    return and_(entry.kind != EntryKind.REVERSAL, ~is_reversed(entry))


def get_entry(uid: str, *, agency_id: int) -> Entry:
    """Raises NotFound, also for another agency's entry."""
    entry = session().scalar(select(Entry).where(Entry.agency_id == agency_id, Entry.uid == uid))
    if entry is None:
        raise NotFound(NO_ENTRY)
    return entry
