"""Asking for many superiors at once says the same as asking for each."""

import pytest
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.people import Capacity, PersonState
from ledger.domain.proposals import StepCapacity
from ledger.models.people import Person
from ledger.services.officials import resolve_step
from ledger.services.superiors import acting_superior, acting_superiors, ladder_of, superiors_for
from tests.factories import make_person
from tests.proposals import TODAY, House, appoint, declare_conflict
from tests.statements import listening


@pytest.fixture
def house(session: Session) -> House:
    return House(quota=0, calendar=False)


def as_a_step(person: Person, excluded: tuple[int, ...] = ()) -> int | None:
    return resolve_step(
        StepCapacity.DIRECT_SUPERIOR,
        subject_ids=[person.id],
        unit_id=person.unit_id,
        exclude=excluded,
        on=TODAY,
    ).assignee_id


def everybody(house: House) -> list[Person]:
    loose = make_person(house.bidang)
    lead = make_person(house.bidang, house.head)
    member = make_person(house.bidang, lead)
    return [house.chief, house.head, house.staff, house.mate, house.clerk, loose, lead, member]


def require_agreement(people: list[Person]) -> None:
    together = acting_superiors([one.id for one in people], on=TODAY)
    for one in people:
        official = together[one.id]
        assert (official.person_id if official else None) == as_a_step(one), one.name


def test_superiors_agree_with_the_steps_of_a_decision(house: House):
    people = everybody(house)
    require_agreement(people)
    appoint(house.bidang, house.stranger, Capacity.PLT)
    declare_conflict(house.chief, house.stranger)
    require_agreement(people)
    assert acting_superior(house.staff.id, on=TODAY).capacity is Capacity.PLT


def test_empty_post_is_passed_and_stays_a_rung(house: House, session: Session):
    people = everybody(house)
    with transaction():
        session.get_one(Person, house.head.id).state = PersonState.LEFT
    require_agreement([one for one in people if one.id != house.head.id])
    rungs = ladder_of(house.staff.id, on=TODAY).rungs
    assert [rung.official.person_id if rung.official else None for rung in rungs] == [
        None,
        house.chief.id,
        house.governor.id,
    ]
    assert [rung.is_top for rung in rungs] == [False, False, True]


def test_matters_of_one_person_may_exclude_different_people(house: House):
    wanted = {"a": (house.staff.id, ()), "b": (house.staff.id, (house.head.id,))}
    found = superiors_for(wanted, on=TODAY)
    assert found["a"].person_id == house.head.id
    assert found["b"].person_id == as_a_step(house.staff, (house.head.id,)) == house.chief.id


def test_many_take_as_few_statements_as_one(house: House):
    ids = [one.id for one in everybody(house)]
    with listening() as one:
        acting_superiors(ids[:1], on=TODAY)
    with listening() as many:
        acting_superiors(ids, on=TODAY)
    assert len(many) == len(one) == 3
    with listening() as none:
        assert acting_superiors([], on=TODAY) == {}
    assert none == []
