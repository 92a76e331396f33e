"""A verdict: by the right official, on exactly what was seen, and only once."""

from datetime import date, datetime
from typing import NoReturn

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.database import session, transaction
from ledger.domain.actors import Actor
from ledger.domain.approvals import (
    NOT_FOUR_EYES,
    YOU_DECIDED,
    YOU_VERIFIED,
    DecideProposal,
    ProposalState,
    Verdict,
    event_for,
    require_four_eyes,
    require_seen,
    require_verdict_reason,
)
from ledger.domain.authority import DecisionType, can_decide, require_authority
from ledger.domain.officials import Official, ResolvedStep
from ledger.domain.people import PersonKind
from ledger.domain.positions import PositionLevel
from ledger.domain.proposals import ProposalKind, StepCapacity
from ledger.errors import Forbidden, RuleRefused, sentence
from ledger.models.people import Person, Position
from ledger.models.proposals import ApprovalStep, Proposal
from ledger.queries.proposal_access import access_to
from ledger.queries.proposal_files import payloads_of
from ledger.services.days import agency_today
from ledger.services.events import notify, record_event
from ledger.services.officials import official_snapshot
from ledger.services.proposals.granting import grant
from ledger.services.proposals.moving import already_decided, held_proposal, move, waiting_step
from ledger.services.proposals.steps import (
    DECISION_DAYS_KEY,
    Participants,
    assign,
    due_day,
    participants_of,
    resolve_again,
    tell_turn,
)
from ledger.services.retries import retried

ONLY_BY = sentence("Keputusan ini hanya dapat diambil oleh %(who)s.")
NOBODY_YET = sentence("pejabat yang belum ditetapkan")
STEP_MOVED = sentence("Langkah ini sudah beralih ke %(who)s. %(because)s")
VERDICT_TOLD = {
    Verdict.RETURN: sentence("Usulan Anda dikembalikan untuk diperbaiki."),
    Verdict.REJECT: sentence("Usulan Anda tidak disetujui."),
    Verdict.APPROVE: sentence("Usulan Anda disetujui."),
}
_CONDUCT = frozenset({ProposalKind.GUIDANCE, ProposalKind.OPEN_CASE})


@retried
def decide_proposal(command: DecideProposal, *, actor: Actor, now: datetime) -> ProposalState:
    """Record the verdict on the step that waits and let the last approval take effect.

    Raises Conflict ``already_decided`` (who and when) or ``seen_changed``, RuleRefused
    ``four_eyes``, ``step_moved`` or ``authority``, Forbidden for whose decision it is not,
    NotFound for whoever has nothing to do with it, InvalidInput without a needed reason.
    """
    require_verdict_reason(command.verdict, command.reason)
    with transaction() as work:
        today = agency_today(actor.agency_id, now=now)
        proposal = held_proposal(work, command.proposal_id, actor)
        if proposal.state is not ProposalState.PENDING:
            access_to(proposal.id, actor)
        step = waiting_step(proposal)
        participants = participants_of(proposal)
        resolved = resolve_again(proposal, step, participants, on=today)
        if actor.person_id is None or resolved.assignee_id != actor.person_id:
            _refuse(proposal, step, participants, resolved, actor)
        require_seen(payloads_of([proposal.id])[proposal.id], command.seen_sha256)
        _require_authority(work, proposal, step, resolved, today)
        assign(step, resolved)
        _sign(step, command, resolved, actor.person_id, now)
        state = _conclude(work, proposal, step, command.verdict, actor=actor, now=now)
        record_event(
            f"proposal:{proposal.kind}:{command.verdict}",
            subject_kind="proposal",
            subject_id=proposal.id,
            actor=actor,
            now=now,
            data={"step": step.position, "capacity": resolved.capacity.value, "state": state.value},
        )
        return state


def _refuse(
    proposal: Proposal,
    step: ApprovalStep,
    participants: Participants,
    resolved: ResolvedStep,
    actor: Actor,
) -> NoReturn:
    """Say the truest reason why this is not the actor's decision."""
    access_to(proposal.id, actor)
    me = actor.person_id or 0
    require_four_eyes(
        proposer_id=participants.proposer_id,
        subject_ids=[subject.person_id for subject in proposal.subjects],
        approver_id=me,
        nominator_ids=participants.nominator_ids,
    )
    if me in participants.decider_ids:
        raise RuleRefused(NOT_FOUR_EYES, constraint="four_eyes", because=YOU_DECIDED)
    if me in participants.verifier_ids:
        raise RuleRefused(NOT_FOUR_EYES, constraint="four_eyes", because=YOU_VERIFIED)
    if any(one.decided_by == me for one in proposal.steps if one.position < step.position):
        raise already_decided(proposal)
    who = _name(resolved.assignee_id)
    if step.assignee_id == me:
        raise RuleRefused(
            STEP_MOVED, constraint="step_moved", who=who, because=resolved.moved_reason
        )
    raise Forbidden(ONLY_BY, who=who)


