"""To whom a step falls today, who may never decide it, and until when it waits."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from ledger.database import session
from ledger.domain.approvals import Verdict
from ledger.domain.calendars import YearNotLoaded
from ledger.domain.facts import FactKind
from ledger.domain.officials import ResolvedStep
from ledger.domain.proposals import CreateProposal, StepCapacity
from ledger.errors import sentence
from ledger.models.entries import Entry
from ledger.models.nominations import Nomination
from ledger.models.proposals import ApprovalStep, Proposal
from ledger.models.rules import Firing
from ledger.services.calendars import calendar_of_unit
from ledger.services.events import NewNotice, notify
from ledger.services.officials import resolve_step
from ledger.services.settings import setting_value

#: Dated settings of an agency, in working days, and what holds without them.
DECISION_DAYS_KEY = "proposal.decision_days"
REPLY_DAYS_KEY = "proposal.reply_days"
WORKING_DAYS = 5

YOUR_TURN = sentence("Ada rancangan keputusan yang menunggu keputusan Anda.")


@dataclass(frozen=True, kw_only=True)
class Participants:
    """Who put the fact forward; none of them may decide what follows from it."""

    proposer_id: int | None
    nominator_ids: frozenset[int] = frozenset()
    verifier_ids: frozenset[int] = frozenset()
    #: Who decided the entry that a correction would take back.
    decider_ids: frozenset[int] = frozenset()

    @property
    def everybody(self) -> frozenset[int]:
        return _known(self.proposer_id) | self.nominator_ids | self.verifier_ids | self.decider_ids


def participants_of(about: Proposal | CreateProposal) -> Participants:
    """The proposer; also who nominated and checked, or who decided the entry to be corrected."""
    return participants_of_many([about])[0]


def participants_of_many(about: Sequence[Proposal | CreateProposal]) -> list[Participants]:
    """The same for many, in the same order."""
    nominations = _nominations_behind({one.firing_id for one in about if one.firing_id})
    return [_participants(one, nominations.get(one.firing_id or 0)) for one in about]


def _participants(about: Proposal | CreateProposal, nomination: Any) -> Participants:
    proposer_id = about.proposer_id
    if about.reverses_uid is not None:
        entry = select(Entry.decided_by).where(Entry.uid == about.reverses_uid)
        return Participants(
            proposer_id=proposer_id,
            nominator_ids=_known(proposer_id),
            decider_ids=_known(session().scalar(entry)),
        )
    if nomination is None:
        return Participants(proposer_id=proposer_id)
    return Participants(
        proposer_id=proposer_id,
        nominator_ids=frozenset({nomination.nominator_id}),
        verifier_ids=_known(nomination.verifier_id),
    )


def _nominations_behind(firing_ids: Collection[int]) -> dict[int, Any]:
    if not firing_ids:
        return {}
    rows = session().execute(
        select(Firing.id, Nomination.nominator_id, Nomination.verifier_id)
        .join(Nomination, Firing.fact_id == Nomination.id)
        .where(Firing.id.in_(firing_ids), Firing.fact_kind == FactKind.NOMINATION_ACCEPTED)
    )
    return {row.id: row for row in rows}


def _known(person_id: int | None) -> frozenset[int]:
    return frozenset() if person_id is None else frozenset({person_id})


def official_for(
    required: StepCapacity,
    *,
    subject_ids: Sequence[int],
    unit_id: int,
    exclude: Collection[int],
    on: date,
) -> ResolvedStep:
    """Who decides the step that day."""
    required = in_place_of_panel(required)
    return resolve_step(required, subject_ids=subject_ids, unit_id=unit_id, exclude=exclude, on=on)


def in_place_of_panel(required: StepCapacity) -> StepCapacity:
    """Where no panel is kept, the head of the agency decides."""
    return StepCapacity.HEAD_OF_AGENCY if required is StepCapacity.PANEL else required


def resolve_again(
    proposal: Proposal, step: ApprovalStep, participants: Participants, *, on: date
) -> ResolvedStep:
    """Who decides the step that waits as things stand now: posts and conflicts change."""
    # Whoever returned it may decide again after the repair; whoever approved may not twice.
    decided = {
        one.decided_by
        for one in proposal.steps
        if one.decided_by is not None and one.verdict is not Verdict.RETURN
    }
    return official_for(
        step.required,
        subject_ids=[subject.person_id for subject in proposal.subjects],
        unit_id=proposal.unit_id,
        exclude=participants.everybody | decided,
        on=on,
    )


def assign(step: ApprovalStep, resolved: ResolvedStep) -> None:
    """Keep who holds the step now, and why it left its first official."""
    step.assignee_id, step.unit_id = resolved.assignee_id, resolved.unit_id
    step.moved_reason = resolved.moved_reason


def due_day(agency_id: int, unit_id: int, *, key: str, on: date) -> date | None:
    """The last working day of a term that starts on the day; None when its year is not loaded."""
    days = setting_value(agency_id, key, on=on, default=WORKING_DAYS)
    try:
        return calendar_of_unit(unit_id).add_working_days(on, int(days))
    except YearNotLoaded:
        return None


def tell_turn(proposal: Proposal, step: ApprovalStep, *, now: datetime) -> None:
    """Tell whoever holds the step that it is their turn; once each."""
    if step.assignee_id is None:
        return
    notice = turn_notice(proposal.id, step.position, step.assignee_id)
    notify(
        agency_id=proposal.agency_id,
        person_id=notice.person_id,
        key=notice.key,
        text=notice.text,
        path=notice.path,
        now=now,
    )


def turn_notice(proposal_id: int, position: int, assignee_id: int) -> NewNotice:
    return NewNotice(
        person_id=assignee_id,
        key=f"proposal:{proposal_id}:step:{position}",
        text=YOUR_TURN,
        path=f"/keputusan/{proposal_id}",
    )
