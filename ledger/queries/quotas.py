"""What units may still give in a quarter, what waits for more, and who may give them more."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select, true
from sqlalchemy.orm import InstrumentedAttribute

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.approvals import ProposalState
from ledger.domain.entries import EntryKind
from ledger.domain.people import Role
from ledger.domain.posting_commands import quota_period
from ledger.domain.proposals import MeritAccountKind
from ledger.errors import NotFound, sentence
from ledger.models.entries import Balance, Entry, MeritAccount, Posting
from ledger.models.people import Person, Unit
from ledger.models.proposals import Proposal, ProposalSubject
from ledger.queries.units import below_or_top

NO_UNIT = sentence("Unit kerja ini tidak ada, atau kuotanya bukan untuk Anda atur.")

Reach = frozenset[int] | None
"""Units, or None for the whole agency."""


@dataclass(frozen=True, kw_only=True)
class QuotaLine:
    """The quota of one unit in one quarter; ``spent`` is net of corrections.

    ``waiting`` are the points of approved awards that wait, ``awards`` how many those are.
    """

    unit_id: int
    unit_code: str
    unit_name: str
    period: str
    given: int
    available: int
    waiting: int = 0
    awards: int = 0

    @property
    def spent(self) -> int:
        return self.given - self.available

    @property
    def missing(self) -> int:
        """How many points would let everything that waits take effect."""
        return max(0, self.waiting - self.available)


@dataclass(frozen=True, kw_only=True)
class WaitingAward:
    """An approved award that waits for the quota of the quarter in which the deed was done."""

    proposal_id: int
    number: str
    title: str
    name: str
    unit_id: int
    period: str
    points: int
    approved_at: datetime | None


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


def units_to_widen(actor: Actor) -> Reach:
    """The units whose quota the actor may widen: those HR looks after, and those below a post.

    Whoever heads a unit spends its quota, so the posts above it widen it; above the top of the
    tree stands nobody, so its head does.
    """
    reach = actor.units_reached(Role.HR)
    heads = [post.unit_id for post in actor.posts]
    if reach is None or not heads:
        return reach
    return reach | below_or_top(*heads)


def quota_overview(agency_id: int, period: str, reach: Reach = None) -> list[QuotaLine]:
    """Every unit with a quota in the quarter, or with awards that wait for one, by code."""
    waiting = waiting_awards(agency_id, reach, period=period)
    found = {row.id: row for row in session().execute(_given(agency_id, period, reach))}
    lines = [
        _line(row.id, row.code, row.name, period, waiting, int(row.given), row.points)
        for row in found.values()
    ]
    without = {one.unit_id for one in waiting} - found.keys()
    rows = session().execute(select(Unit.id, Unit.code, Unit.name).where(Unit.id.in_(without)))
    lines += [_line(row.id, row.code, row.name, period, waiting, 0, 0) for row in rows]
    return sorted(lines, key=lambda line: line.unit_code)


def quota_of_unit(agency_id: int, unit_id: int, period: str, reach: Reach) -> QuotaLine:
    """The quota of one unit; raises NotFound outside the reach."""
    unit = session().scalar(
        select(Unit).where(Unit.id == unit_id, Unit.agency_id == agency_id, _within(Unit.id, reach))
    )
    if unit is None:
        raise NotFound(NO_UNIT)
    there = quota_overview(agency_id, period, frozenset({unit_id}))
    return there[0] if there else _line(unit.id, unit.code, unit.name, period, (), 0, 0)


def waiting_awards(
    agency_id: int, reach: Reach, *, period: str | None = None
) -> list[WaitingAward]:
    """The approved awards that wait for a quota, those that would come first standing first."""
    others = (
        select(func.count())
        .where(ProposalSubject.proposal_id == Proposal.id)
        .correlate(Proposal)
        .scalar_subquery()
    )
    rows = session().execute(
        _waiting(agency_id, reach)
        .with_only_columns(Proposal, Person.name, Unit.name, others)
        .join(Unit, Unit.id == Proposal.unit_id)
        .outerjoin(Person, Person.id == Proposal.person_id)
        .order_by(Proposal.decided_at, Proposal.id)
    )
    found = [_award(proposal, name or unit, people - 1) for proposal, name, unit, people in rows]
    return [one for one in found if period in (None, one.period)]


def count_waiting_awards(actor: Actor) -> int:
    """How many awards wait for a quota that the actor may widen."""
    number = number_of_waiting_awards(actor)
    return 0 if number is None else session().scalar(select(number)) or 0


def number_of_waiting_awards(actor: Actor) -> ScalarSelect[int] | None:
    """The same number as a part of a larger statement; None for whoever widens no quota."""
    reach = units_to_widen(actor)
    if reach is not None and not reach:
        return None
    waiting = _waiting(actor.agency_id, reach)
    return waiting.with_only_columns(func.count(Proposal.id)).scalar_subquery()


def may_widen(actor: Actor, unit_id: int) -> bool:
    reach = units_to_widen(actor)
    return reach is None or unit_id in reach


def _waiting(agency_id: int, reach: Reach) -> Select[Proposal]:
    return select(Proposal).where(
        Proposal.agency_id == agency_id,
        Proposal.state == ProposalState.AWAITING_QUOTA,
        _within(Proposal.unit_id, reach),
    )


def _given(agency_id: int, period: str, reach: Reach) -> Select[int, str, str, int, int]:
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
    return (
        select(Unit.id, Unit.code, Unit.name, given.c.points.label("given"), Balance.points)
        .join(MeritAccount, MeritAccount.unit_id == Unit.id)
        .join(given, given.c.account_id == MeritAccount.id)
        .join(Balance, Balance.account_id == MeritAccount.id)
        .where(
            MeritAccount.kind == MeritAccountKind.QUOTA,
            MeritAccount.period == period,
            _within(Unit.id, reach),
        )
    )


def _within(column: InstrumentedAttribute[int], reach: Reach) -> ColumnElement[bool]:
    return true() if reach is None else column.in_(sorted(reach))


def _line(
    unit_id: int,
    code: str,
    name: str,
    period: str,
    waiting: Collection[WaitingAward],
    given: int,
    available: int,
) -> QuotaLine:
    mine: Sequence[WaitingAward] = [one for one in waiting if one.unit_id == unit_id]
    return QuotaLine(
        unit_id=unit_id,
        unit_code=code,
        unit_name=name,
        period=period,
        given=given,
        available=available,
        waiting=sum(one.points for one in mine),
        awards=len(mine),
    )


def _award(proposal: Proposal, name: str, others: int) -> WaitingAward:
    points = proposal.outcome.get("points") or {}
    return WaitingAward(
        proposal_id=proposal.id,
        number=proposal.number,
        title=proposal.title,
        name=f"{name} (+{others})" if others > 0 else name,
        unit_id=proposal.unit_id,
        period=quota_period(proposal.happened_on),
        points=int(points.get("amount", 0)),
        approved_at=proposal.decided_at,
    )