def _name(person_id: int | None) -> str:
    name = session().scalar(select(Person.name).where(Person.id == person_id))
    return name or NOBODY_YET


def _require_authority(
    work: Session, proposal: Proposal, step: ApprovalStep, resolved: ResolvedStep, today: date
) -> None:
    """The matrix of the agency: this decision, in this capacity, on this subject."""
    if step.required is StepCapacity.PANEL:
        return
    official = _level(work, resolved.assignee_id)
    subject = _level(work, proposal.person_id) or PositionLevel.PELAKSANA
    # Whoever heads a unit with a functional post is held equal to a supervisor there.
    heads = step.required is not StepCapacity.DIRECT_SUPERIOR
    if heads and official is not None and not official.is_structural_head:
        official = PositionLevel.PENGAWAS
    require_authority(
        can_decide(
            decision=DecisionType.GUIDANCE
            if proposal.kind in _CONDUCT
            else DecisionType.RECOGNITION,
            official_level=official,
            capacity=resolved.capacity,
            subject_level=subject,
            kind=None,
            # Who takes the place of the direct superior stands where that one stood.
            levels_between=1,
            step=step.required,
            on=today,
        )
    )


def _level(work: Session, person_id: int | None) -> PositionLevel | None:
    """The level of the post held; None for a pejabat negara."""
    row = work.execute(
        select(Person.kind, Position.level)
        .outerjoin(Position, Position.id == Person.position_id)
        .where(Person.id == person_id)
    ).one_or_none()
    if row is None or row.kind is PersonKind.PEJABAT_NEGARA:
        return None
    return PositionLevel(row.level) if row.level else PositionLevel.PELAKSANA


def _sign(
    step: ApprovalStep,
    command: DecideProposal,
    resolved: ResolvedStep,
    person_id: int,
    now: datetime,
) -> None:
    official = Official(
        person_id=person_id,
        unit_id=resolved.unit_id,
        capacity=resolved.capacity,
        letter_number=resolved.letter_number,
    )
    step.official = official_snapshot(official)
    step.verdict, step.reason = command.verdict, command.reason.strip()
    step.decided_by, step.decided_at = person_id, now
    step.capacity, step.letter_number = resolved.capacity, resolved.letter_number
    step.seen_sha256 = command.seen_sha256


def _conclude(
    work: Session,
    proposal: Proposal,
    step: ApprovalStep,
    verdict: Verdict,
    *,
    actor: Actor,
    now: datetime,
) -> ProposalState:
    # The guards look at the step while the proposal still waits.
    work.flush()
    is_last = step.position == max(one.position for one in proposal.steps)
    if verdict is Verdict.APPROVE and is_last:
        state = grant(work, proposal, step, actor=actor, now=now)
    elif verdict is Verdict.APPROVE:
        return _pass_on(work, proposal, step, now=now)
    else:
        event = event_for(verdict, is_last_step=is_last, is_over_quota=False)
        ended = now if verdict is Verdict.REJECT else None
        state = move(work, proposal, event, decided_at=ended, due_on=None)
    _tell_proposer(proposal, step, verdict, now)
    return state


def _pass_on(
    work: Session, proposal: Proposal, step: ApprovalStep, *, now: datetime
) -> ProposalState:
    """Hand the proposal to the next step, to whoever holds that post today."""
    today = agency_today(proposal.agency_id, now=now)
    event = event_for(Verdict.APPROVE, is_last_step=False, is_over_quota=False)
    due_on = due_day(proposal.agency_id, proposal.unit_id, key=DECISION_DAYS_KEY, on=today)
    following = min(
        (one for one in proposal.steps if one.position > step.position),
        key=lambda one: one.position,
    )
    participants = participants_of(proposal)
    assign(following, resolve_again(proposal, following, participants, on=today))
    state = move(work, proposal, event, current_step=following.position, due_on=due_on)
    tell_turn(proposal, following, now=now)
    return state


def _tell_proposer(proposal: Proposal, step: ApprovalStep, verdict: Verdict, now: datetime) -> None:
    if proposal.proposer_id is None or proposal.kind in _CONDUCT:
        return
    notify(
        agency_id=proposal.agency_id,
        person_id=proposal.proposer_id,
        key=f"proposal:{proposal.id}:verdict:{step.position}",
        text=VERDICT_TOLD[verdict],
        path=f"/keputusan/{proposal.id}",
        now=now,
    )
