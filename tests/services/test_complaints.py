"""Complaints: a receipt with a clock, a cause, and never a dead end."""

from datetime import date

import pytest
from sqlalchemy import select

from ledger.database import session
from ledger.domain.commendations import ComplaintCause, ComplaintEvent, ComplaintState
from ledger.domain.intake_commands import VerifyComplaint
from ledger.domain.people import Role
from ledger.errors import InvalidInput, InvalidTransition, NotFound, RuleRefused
from ledger.models.commendations import Complaint
from ledger.services.complaints import answer_complaint, receive_complaint, verify_complaint
from tests.factories import NOW, load_calendar
from tests.intake import REASON, complaint, facts, make_office, tags, told

SUBSTANTIATE = ComplaintEvent.SUBSTANTIATE


@pytest.fixture
def office(app):
    return make_office()


def receive(office, **changes) -> Complaint:
    code = receive_complaint(complaint(office, **changes), actor=office.by_citizen, now=NOW)
    return session().scalars(select(Complaint).filter_by(tracking_code=code)).one()


def step(row, event=SUBSTANTIATE, **changes) -> VerifyComplaint:
    values = {
        "complaint_id": row.id,
        "event": event,
        "cause": ComplaintCause.PEOPLE,
        "reason": REASON,
    }
    return VerifyComplaint(**{**values, **changes})


def test_complaint_is_due_after_three_working_days(office):
    load_calendar(office.agency, 2026, holidays=(date(2026, 11, 24),))
    row = receive(office, filed_on=date(2026, 11, 20))
    assert row.state is ComplaintState.RECEIVED
    assert row.due_on == date(2026, 11, 26)
    assert tags("complaint", row.id) == ["complaint:citizen:received"]


def test_clock_stays_open_while_the_year_is_not_loaded(office):
    assert receive(office).due_on is None


def test_same_sending_gives_the_same_code(office):
    codes = {
        receive_complaint(complaint(office), actor=office.by_citizen, now=NOW, source_key="k")
        for _ in range(2)
    }
    assert len(codes) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"body": "a" * 2001}, "body"),
        ({"filed_on": date(2026, 11, 24)}, "filed_on"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_field(office, changes, field):
    with pytest.raises(InvalidInput) as refusal:
        receive(office, **changes)
    assert set(refusal.value.fields) == {field}


def test_complaint_about_people_waits_for_the_superior(office):
    row = receive(office, person_id=office.clerk.id)
    made = verify_complaint(step(row, person_id=office.clerk.id), actor=office.by_hr, now=NOW)
    assert made == []
    assert (row.state, row.cause) == (ComplaintState.SUBSTANTIATED, ComplaintCause.PEOPLE)
    assert row.person_id == office.clerk.id
    assert facts("complaint_substantiated") == []
    assert len(told(office.head)) == 1
    assert office.clerk.name not in told(office.head)[0].text
    assert told(office.clerk) == []


@pytest.mark.parametrize(
    "cause", [ComplaintCause.PROCEDURE, ComplaintCause.FACILITY, ComplaintCause.WORKLOAD]
)
def test_other_causes_concern_nobody(office, cause):
    row = receive(office, person_id=office.clerk.id)
    command = step(row, cause=cause, person_id=office.clerk.id)
    verify_complaint(command, actor=office.by_hr, now=NOW)
    assert row.person_id is None
    (fact,) = facts("complaint_substantiated")
    assert (fact.person_id, fact.unit_id, fact.fields["cause"]) == (None, office.unit.id, cause)
    assert told(office.head) == []


def test_substantiated_complaint_needs_cause_and_reason(office):
    row = receive(office)
    for command, field in (
        (step(row, cause=None), "cause"),
        (step(row, reason="ya"), "reason"),
        (step(row, ComplaintEvent.FORWARD), "lapor_id"),
    ):
        with pytest.raises(InvalidInput) as refusal:
            verify_complaint(command, actor=office.by_hr, now=NOW)
        assert set(refusal.value.fields) == {field}
    assert row.state is ComplaintState.RECEIVED


def test_nobody_verifies_what_is_about_them(office):
    by_clerk = office.acting(office.clerk, Role.HR)
    named = receive(office, person_id=office.clerk.id)
    unnamed = receive(office)
    for command in (
        step(named, ComplaintEvent.FIND_UNSUBSTANTIATED),
        step(unnamed, person_id=office.clerk.id),
    ):
        with pytest.raises(RuleRefused) as refusal:
            verify_complaint(command, actor=by_clerk, now=NOW)
        assert refusal.value.constraint == "ck_complaint_verified_by_another"


def test_who_is_not_responsible_finds_no_complaint(office):
    row = receive(office)
    with pytest.raises(NotFound):
        verify_complaint(step(row), actor=office.acting(office.head), now=NOW)
    with pytest.raises(NotFound):
        answer_complaint(row.id, text="Sudah.", actor=office.acting(office.head), now=NOW)


def test_complaint_goes_to_lapor_and_comes_back_with_an_answer(office):
    row = receive(office)
    with pytest.raises(InvalidTransition):
        answer_complaint(row.id, text="Belum diperiksa.", actor=office.by_hr, now=NOW)
    forward = step(row, ComplaintEvent.FORWARD, lapor_id="1234567")
    verify_complaint(forward, actor=office.by_hr, now=NOW)
    assert (row.state, row.lapor_id) == (ComplaintState.FORWARDED, "1234567")
    with pytest.raises(InvalidInput):
        answer_complaint(row.id, text=" ", actor=office.by_hr, now=NOW)
    answer_complaint(row.id, text="Loket kini dijaga dua orang.", actor=office.by_hr, now=NOW)
    assert (row.state, row.answer) == (ComplaintState.ANSWERED, "Loket kini dijaga dua orang.")
    assert tags("complaint", row.id)[-1] == "complaint:citizen:answered"
    with pytest.raises(InvalidTransition):
        verify_complaint(step(row), actor=office.by_hr, now=NOW)
