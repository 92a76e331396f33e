"""The board of a period: kept totals and what was posted since, read in one statement."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Result,
    Select,
    and_,
    case,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from ledger.database import UtcDateTime, session
from ledger.domain.approvals import ProposalState
from ledger.domain.boards import (
    BoardPolicy,
    BoardVisibility,
    Bracket,
    UnitTotal,
    brackets_of,
    counts_until,
    is_final,
)
from ledger.domain.entries import EntryKind
from ledger.domain.people import PersonKind, PersonState
from ledger.domain.periods import Period, local_day
from ledger.domain.proposals import MeritAccountKind, ProposalKind
from ledger.models.boards import BoardMark, BoardTotal
from ledger.models.boards import BoardPolicy as PolicyRow
from ledger.models.commendations import Service
from ledger.models.entries import Entry, MeritAccount, PendingLeaf, Posting, SealedLeaf
from ledger.models.people import Person, Unit
from ledger.models.proposals import Proposal

#: What may still change the points of a period that ended.
UNDECIDED = (
    ProposalState.PENDING,
    ProposalState.RETURNED,
    ProposalState.AWAITING_QUOTA,
)


@dataclass(frozen=True, kw_only=True)
class Board:
    """``frozen_at`` is the first day whose decisions do not count yet; ``undecided`` how many wait.

    ``own_unit_id`` is the unit of the reader; ``points`` all points of the period, those of units
    that are not listed too.
    """

    period: Period
    policy: BoardPolicy
    brackets: tuple[Bracket, ...]
    frozen_at: date | None
    undecided: int
    is_final: bool
    own_unit_id: int | None


@dataclass(frozen=True, kw_only=True)
class PolicyLine:
    """One decision about the board, as its history shows it."""

    policy: BoardPolicy
    reason: str
    decided_by: str
    decided_at: datetime


def policy_in_force(agency_id: int) -> BoardPolicy:
    """The newest decision, or what holds without one."""
    row = session().scalar(
        select(PolicyRow)
        .where(PolicyRow.agency_id == agency_id)
        .order_by(PolicyRow.id.desc())
        .limit(1)
    )
    if row is None:
        return BoardPolicy()
    return BoardPolicy(visibility=row.visibility, brackets=row.brackets)


def policy_history(agency_id: int) -> list[PolicyLine]:
    """Every decision about the board, the newest first."""
    rows = session().scalars(
        select(PolicyRow).where(PolicyRow.agency_id == agency_id).order_by(PolicyRow.id.desc())
    )
    return [
        PolicyLine(
            policy=BoardPolicy(visibility=row.visibility, brackets=row.brackets),
            reason=row.reason,
            decided_by=row.decided_name,
            decided_at=row.decided_at,
        )
        for row in rows
    ]


def get_board(
    agency_id: int,
    period: Period,
    *,
    policy: BoardPolicy,
    today: date,
    zone: str,
    own_unit_id: int | None,
) -> Board:
    """The board as the policy lets the reader see it; only the own unit where it says so."""
    undecided = _undecided(agency_id, period)
    frozen_at = counts_until(period, today=today, undecided=undecided)
    points = points_by_unit(agency_id, period, decided_before=frozen_at, zone=zone)
    brackets = brackets_of(_totals(agency_id, points), policy.brackets)
    if policy.visibility is BoardVisibility.UNIT:
        brackets = _only(brackets, own_unit_id)
    return Board(
        period=period,
        policy=policy,
        brackets=brackets,
        frozen_at=frozen_at,
        undecided=undecided,
        is_final=is_final(period, today=today, undecided=undecided),
        own_unit_id=own_unit_id,
    )


def points_by_unit(
    agency_id: int, period: Period, *, decided_before: date | None, zone: str
) -> Mapping[int, int]:
    """Points per unit of what happened in the period, by the unit people belonged to then."""
    since = (_live(part, period) for part in _unkept(agency_id))
    rows: Result[Any] = session().execute(
        union_all(_kept(agency_id, period, decided_before), *since)
    )
    found: dict[int, int] = defaultdict(int)
    for row in rows:
        is_kept = row.decided_at is None
        if is_kept or decided_before is None or local_day(row.decided_at, zone) < decided_before:
            found[row.unit_id] += int(row.points)
    return found


def _kept(
    agency_id: int, period: Period, decided_before: date | None
) -> Select[int, datetime, int]:
    """The totals of the period, a row a unit; a period begins and ends with a month."""
    query: Select[int, datetime, int] = (
        select(
            BoardTotal.unit_id.label("unit_id"),
            null().cast(UtcDateTime()).label("decided_at"),
            func.sum(BoardTotal.points).label("points"),
        )
        .where(
            BoardTotal.agency_id == agency_id,
            BoardTotal.happened_month >= period.start,
            BoardTotal.happened_month < period.end,
        )
        .group_by(BoardTotal.unit_id)
    )
    return query.where(BoardTotal.decided_month < decided_before) if decided_before else query


def sealed_points(agency_id: int, *, start: int, end: int) -> Iterator[Any]:
    """Rows of unit_id, happened_on, decided_at and points, of the sealed entries [start, end)."""
    query = _postings().join(SealedLeaf, SealedLeaf.entry_id == Entry.id)
    return iter(
        session().execute(
            query.where(
                SealedLeaf.agency_id == agency_id,
                SealedLeaf.position >= start,
                SealedLeaf.position < end,
            ).execution_options(yield_per=5_000)
        )
    )


def _unkept(agency_id: int) -> tuple[Select[Any], Select[Any]]:
    """What no total holds: sealed since the mark, or not sealed yet."""
    mark = func.coalesce(
        select(BoardMark.position).where(BoardMark.agency_id == agency_id).scalar_subquery(), 0
    )
    return (
        _postings()
        .join(SealedLeaf, SealedLeaf.entry_id == Entry.id)
        .where(SealedLeaf.agency_id == agency_id, SealedLeaf.position >= mark),
        _postings()
        .join(PendingLeaf, PendingLeaf.entry_id == Entry.id)
        .where(PendingLeaf.agency_id == agency_id),
    )


def _live(query: Select[Any], period: Period) -> Select[Any]:
    happened = Entry.happened_on
    return query.where(happened >= period.start, happened < period.end).with_only_columns(
        _UNIT.label("unit_id"),
        Entry.decided_at.label("decided_at"),
        Posting.points_delta.label("points"),
        maintain_column_froms=True,
    )


#: A person's points belong to the unit of the entry, which is where the person worked then.
_UNIT = case(
    (MeritAccount.kind == MeritAccountKind.UNIT, MeritAccount.unit_id), else_=Entry.unit_id
)


def _postings() -> Select[Any]:
    """Points that somebody earned, and what took them back; never openings nor expiry."""
    original = aliased(Entry)
    earned = or_(
        Entry.kind == EntryKind.AWARD_POINTS,
        and_(Entry.kind == EntryKind.REVERSAL, original.kind == EntryKind.AWARD_POINTS),
    )
    return (
        select(
            _UNIT.label("unit_id"),
            Entry.happened_on,
            Entry.decided_at,
            Posting.points_delta.label("points"),
        )
        .select_from(Entry)
        .join(Posting, Posting.entry_id == Entry.id)
        .join(MeritAccount, MeritAccount.id == Posting.account_id)
        .outerjoin(
            original,
            and_(original.agency_id == Entry.agency_id, original.uid == Entry.reverses_uid),
        )
        .where(
            earned,
            MeritAccount.kind.in_((MeritAccountKind.PERSON, MeritAccountKind.UNIT)),
            _UNIT.is_not(None),
        )
    )


def _totals(agency_id: int, points: Mapping[int, int]) -> Sequence[UnitTotal]:
    heads = (
        select(Person.unit_id, func.count().label("heads"))
        .where(
            Person.agency_id == agency_id,
            Person.state == PersonState.ACTIVE,
            Person.kind != PersonKind.PEJABAT_NEGARA,
        )
        .group_by(Person.unit_id)
        .subquery()
    )
    serves = (
        select(literal(1))
        .where(Service.unit_id == Unit.id)
        .correlate(Unit)
        .exists()
        .label("serves")
    )
    parent = aliased(Unit)
    rows = session().execute(
        select(Unit.id, Unit.name, heads.c.heads, serves, parent.name.label("parent"))
        .join(heads, heads.c.unit_id == Unit.id)
        .outerjoin(parent, parent.id == Unit.parent_id)
        .where(Unit.agency_id == agency_id)
        .order_by(Unit.name, Unit.id)
    )
    return [
        UnitTotal(
            unit_id=row.id,
            name=row.name,
            heads=row.heads,
            points=points.get(row.id, 0),
            serves_citizens=bool(row.serves),
            parent=row.parent or "",
        )
        for row in rows
    ]


def _undecided(agency_id: int, period: Period) -> int:
    """Awards of the period, and corrections of awards, that wait for a decision or a quota."""
    awards = select(Entry.uid).where(
        Entry.agency_id == agency_id,
        Entry.kind == EntryKind.AWARD_POINTS,
        Entry.uid == Proposal.reverses_uid,
    )
    counted = session().scalar(
        select(func.count())
        .select_from(Proposal)
        .where(
            Proposal.agency_id == agency_id,
            or_(Proposal.kind == ProposalKind.AWARD, Proposal.reverses_uid.in_(awards)),
            Proposal.state.in_(UNDECIDED),
            Proposal.happened_on >= period.start,
            Proposal.happened_on < period.end,
        )
    )
    return int(counted or 0)


def _only(brackets: Sequence[Bracket], unit_id: int | None) -> tuple[Bracket, ...]:
    """The brackets cut down to one unit's own line, without its place among the others."""
    return tuple(
        Bracket(label=bracket.label, rows=rows, too_small=0)
        for bracket in brackets
        if (rows := tuple(row for row in bracket.rows if row.unit.unit_id == unit_id))
    )
