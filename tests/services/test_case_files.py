"""Who opens the file of a case, what stands in it, and who sees that they did."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.discipline.commands import DecideCase
from ledger.domain.discipline.exhibits import ExhibitKind
from ledger.domain.discipline.kinds import Kind
from ledger.errors import NotFound
from ledger.models.cases import Case, CaseView
from ledger.models.exhibits import Exhibit
from ledger.queries.cases import count_cases, list_cases
from ledger.services.cases import (
    decide_case,
    open_file,
    open_own_file,
    readable_cases,
)
from ledger.services.cases.moving import record_step
from ledger.services.violations import overdue_for
from tests.conduct import REASON, ConductHouse, later
from tests.factories import NOW
from tests.statements import listening

TODAY = NOW.date()


@pytest.fixture
def house(session: Session) -> ConductHouse:
    return ConductHouse()


def decide(house: ConductHouse, case_id: int, kind: Kind = Kind.R2, by=None, now=None, **fields):
    command = DecideCase(**{"kind": kind, "reason": REASON, **fields})
    actor = house.actor(by or house.head)
    return decide_case(case_id, command, actor=actor, now=now or later(4))


@pytest.mark.parametrize("who", ["head", "officer", "inspector"])
def test_readers_open_the_file_and_the_person_sees_that_they_did(house: ConductHouse, who: str):
    case_id = house.examined()
    actor = house.actor(getattr(house, who))
    for minutes in (0, 1):
        open_file(case_id, actor=actor, now=later(2 + minutes))
    own = open_own_file(case_id, actor=house.actor(house.staff), now=later(4))
    assert [(one.name, one.day) for one in own.viewers] == [
        (actor.name, date(2026, 11, 26)),
        (actor.name, date(2026, 11, 25)),
    ]


@pytest.mark.parametrize("who", ["staff", "mate", "stranger", "chief", "governor"])
def test_third_person_finds_no_file(house: ConductHouse, session: Session, who: str):
    case_id, actor = house.examined(), house.actor(getattr(house, who))
    with pytest.raises(NotFound):
        open_file(case_id, actor=actor, now=later(3))
    wanted = readable_cases(actor=actor, now=later(3))
    assert (count_cases(wanted), list_cases(wanted)) == (0, [])
    assert session.scalars(select(CaseView)).all() == []


@pytest.mark.parametrize("who", ["head", "mate", "officer", "inspector"])
def test_own_side_is_the_persons_alone(house: ConductHouse, who: str):
    case_id = house.examined()
    with pytest.raises(NotFound):
        open_own_file(case_id, actor=house.actor(getattr(house, who)), now=later(3))


def test_person_learns_of_a_case_by_the_summons_and_of_the_decision_by_its_delivery(
    house: ConductHouse,
):
    case_id, actor = house.open_case(), house.actor(house.staff)
    with pytest.raises(NotFound):
        open_own_file(case_id, actor=actor, now=NOW)
    house.summon(case_id)
    assert not open_own_file(case_id, actor=actor, now=NOW).is_handed_over
    other = house.decided(code="K3f")
    assert not open_own_file(other, actor=actor, now=later(5)).is_handed_over


def test_lists_hold_what_each_reads(house: ConductHouse):
    case_id = house.open_case()
    for person in (house.head, house.officer, house.inspector):
        wanted = readable_cases(actor=house.actor(person), now=NOW)
        (line,) = list_cases(wanted)
        assert (count_cases(wanted), line.id, line.subject) == (1, case_id, house.staff.name)


def test_file_and_list_are_flat(house: ConductHouse):
    case_id, head = house.replied(), house.actor(house.head)
    with listening() as one:
        list_cases(readable_cases(actor=head, now=later(4)))
    for _ in range(3):
        house.open_case(code="K4g", happened_on=date(2026, 10, 1), known_on=date(2026, 10, 2))
    with listening() as many:
        list_cases(readable_cases(actor=head, now=later(4)))
    assert len(many) == len(one) <= 12
    with listening() as opening:
        open_file(case_id, actor=head, now=later(4))
    assert len(opening) <= 10


def test_undone_duty_is_shown_to_those_above(house: ConductHouse):
    report_id = house.report()
    case_id = house.open_case(code="K3f")
    for person in (house.head, house.chief, house.officer, house.inspector):
        actor = house.actor(person)
        soon = overdue_for(actor=actor, now=NOW)
        assert [(one.kind, one.id) for one in soon] == [("report", report_id)]
        late = overdue_for(actor=actor, now=later(8))
        assert {(one.kind, one.id) for one in late} == {("report", report_id), ("case", case_id)}
    assert overdue_for(actor=house.actor(house.mate), now=later(8)) == []


def test_tasks_say_what_is_next_and_why_the_rest_waits(house: ConductHouse):
    head = house.actor(house.head)
    case_id = house.open_case()

    def tasks(now):
        return open_file(case_id, actor=head, now=now).tasks

    opened = tasks(NOW)
    assert [one.state for one in opened.values()] == ["open", *["waiting"] * 5]
    assert all(one.reasons[0].article for one in opened.values() if one.state == "waiting")
    house.summon(case_id)
    assert tasks(NOW)["examination"].state == "waiting"
    assert tasks(later(2))["examination"].state == "open"
    house.examine(case_id)
    assert tasks(later(3))["report"].state == "waiting"
    assert tasks(later(10))["report"].state == "open"
    assert tasks(later(10))["decision"].state == "waiting"
    house.write_report(case_id, now=later(10))
    assert tasks(later(10))["decision"].state == "open"
    decide(house, case_id, now=later(10))
    delivery = tasks(later(10))["delivery"]
    assert (delivery.state, delivery.last_day) == ("open", date(2026, 12, 23))


def test_long_file_costs_no_more_statements_than_a_short_one(house: ConductHouse):
    case_id, head = house.reported(), house.actor(house.head)
    open_file(case_id, actor=head, now=later(4))
    with listening() as short:
        open_file(case_id, actor=head, now=later(4))
    with transaction() as work:
        case = work.get_one(Case, case_id)
        for place in range(1, 61):
            record_step(work, case, "add", case.state, case.state, actor=head, now=later(4))
            if place <= 40:
                work.add(
                    Exhibit(
                        agency_id=case.agency_id,
                        case_id=case.id,
                        position=place,
                        kind=ExhibitKind.DOCUMENT,
                        title=f"Bukti {place}",
                        content="",
                        added_by=house.head.id,
                        added_at=later(4),
                    )
                )
    with listening() as long:
        file = open_file(case_id, actor=head, now=later(4))
    assert len(file.steps) > 60
    assert file.facts.exhibits_unread == 40
    assert len(long) == len(short) <= 10
