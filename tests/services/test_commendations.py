"""Words of citizens: kept at the counter, verified by another, then merit."""

from datetime import date

import pytest
from sqlalchemy import func, select

from ledger.database import session
from ledger.domain.actors import Grant
from ledger.domain.commendations import CommendationState, CommendationVerdict
from ledger.domain.intake_commands import VerifyCommendation
from ledger.domain.people import Role
from ledger.errors import InvalidInput, InvalidTransition, NotFound, RuleRefused
from ledger.models.commendations import Commendation
from ledger.models.proposals import Proposal
from ledger.services.commendations import (
    choose_anonymity,
    receive_commendation,
    verify_commendation,
)
from ledger.services.entropy import seeded_entropy
from tests.factories import NOW, make_agency, make_person, make_unit
from tests.intake import REASON, activate, commendation, facts, grant, make_office, tags, told

ACCEPTED = CommendationVerdict.ACCEPTED


@pytest.fixture
def office(app):
    return make_office()


def receive(office, **changes) -> Commendation:
    code = receive_commendation(commendation(office, **changes), actor=office.by_citizen, now=NOW)
    return session().scalars(select(Commendation).filter_by(tracking_code=code)).one()


def verdict(row, verdict=ACCEPTED, **changes) -> VerifyCommendation:
    values = {"commendation_id": row.id, "verdict": verdict, "person_id": row.person_id}
    return VerifyCommendation(**{**values, **changes})


def test_citizen_needs_no_account_and_gets_a_code(office):
    row = receive(office, citizen_name="Wati", contact="0812")
    assert row.state is CommendationState.RECEIVED
    assert row.is_anonymous
    assert (row.unit_id, row.rating, row.received_at) == (office.unit.id, 4, NOW)
    assert tags("commendation", row.id) == ["commendation:citizen:received"]
    assert told(office.clerk) == []


def test_codes_follow_from_nothing(office):
    codes = {receive(office, words=str(one)).tracking_code for one in range(5)}
    assert len({code[4:6] for code in codes}) > 1
    with seeded_entropy(7):
        first = receive(office).tracking_code
    with seeded_entropy(7), pytest.raises(RuleRefused):
        receive(office)
    assert first.startswith("TRM-")


