"""The case that a suspicion asks for, opened without a second screen."""

from datetime import datetime

from sqlalchemy import select

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.approvals import DecideProposal, Verdict, seen_hash
from ledger.domain.proposals import ProposalKind
from ledger.models.proposals import ApprovalStep, Proposal
from ledger.queries.cases import case_of_proposals
from ledger.services.proposals import decide_proposal, proposal_payload


def open_at_once(proposal_ids: list[int], *, actor: Actor, now: datetime) -> int | None:
    """Approve the opening of the case that the actor just asked for, when it is theirs to decide.

    Spares the superior a second screen that would say the same. Returns the id of the case, None
    when somebody else decides it.
    """
    with transaction() as work:
        mine = work.scalars(
            select(Proposal.id)
            .join(ApprovalStep, ApprovalStep.proposal_id == Proposal.id)
            .where(
                Proposal.id.in_(proposal_ids),
                Proposal.kind == ProposalKind.OPEN_CASE,
                ApprovalStep.position == Proposal.current_step,
                ApprovalStep.assignee_id == actor.person_id,
            )
        ).all()
        for proposal_id in mine:
            command = DecideProposal(
                proposal_id=proposal_id,
                verdict=Verdict.APPROVE,
                seen_sha256=seen_hash(proposal_payload(proposal_id)),
            )
            decide_proposal(command, actor=actor, now=now)
        return case_of_proposals(mine)
