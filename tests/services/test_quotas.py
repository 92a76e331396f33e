"""Quotas: opened once, widened on the record, and only by those who may."""

import pytest
from sqlalchemy import select

from ledger.database import session
from ledger.domain.actors import system_actor
from ledger.domain.people import Role
from ledger.errors import Conflict, Forbidden, InvalidInput, NotFound
from ledger.models.events import AuditEvent
from ledger.queries.quotas import quota_overview
from ledger.services.quotas import open_quota, quota_available
from tests.factories import make_actor, make_agency, make_person, make_unit
from tests.postings import DAY


@pytest.fixture
def unit(app):
    return make_unit(make_agency())


@pytest.fixture
def hr(unit):
    return make_actor(make_person(unit), Role.HR)


def test_open_quota_belongs_to_its_quarter(unit, hr, now):
    uid = open_quota(unit.id, "2026-T2", 500, actor=hr, now=now)
    assert open_quota(unit.id, "2026-T2", 500, actor=hr, now=now) == uid
    assert quota_available(unit.id, on=DAY) == 500
    assert quota_available(unit.id, on=DAY.replace(month=7)) == 0
    assert "quota:points:opened" in session().scalars(select(AuditEvent.tag)).all()


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
