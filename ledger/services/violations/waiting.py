"""What waits for a superior's word, and the case that a suspicion asks for."""

from datetime import datetime

from sqlalchemy import select

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.approvals import DecideProposal, Verdict, seen_hash
from ledger.domain.proposals import ProposalKind
from ledger.models.proposals import ApprovalStep, Proposal
from ledger.queries.cases import case_of_proposals
from ledger.queries.units import subtree_ids
from ledger.queries.violations import Concern, complaints_waiting, reports_waiting
from ledger.services.days import agency_today
from ledger.services.proposals import decide_proposal, proposal_payload
from ledger.services.superiors import superiors_for


def waiting_assessments(*, actor: Actor, now: datetime) -> list[Concern]:
    """The reports and complaints that wait for this very actor's word, oldest first."""
    if actor.person_id is None or not (actor.is_superior or actor.posts):
        return []
    today = agency_today(actor.agency_id, now=now)
    units = subtree_ids(*(post.unit_id for post in actor.posts))
    waiting = [
        *reports_waiting(actor.agency_id, units, actor.person_id),
        *complaints_waiting(actor.agency_id, units, actor.person_id),
    ]
    wanted = {
        one: (one.subject_id, () if one.excluded_id is None else (one.excluded_id,))
        for one in waiting
    }
    superiors = superiors_for(wanted, on=today)
    mine = [
        one
        for one, official in superiors.items()
        if official is not None and official.person_id == actor.person_id
    ]
    return sorted(mine, key=lambda one: (one.known_on, one.number))


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
