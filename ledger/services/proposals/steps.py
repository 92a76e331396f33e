"""To whom a step falls today, who may never decide it, and until when it waits."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

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
from ledger.services.events import notify
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
    proposer_id, firing_id = about.proposer_id, about.firing_id
    if about.reverses_uid is not None:
        entry = select(Entry.decided_by).where(Entry.uid == about.reverses_uid)
        return Participants(
            proposer_id=proposer_id,
            nominator_ids=_known(proposer_id),
            decider_ids=_known(session().scalar(entry)),
        )
    row = (
        session()
        .execute(
            select(Nomination.nominator_id, Nomination.verifier_id)
            .join(Firing, Firing.fact_id == Nomination.id)
            .where(Firing.id == firing_id, Firing.fact_kind == FactKind.NOMINATION_ACCEPTED)
        )
        .one_or_none()
    )
    if row is None:
        return Participants(proposer_id=proposer_id)
    return Participants(
        proposer_id=proposer_id,
        nominator_ids=frozenset({row.nominator_id}),
        verifier_ids=_known(row.verifier_id),
    )


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
    """Who decides the step that day; where no panel is kept, the head of the agency does."""
    if required is StepCapacity.PANEL:
        required = StepCapacity.HEAD_OF_AGENCY
    return resolve_step(required, subject_ids=subject_ids, unit_id=unit_id, exclude=exclude, on=on)


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
    notify(
        agency_id=proposal.agency_id,
        person_id=step.assignee_id,
        key=f"proposal:{proposal.id}:step:{step.position}",
        text=YOUR_TURN,
        path=f"/keputusan/{proposal.id}",
        now=now,
    )
