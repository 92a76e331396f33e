"""What a unit may still give this quarter."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from ledger.database import session
from ledger.domain.entries import EntryKind
from ledger.domain.posting_commands import quota_period
from ledger.domain.proposals import MeritAccountKind
from ledger.models.entries import Balance, Entry, MeritAccount, Posting
from ledger.models.people import Unit


@dataclass(frozen=True, kw_only=True)
class QuotaLine:
    """The quota of one unit in one quarter; ``spent`` is net of corrections."""

    unit_id: int
    unit_code: str
    unit_name: str
    period: str
    given: int
    available: int

    @property
    def spent(self) -> int:
        return self.given - self.available


def quota_available(unit_id: int, *, on: date) -> int:
    """Points left in the unit's quota for the quarter of the day; none when it was never opened."""
    there = (
        select(Balance.points)
        .join(MeritAccount, MeritAccount.id == Balance.account_id)
        .where(
            MeritAccount.unit_id == unit_id,
            MeritAccount.kind == MeritAccountKind.QUOTA,
            MeritAccount.period == quota_period(on),
        )
    )
    return session().scalar(there) or 0


def quota_overview(agency_id: int, period: str) -> list[QuotaLine]:
    """Every unit with a quota in the quarter, by code."""
    given = (
        select(Posting.account_id, func.sum(Posting.points_delta).label("points"))
        .join(Entry, Entry.id == Posting.entry_id)
        .join(MeritAccount, MeritAccount.id == Posting.account_id)
        .where(
            MeritAccount.agency_id == agency_id,
            MeritAccount.kind == MeritAccountKind.QUOTA,
            MeritAccount.period == period,
            Entry.kind.in_((EntryKind.QUOTA_OPENING, EntryKind.QUOTA_WIDENED)),
        )
        .group_by(Posting.account_id)
        .subquery()
    )
    rows = session().execute(
        select(Unit.id, Unit.code, Unit.name, given.c.points, Balance.points)
        .join(MeritAccount, MeritAccount.unit_id == Unit.id)
        .join(given, given.c.account_id == MeritAccount.id)
        .join(Balance, Balance.account_id == MeritAccount.id)
        .where(MeritAccount.kind == MeritAccountKind.QUOTA, MeritAccount.period == period)
        .order_by(Unit.code)
    )
    return [
        QuotaLine(
            unit_id=unit_id,
            unit_code=code,
            unit_name=name,
            period=period,
            given=int(points),
            available=available,
        )
        for unit_id, code, name, points, available in rows
    ]
