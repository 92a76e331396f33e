"""Putting a proposal before the officials who may decide it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.approvals import INITIAL_STATES, ProposalState, StepCapacity
from ledger.domain.officials import ResolvedStep
from ledger.domain.proposals import CreateProposal, ProposalKind
from ledger.domain.shares import split_points
from ledger.errors import NotFound, RuleRefused, sentence
from ledger.models.people import Unit
from ledger.models.proposals import ApprovalStep, Proposal, ProposalSubject
from ledger.models.rules import Firing
from ledger.services.days import agency_today
from ledger.services.events import NewEvent, NewNotice, record_events, send_notices
from ledger.services.many_rows import insert_rows, take_ids
from ledger.services.officials import Directory
from ledger.services.proposals.granting import grant
from ledger.services.proposals.inviting import invite_reply
from ledger.services.proposals.steps import (
    DECISION_DAYS_KEY,
    due_day,
    in_place_of_panel,
    participants_of_many,
    turn_notice,
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
    return create_proposals([command], actor=actor, now=now)[0]


def create_proposals(
    commands: Sequence[CreateProposal], *, actor: Actor, now: datetime
) -> list[int]:
    """The same for many in a fixed number of statements; all of them or none."""
    for command in commands:
        _require_shape(command)
    if not commands:
        return []
    with transaction() as work:
        today = agency_today(actor.agency_id, now=now)
        weeks = _weeks_of_units(work, commands, actor)
        ids = take_ids(work, Proposal, len(commands))
        made = [
            _made(work, id_, command, actor, today)
            for id_, command in zip(ids, commands, strict=True)
        ]
        due = _due_days(made, weeks, today)
        insert_rows(work, Proposal, [_proposal_row(one, due, today, now) for one in made])
        insert_rows(work, ProposalSubject, [row for one in made for row in _subject_rows(one)])
        steps = _step_rows(made, actor, today)
        insert_rows(work, ApprovalStep, steps)
        record_events([_event(one, today) for one in made], actor=actor, now=now)
        _begin(work, made, steps, today, actor=actor, now=now)
        return ids


@dataclass(frozen=True, slots=True)
class _Made:
    """A proposal that is being written, with its id and how it starts."""

    id: int
    agency_id: int
    command: CreateProposal
    state: ProposalState
    steps: tuple[StepCapacity, ...]

    @property
    def waits_for_decision(self) -> bool:
        return bool(self.steps) and self.state is not ProposalState.AWAITING_REPLY

    def number(self, today: date) -> str:
        return f"RK-{today.year}-{self.id:06}"


def _require_shape(command: CreateProposal) -> None:
    if command.kind is not ProposalKind.AWARD and not command.steps:
        raise RuleRefused(STEPS_MISSING, constraint="steps_missing")
    if command.kind in (ProposalKind.GUIDANCE, ProposalKind.OPEN_CASE) and not command.subjects:
        raise RuleRefused(SUBJECT_MISSING, constraint="subject_missing")


def _weeks_of_units(
    work: Session, commands: Sequence[CreateProposal], actor: Actor
) -> dict[int, int]:
    """The working days a week of each unit, which is all that its terms depend on."""
    asked = {command.unit_id for command in commands}
    rows = work.execute(
        select(Unit.id, Unit.days_per_week).where(
            Unit.id.in_(asked), Unit.agency_id == actor.agency_id
        )
    )
    weeks = {row.id: row.days_per_week for row in rows}
    if asked - weeks.keys():
        raise NotFound(sentence("Unit kerja ini tidak ada."))
    return weeks


def _due_days(
    made: Sequence[_Made], weeks: Mapping[int, int], today: date
) -> dict[int, date | None]:
    """By unit, the last day of a decision that waits now."""
    by_week: dict[int, date | None] = {}
    due: dict[int, date | None] = {}
    for one in made:
        unit_id = one.command.unit_id
        if one.waits_for_decision and unit_id not in due:
            week = weeks[unit_id]
            if week not in by_week:
                by_week[week] = due_day(one.agency_id, unit_id, key=DECISION_DAYS_KEY, on=today)
            due[unit_id] = by_week[week]
    return due


def _proposal_row(
    one: _Made, due: Mapping[int, date | None], today: date, now: datetime
) -> dict[str, Any]:
    command = one.command
    return {
        "id": one.id,
        "agency_id": one.agency_id,
        "number": one.number(today),
        "kind": command.kind,
        "state": one.state,
        "firing_id": command.firing_id,
        "person_id": command.subject_ids[0] if command.subjects else None,
        "unit_id": command.unit_id,
        "proposer_id": command.proposer_id,
        "title": command.title,
        "outcome": dict(command.outcome),
        "reason": command.reason,
        "happened_on": command.happened_on,
        "created_at": now,
        "due_on": due.get(command.unit_id) if one.waits_for_decision else None,
        "current_step": 1,
        "reverses_uid": command.reverses_uid,
    }


def _initial_state(work: Session, command: CreateProposal) -> ProposalState:
    if command.kind is ProposalKind.GUIDANCE and (command.is_assessed or _assessed(work, command)):
        return ProposalState.AWAITING_REPLY
    return INITIAL_STATES[command.kind]


def _assessed(work: Session, command: CreateProposal) -> bool:
    """Whether the fact itself carries the superior's word that nothing is suspected."""
    inputs = work.scalar(select(Firing.inputs).where(Firing.id == command.firing_id)) or {}
    return (inputs.get("fact") or {}).get("suspected") is False


