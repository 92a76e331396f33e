"""What keeps proposals going by themselves: posts that change hands, terms, widened quotas."""

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from ledger.database import session, transaction
from ledger.domain.actors import Actor, system_actor
from ledger.domain.approvals import ProposalState, Verdict
from ledger.errors import sentence
from ledger.models.people import Person
from ledger.models.proposals import ApprovalStep, Proposal, Reply
from ledger.services.days import agency_today
from ledger.services.events import notify, record_event
from ledger.services.proposals.granting import grant
from ledger.services.proposals.moving import held_proposal
from ledger.services.proposals.replying import record_unused_reply
from ledger.services.proposals.steps import assign, participants_of, resolve_again, tell_turn

OVERDUE = sentence("Ada rancangan keputusan di bawah Anda yang melewati batas waktunya.")


def reassign_steps(agency_id: int, *, now: datetime) -> int:
    """Give waiting steps to whoever holds their posts today, and tell the superiors of the late.

    Returns how many steps changed hands. Safe to run as often as wanted.
    """
    today = agency_today(agency_id, now=now)
    moved = 0
    with transaction() as work:
        waiting = work.scalars(
            select(Proposal)
            .where(Proposal.agency_id == agency_id, Proposal.state == ProposalState.PENDING)
            .options(selectinload(Proposal.steps), selectinload(Proposal.subjects))
            .order_by(Proposal.id)
        ).all()
        for proposal in waiting:
            step = next(one for one in proposal.steps if one.position == proposal.current_step)
            moved += _reassign(proposal, step, now)
            if proposal.due_on is not None and proposal.due_on < today:
                _escalate(proposal, step, now)
    return moved


def lapse_replies(agency_id: int, *, now: datetime) -> int:
    """Record the right to reply as not used wherever its last day has passed; returns how many."""
    today = agency_today(agency_id, now=now)
    lapsed = (
        session()
        .scalars(
            select(Proposal.id)
            .join(Reply, Reply.proposal_id == Proposal.id)
            .where(
                Proposal.agency_id == agency_id,
                Proposal.state == ProposalState.AWAITING_REPLY,
                Reply.due_on < today,
            )
            .order_by(Proposal.id)
        )
        .all()
    )
    for proposal_id in lapsed:
        record_unused_reply(proposal_id, actor=system_actor(agency_id), now=now)
    return len(lapsed)


def release_cleared(agency_id: int, *, now: datetime) -> list[int]:
    """Give the awards that waited for HR, oldest first, whose people nothing holds any more.

    When they were cleared or their hold ran out; the award counts from the day it happened on.
    Returns those that took effect; the others go on waiting, or wait for their unit's quota.
    """
    actor = system_actor(agency_id)
    with transaction() as work:
        waiting = work.scalars(_waiting(agency_id, ProposalState.AWAITING_VERIFICATION)).all()
    released = []
    for proposal_id in waiting:
        with transaction() as work:
            if _release(work, proposal_id, actor, now):
                released.append(proposal_id)
    return released


def release_waiting(unit_id: int, *, actor: Actor, now: datetime) -> list[int]:
    """Give the approved awards that wait for the unit's quota, oldest first, while it suffices.

    Returns the proposals that took effect; joins the caller's transaction.
    """
    released = []
    with transaction() as work:
        asked = _waiting(actor.agency_id, ProposalState.AWAITING_QUOTA)
        for proposal_id in work.scalars(asked.where(Proposal.unit_id == unit_id)).all():
            if _release(work, proposal_id, actor, now):
                released.append(proposal_id)
    return released


def _waiting(agency_id: int, state: ProposalState) -> Select[int]:
    return (
        select(Proposal.id)
        .where(Proposal.agency_id == agency_id, Proposal.state == state)
        .order_by(Proposal.decided_at, Proposal.id)
    )


def _release(work: Session, proposal_id: int, actor: Actor, now: datetime) -> bool:
    proposal = held_proposal(work, proposal_id, actor)
    if proposal.state not in (ProposalState.AWAITING_QUOTA, ProposalState.AWAITING_VERIFICATION):
        return False
    step = next((one for one in reversed(proposal.steps) if one.verdict is Verdict.APPROVE), None)
    if grant(work, proposal, step, actor=actor, now=now) is not ProposalState.APPROVED:
        return False
    record_event(
        "proposal:award:released",
        subject_kind="proposal",
        subject_id=proposal_id,
        actor=actor,
        now=now,
    )
    return True


def _reassign(proposal: Proposal, step: ApprovalStep, now: datetime) -> bool:
    participants = participants_of(proposal)
    today = agency_today(proposal.agency_id, now=now)
    resolved = resolve_again(proposal, step, participants, on=today)
    if resolved.assignee_id == step.assignee_id:
        return False
    assign(step, resolved)
    tell_turn(proposal, step, now=now)
    record_event(
        "proposal:step:reassigned",
        subject_kind="proposal",
        subject_id=proposal.id,
        actor=system_actor(proposal.agency_id),
        now=now,
        data={"step": step.position, "assignee_id": resolved.assignee_id},
    )
    return True


def _escalate(proposal: Proposal, step: ApprovalStep, now: datetime) -> None:
    superior_id = session().scalar(select(Person.superior_id).where(Person.id == step.assignee_id))
    if superior_id is not None:
        notify(
            agency_id=proposal.agency_id,
            person_id=superior_id,
            key=f"proposal:{proposal.id}:overdue:{step.position}",
            text=OVERDUE,
            path="/keputusan",
            now=now,
        )
