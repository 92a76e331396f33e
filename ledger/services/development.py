"""Development plans: started by a decision, carried out, and verified by somebody else."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from ledger.database import session, transaction
from ledger.domain.actors import Actor
from ledger.domain.facts import Fact, FactKind
from ledger.domain.people import Role
from ledger.domain.proposals import ProposalKind
from ledger.domain.rules.windows import months_away
from ledger.errors import Conflict, Forbidden, NotFound, sentence
from ledger.models.development import DevelopmentPlan
from ledger.models.entries import Entry
from ledger.models.people import Person
from ledger.models.proposals import Proposal
from ledger.queries.development import NO_PLAN, is_entry_reversed
from ledger.services.access import can_act
from ledger.services.days import agency_today
from ledger.services.events import record_event

NOT_OWN = sentence("Rencana Anda sendiri diperiksa oleh pendamping atau atasan langsung.")
DECISION_GONE = sentence(
    "Keputusan yang melahirkan rencana ini sudah dikoreksi, jadi rencananya tidak berlaku lagi."
)
ALREADY_DONE = sentence("Rencana pengembangan ini sudah dinyatakan tuntas.")


def start_plan(proposal: Proposal, person_id: int, entry_uid: str) -> None:
    """The plan that the rule gave with its award or guidance, in the decision's transaction."""
    mentor_id = _superior_of(person_id) if proposal.kind is ProposalKind.GUIDANCE else None
    plan_from(
        proposal.outcome,
        agency_id=proposal.agency_id,
        person_id=person_id,
        entry_uid=entry_uid,
        happened_on=proposal.happened_on,
        mentor_id=mentor_id,
    )


def plan_from(
    outcome: Mapping[str, Any],
    *,
    agency_id: int,
    person_id: int,
    entry_uid: str,
    happened_on: date,
    mentor_id: int | None = None,
) -> None:
    """The plan that an outcome asks for, if any, beside the entry that gave it."""
    asked = outcome.get("development_plan")
    if not asked:
        return
    session().add(
        DevelopmentPlan(
            agency_id=agency_id,
            person_id=person_id,
            entry_uid=entry_uid,
            goal=asked["goal"],
            mentor_id=mentor_id,
            due_on=months_away(happened_on, int(asked["due_months"])),
        )
    )


def verify_plan(plan_id: int, *, actor: Actor, now: datetime) -> Fact:
    """State that a plan was carried out; return the fact, which the caller gives to the rules.

    The mentor, the direct superior or HR of the unit, never the person. Raises NotFound,
    Forbidden, and Conflict when it is done already or its decision was taken back.
    """
    with transaction() as work:
        row = work.execute(
            select(DevelopmentPlan, Person)
            .join(Person, Person.id == DevelopmentPlan.person_id)
            .where(DevelopmentPlan.id == plan_id, DevelopmentPlan.agency_id == actor.agency_id)
            .with_for_update(of=DevelopmentPlan)
        ).one_or_none()
        if row is None:
            raise NotFound(NO_PLAN)
        plan, person = row
        _require_verifier(plan, person, actor)
        if plan.entry_uid and is_entry_reversed(plan.agency_id, plan.entry_uid):
            raise Conflict(DECISION_GONE)
        if plan.done_at is not None:
            raise Conflict(ALREADY_DONE)
        plan.done_at = now
        record_event(
            "development:plan:verified",
            subject_kind="development_plan",
            subject_id=plan.id,
            actor=actor,
            now=now,
        )
        return _fact(plan, person, actor, now)


def _require_verifier(plan: DevelopmentPlan, person: Person, actor: Actor) -> None:
    if person.id == actor.person_id:
        raise Forbidden(NOT_OWN)
    near = actor.person_id is not None and actor.person_id in (plan.mentor_id, person.superior_id)
    if not (near or can_act(actor, Role.HR, unit_id=person.unit_id)):
        raise NotFound(NO_PLAN)


def _fact(plan: DevelopmentPlan, person: Person, actor: Actor, now: datetime) -> Fact:
    today = agency_today(actor.agency_id, now=now)
    kind = session().scalar(
        select(Proposal.kind)
        .join(Entry, Entry.proposal_id == Proposal.id)
        .where(Entry.agency_id == actor.agency_id, Entry.uid == (plan.entry_uid or ""))
    )
    return Fact(
        kind=FactKind.PLAN_ACTION_VERIFIED,
        id=plan.id,
        agency_id=plan.agency_id,
        subject_person_id=person.id,
        unit_id=person.unit_id,
        happened_on=today,
        recorded_at=now,
        fields={
            "on_time": plan.due_on is None or today <= plan.due_on,
            "from_guidance": kind is ProposalKind.GUIDANCE,
        },
        proposer_id=actor.person_id,
    )


def _superior_of(person_id: int) -> int | None:
    return session().scalar(select(Person.superior_id).where(Person.id == person_id))