def _subject_rows(one: _Made) -> list[dict[str, Any]]:
    command = one.command
    if not command.subjects:
        return []
    points = split_points(command.points, [share.share_percent for share in command.subjects])
    return [
        {
            "agency_id": one.agency_id,
            "proposal_id": one.id,
            "person_id": subject.person_id,
            "share_percent": subject.share_percent,
            "points_delta": share,
        }
        for subject, share in zip(command.subjects, points, strict=True)
    ]


def _made(work: Session, id_: int, command: CreateProposal, actor: Actor, today: date) -> _Made:
    state = _initial_state(work, command)
    return _Made(id_, actor.agency_id, command, state, _steps(command, actor, today))


def _steps(command: CreateProposal, actor: Actor, today: date) -> tuple[StepCapacity, ...]:
    if command.steps:
        return command.steps
    most = setting_value(actor.agency_id, AUTOMATIC_POINTS_KEY, on=today, default=AUTOMATIC_POINTS)
    return () if command.points <= int(most) else (StepCapacity.HEAD_OF_UNIT,)


def _step_rows(made: Sequence[_Made], actor: Actor, today: date) -> list[dict[str, Any]]:
    """Each step with whom it falls to; the officials around all of them are read once."""
    stepped = [one for one in made if one.steps]
    if not stepped:
        return []
    commands = [one.command for one in stepped]
    excluded = [set(taking.everybody) for taking in participants_of_many(commands)]
    directory = Directory(
        subject_ids={person for command in commands for person in command.subject_ids},
        unit_ids={command.unit_id for command in commands},
        on=today,
    )
    rows: list[dict[str, Any]] = []
    for one, barred in zip(stepped, excluded, strict=True):
        for position, required in enumerate(one.steps, start=1):
            resolved = directory.resolve(
                in_place_of_panel(required),
                subject_ids=one.command.subject_ids,
                unit_id=one.command.unit_id,
                exclude=barred,
            )
            # Whoever is to decide an earlier step is not asked again for a later one.
            barred |= {resolved.assignee_id} - {None}  # type: ignore[arg-type]
            rows.append(_step_row(one, position, required, resolved))
    return rows


def _step_row(
    one: _Made, position: int, required: StepCapacity, resolved: ResolvedStep
) -> dict[str, Any]:
    return {
        "agency_id": one.agency_id,
        "proposal_id": one.id,
        "position": position,
        "required": required,
        "unit_id": resolved.unit_id,
        "assignee_id": resolved.assignee_id,
        "moved_reason": resolved.moved_reason,
        "reason": "",
        "letter_number": "",
        "official": {},
    }


def _event(one: _Made, today: date) -> NewEvent:
    return NewEvent(
        f"proposal:{one.command.kind}:created", "proposal", one.id, {"number": one.number(today)}
    )


def _begin(
    work: Session,
    made: Sequence[_Made],
    steps: Sequence[Mapping[str, Any]],
    today: date,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Whoever is first is told; guidance waits for the reply, a small award takes effect."""
    first = {row["proposal_id"]: row["assignee_id"] for row in steps if row["position"] == 1}
    notices: list[NewNotice] = []
    for one in made:
        if one.state is ProposalState.AWAITING_REPLY:
            invite_reply(work, work.get_one(Proposal, one.id), today, now=now)
        elif not one.steps:
            grant(work, work.get_one(Proposal, one.id), None, actor=actor, now=now)
        elif one.state is ProposalState.PENDING and first.get(one.id) is not None:
            notices.append(turn_notice(one.id, 1, first[one.id]))
    send_notices(notices, agency_id=actor.agency_id, now=now)
    work.flush()
