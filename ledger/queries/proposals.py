"""What waits for an official, and what was decided: the count and the list are one query."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    ScalarSelect,
    Select,
    and_,
    exists,
    func,
    not_,
    or_,
    select,
    union,
)
from sqlalchemy.orm import aliased

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.approvals import ProposalState, StepCapacity
from ledger.domain.people import Role
from ledger.domain.proposals import ProposalKind
from ledger.models.people import Person, Unit
from ledger.models.proposals import ApprovalStep, Proposal, ProposalSubject, Reply
from ledger.models.rules import Firing


@dataclass(frozen=True, kw_only=True)
class QueueFilter:
    """What of the queue is asked for; the address of the page carries it."""

    kind: ProposalKind | None = None
    unit_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ProposalLine:
    """One proposal in a list. ``name`` is the first subject, ``others`` how many more there are."""

    id: int
    number: str
    kind: ProposalKind
    state: ProposalState
    title: str
    name: str
    others: int
    unit: str
    points: int
    evidence_count: int | None
    due_on: date | None
    moved_reason: str
    decided_at: datetime | None
    created_at: datetime

    @property
    def is_award(self) -> bool:
        return self.kind is ProposalKind.AWARD


_step, _holder, _subject = ApprovalStep, aliased(Person), aliased(Person)


def count_queue(actor: Actor, asked: QueueFilter | None = None) -> int:
    """How many proposals wait for the actor: exactly the length of ``list_queue``."""
    number = number_in_queue(actor, asked)
    return 0 if number is None else session().scalar(select(number)) or 0


def number_in_queue(actor: Actor, asked: QueueFilter | None = None) -> ScalarSelect[int] | None:
    """The same number as a part of a larger statement; None for whoever decides nothing."""
    if actor.person_id is None:
        return None
    waiting = _queue(actor, asked or QueueFilter()).with_only_columns(Proposal.id).subquery()
    return select(func.count()).select_from(waiting).scalar_subquery()


def list_queue(actor: Actor, asked: QueueFilter, *, offset: int, limit: int) -> list[ProposalLine]:
    """The proposals that wait for the actor, the most urgent first."""
    rows = (
        _queue(actor, asked)
        .order_by(Proposal.due_on.is_(None), Proposal.due_on, Proposal.id)
        .offset(offset)
        .limit(limit)
    )
    return _lines(rows)


def queue_units(actor: Actor) -> Sequence[tuple[int, str]]:
    """The units from which something waits for the actor, for the filter."""
    ids = _queue(actor, QueueFilter()).with_only_columns(Proposal.unit_id)
    rows = session().execute(select(Unit.id, Unit.name).where(Unit.id.in_(ids)).order_by(Unit.name))
    return [(row.id, row.name) for row in rows]


def list_named(actor: Actor, proposal_ids: Collection[int]) -> list[ProposalLine]:
    """Those of the proposals that wait for the actor, in the order of the queue."""
    rows = _queue(actor, QueueFilter()).where(Proposal.id.in_(proposal_ids))
    return _lines(rows.order_by(Proposal.due_on.is_(None), Proposal.due_on, Proposal.id))


def waits_for(actor: Actor, proposal_id: int) -> bool:
    """Whether the proposal stands in the actor's queue."""
    rows = _queue(actor, QueueFilter()).with_only_columns(Proposal.id)
    return session().scalar(rows.where(Proposal.id == proposal_id)) is not None


def count_decided(actor: Actor) -> int:
    decided = _decided(actor).with_only_columns(Proposal.id).subquery()
    return session().scalar(select(func.count()).select_from(decided)) or 0


def list_decided(actor: Actor, *, offset: int, limit: int) -> list[ProposalLine]:
    """What the actor decided, the latest first."""
    rows = _decided(actor).order_by(ApprovalStep.decided_at.desc(), Proposal.id.desc())
    return _lines(rows.offset(offset).limit(limit))


def count_overseen(actor: Actor, state: ProposalState | None = None) -> int:
    overseen = _overseen(actor, state).with_only_columns(Proposal.id).subquery()
    return session().scalar(select(func.count()).select_from(overseen)) or 0


def list_overseen(
    actor: Actor, state: ProposalState | None, *, offset: int, limit: int
) -> list[ProposalLine]:
    """The proposals of the units that HR looks after, and those the actor put forward."""
    rows = _overseen(actor, state).order_by(Proposal.created_at.desc(), Proposal.id.desc())
    return _lines(rows.offset(offset).limit(limit))


def list_replies(actor: Actor) -> list[tuple[int, str, date]]:
    """What awaits the actor's own reply: proposal, title and the last day."""
    rows = session().execute(
        select(Proposal.id, Proposal.title, Reply.due_on)
        .join(Reply, Reply.proposal_id == Proposal.id)
        .where(_awaits_reply_of(actor))
        .order_by(Reply.due_on, Proposal.id)
    )
    return [(row.id, row.title, row.due_on) for row in rows]


def number_of_replies(actor: Actor) -> ScalarSelect[int]:
    """What waits for a reply of the actor, to be counted beside others in one statement."""
    rows = select(func.count()).select_from(Proposal).join(Reply, Reply.proposal_id == Proposal.id)
    return rows.where(_awaits_reply_of(actor)).scalar_subquery()


def _awaits_reply_of(actor: Actor) -> ColumnElement[bool]:
    return and_(Reply.person_id == actor.person_id, Proposal.state == ProposalState.AWAITING_REPLY)


