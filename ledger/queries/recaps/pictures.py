"""Which entries a recap counts: as things stand, or as they stood when it was frozen."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import aliased

from ledger.domain.entries import EntryKind
from ledger.models.entries import Entry
from ledger.queries.entries import is_in_force

_correction = aliased(Entry)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """``recorded_until``: what was posted later is not in it; ``reversed_until``: nor is what was
    taken back later. None is up to now.
    """

    recorded_until: datetime | None = None
    reversed_until: datetime | None = None


AS_THINGS_STAND = Picture()


def counts_in(picture: Picture) -> ColumnElement[bool]:
    """SQL condition: the entry counts in the picture."""
    if picture == AS_THINGS_STAND:
        return is_in_force()
    conditions = [Entry.kind != EntryKind.REVERSAL, ~_is_reversed(picture.reversed_until)]
    if picture.recorded_until is not None:
        conditions.append(Entry.recorded_at <= picture.recorded_until)
    return and_(*conditions)


def _is_reversed(until: datetime | None) -> ColumnElement[bool]:
    later = select(_correction.id).where(
        _correction.agency_id == Entry.agency_id, _correction.reverses_uid == Entry.uid
    )
    return exists(later if until is None else later.where(_correction.recorded_at <= until))
