"""Guidance and discipline as bare totals: no name, no entry, no document leaves this module."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, func, select

from ledger.database import session
from ledger.domain.entries import EntryKind
from ledger.domain.periods import Period
from ledger.models.cases import Case, Sanction
from ledger.models.entries import Entry
from ledger.queries.recaps.pictures import AS_THINGS_STAND, Picture, counts_in


def guidance_by_unit(
    agency_id: int,
    unit_ids: Collection[int] | None,
    period: Period,
    picture: Picture = AS_THINGS_STAND,
) -> dict[int, int]:
    """Guidance in force for what happened in the period, by the unit of that time."""
    conditions: list[ColumnElement[bool]] = [
        Entry.agency_id == agency_id,
        Entry.kind == EntryKind.GUIDANCE,
        Entry.happened_on >= period.start,
        Entry.happened_on < period.end,
        Entry.unit_id.is_not(None),
        counts_in(picture),
    ]
    if unit_ids is not None:
        conditions.append(Entry.unit_id.in_(unit_ids))
    rows = session().execute(
        select(Entry.unit_id, func.count(Entry.id)).where(*conditions).group_by(Entry.unit_id)
    )
    return {unit_id: count for unit_id, count in rows if unit_id is not None}


def sanctions_by_level(
    agency_id: int,
    unit_ids: Collection[int] | None,
    period: Period,
    picture: Picture = AS_THINGS_STAND,
) -> dict[str, int]:
    """Sanctions decided in the period and not taken back, by level."""
    conditions: list[ColumnElement[bool]] = [
        Sanction.agency_id == agency_id,
        Sanction.decided_on >= period.start,
        Sanction.decided_on < period.end,
        counts_in(picture),
    ]
    if unit_ids is not None:
        conditions.append(Case.unit_id.in_(unit_ids))
    rows = session().execute(
        select(Sanction.level, func.count(Sanction.id))
        .join(Case, Case.id == Sanction.case_id)
        .join(Entry, (Entry.agency_id == Sanction.agency_id) & (Entry.uid == Sanction.entry_uid))
        .where(*conditions)
        .group_by(Sanction.level)
    )
    return {row[0]: row[1] for row in rows}
