"""What a proposer does with their own: take it back, or send it again after a return."""

from datetime import datetime

from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.approvals import ProposalEvent, ProposalState, Verdict
from ledger.domain.people import Role
from ledger.domain.wording import require_reason
from ledger.errors import Forbidden, sentence
from ledger.models.proposals import ApprovalStep, Proposal
from ledger.queries.proposal_access import access_to
from ledger.services.days import agency_today
from ledger.services.proposals.moving import held_proposal, move, record_step
from ledger.services.proposals.steps import (
    DECISION_DAYS_KEY,
    assign,
    due_day,
    participants_of,
    resolve_again,
    tell_turn,
)

ONLY_PROPOSER = sentence("Hanya yang mengajukan rancangan ini yang dapat melakukannya.")


def withdraw(proposal_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a proposal back before it is decided; for its proposer, or HR when it has none."""
    with transaction() as work:
        proposal = held_proposal(work, proposal_id, actor)
        _require_proposer(proposal, actor)
        move(work, proposal, ProposalEvent.WITHDRAW, due_on=None)
        record_step(proposal, "withdrawn", actor=actor, now=now)


def resubmit(proposal_id: int, reason: str, *, actor: Actor, now: datetime) -> ProposalState:
    """Send a returned proposal again; ``reason`` says what was mended (20 characters or more).

    The steps approved before stay approved; the one that returned it decides again, as a new step.
    """
    require_reason(reason)
    with transaction() as work:
        proposal = held_proposal(work, proposal_id, actor)
        _require_proposer(proposal, actor)
        today = agency_today(proposal.agency_id, now=now)
        due_on = due_day(proposal.agency_id, proposal.unit_id, key=DECISION_DAYS_KEY, on=today)
        state = move(
            work,
            proposal,
            ProposalEvent.RESUBMIT,
            reason=reason.strip(),
            current_step=proposal.current_step + 1,
            due_on=due_on,
        )
        _renew_steps(work, proposal, now)
        record_step(proposal, "resubmitted", actor=actor, now=now)
        return state


def _renew_steps(work: Session, proposal: Proposal, now: datetime) -> None:
    """Open the returned step anew, and move those after it one place on."""
    today = agency_today(proposal.agency_id, now=now)
    participants = participants_of(proposal)
    returned = next(one for one in reversed(proposal.steps) if one.verdict is Verdict.RETURN)
    # From the last on, so that no two ever share a place.
    for step in reversed([one for one in proposal.steps if one.verdict is None]):
        step.position += 1
        work.flush()
    renewed = ApprovalStep(
        agency_id=proposal.agency_id,
        proposal_id=proposal.id,
        position=returned.position + 1,
        required=returned.required,
        unit_id=returned.unit_id,
    )
    assign(renewed, resolve_again(proposal, renewed, participants, on=today))
    work.add(renewed)
    work.flush()
    work.refresh(proposal, ["steps"])
    tell_turn(proposal, renewed, now=now)


def _require_proposer(proposal: Proposal, actor: Actor) -> None:
    if proposal.proposer_id is not None and proposal.proposer_id == actor.person_id:
        return
    if proposal.proposer_id is None and actor.has_role(Role.HR, proposal.unit_id):
        return
    access_to(proposal.id, actor)
    raise Forbidden(ONLY_PROPOSER)
