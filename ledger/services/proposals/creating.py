"""Putting a proposal before the officials who may decide it."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.approvals import INITIAL_STATES, ProposalState, StepCapacity
from ledger.domain.proposals import CreateProposal, ProposalKind
from ledger.domain.shares import split_points
from ledger.domain.uids import new_uid
from ledger.errors import NotFound, RuleRefused, sentence
from ledger.models.people import Unit
from ledger.models.proposals import ApprovalStep, Proposal, ProposalSubject
from ledger.models.rules import Firing
from ledger.services.days import agency_today
from ledger.services.entropy import random_bytes
from ledger.services.events import record_event
from ledger.services.proposals.granting import grant
from ledger.services.proposals.inviting import invite_reply
from ledger.services.proposals.steps import (
    DECISION_DAYS_KEY,
    due_day,
    official_for,
    participants_of,
    tell_turn,
)
from ledger.services.settings import setting_value

#: The largest award a rule may give by itself; above it the head of the unit decides.
AUTOMATIC_POINTS_KEY = "proposal.automatic_points_max"
AUTOMATIC_POINTS = 10

STEPS_MISSING = sentence("Hanya penghargaan kecil yang boleh berlaku tanpa keputusan pejabat.")
SUBJECT_MISSING = sentence("Pembinaan dan kasus harus menyebut satu pegawai.")


def create_proposal(command: CreateProposal, *, actor: Actor, now: datetime) -> int:
    """Record the proposal, resolve its steps and return its id; joins the caller's transaction.

    Guidance waits for the person's reply, or for the superior's word when that was not given yet.
    A rule without steps gives a small award at once. Raises RuleRefused when guidance, a case or a
    correction comes without a step, or the proposer is a subject.
    """
    _require_shape(command)
    with transaction() as work:
        today = agency_today(actor.agency_id, now=now)
        if work.scalar(select(Unit.agency_id).where(Unit.id == command.unit_id)) != actor.agency_id:
            raise NotFound(sentence("Unit kerja ini tidak ada."))
        proposal = _record(work, command, actor, today, now)
        _add_subjects(work, proposal, command)
        steps = _steps(command, actor, today)
        _add_steps(work, proposal, command, steps, today)
        work.flush()
        record_event(
            f"proposal:{command.kind}:created",
            subject_kind="proposal",
            subject_id=proposal.id,
            actor=actor,
            now=now,
            data={"number": proposal.number},
        )
        _begin(work, proposal, today, actor=actor, now=now)
        return proposal.id


def _require_shape(command: CreateProposal) -> None:
    if command.kind is not ProposalKind.AWARD and not command.steps:
        raise RuleRefused(STEPS_MISSING, constraint="steps_missing")
    if command.kind in (ProposalKind.GUIDANCE, ProposalKind.OPEN_CASE) and not command.subjects:
        raise RuleRefused(SUBJECT_MISSING, constraint="subject_missing")


def _record(
    work: Session, command: CreateProposal, actor: Actor, today: date, now: datetime
) -> Proposal:
    proposal = Proposal(
        agency_id=actor.agency_id,
        # Made unique by chance until the id is known, which makes it unique by order.
        number=new_uid(now, random_bytes(10)),
        kind=command.kind,
        state=_initial_state(work, command),
        firing_id=command.firing_id,
        person_id=command.subject_ids[0] if command.subjects else None,
        unit_id=command.unit_id,
        proposer_id=command.proposer_id,
        title=command.title,
        outcome=dict(command.outcome),
        reason=command.reason,
        happened_on=command.happened_on,
        created_at=now,
        reverses_uid=command.reverses_uid,
    )
    work.add(proposal)
    work.flush()
    proposal.number = f"RK-{today.year}-{proposal.id:06}"
    return proposal


def _initial_state(work: Session, command: CreateProposal) -> ProposalState:
    if command.kind is ProposalKind.GUIDANCE and (command.is_assessed or _assessed(work, command)):
        return ProposalState.AWAITING_REPLY
    return INITIAL_STATES[command.kind]


def _assessed(work: Session, command: CreateProposal) -> bool:
    """Whether the fact itself carries the superior's word that nothing is suspected."""
    inputs = work.scalar(select(Firing.inputs).where(Firing.id == command.firing_id)) or {}
    return (inputs.get("fact") or {}).get("suspected") is False


def _add_subjects(work: Session, proposal: Proposal, command: CreateProposal) -> None:
    if not command.subjects:
        return
    points = split_points(command.points, [one.share_percent for one in command.subjects])
    work.add_all(
        ProposalSubject(
            agency_id=proposal.agency_id,
            proposal_id=proposal.id,
            person_id=subject.person_id,
            share_percent=subject.share_percent,
            points_delta=share,
        )
        for subject, share in zip(command.subjects, points, strict=True)
    )


def _steps(command: CreateProposal, actor: Actor, today: date) -> Sequence[StepCapacity]:
    most = setting_value(actor.agency_id, AUTOMATIC_POINTS_KEY, on=today, default=AUTOMATIC_POINTS)
    if command.steps or command.points <= int(most):
        return command.steps
    return (StepCapacity.HEAD_OF_UNIT,)


def _add_steps(
    work: Session,
    proposal: Proposal,
    command: CreateProposal,
    steps: Sequence[StepCapacity],
    today: date,
) -> None:
    participants = participants_of(command)
    excluded = set(participants.everybody)
    for position, required in enumerate(steps, start=1):
        resolved = official_for(
            required,
            subject_ids=command.subject_ids,
            unit_id=command.unit_id,
            exclude=excluded,
            on=today,
        )
        # Whoever is to decide an earlier step is not asked again for a later one.
        excluded |= {resolved.assignee_id} - {None}  # type: ignore[arg-type]
        work.add(
            ApprovalStep(
                agency_id=proposal.agency_id,
                proposal_id=proposal.id,
                position=position,
                required=required,
                unit_id=resolved.unit_id,
                assignee_id=resolved.assignee_id,
                moved_reason=resolved.moved_reason,
            )
        )


def _begin(work: Session, proposal: Proposal, today: date, *, actor: Actor, now: datetime) -> None:
    work.refresh(proposal, ["steps", "subjects"])
    if proposal.state is ProposalState.AWAITING_REPLY:
        invite_reply(work, proposal, today, now=now)
    elif not proposal.steps:
        grant(work, proposal, None, actor=actor, now=now)
    else:
        proposal.due_on = due_day(
            proposal.agency_id, proposal.unit_id, key=DECISION_DAYS_KEY, on=today
        )
        if proposal.state is ProposalState.PENDING:
            tell_turn(proposal, proposal.steps[0], now=now)
    work.flush()