def _base() -> Select[*tuple[Any, ...]]:
    """A proposal with the step that waits, who holds it, and its first subject."""
    return (
        select(Proposal, Unit.name, _subject.name, _step.moved_reason, Firing.inputs)
        .join(Unit, Unit.id == Proposal.unit_id)
        .outerjoin(_subject, _subject.id == Proposal.person_id)
        .outerjoin(Firing, Firing.id == Proposal.firing_id)
    )


def _queue(actor: Actor, asked: QueueFilter) -> Select[*tuple[Any, ...]]:
    at_step = and_(
        _step.proposal_id == Proposal.id,
        _step.position == Proposal.current_step,
        _step.verdict.is_(None),
    )
    mine = or_(_step.assignee_id == actor.person_id, _held_by_post(actor))
    to_decide = and_(Proposal.state == ProposalState.PENDING, mine)
    to_assess = and_(
        Proposal.state == ProposalState.AWAITING_ASSESSMENT,
        or_(_subject.superior_id == actor.person_id, _stands_in(actor)),
    )
    rows = (
        _base()
        .join(_step, at_step)
        .outerjoin(_holder, _holder.id == _step.assignee_id)
        .where(
            Proposal.agency_id == actor.agency_id,
            Proposal.id.in_(_within_sight(actor)),
            or_(to_decide, to_assess),
            not_(_is_about(actor)),
            or_(
                Proposal.proposer_id.is_(None),
                Proposal.proposer_id != actor.person_id,
                to_assess,
            ),
        )
    )
    if asked.kind is not None:
        rows = rows.where(Proposal.kind == asked.kind)
    if asked.unit_id is not None:
        rows = rows.where(Proposal.unit_id == asked.unit_id)
    return rows


def _within_sight(actor: Actor) -> CompoundSelect[int]:
    """What may be in the queue at all, by indexes: its time is then that of one official's work."""
    assigned = select(_step.proposal_id).where(
        _step.assignee_id == actor.person_id, _step.verdict.is_(None)
    )
    by_post = select(_step.proposal_id).where(
        _step.unit_id.in_([post.unit_id for post in actor.posts]), _step.verdict.is_(None)
    )
    staff = select(Person.id).where(Person.superior_id == actor.person_id)
    to_assess = select(Proposal.id).where(Proposal.person_id.in_(staff))
    return union(assigned, by_post, to_assess)


def _stands_in(actor: Actor) -> ColumnElement[bool]:
    """The recorded superior heads a unit whose post the actor holds today, or has left it."""
    heads = select(Person.id).where(
        Person.is_unit_head, Person.unit_id.in_([post.unit_id for post in actor.posts])
    )
    return _subject.superior_id.in_(heads)


def _held_by_post(actor: Actor) -> ColumnElement[bool]:
    """The step belongs to a post the actor holds now, whoever held it when it was given out.

    A direct superior who heads no unit decides as that person, never by the post of the unit.
    """
    return and_(
        _step.unit_id.in_([post.unit_id for post in actor.posts]),
        or_(
            _step.required != StepCapacity.DIRECT_SUPERIOR,
            _step.assignee_id.is_(None),
            _holder.is_unit_head,
            _subject.superior_id != _step.assignee_id,
        ),
    )


def _is_about(actor: Actor) -> ColumnElement[bool]:
    return exists().where(
        ProposalSubject.proposal_id == Proposal.id,
        ProposalSubject.person_id == actor.person_id,
    )


def _decided(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        _base()
        .join(_step, _step.proposal_id == Proposal.id)
        .where(Proposal.agency_id == actor.agency_id, _step.decided_by == actor.person_id)
    )


def _overseen(actor: Actor, state: ProposalState | None) -> Select[*tuple[Any, ...]]:
    at_step = and_(_step.proposal_id == Proposal.id, _step.position == Proposal.current_step)
    reach = [grant.unit_ids for grant in actor.grants if grant.role is Role.HR]
    concerns = [Proposal.proposer_id == actor.person_id]
    if None in reach:
        concerns.append(Proposal.agency_id == actor.agency_id)
    for unit_ids in filter(None, reach):
        concerns.append(Proposal.unit_id.in_(unit_ids))
    rows = (
        _base()
        .outerjoin(_step, at_step)
        .where(Proposal.agency_id == actor.agency_id, or_(*concerns), not_(_is_about(actor)))
    )
    return rows if state is None else rows.where(Proposal.state == state)


def _lines(rows: Select[*tuple[Any, ...]]) -> list[ProposalLine]:
    found = session().execute(rows).all()
    sizes = _team_sizes([row[0].id for row in found])
    return [
        ProposalLine(
            id=proposal.id,
            number=proposal.number,
            kind=proposal.kind,
            state=proposal.state,
            title=proposal.title,
            name=name or unit,
            others=max(0, sizes.get(proposal.id, 0) - 1),
            unit=unit,
            points=_points(proposal),
            evidence_count=((inputs or {}).get("fact") or {}).get("evidence_count"),
            due_on=proposal.due_on,
            moved_reason=moved_reason or "",
            decided_at=proposal.decided_at,
            created_at=proposal.created_at,
        )
        for proposal, unit, name, moved_reason, inputs in found
    ]


def _points(proposal: Proposal) -> int:
    points = proposal.outcome.get("points")
    return int(points["amount"]) if points else 0


def _team_sizes(proposal_ids: Collection[int]) -> dict[int, int]:
    rows = session().execute(
        select(ProposalSubject.proposal_id, func.count())
        .where(ProposalSubject.proposal_id.in_(proposal_ids))
        .group_by(ProposalSubject.proposal_id)
    )
    return {row[0]: row[1] for row in rows}
