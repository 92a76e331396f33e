"""A member of the team who leaves before the examination, and who takes the seat."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.discipline.commands import ReplaceMember
from ledger.errors import InvalidInput, InvalidTransition, RuleRefused
from ledger.models.cases import Case
from ledger.models.people import Person
from ledger.services.cases import replace_member
from ledger.services.cases.holding import signing_official, sitting
from tests.case_stages import STAGES, Stage, Stands
from tests.conduct import REASON
from tests.factories import make_person, make_position


@pytest.fixture
def stands(session: Session) -> Stands:
    return Stands()


def leaving(stands: Stands, who: str = "oversight_member", new: str = "inspectorate"):
    return ReplaceMember(
        leaving_id=stands.people[who].id,
        person_id=stands.people[new].id,
        letter_number="800/78/2026",
        left_on=date(2026, 11, 23),
        reason=REASON,
    )


def change(stands: Stands, stage: Stage, command: ReplaceMember) -> Case:
    replace_member(stage.case_id, command, actor=stands.actor("hr"), now=stage.now)
    with transaction() as work:
        case = work.get_one(Case, stage.case_id)
        work.refresh(case.team, ["members"])
        return case


def test_new_member_takes_the_seat_and_the_record_says_for_whom(stands):
    stage = STAGES["heavy, opened"](stands)
    case = change(stands, stage, leaving(stands))
    old, new = case.team.members[1], case.team.members[-1]
    assert (old.left_on, new.replaces_id) == (date(2026, 11, 23), old.person_id)
    assert (new.element, new.is_chair) == (old.element, False)
    assert "800/78/2026" in new.note
    assert new.person_id in sitting(case)
    assert old.person_id not in sitting(case)


def test_superior_who_leaves_is_followed_by_the_nearest_one_as_chair(stands):
    stage = STAGES["heavy, opened"](stands)
    case = change(stands, stage, leaving(stands, who="superior"))
    assert signing_official(case, on=stage.now.date()).person_id == stands.house.chief.id


@pytest.mark.parametrize(
    ("new", "told"),
    [
        ("subject", "tidak boleh duduk"),
        ("reporter", "tidak boleh memeriksa"),
        ("witness_of_hr", "tidak boleh memeriksa"),
        ("hr_in_conflict", "tidak boleh memeriksa"),
        ("personnel_member", "dua kali"),
    ],
)
def test_team_is_checked_again_with_the_new_member(stands, new, told):
    stage = STAGES["heavy, opened"](stands)
    with pytest.raises(InvalidInput) as refusal:
        change(stands, stage, leaving(stands, new=new))
    assert told in " ".join(refusal.value.fields["members"])


def test_new_member_stands_no_lower_than_the_person(stands):
    house = stands.house
    high = make_position(house.agency, "Analis Ahli Madya", "administrator")
    with transaction() as work:
        work.get_one(Person, house.staff.id).position_id = high.id
        for one in (house.inspector, house.officer):
            work.get_one(Person, one.id).position_id = high.id
    stage = STAGES["heavy, opened"](stands)
    low = make_person(house.dinas, house.chief)
    command = replace(leaving(stands), person_id=low.id)
    with pytest.raises(InvalidInput) as refusal:
        change(stands, stage, command)
    assert "lebih rendah" in " ".join(refusal.value.fields["members"])


def test_who_left_does_not_come_back(stands):
    stage = STAGES["heavy, opened"](stands)
    change(stands, stage, leaving(stands))
    with pytest.raises(InvalidInput) as refusal:
        change(stands, stage, leaving(stands, who="inspectorate", new="oversight_member"))
    assert "sudah pernah" in " ".join(refusal.value.fields["members"])


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"letter_number": " "}, "letter_number"),
        ({"left_on": date(2026, 11, 22)}, "left_on"),
        ({"left_on": date(2026, 11, 24)}, "left_on"),
        ({"reason": "pindah"}, "reason"),
        ({"leaving_id": 0}, "leaving_id"),
    ],
)
def test_incomplete_change_names_its_fields(stands, other, field):
    stage = STAGES["heavy, opened"](stands)
    with pytest.raises(InvalidInput) as refusal:
        change(stands, stage, replace(leaving(stands), **other))
    assert field in refusal.value.fields


def test_team_stays_as_it_examined(stands):
    stage = STAGES["heavy, examined"](stands)
    with pytest.raises(InvalidTransition):
        change(stands, stage, leaving(stands))


def test_database_keeps_the_team_that_examined(stands):
    STAGES["heavy, examined"](stands)
    with pytest.raises(RuleRefused) as refusal, transaction() as work:
        work.execute(text("UPDATE team_member SET left_on = '2026-11-26'"))
    assert refusal.value.constraint == "tg_team_member_leaves_in_time"


def test_case_without_a_team_has_nobody_to_replace(stands):
    stage = STAGES["heavy, without a team"](stands)
    with pytest.raises(RuleRefused) as refusal:
        change(stands, stage, leaving(stands))
    assert refusal.value.constraint == "team_missing"
