"""Absence days are indications until the direct superior says why (I10)."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.proposals import ProposalKind
from ledger.domain.violations import AbsenceReason, AbsenceState, ConfirmAbsence, RecordAbsence
from ledger.errors import InvalidInput, InvalidTransition, NotFound, RuleRefused
from ledger.models.calendars import Holiday, RosterDay
from ledger.models.people import Person
from ledger.models.proposals import Proposal
from ledger.models.rules import FactRecord
from ledger.models.violations import AbsenceDay
from ledger.services.absences import (
    absences_to_confirm,
    confirm_absence,
    record_absences,
    waiting_absences,
)
from tests.conduct import ConductHouse
from tests.factories import NOW, make_person
from tests.statements import listening

MONDAY, FRIDAY = date(2026, 11, 2), date(2026, 11, 6)
WEEK = [date(2026, 11, day) for day in range(2, 7)]
NEXT_WEEK = [date(2026, 11, day) for day in range(9, 14)]
SATURDAY = date(2026, 11, 7)


@pytest.fixture
def house(session: Session) -> ConductHouse:
    return ConductHouse()


def days(session: Session) -> list[AbsenceDay]:
    return list(session.scalars(select(AbsenceDay).order_by(AbsenceDay.day)))


def confirm(house: ConductHouse, session: Session, reason=AbsenceReason.WITHOUT_REASON, **fields):
    ids = tuple(row.id for row in days(session) if row.state is AbsenceState.INDICATION)
    command = ConfirmAbsence(**{"day_ids": ids, "reason": reason, **fields})
    return confirm_absence(command, actor=house.actor(house.head), now=NOW)


def give_roster(house: ConductHouse, person: Person, **duties: str) -> None:
    with transaction() as work:
        work.get(Person, person.id).follows_roster = True
        for day, duty in duties.items():
            row = {"person_id": person.id, "duty": duty, "agency_id": house.agency.id}
            work.add(RosterDay(day=date(2026, 11, int(day.removeprefix("d"))), **row))


def test_days_are_recorded_as_indications_once(house: ConductHouse, session: Session):
    rows = [RecordAbsence(person_id=house.staff.id, day=day, source="bulanan") for day in WEEK]
    first = record_absences(rows, actor=house.hr, now=NOW)
    again = record_absences(rows, actor=house.hr, now=NOW)
    assert (first.recorded, first.known) == (5, 0)
    assert (again.recorded, again.known) == (0, 5)
    assert {row.state for row in days(session)} == {AbsenceState.INDICATION}
    assert session.scalars(select(FactRecord)).all() == []


def test_days_off_are_dropped_with_a_warning(house: ConductHouse, session: Session):
    with transaction() as work:
        work.add(Holiday(agency_id=house.agency.id, day=FRIDAY, kind="cuti_bersama"))
    rows = [
        RecordAbsence(person_id=house.staff.id, day=day, source="bulanan")
        for day in (MONDAY, FRIDAY, SATURDAY)
    ]
    outcome = record_absences(rows, actor=house.hr, now=NOW)
    assert outcome.recorded == 1
    assert [(place, params["day"]) for place, _, params in outcome.dropped] == [
        (1, "6 November 2026"),
        (2, "7 November 2026"),
    ]


def test_shift_staff_follow_their_roster_and_without_one_nothing_is_said(
    house: ConductHouse, session: Session
):
    give_roster(house, house.staff, d2="malam", d3="libur", d7="pagi")
    rows = [
        RecordAbsence(person_id=house.staff.id, day=day, source="mesin")
        for day in (MONDAY, date(2026, 11, 3), SATURDAY, FRIDAY)
    ]
    outcome = record_absences(rows, actor=house.hr, now=NOW)
    assert [row.day for row in days(session)] == [MONDAY, SATURDAY]
    assert [place for place, _, _ in outcome.dropped] == [1]
    assert [place for place, _, _ in outcome.refused] == [3]


def test_year_without_calendar_and_unknown_people_are_refused(house: ConductHouse):
    rows = [
        RecordAbsence(person_id=house.staff.id, day=date(2031, 3, 3), source="bulanan"),
        RecordAbsence(person_id=999_999, day=MONDAY, source="bulanan"),
    ]
    outcome = record_absences(rows, actor=house.hr, now=NOW)
    assert [place for place, _, _ in outcome.refused] == [0, 1]
    assert "2031" in outcome.refused[0][1] % outcome.refused[0][2]


def test_recording_many_people_takes_the_same_statements(house: ConductHouse):
    people = [make_person(house.bidang, house.head).id for _ in range(12)]
    actor = house.hr
    with listening() as few:
        one = [RecordAbsence(person_id=people[0], day=MONDAY, source="matriks")]
        record_absences(one, actor=actor, now=NOW)
    with listening() as many:
        rows = [
            RecordAbsence(person_id=person, day=day, source="matriks")
            for person in people
            for day in WEEK
        ]
        assert record_absences(rows, actor=actor, now=NOW).recorded == 59
    assert len(many) == len(few)


def test_two_days_without_reason_propose_nothing(house: ConductHouse, session: Session):
    house.absent(*WEEK[:2])
    assert confirm(house, session) == []
    fact = session.scalars(select(FactRecord)).one()
    assert fact.fields == {"days_in_year": 2, "longest_run": 2, "band_reached": False}


def test_three_days_without_reason_propose_a_case(house: ConductHouse, session: Session):
    house.absent(*WEEK[:3])
    (proposal_id,) = confirm(house, session)
    proposal = session.get(Proposal, proposal_id)
    assert (proposal.kind, proposal.proposer_id) == (ProposalKind.OPEN_CASE, None)


def test_days_add_up_over_the_year_and_weekends_do_not_break_a_run(
    house: ConductHouse, session: Session
):
    house.absent(*WEEK[3:], *NEXT_WEEK[:1])
    confirm(house, session)
    house.absent(date(2026, 3, 3))
    confirm(house, session)
    facts = session.scalars(select(FactRecord).order_by(FactRecord.id)).all()
    assert [fact.fields for fact in facts] == [
        {"days_in_year": 3, "longest_run": 3, "band_reached": True},
        {"days_in_year": 4, "longest_run": 3, "band_reached": True},
    ]


def test_valid_reason_excuses_and_proposes_nothing(house: ConductHouse, session: Session):
    house.absent(*WEEK)
    assert confirm(house, session, AbsenceReason.LEAVE, note="Cuti 800/1/2026") == []
    row = days(session)[0]
    assert (row.state, row.reason) == (AbsenceState.EXCUSED, "leave: Cuti 800/1/2026")
    assert (row.confirmed_by, row.confirmed_at) == (house.head.id, NOW)
    assert session.scalars(select(FactRecord)).all() == []


def test_letter_of_leave_that_turns_up_late_still_excuses(house: ConductHouse, session: Session):
    house.absent(MONDAY)
    confirm(house, session)
    row = days(session)[0]
    command = ConfirmAbsence(day_ids=(row.id,), reason=AbsenceReason.LEAVE)
    confirm_absence(command, actor=house.actor(house.head), now=NOW)
    assert days(session)[0].state is AbsenceState.EXCUSED
    again = ConfirmAbsence(day_ids=(row.id,), reason=AbsenceReason.WITHOUT_REASON)
    with pytest.raises(InvalidTransition):
        confirm_absence(again, actor=house.actor(house.head), now=NOW)


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"day_ids": ()}, "days"), ({"reason": AbsenceReason.OTHER}, "note")],
)
def test_incomplete_word_is_refused_by_field(house, session, fields, field):
    house.absent(MONDAY)
    with pytest.raises(InvalidInput) as refusal:
        confirm(house, session, **fields)
    assert field in refusal.value.fields


@pytest.mark.parametrize("who", ["staff", "mate", "chief", "officer"])
def test_third_person_neither_sees_nor_confirms(house, session, who):
    house.absent(MONDAY)
    actor = house.actor(getattr(house, who))
    assert waiting_absences(actor=actor, now=NOW) == []
    with pytest.raises(NotFound):
        absences_to_confirm(house.staff.id, actor=actor, now=NOW)
    command = ConfirmAbsence(day_ids=(days(session)[0].id,), reason=AbsenceReason.LEAVE)
    with pytest.raises(NotFound):
        confirm_absence(command, actor=actor, now=NOW)


def test_people_wait_grouped_for_their_superior_and_flat(house: ConductHouse):
    head = house.actor(house.head)
    house.absent(*WEEK)
    with listening() as few:
        (line,) = waiting_absences(actor=head, now=NOW)
    assert (line.person_id, line.days, line.first_day, line.last_day) == (
        house.staff.id,
        5,
        MONDAY,
        FRIDAY,
    )
    for _ in range(5):
        house.absent(MONDAY, person=make_person(house.bidang, house.head))
    with listening() as many:
        assert len(waiting_absences(actor=head, now=NOW)) == 6
    assert len(many) == len(few) <= 12


@pytest.mark.parametrize("day", ["2026-11-07", "2026-11-08"])
def test_guard_refuses_a_day_off_whoever_asks(house: ConductHouse, day: str):
    attack = text(
        "INSERT INTO absence_day (agency_id, person_id, day, state, source, reason)"
        " VALUES (:agency_id, :person_id, :day, 'indication', 'mesin', '')"
    )
    values = {"agency_id": house.agency.id, "person_id": house.staff.id, "day": day}
    with pytest.raises(RuleRefused) as refusal, transaction() as work:
        work.execute(attack, values)
    assert refusal.value.constraint == "tg_absence_day_is_working_day"
