"""Roles, acting heads and conflicts: by whom, for whom, until when."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from ledger.domain.actors import Actor, Grant, system_actor
from ledger.domain.people import Capacity, ConflictKind, Role
from ledger.domain.roles import AppointActing, DeclareConflict, GrantRole
from ledger.errors import Conflict, Forbidden, InvalidInput, NotFound, RuleRefused
from ledger.models.events import AuditEvent, Notification
from ledger.models.people import ActingAppointment, ConflictDeclaration, RoleGrant
from ledger.services.actors import actor_of_identity, actor_of_person
from ledger.services.officials import official_of_unit
from ledger.services.roles import (
    appoint_acting,
    declare_conflict,
    end_acting,
    grant_role,
    revoke_role,
    withdraw_conflict,
)
from tests.factories import make_account, make_actor, make_agency, make_person, make_unit

TODAY = date(2026, 11, 23)


class Desk:
    def __init__(self) -> None:
        self.agency = make_agency()
        self.unit = make_unit(self.agency)
        self.other_unit = make_unit(self.agency)
        self.hr_person = make_person(self.unit)
        self.hr = make_actor(self.hr_person, Role.HR)
        self.clerk = make_person(self.unit, name="Siti")
        self.account = make_account(self.clerk)
        self.third = make_actor(make_person(self.other_unit))

    def grant(self, *, actor: Actor | None = None, now: datetime, **command) -> int:
        values = {"person_id": self.clerk.id, "role": Role.UNIT_ADMIN, "valid_from": TODAY}
        return grant_role(GrantRole(**{**values, **command}), actor=actor or self.hr, now=now)

    def appoint(self, *, actor: Actor | None = None, now: datetime, **command) -> int:
        values = {
            "unit_id": self.unit.id,
            "person_id": self.clerk.id,
            "capacity": Capacity.PLT,
            "letter_number": "800/7/BKD/2026",
            "valid_from": TODAY,
        }
        command = AppointActing(**{**values, **command})
        return appoint_acting(command, actor=actor or self.hr, now=now)

    def declare(self, one, other, *, actor: Actor, now: datetime) -> int:
        command = DeclareConflict(
            person_id=one.id, other_person_id=other.id, kind=ConflictKind.FAMILY
        )
        return declare_conflict(command, actor=actor, now=now)


@pytest.fixture
def desk(session: Session) -> Desk:
    return Desk()


def tags(session: Session) -> list[str]:
    return [row.tag for row in session.query(AuditEvent).order_by(AuditEvent.id)]


def test_role_counts_from_its_day(desk: Desk, session: Session, now: datetime):
    desk.grant(unit_id=desk.unit.id, now=now)
    actor = actor_of_person(desk.clerk.id, now=now)
    assert actor.has_role(Role.UNIT_ADMIN, desk.unit.id)
    assert not actor.has_role(Role.UNIT_ADMIN, desk.other_unit.id)
    assert not actor_of_person(desk.clerk.id, now=now - timedelta(days=1)).grants
    assert tags(session) == ["role:grant:given"]
    assert session.query(Notification).filter_by(person_id=desk.clerk.id).count() == 1


def test_role_of_the_first_officer_comes_from_the_machine(desk: Desk, session: Session, now):
    desk.grant(role=Role.HR, actor=system_actor(desk.agency.id), now=now)
    assert session.query(RoleGrant).one().granted_by is None


def test_role_is_never_given_to_oneself(desk: Desk, session: Session, now: datetime):
    with pytest.raises(Forbidden):
        desk.grant(person_id=desk.hr_person.id, role=Role.AUDITOR, now=now)
    assert session.query(RoleGrant).count() == 0


def test_role_is_refused_to_a_third_person(desk: Desk, now: datetime):
    with pytest.raises(Forbidden):
        desk.grant(actor=desk.third, now=now)


def test_local_officer_gives_roles_only_within_reach(desk: Desk, now: datetime):
    grant = Grant(role=Role.HR, unit_ids=frozenset({desk.unit.id}))
    local = Actor(agency_id=desk.agency.id, name="Petugas", grants=(grant,))
    assert desk.grant(unit_id=desk.unit.id, actor=local, now=now)
    for unit_id in (None, desk.other_unit.id):
        with pytest.raises(Forbidden):
            desk.grant(unit_id=unit_id, actor=local, now=now)


def test_role_twice_or_without_account_is_refused(desk: Desk, now: datetime):
    desk.grant(now=now)
    with pytest.raises(Conflict):
        desk.grant(now=now)
    with pytest.raises(Conflict):
        desk.grant(person_id=make_person(desk.unit).id, now=now)


def test_role_with_dates_out_of_order_is_refused_at_the_field(desk: Desk, now: datetime):
    with pytest.raises(InvalidInput) as refusal:
        desk.grant(valid_until=TODAY, now=now)
    assert list(refusal.value.fields) == ["valid_until"]


def test_role_of_another_agency_is_out_of_reach(desk: Desk, now: datetime):
    stranger = make_person(make_unit(make_agency()))
    with pytest.raises(NotFound):
        desk.grant(person_id=stranger.id, now=now)


def test_revoked_role_counts_no_longer(desk: Desk, session: Session, now: datetime):
    grant_id = desk.grant(valid_from=date(2026, 1, 1), now=now)
    revoke_role(grant_id, actor=desk.hr, now=now)
    assert not actor_of_person(desk.clerk.id, now=now).grants
    assert session.get(RoleGrant, grant_id).valid_until == TODAY
    with pytest.raises(NotFound):
        revoke_role(grant_id, actor=desk.hr, now=now)
    assert tags(session) == ["role:grant:given", "role:grant:revoked"]


def test_role_revoked_on_its_first_day_is_taken_away(desk: Desk, session: Session, now):
    grant_id = desk.grant(now=now)
    with pytest.raises(Forbidden):
        revoke_role(grant_id, actor=desk.third, now=now)
    revoke_role(grant_id, actor=desk.hr, now=now)
    assert session.query(RoleGrant).count() == 0


def test_acting_head_holds_the_post_until_ended(desk: Desk, session: Session, now: datetime):
    appointment_id = desk.appoint(valid_from=date(2026, 11, 1), now=now)
    assert official_of_unit(desk.unit.id, on=TODAY).capacity is Capacity.PLT
    end_acting(appointment_id, actor=desk.hr, now=now)
    assert official_of_unit(desk.unit.id, on=TODAY) is None
    assert official_of_unit(desk.unit.id, on=date(2026, 11, 20)).person_id == desk.clerk.id
    assert tags(session) == ["unit:acting:appointed", "unit:acting:ended"]


def test_post_has_one_acting_head_at_a_time(desk: Desk, session: Session, now: datetime):
    desk.appoint(now=now)
    with pytest.raises(RuleRefused) as refusal:
        desk.appoint(person_id=make_person(desk.unit).id, now=now)
    assert refusal.value.constraint == "uq_acting_appointment_open_post"
    assert session.query(ActingAppointment).count() == 1


def test_appointment_past_its_last_day_makes_room(desk: Desk, now: datetime):
    desk.appoint(valid_from=date(2026, 10, 1), valid_until=TODAY, now=now)
    later = make_person(desk.unit)
    desk.appoint(person_id=later.id, now=now)
    assert official_of_unit(desk.unit.id, on=TODAY).person_id == later.id
    assert official_of_unit(desk.unit.id, on=date(2026, 11, 2)).person_id == desk.clerk.id


@pytest.mark.parametrize(
    ("command", "field"),
    [
        ({"capacity": Capacity.DEFINITIF}, "capacity"),
        ({"letter_number": " "}, "letter_number"),
        ({"valid_until": TODAY}, "valid_until"),
    ],
)
def test_appointment_is_refused_at_its_field(desk: Desk, now: datetime, command, field):
    with pytest.raises(InvalidInput) as refusal:
        desk.appoint(now=now, **command)
    assert list(refusal.value.fields) == [field]


def test_appointment_is_made_by_hr_for_somebody_else(desk: Desk, now: datetime):
    with pytest.raises(Forbidden):
        desk.appoint(person_id=desk.hr_person.id, now=now)
    with pytest.raises(Forbidden):
        desk.appoint(actor=desk.third, now=now)
    head = make_person(desk.unit, is_unit_head=True)
    with pytest.raises(InvalidInput):
        desk.appoint(person_id=head.id, now=now)
    appointment_id = desk.appoint(now=now)
    with pytest.raises(Forbidden):
        end_acting(appointment_id, actor=desk.third, now=now)


def test_ended_appointment_cannot_be_ended_again(desk: Desk, now: datetime):
    appointment_id = desk.appoint(now=now)
    end_acting(appointment_id, actor=desk.hr, now=now)
    with pytest.raises(NotFound):
        end_acting(appointment_id, actor=desk.hr, now=now)


def test_conflict_is_declared_by_oneself_or_hr(desk: Desk, session: Session, now: datetime):
    siti, mate = desk.clerk, make_person(desk.unit)
    desk.declare(siti, mate, actor=make_actor(siti, account=desk.account), now=now)
    with pytest.raises(Conflict):
        desk.declare(mate, siti, actor=desk.hr, now=now)
    desk.declare(siti, desk.hr_person, actor=desk.hr, now=now)
    with pytest.raises(Forbidden):
        desk.declare(mate, desk.hr_person, actor=desk.third, now=now)
    with pytest.raises(InvalidInput):
        desk.declare(siti, siti, actor=desk.hr, now=now)
    assert session.query(ConflictDeclaration).count() == 2
    assert tags(session) == ["conflict:declaration:recorded"] * 2


def test_conflict_is_withdrawn_by_hr_only(desk: Desk, session: Session, now: datetime):
    siti = make_actor(desk.clerk, account=desk.account)
    declared = desk.declare(desk.clerk, make_person(desk.unit), actor=siti, now=now)
    own = desk.declare(desk.hr_person, desk.clerk, actor=desk.hr, now=now)
    with pytest.raises(Forbidden):
        withdraw_conflict(declared, actor=siti, now=now)
    with pytest.raises(Forbidden):
        withdraw_conflict(own, actor=desk.hr, now=now)
    withdraw_conflict(declared, actor=desk.hr, now=now)
    with pytest.raises(NotFound):
        withdraw_conflict(declared, actor=desk.hr, now=now)
    assert tags(session)[-1] == "conflict:declaration:withdrawn"


def test_actor_is_found_by_number_in_its_agency(desk: Desk, now: datetime):
    typed = f"{desk.clerk.nip[:8]} {desk.clerk.nip[8:]}"
    actor = actor_of_identity(typed, agency_id=desk.agency.id, now=now)
    assert (actor.person_id, actor.account_id) == (desk.clerk.id, desk.account.id)
    with pytest.raises(NotFound):
        actor_of_identity("199001012015011009", agency_id=desk.agency.id, now=now)
    with pytest.raises(NotFound):
        actor_of_person(999_999, now=now)
