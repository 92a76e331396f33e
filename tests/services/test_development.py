"""A development plan starts with a decision, and what is carried out meets the rules."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from ledger.domain.facts import FactKind
from ledger.domain.people import Role
from ledger.domain.rules.windows import months_away
from ledger.errors import Conflict, Forbidden, NotFound
from ledger.models.development import DevelopmentPlan
from ledger.models.people import Person
from ledger.models.rules import FactRecord
from ledger.services.proposals import decide_proposal
from ledger.services.trainings import confirm_plan
from tests import factories
from tests.factories import NOW
from tests.proposals import HAPPENED, House


@pytest.fixture
def people(session: Session) -> tuple[Person, Person, Person]:
    unit = factories.make_unit(factories.make_agency())
    head = factories.make_person(unit, is_unit_head=True)
    return head, factories.make_person(unit, head), factories.make_person(unit, head)


def plan_of(person: Person) -> int:
    plan = factories._save(
        DevelopmentPlan(
            agency_id=person.agency_id,
            person_id=person.id,
            goal="Melayani sesuai standar",
            due_on=(NOW + timedelta(days=9)).date(),
        )
    )
    return plan.id


def test_superior_verifies_a_plan_and_the_fact_is_kept(session: Session, people):
    head, staff, _ = people
    plan_id = plan_of(staff)
    by_head = factories.make_actor(head)
    confirm_plan(plan_id, actor=by_head, now=NOW)
    assert session.get_one(DevelopmentPlan, plan_id).done_at == NOW
    (fact,) = session.query(FactRecord).all()
    assert (fact.kind, fact.source_id, fact.person_id, fact.proposer_id) == (
        FactKind.PLAN_ACTION_VERIFIED,
        plan_id,
        staff.id,
        head.id,
    )
    assert fact.fields == {"on_time": True, "from_guidance": False}
    with pytest.raises(Conflict):
        confirm_plan(plan_id, actor=by_head, now=NOW)


def test_neither_the_person_nor_a_colleague_verifies(session: Session, people):
    _, staff, mate = people
    plan_id = plan_of(staff)
    with pytest.raises(Forbidden):
        confirm_plan(plan_id, actor=factories.make_actor(staff, Role.HR), now=NOW)
    with pytest.raises(NotFound):
        confirm_plan(plan_id, actor=factories.make_actor(mate), now=NOW)
    assert session.query(FactRecord).count() == 0


def test_approved_award_starts_the_plan_that_the_rule_gave(session: Session):
    house = House()
    outcome = {
        "points": {"amount": 5, "to": "person"},
        "development_plan": {"goal": "Mengajar rekan", "due_months": 3},
    }
    proposal_id = house.propose(house.staff, outcome=outcome)
    command = house.decide(proposal_id, house.head)
    decide_proposal(command, actor=house.actor(house.head), now=NOW)
    (plan,) = session.query(DevelopmentPlan).all()
    assert (plan.person_id, plan.goal) == (house.staff.id, "Mengajar rekan")
    assert plan.due_on == months_away(HAPPENED, 3)
    assert plan.entry_uid
