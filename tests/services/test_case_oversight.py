"""What leaders and the inspectorate see of cases, and to whom the inaction of whom is told."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.domain.actors import system_actor
from ledger.domain.discipline.cases import CaseState
from ledger.domain.small_groups import SMALLEST_SHOWN
from ledger.models.events import Notification
from ledger.services.cases.deadlines import CALL, DECIDE, DELIVER, REPORT, SUMMON, deadlines_on
from ledger.services.cases.overseeing import LATE_BELOW, escalate_late, overseen
from tests.conduct import ConductHouse, later
from tests.factories import NOW, make_person
from tests.statements import listening


@pytest.fixture
def house(session: Session) -> ConductHouse:
    return ConductHouse()


def told(session: Session) -> list[Notification]:
    return list(session.scalars(select(Notification).where(Notification.text == LATE_BELOW)).all())


def test_inspectorate_sees_cases_by_step_and_who_does_not_act(house: ConductHouse):
    house.open_case()
    seen = overseen(actor=house.inspectorate, now=later(20))
    assert [(one.state, one.cases, one.late) for one in seen.steps] == [(CaseState.OPENED, 1, 1)]
    official = seen.officials[0]
    assert official.name.endswith(house.head.name)
    assert official.law == ("Pasal 28 PP 94/2021",)
    assert [one.deadline.what for one in official.late] == [CALL]


def test_official_is_named_to_their_own_superior_and_not_to_others(house: ConductHouse):
    house.report()
    late = later(20)
    mine = overseen(actor=house.actor(house.chief), now=late).officials
    assert [one.late[0].deadline.what for one in mine] == [SUMMON]
    for who in (house.head, house.officer):
        assert overseen(actor=house.actor(who), now=late).officials == []


def test_own_case_is_nowhere_in_what_a_leader_sees(house: ConductHouse):
    house.report(subject_id=house.head.id)
    seen = overseen(actor=house.actor(house.head), now=later(20))
    assert seen.lines == []
    assert len(overseen(actor=house.inspectorate, now=later(20)).lines) == 1


def test_small_unit_is_named_only_to_whoever_may_know_the_person(house: ConductHouse):
    house.open_case()
    above = house.actor(house.chief)
    for reader, unit in ((above, ""), (house.inspectorate, house.bidang.name)):
        seen = overseen(actor=reader, now=later(20))
        assert {one.unit for one in seen.lines} == {unit}
        assert {one.unit for one in seen.officials[0].late} == {unit}
    assert overseen(actor=house.actor(house.head), now=later(20)).lines[0].unit == house.bidang.name
    for _ in range(SMALLEST_SHOWN):
        make_person(house.bidang)
    assert overseen(actor=above, now=later(20)).lines[0].unit == house.bidang.name


def test_discipline_stands_before_an_older_complaint(house: ConductHouse):
    house.open_case()
    house.complain(settle_by=date(2026, 8, 28))
    found = deadlines_on(house.agency.id, later(20).date())
    assert [one.is_complaint for one in found] == sorted(one.is_complaint for one in found)
    assert found[0].what == CALL
    assert found[-1].is_complaint
    assert found[-1].day < found[0].day


def test_third_person_sees_nothing_of_it(house: ConductHouse):
    house.open_case()
    seen = overseen(actor=house.actor(house.stranger), now=later(20))
    assert (seen.lines, seen.steps, seen.officials) == ([], [], [])


def test_report_that_nobody_writes_is_late_by_article_28(house: ConductHouse):
    house.examined()
    seen = overseen(actor=house.inspectorate, now=later(40))
    late = {one.deadline.what: one.deadline.article for one in seen.lines if one.is_late}
    assert late[REPORT] == "Pasal 26 dan Pasal 28 PP 94/2021"
    assert not [
        one for one in overseen(actor=house.inspectorate, now=later(5)).lines if one.is_late
    ]


def test_decision_that_nobody_makes_is_late_by_article_24(house: ConductHouse):
    house.reported()
    seen = overseen(actor=house.inspectorate, now=later(40))
    late = {one.deadline.what: one.deadline.article for one in seen.lines if one.is_late}
    assert late[DECIDE] == "Pasal 24 PP 94/2021"
    assert "Pasal 24 PP 94/2021" in seen.officials[0].law


def test_superior_is_told_once_for_each_duty_and_day(house: ConductHouse, session: Session):
    case_id = house.decided()
    robot = system_actor(house.agency.id)
    escalate_late(actor=robot, now=NOW)
    assert told(session) == []
    for days in (40, 41):
        escalate_late(actor=robot, now=later(days))
    messages = told(session)
    assert [one.person_id for one in messages] == [house.chief.id]
    assert DELIVER in messages[0].key
    assert messages[0].path == "/kasus/tenggat"
    assert house.staff.name not in messages[0].text
    assert str(case_id) not in messages[0].text


def test_nobody_is_told_of_their_own_case(house: ConductHouse, session: Session):
    """What lies with the chief about the head is escalated above the chief, never to the head."""
    house.report(subject_id=house.head.id)
    escalate_late(actor=system_actor(house.agency.id), now=later(20))
    assert house.head.id not in {one.person_id for one in told(session)}


def test_statements_do_not_grow_with_the_cases(house: ConductHouse, session: Session):
    house.open_case()
    with listening() as few:
        overseen(actor=house.inspectorate, now=later(20))
    for day in (11, 12, 13):
        house.report(happened_on=date(2026, 11, day), known_on=date(2026, 11, 13))
    with listening() as many:
        overseen(actor=house.inspectorate, now=later(20))
    assert len(many) <= len(few) + 3
