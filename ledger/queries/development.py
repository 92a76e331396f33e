"""Development plans and finished trainings: one's own, those one accompanies, and one's staff's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, true
from sqlalchemy.orm import aliased

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.facts import FactKind
from ledger.domain.people import Role
from ledger.domain.proposals import ProposalKind
from ledger.errors import NotFound, sentence
from ledger.models.development import DevelopmentPlan, Training
from ledger.models.entries import Entry
from ledger.models.people import Person, Unit
from ledger.models.proposals import Proposal
from ledger.models.rules import FactRecord

NO_PLAN = sentence("Rencana pengembangan ini tidak ada, atau bukan untuk Anda.")
NO_TRAINING = sentence("Pelatihan ini tidak ada, atau bukan untuk Anda.")
#: So many of each kind at once; those that are open come first.
MOST_SHOWN = 200


@dataclass(frozen=True, kw_only=True)
class PlanView:
    """One plan. ``is_void`` when the decision that started it was taken back."""

    id: int
    person_id: int
    person: str
    unit: str
    goal: str
    mentor_id: int | None
    mentor: str
    due_on: date | None
    done_at: datetime | None
    verifier: str
    from_guidance: bool
    is_void: bool

    @property
    def is_open(self) -> bool:
        return self.done_at is None and not self.is_void


@dataclass(frozen=True, kw_only=True)
class TrainingView:
    """One finished training, and whether it is applied in service."""

    id: int
    person_id: int
    person: str
    unit: str
    title: str
    hours: int
    finished_on: date
    plan: str
    mentor: str
    applied_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.applied_at is None


def list_own_plans(actor: Actor) -> Sequence[PlanView]:
    """Those about the actor, the open ones first."""
    return _plans(actor, DevelopmentPlan.person_id == (actor.person_id or 0))


def list_others_plans(actor: Actor) -> Sequence[PlanView]:
    """Those of others that the actor accompanies or may verify, the open ones first."""
    about_another = DevelopmentPlan.person_id != (actor.person_id or 0)
    return _plans(actor, and_(about_another, _concerns(actor, DevelopmentPlan.mentor_id)))


def get_plan(plan_id: int, *, actor: Actor) -> PlanView:
    """For the person, the mentor, the direct superior and HR of the unit; else NotFound."""
    mine = DevelopmentPlan.person_id == (actor.person_id or 0)
    sees = or_(mine, _concerns(actor, DevelopmentPlan.mentor_id))
    found = _plans(actor, and_(DevelopmentPlan.id == plan_id, sees))
    if not found:
        raise NotFound(NO_PLAN)
    return found[0]


def list_own_trainings(actor: Actor) -> Sequence[TrainingView]:
    return _trainings(actor, Training.person_id == (actor.person_id or 0))


def list_others_trainings(actor: Actor) -> Sequence[TrainingView]:
    """Those of others whose application the actor may confirm, the open ones first."""
    about_another = Training.person_id != (actor.person_id or 0)
    return _trainings(actor, and_(about_another, _looks_after(actor)))


def get_training(training_id: int, *, actor: Actor) -> TrainingView:
    """For the person, the direct superior and HR of the unit; else NotFound."""
    mine = Training.person_id == (actor.person_id or 0)
    found = _trainings(actor, and_(Training.id == training_id, or_(mine, _looks_after(actor))))
    if not found:
        raise NotFound(NO_TRAINING)
    return found[0]


def is_entry_reversed(agency_id: int, uid: str) -> bool:
    """Whether a later entry took this one back."""
    later = select(Entry.id).where(Entry.agency_id == agency_id, Entry.reverses_uid == uid)
    return session().scalar(later.limit(1)) is not None


def _concerns(actor: Actor, mentor_id: Any) -> ColumnElement[bool]:
    return or_(mentor_id == (actor.person_id or 0), _looks_after(actor))


def _looks_after(actor: Actor) -> ColumnElement[bool]:
    """Staff of the direct superior, and of the units of an officer of HR."""
    reach: list[ColumnElement[bool]] = [Person.superior_id == (actor.person_id or 0)]
    for grant in actor.grants:
        if grant.role is Role.HR:
            reach.append(true() if grant.unit_ids is None else Person.unit_id.in_(grant.unit_ids))
    return or_(*reach)


def _plans(actor: Actor, condition: ColumnElement[bool]) -> list[PlanView]:
    mentor, verifier, later = aliased(Person), aliased(Person), aliased(Entry)
    void = exists().where(
        later.agency_id == DevelopmentPlan.agency_id,
        later.reverses_uid == DevelopmentPlan.entry_uid,
    )
    rows = session().execute(
        select(
            DevelopmentPlan,
            Person.name.label("person"),
            Unit.name.label("unit"),
            mentor.name.label("mentor"),
            verifier.name.label("verifier"),
            Proposal.kind.label("kind"),
            void.label("is_void"),
        )
        .join(Person, Person.id == DevelopmentPlan.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .outerjoin(mentor, mentor.id == DevelopmentPlan.mentor_id)
        .outerjoin(
            Entry,
            and_(
                Entry.agency_id == DevelopmentPlan.agency_id,
                Entry.uid == DevelopmentPlan.entry_uid,
            ),
        )
        .outerjoin(Proposal, Proposal.id == Entry.proposal_id)
        .outerjoin(
            FactRecord,
            and_(
                FactRecord.agency_id == DevelopmentPlan.agency_id,
                FactRecord.kind == FactKind.PLAN_ACTION_VERIFIED,
                FactRecord.source_id == DevelopmentPlan.id,
                FactRecord.person_id == DevelopmentPlan.person_id,
            ),
        )
        .outerjoin(verifier, verifier.id == FactRecord.proposer_id)
        .where(DevelopmentPlan.agency_id == actor.agency_id, condition)
        .order_by(DevelopmentPlan.done_at.is_not(None), DevelopmentPlan.due_on, DevelopmentPlan.id)
        .limit(MOST_SHOWN)
    )
    return [_plan(row) for row in rows]


def _plan(row: Any) -> PlanView:
    plan: DevelopmentPlan = row.DevelopmentPlan
    return PlanView(
        id=plan.id,
        person_id=plan.person_id,
        person=row.person,
        unit=row.unit,
        goal=plan.goal,
        mentor_id=plan.mentor_id,
        mentor=row.mentor or "",
        due_on=plan.due_on,
        done_at=plan.done_at,
        verifier=row.verifier or "",
        from_guidance=row.kind is ProposalKind.GUIDANCE,
        is_void=row.is_void,
    )


def _trainings(actor: Actor, condition: ColumnElement[bool]) -> list[TrainingView]:
    mentor = aliased(Person)
    rows = session().execute(
        select(
            Training,
            Person.name.label("person"),
            Unit.name.label("unit"),
            mentor.name.label("mentor"),
        )
        .join(Person, Person.id == Training.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .outerjoin(mentor, mentor.id == Training.mentor_id)
        .where(Training.agency_id == actor.agency_id, condition)
        .order_by(Training.is_applied, Training.finished_on.desc(), Training.id)
        .limit(MOST_SHOWN)
    )
    return [
        TrainingView(
            id=row.Training.id,
            person_id=row.Training.person_id,
            person=row.person,
            unit=row.unit,
            title=row.Training.title,
            hours=row.Training.hours,
            finished_on=row.Training.finished_on,
            plan=row.Training.plan,
            mentor=row.mentor or "",
            applied_at=row.Training.applied_at,
        )
        for row in rows
    ]
