"""Reading a proposal to change it, and changing its state only from the state it was read in."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.approvals import (
    PROPOSAL_STATE_LABELS,
    ProposalEvent,
    ProposalState,
    Verdict,
    next_state,
)
from ledger.domain.formats import datetime_text
from ledger.errors import Conflict, NotFound, sentence
from ledger.models.people import Agency
from ledger.models.proposals import ApprovalStep, Proposal
from ledger.services.events import record_event

NO_SUCH_PROPOSAL = sentence("Rancangan keputusan ini tidak ditemukan.")
ALREADY = {
    Verdict.APPROVE: sentence("Usulan ini sudah disetujui oleh %(name)s pada %(when)s."),
    Verdict.RETURN: sentence("Usulan ini sudah dikembalikan oleh %(name)s pada %(when)s."),
    Verdict.REJECT: sentence("Usulan ini sudah ditolak oleh %(name)s pada %(when)s."),
}
NOT_WAITING = sentence("Usulan ini tidak menunggu keputusan. Statusnya %(state)s.")
MOVED_MEANWHILE = sentence("Rancangan ini baru saja berubah. Muat ulang, lalu periksa lagi.")


def held_proposal(work: Session, proposal_id: int, actor: Actor) -> Proposal:
    """The proposal, held against everybody else until the transaction ends; raises NotFound."""
    proposal = work.scalar(
        select(Proposal)
        .where(Proposal.id == proposal_id, Proposal.agency_id == actor.agency_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if proposal is None:
        raise NotFound(NO_SUCH_PROPOSAL)
    # A list read before somebody else's commit would still show their step as open.
    work.refresh(proposal, ["steps", "subjects"])
    return proposal


def waiting_step(proposal: Proposal) -> ApprovalStep:
    """The step that waits now; raises Conflict telling who decided, and when, where none does."""
    if proposal.state is not ProposalState.PENDING:
        raise already_decided(proposal)
    return next(step for step in proposal.steps if step.position == proposal.current_step)


def already_decided(proposal: Proposal) -> Conflict:
    """Who decided last and when, by the clock of the agency."""
    decided = [step for step in proposal.steps if step.verdict is not None]
    if not decided:
        label = PROPOSAL_STATE_LABELS[proposal.state].lower()
        return Conflict(NOT_WAITING, code="not_waiting", state=label)
    last = decided[-1]
    return Conflict(
        ALREADY[Verdict(last.verdict or Verdict.APPROVE)],
        code="already_decided",
        name=last.official.get("full_name") or last.official.get("name", ""),
        when=_moment(proposal, last),
    )


def move(work: Session, proposal: Proposal, event: ProposalEvent, **values: Any) -> ProposalState:
    """Take the step of the state table, unless somebody moved the proposal since it was read."""
    state = next_state(proposal.state, event)
    work.flush()
    moved = work.execute(
        update(Proposal)
        .where(
            Proposal.id == proposal.id,
            Proposal.state == proposal.state,
            Proposal.current_step == proposal.current_step,
        )
        .values(state=state, **values)
        .execution_options(synchronize_session=False)
    )
    if getattr(moved, "rowcount", 0) != 1:
        raise Conflict(MOVED_MEANWHILE, code="seen_changed")
    work.refresh(proposal)
    return state


def _moment(proposal: Proposal, step: ApprovalStep) -> str:
    zone = session().scalar(select(Agency.zone).where(Agency.id == proposal.agency_id))
    return datetime_text(step.decided_at, zone or "WIB") if step.decided_at else ""


def record_step(proposal: Proposal, action: str, *, actor: Actor, now: datetime) -> None:
    """One line of the trail for what happened to a proposal, with the state it now has."""
    record_event(
        f"proposal:{proposal.kind}:{action}",
        subject_kind="proposal",
        subject_id=proposal.id,
        actor=actor,
        now=now,
        data={"state": proposal.state.value},
    )
