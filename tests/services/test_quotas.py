"""Quotas: opened once, widened on the record, and only by those who may."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ledger.database import session
from ledger.domain.actors import system_actor
from ledger.domain.approvals import ProposalState
from ledger.domain.people import Role
from ledger.domain.posting_commands import WidenQuota
from ledger.errors import Conflict, Forbidden, InvalidInput, NotFound
from ledger.models.events import AuditEvent
from ledger.models.proposals import Proposal
from ledger.queries.quotas import quota_overview
from ledger.services.proposals import decide_proposal
from ledger.services.quotas import open_quota, quota_available, widen_quota
from tests.factories import make_actor, make_agency, make_person, make_unit
from tests.postings import DAY
from tests.proposals import HAPPENED, PERIOD, House


@pytest.fixture
def unit(app):
    return make_unit(make_agency())


@pytest.fixture
def hr(unit):
    return make_actor(make_person(unit), Role.HR)


def test_open_quota_belongs_to_its_quarter(unit, hr, now):
    uid = open_quota(unit.id, "2026-T2", 500, actor=hr, now=now)
    later = now + timedelta(days=1)
    assert open_quota(unit.id, "2026-T2", 500, actor=hr, now=later) == uid
    assert quota_available(unit.id, on=DAY) == 500
    assert quota_available(unit.id, on=DAY.replace(month=7)) == 0
    assert session().scalars(select(AuditEvent.tag)).all() == ["quota:points:opened"]


def test_quota_opened_anew_with_other_points_is_a_conflict(unit, hr, now):
    open_quota(unit.id, "2026-T2", 500, actor=hr, now=now)
    with pytest.raises(Conflict) as refusal:
        open_quota(unit.id, "2026-T2", 600, actor=hr, now=now)
    assert refusal.value.code == "idempotency_conflict"


def test_staff_cannot_open_a_quota(unit, now):
    with pytest.raises(Forbidden):
        open_quota(unit.id, "2026-T2", 500, actor=make_actor(make_person(unit)), now=now)


def test_head_of_another_unit_cannot_open_a_quota(unit, now):
    other = make_unit(make_agency())
    head = make_actor(make_person(other, is_unit_head=True))
    with pytest.raises((Forbidden, NotFound)):
        open_quota(unit.id, "2026-T2", 500, actor=head, now=now)


@pytest.mark.parametrize(
    ("period", "points", "wrong"),
    [("2026-05", 10, "period"), ("2026-T2", 0, "points"), ("2026-T2", -5, "points")],
)
def test_quota_that_makes_no_sense_names_its_field(unit, hr, now, period, points, wrong):
    with pytest.raises(InvalidInput) as refusal:
        open_quota(unit.id, period, points, actor=hr, now=now)
    assert list(refusal.value.fields) == [wrong]


def test_overview_lists_what_was_given_and_is_left(unit, hr, now):
    open_quota(unit.id, "2026-T2", 500, actor=system_actor(unit.agency_id), now=now)
    (line,) = quota_overview(unit.agency_id, "2026-T2")
    assert (line.unit_code, line.given, line.available, line.spent) == (unit.code, 500, 500, 0)
    assert quota_overview(unit.agency_id, "2026-T3") == []


def widening(
    unit, points: int = 50, reason: str = "Antrean akhir tahun dua kali lipat."
) -> WidenQuota:
    return WidenQuota(key="form-1", unit_id=unit.id, period=PERIOD, points=50, reason=reason)


def test_widened_quota_lets_the_waiting_award_take_effect(app, now):
    house = House(quota=10)
    proposal_id = house.propose(house.staff, points=25)
    command = house.decide(proposal_id, house.head)
    decide_proposal(command, actor=house.actor(house.head), now=now)
    assert session().get(Proposal, proposal_id).state is ProposalState.AWAITING_QUOTA
    uid = widen_quota(widening(house.bidang), actor=house.system, now=now)
    session().expire_all()
    assert session().get(Proposal, proposal_id).state is ProposalState.APPROVED
    assert quota_available(house.bidang.id, on=HAPPENED) == 10 + 50 - 25
    assert widen_quota(widening(house.bidang), actor=house.system, now=now) == uid
    assert quota_available(house.bidang.id, on=HAPPENED) == 10 + 50 - 25
    assert session().scalars(select(AuditEvent.tag)).all().count("quota:points:widened") == 1


def test_quota_is_not_widened_without_a_reason(unit, hr, now):
    with pytest.raises(InvalidInput) as refusal:
        widen_quota(widening(unit, reason="Perlu."), actor=hr, now=now)
    assert list(refusal.value.fields) == ["reason"]
    assert quota_available(unit.id, on=HAPPENED) == 0


def test_staff_cannot_widen_a_quota(unit, now):
    with pytest.raises(Forbidden):
        widen_quota(widening(unit), actor=make_actor(make_person(unit)), now=now)
