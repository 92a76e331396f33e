"""Quotas: opened once, widened on the record, and only by those who may."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from ledger.database import session
from ledger.domain.actors import Grant, system_actor
from ledger.domain.approvals import ProposalState
from ledger.domain.people import Role
from ledger.domain.posting_commands import OpenQuota, WidenQuota
from ledger.errors import Conflict, Forbidden, InvalidInput, NotFound, RuleRefused
from ledger.models.events import AuditEvent
from ledger.models.proposals import Proposal
from ledger.queries.quotas import (
    count_waiting_awards,
    quota_of_unit,
    quota_overview,
    units_to_widen,
    waiting_awards,
)
from ledger.services.proposals import decide_proposal
from ledger.services.quotas import open_quota, open_quotas, quota_available, widen_quota
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


def test_quotas_of_many_units_open_together_and_only_once(app, now):
    agency = make_agency()
    units, system = [make_unit(agency) for _ in range(4)], system_actor(agency.id)
    asked = [
        OpenQuota(unit_id=one.id, period=period, points=100 + number)
        for number, one in enumerate(units)
        for period in ("2026-T2", "2026-T3")
    ]
    first = open_quotas(asked[:5], actor=system, now=now)
    again = open_quotas(asked, actor=system, now=now)
    assert again[:5] == first
    assert len(set(again)) == len(asked)
    assert [quota_available(one.id, on=DAY) for one in units] == [100, 101, 102, 103]
    events = session().scalars(select(AuditEvent.subject_id).order_by(AuditEvent.id))
    assert events.all() == [one.unit_id for one in asked]


def test_one_unit_of_another_agency_opens_no_quota_at_all(unit, now):
    foreign = make_unit(make_agency())
    system = system_actor(unit.agency_id)
    asked = [OpenQuota(unit_id=one.id, period="2026-T2", points=100) for one in (unit, foreign)]
    with pytest.raises(NotFound):
        open_quotas(asked, actor=system, now=now)
    assert quota_available(unit.id, on=DAY) == 0
    assert len(open_quotas(asked[:1], actor=system, now=now)) == 1
    assert quota_available(unit.id, on=DAY) == 100


def test_hr_of_one_unit_opens_no_quota_of_another(app, now):
    agency = make_agency()
    unit, other = make_unit(agency), make_unit(agency)
    own = make_actor(make_person(unit))
    own = replace(own, grants=(Grant(role=Role.HR, unit_ids=frozenset({unit.id})),))
    asked = [OpenQuota(unit_id=one.id, period="2026-T2", points=100) for one in (unit, other)]
    with pytest.raises(Forbidden):
        open_quotas(asked, actor=own, now=now)
    assert len(open_quotas(asked[:1], actor=own, now=now)) == 1


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


@pytest.fixture
def house(app) -> House:
    return House(quota=10)


def wait_for_quota(house: House, now, *subjects, points: int = 25) -> int:
    proposal_id = house.propose(*(subjects or (house.staff,)), points=points)
    command = house.decide(proposal_id, house.head)
    decide_proposal(command, actor=house.actor(house.head), now=now)
    return proposal_id


def test_quota_is_widened_above_the_unit_and_never_by_its_own_head(house, now):
    wait_for_quota(house, now)
    with pytest.raises(Forbidden):
        widen_quota(widening(house.bidang), actor=house.actor(house.head), now=now)
    assert quota_available(house.bidang.id, on=HAPPENED) == 10
    widen_quota(widening(house.bidang), actor=house.actor(house.chief), now=now)
    assert quota_available(house.bidang.id, on=HAPPENED) == 10 + 50 - 25


def test_head_of_a_sister_unit_cannot_widen(house, now):
    sister = make_unit(house.agency, house.dinas)
    head = make_actor(make_person(sister, house.chief, is_unit_head=True))
    with pytest.raises(Forbidden):
        widen_quota(widening(house.bidang), actor=head, now=now)


def test_head_of_the_top_widens_the_top_itself(house, now):
    widen_quota(widening(house.top), actor=house.actor(house.governor), now=now)
    assert quota_available(house.top.id, on=HAPPENED) == 50


def test_hr_of_another_agency_cannot_widen(house, now):
    stranger = make_actor(make_person(make_unit(make_agency())), Role.HR)
    with pytest.raises(NotFound):
        widen_quota(widening(house.bidang), actor=stranger, now=now)


def test_hr_of_one_unit_widens_only_there(house, now):
    grants = (Grant(role=Role.HR, unit_ids=frozenset({house.bidang.id})),)
    officer = replace(make_actor(house.clerk), grants=grants)
    assert units_to_widen(officer) == {house.bidang.id}
    with pytest.raises(Forbidden):
        widen_quota(widening(house.dinas), actor=officer, now=now)
    widen_quota(widening(house.bidang), actor=officer, now=now)
    assert quota_available(house.bidang.id, on=HAPPENED) == 60


def test_nobody_widens_the_quota_that_their_own_award_waits_for(house, now):
    wait_for_quota(house, now, house.stranger)
    officer = make_actor(house.stranger, Role.HR)
    with pytest.raises(RuleRefused) as refusal:
        widen_quota(widening(house.bidang), actor=officer, now=now)
    assert refusal.value.constraint == "quota_for_oneself"
    assert quota_available(house.bidang.id, on=HAPPENED) == 10
    widen_quota(widening(house.bidang), actor=make_actor(house.clerk, Role.HR), now=now)
    assert quota_available(house.bidang.id, on=HAPPENED) == 35


def test_overview_says_what_waits_where_no_quota_was_ever_opened(app, now):
    house = House(quota=0)
    first, second = wait_for_quota(house, now), wait_for_quota(house, now, house.mate, points=40)
    (line,) = quota_overview(house.agency.id, PERIOD)
    assert (line.given, line.available, line.waiting, line.awards) == (0, 0, 65, 2)
    assert line.missing == 65
    waiting = waiting_awards(house.agency.id, None)
    assert [one.proposal_id for one in waiting] == [first, second]
    assert {one.period for one in waiting} == {PERIOD}
    assert quota_overview(house.agency.id, PERIOD, frozenset({house.dinas.id})) == []
    with pytest.raises(NotFound):
        quota_of_unit(house.agency.id, house.bidang.id, PERIOD, frozenset({house.dinas.id}))


def test_waiting_awards_are_counted_for_whoever_may_widen(house, now):
    wait_for_quota(house, now)
    assert count_waiting_awards(house.actor(house.chief)) == 1
    assert count_waiting_awards(make_actor(house.clerk, Role.HR)) == 1
    assert count_waiting_awards(house.actor(house.head)) == 0
    assert count_waiting_awards(house.actor(house.stranger)) == 0


def test_widened_quota_serves_the_award_that_was_approved_first(house, now):
    """What does not fit goes on waiting; a smaller one behind it may take effect."""
    large = wait_for_quota(house, now, points=100)
    small = wait_for_quota(house, now, house.mate, points=20)
    widen_quota(widening(house.bidang), actor=house.system, now=now)
    session().expire_all()
    assert session().get(Proposal, large).state is ProposalState.AWAITING_QUOTA
    assert session().get(Proposal, small).state is ProposalState.APPROVED