def test_same_sending_gives_the_same_code(office):
    sent = commendation(office)
    codes = {
        receive_commendation(sent, actor=office.by_citizen, now=NOW, source_key="web:1")
        for _ in range(2)
    }
    assert len(codes) == 1
    assert session().scalar(select(func.count(Commendation.id))) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"rating": 5}, "rating"),
        ({"words": "a" * 501}, "words"),
        ({"happened_on": date(2026, 11, 24)}, "happened_on"),
        ({"person_id": 999_999}, "person_id"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_field(office, changes, field):
    with pytest.raises(InvalidInput) as refusal:
        receive(office, **changes)
    assert set(refusal.value.fields) == {field}


def test_unit_of_another_agency_is_not_found(office):
    with pytest.raises(NotFound):
        receive(office, unit_id=make_unit(make_agency()).id)


def test_officer_cannot_thank_themselves(office):
    for actor, sender_id in (
        (office.acting(office.clerk), None),
        (office.by_citizen, office.clerk.id),
    ):
        with pytest.raises(InvalidInput):
            receive_commendation(commendation(office), actor=actor, now=NOW, sender_id=sender_id)


def test_accepted_commendation_is_a_fact_and_told_to_the_officer(office):
    row = receive(office)
    verify_commendation(verdict(row, refused_tip=True), actor=office.by_hr, now=NOW)
    assert (row.state, row.verified_by) == (CommendationState.ACCEPTED, office.hr.id)
    (fact,) = facts("commendation_verified")
    assert (fact.source_id, fact.person_id, fact.unit_id) == (row.id, row.person_id, row.unit_id)
    assert fact.fields == {"rating": 4, "refused_tip": True, "about_person": True}
    assert [one.path for one in told(office.clerk)] == ["/capaian"]
    assert tags("commendation", row.id)[-1] == "commendation:verdict:accepted"


def test_commendation_without_an_officer_concerns_the_unit(office):
    row = receive(office, person_id=None)
    verify_commendation(verdict(row), actor=office.by_hr, now=NOW)
    (fact,) = facts("commendation_verified")
    assert (fact.person_id, fact.fields["about_person"]) == (None, False)


def test_verifier_links_the_officer_that_was_meant(office):
    row = receive(office, person_id=None)
    verify_commendation(verdict(row, person_id=office.colleague.id), actor=office.by_hr, now=NOW)
    assert row.person_id == office.colleague.id
    assert len(told(office.colleague)) == 1


def test_refused_tip_leads_to_an_award_of_the_verifier(office):
    activate(office, "layanan-dasar")
    row = receive(office)
    made = verify_commendation(verdict(row, refused_tip=True), actor=office.by_hr, now=NOW)
    proposals = session().scalars(select(Proposal).where(Proposal.id.in_(made))).all()
    assert proposals
    assert {one.proposer_id for one in proposals} == {office.hr.id}


def test_admin_of_the_unit_verifies_and_of_another_unit_does_not(office):
    row = receive(office)
    admin = office.acting(office.head)
    here = Grant(role=Role.UNIT_ADMIN, unit_ids=frozenset({office.unit.id}))
    there = Grant(role=Role.UNIT_ADMIN, unit_ids=frozenset({office.hr.unit_id}))
    for grants in ((there,), ()):
        with pytest.raises(NotFound):
            verify_commendation(verdict(row), actor=_with(admin, grants), now=NOW)
    verify_commendation(verdict(row), actor=_with(admin, (here,)), now=NOW)
    assert row.state is CommendationState.ACCEPTED


def test_nobody_verifies_what_is_about_them(office):
    row, open_one = receive(office), receive(office, person_id=None)
    by_clerk = office.acting(office.clerk, Role.HR)
    for command in (verdict(row), verdict(open_one, person_id=office.clerk.id)):
        with pytest.raises(RuleRefused) as refusal:
            verify_commendation(command, actor=by_clerk, now=NOW)
        assert refusal.value.constraint == "ck_commendation_verified_by_another"
    assert facts("commendation_verified") == []


def test_suspected_gratuity_goes_to_the_inspectorate_with_a_reason(office):
    row = receive(office, words="Saya beri uang rokok.")
    inspector = make_person(office.unit)
    grant(office.acting(inspector).account_id, Role.INSPECTORATE)
    suspected = CommendationVerdict.SUSPECTED_GRATUITY
    with pytest.raises(InvalidInput):
        verify_commendation(verdict(row, suspected), actor=office.by_hr, now=NOW)
    command = verdict(row, suspected, reason=REASON)
    assert verify_commendation(command, actor=office.by_hr, now=NOW) == []
    assert row.state is CommendationState.SUSPECTED_GRATUITY
    (message,) = told(inspector)
    assert message.path == f"/apresiasi/periksa/{row.id}"
    assert office.clerk.name not in message.text
    assert told(office.clerk) == []
    assert facts("commendation_verified") == []


@pytest.mark.parametrize(
    "refusing", [CommendationVerdict.NOT_ABOUT_STAFF, CommendationVerdict.ABUSIVE]
)
def test_set_aside_commendation_is_no_fact(office, refusing):
    row = receive(office)
    verify_commendation(verdict(row, refusing, reason=REASON), actor=office.by_hr, now=NOW)
    assert row.state == refusing.value
    assert facts("commendation_verified") == []
    assert told(office.clerk) == []
    with pytest.raises(InvalidTransition):
        verify_commendation(verdict(row), actor=office.by_hr, now=NOW)


def test_refused_tip_is_a_mark_of_accepted_ones_only(office):
    row = receive(office)
    command = verdict(row, CommendationVerdict.NOT_ABOUT_STAFF, refused_tip=True)
    with pytest.raises(InvalidInput):
        verify_commendation(command, actor=office.by_hr, now=NOW)


def test_citizen_changes_their_mind_about_the_name(office):
    row = receive(office, citizen_name="Wati")
    choose_anonymity(row.tracking_code, is_anonymous=False, now=NOW)
    assert not row.is_anonymous
    with pytest.raises(NotFound):
        choose_anonymity("TRM-2222-2222", is_anonymous=True, now=NOW)


def _with(actor, grants):
    return type(actor)(
        agency_id=actor.agency_id,
        name=actor.name,
        account_id=actor.account_id,
        person_id=actor.person_id,
        grants=grants,
    )
