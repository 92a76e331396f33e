"""Which issued recaps are affected by later corrections, and what corrected them already."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, literal, select, union_all
from sqlalchemy.orm import aliased

from ledger.database import session
from ledger.domain.documents import DocumentState
from ledger.domain.entries import EntryKind
from ledger.domain.periods import parse_period
from ledger.domain.recaps import RecapSection
from ledger.models.cases import Sanction
from ledger.models.documents import Corrigendum, Document, Recap
from ledger.models.entries import Entry
from ledger.queries.recaps.merit import AWARD_KINDS
from ledger.queries.units import subtree_ids


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrigendumLine:
    """One corrigendum of a recap; it counts from its issue on."""

    recap_id: int
    position: int
    document_id: int
    number: str
    dated_on: date
    state: DocumentState
    frozen_at: datetime

    @property
    def is_issued(self) -> bool:
        return self.state is DocumentState.ISSUED


def corrigenda_of(recap_ids: Collection[int]) -> list[CorrigendumLine]:
    """Those of the recaps, the first one first."""
    rows = session().execute(
        select(
            Corrigendum.recap_id,
            Corrigendum.position,
            Corrigendum.document_id,
            Document.number,
            Document.dated_on,
            Document.state,
            Corrigendum.frozen_at,
        )
        .join(Document, Document.id == Corrigendum.document_id)
        .where(Corrigendum.recap_id.in_(recap_ids))
        .order_by(Corrigendum.recap_id, Corrigendum.position)
    )
    return [CorrigendumLine(**{**row._asdict(), "number": row.number or ""}) for row in rows.all()]


def corrections_of_document(document_id: int) -> list[tuple[str, date]]:
    """The numbers and days of what corrects a recap, by the recap's document; issued ones only."""
    rows = session().execute(
        select(Document.number, Document.dated_on)
        .join(Corrigendum, Corrigendum.document_id == Document.id)
        .join(Recap, Recap.id == Corrigendum.recap_id)
        .where(Recap.document_id == document_id, Document.state == DocumentState.ISSUED)
        .order_by(Corrigendum.position)
    )
    return [(number or "", dated_on) for number, dated_on in rows]


def corrected_by_document(document_id: int) -> tuple[str, date] | None:
    """The number and day of the recap that a corrigendum corrects, by the latter's document."""
    row = (
        session()
        .execute(
            select(Document.number, Document.dated_on)
            .join(Recap, Recap.document_id == Document.id)
            .join(Corrigendum, Corrigendum.recap_id == Recap.id)
            .where(Corrigendum.document_id == document_id)
        )
        .one_or_none()
    )
    return None if row is None else (row.number or "", row.dated_on)


def affected_recaps(recaps: Iterable[Recap]) -> dict[int, int]:
    """How many counted entries were reversed since a recap, or its last corrigendum, was frozen.

    One statement whatever the number of recaps; those that nothing touched are not in the answer.
    """
    asked = [recap for recap in recaps if recap.document_id is not None]
    if not asked:
        return {}
    frozen = _frozen_moments([recap.id for recap in asked])
    touched = [_touched(recap, *frozen[recap.id]) for recap in asked if recap.id in frozen]
    if not touched:
        return {}
    found = session().execute(union_all(*touched))
    return {recap_id: count for recap_id, count in found if count}


def _frozen_moments(recap_ids: Sequence[int]) -> dict[int, tuple[datetime, datetime]]:
    """When each recap was frozen, and when its last corrigendum was, or again the same."""
    rows = session().execute(
        select(Recap.id, Document.created_at, func.max(Corrigendum.frozen_at))
        .join(Document, Document.id == Recap.document_id)
        .outerjoin(Corrigendum, Corrigendum.recap_id == Recap.id)
        .where(Recap.id.in_(recap_ids), Document.state == DocumentState.ISSUED)
        .group_by(Recap.id, Document.created_at)
    )
    return {recap_id: (frozen, last or frozen) for recap_id, frozen, last in rows}


def _touched(recap: Recap, frozen_at: datetime, last: datetime) -> Select[int, int]:
    original, period = aliased(Entry), parse_period(recap.period)
    kinds = [*AWARD_KINDS]
    if RecapSection.GUIDANCE in recap.sections:
        kinds.append(EntryKind.GUIDANCE)
    day = func.coalesce(Sanction.decided_on, original.happened_on)
    if RecapSection.DISCIPLINE in recap.sections:
        kinds.append(EntryKind.SANCTION)
    query = (
        select(literal(recap.id), func.count(Entry.id))
        .join(
            original,
            (original.agency_id == Entry.agency_id) & (original.uid == Entry.reverses_uid),
        )
        .outerjoin(
            Sanction,
            (Sanction.agency_id == original.agency_id) & (Sanction.entry_uid == original.uid),
        )
        .where(
            Entry.agency_id == recap.agency_id,
            Entry.kind == EntryKind.REVERSAL,
            Entry.recorded_at > last,
            original.recorded_at <= frozen_at,
            original.kind.in_(kinds),
            day >= period.start,
            day < period.end,
        )
    )
    if recap.unit_id is not None:
        query = query.where(original.unit_id.in_(subtree_ids(recap.unit_id)))
    return query
