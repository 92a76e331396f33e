"""Signing in, sessions that can be ended, and waiting after wrong passwords."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.accounts import LogIn, TooManyAttempts
from ledger.domain.people import AccountState, Capacity, PersonState, Role
from ledger.errors import InvalidInput, NotFound
from ledger.gateways.passwords import hash_password
from ledger.models.events import AuditEvent
from ledger.models.people import (
    Account,
    ActingAppointment,
    LoginAttempt,
    LoginSession,
    Person,
    RoleGrant,
)
from ledger.services.sessions import (
    SessionRules,
    end_session,
    list_own_sessions,
    load_actor,
    log_in,
    log_out,
)
from tests.factories import make_account, make_agency, make_person, make_unit
from tests.statements import listening

RULES = SessionRules(secret="rahasia uji")
PASSWORD = "kuda hijau di loket"
HASHED = hash_password(PASSWORD)
MINUTE = timedelta(minutes=1)


class Desk:
    """A head and a clerk with an account each."""

    def __init__(self) -> None:
        self.agency = make_agency()
        self.unit = make_unit(self.agency)
        self.below = make_unit(self.agency, self.unit)
        self.head = make_person(self.unit, is_unit_head=True)
        self.clerk = make_person(self.below, self.head, nip="197907172005022003")
        self.account = make_account(self.clerk, email="siti@contoh.go.id", password_hash=HASHED)
        self.head_account = make_account(self.head, password_hash=HASHED)

    def log_in(self, identity: str = "", password: str = PASSWORD, *, now: datetime, **more) -> str:
        identity = identity or self.clerk.nip
        return log_in(LogIn(identity=identity, password=password, **more), rules=RULES, now=now)


@pytest.fixture
def desk(session: Session) -> Desk:
    return Desk()


@pytest.mark.parametrize("identity", ["19790717 200502 2 003", "Siti@contoh.go.id"])
def test_log_in_opens_a_session_stored_as_a_hash(
    desk: Desk, session: Session, now: datetime, identity: str
):
    token = desk.log_in(identity, now=now, device="Firefox")
    actor = load_actor(token, now=now)
    assert (actor.person_id, actor.account_id) == (desk.clerk.id, desk.account.id)
    row = session.query(LoginSession).one()
    assert len(token) == 64
    assert token != row.token_hash
    assert row.device == "Firefox"
    assert session.query(AuditEvent).filter_by(tag="account:session:opened").count() == 1


def test_log_in_gives_a_new_key_each_time(desk: Desk, now: datetime):
    assert desk.log_in(now=now) != desk.log_in(now=now)


@pytest.mark.parametrize("identity", ["197907172005022003", "199001012015011009", "x@y.id", ""])
def test_wrong_pair_is_told_in_one_sentence(desk: Desk, session: Session, now, identity: str):
    with pytest.raises(InvalidInput) as refusal:
        log_in(LogIn(identity=identity, password="salah sekali"), rules=RULES, now=now)
    assert refusal.value.message == "NIP atau kata sandi tidak cocok. Periksa lalu coba lagi."
    assert session.query(LoginSession).count() == 0
    assert session.query(LoginAttempt).filter_by(succeeded=False).count() == 1


@pytest.mark.parametrize("state", [AccountState.CLOSED, AccountState.INVITED])
def test_closed_account_looks_like_none(desk: Desk, session: Session, now: datetime, state):
    with transaction():
        session.get(Account, desk.account.id).state = state
    with pytest.raises(InvalidInput):
        desk.log_in(now=now)


@pytest.mark.parametrize("identity", ["197907172005022003", "199001012015011009"])
def test_five_wrong_passwords_make_anybody_wait(desk: Desk, now: datetime, identity: str):
    for _ in range(5):
        with pytest.raises(InvalidInput):
            desk.log_in(identity, "salah sekali", now=now)
    with pytest.raises(TooManyAttempts) as refusal:
        desk.log_in(identity, now=now + MINUTE)
    assert refusal.value.message == ("Terlalu banyak percobaan. Tunggu 14 menit, lalu coba lagi.")


def test_waiting_ends(desk: Desk, now: datetime):
    for _ in range(5):
        with pytest.raises(InvalidInput):
            desk.log_in(password="salah sekali", now=now)
    assert desk.log_in(now=now + 15 * MINUTE)


def test_right_password_clears_the_count(desk: Desk, now: datetime):
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(InvalidInput):
                desk.log_in(password="salah sekali", now=now)
        assert desk.log_in(now=now)


def test_address_that_is_wrong_everywhere_waits(desk: Desk, session: Session, now: datetime):
    with pytest.raises(InvalidInput):
        desk.log_in(password="salah sekali", address="10.0.0.1", now=now)
    hidden = session.query(LoginAttempt.address_hash).scalar()
    with transaction() as work:
        work.add_all(
            LoginAttempt(identity_hash=f"{n}", address_hash=hidden, at=now, succeeded=False)
            for n in range(49)
        )
    with pytest.raises(TooManyAttempts):
        desk.log_in(address="10.0.0.1", now=now)
    assert desk.log_in(address="10.0.0.2", now=now)


def test_attempts_name_nobody_and_are_forgotten(desk: Desk, session: Session, now: datetime):
    desk.log_in(address="10.0.0.1", now=now)
    row = session.query(LoginAttempt).one()
    assert desk.clerk.nip not in row.identity_hash
    desk.log_in(address="10.0.0.1", now=now + 20 * MINUTE)
    assert session.query(LoginAttempt).count() == 1


def test_session_ends_when_idle_and_after_its_life(desk: Desk, now: datetime):
    token = desk.log_in(now=now)
    assert load_actor(token, now=now + 29 * MINUTE)
    assert load_actor(token, now=now + 58 * MINUTE)
    assert load_actor(token, now=now + 89 * MINUTE) is None
    token = desk.log_in(now=now)
    for minutes in range(0, 480, 25):
        assert load_actor(token, now=now + minutes * MINUTE)
    assert load_actor(token, now=now + 480 * MINUTE) is None


def test_unknown_key_is_nobody(desk: Desk, now: datetime):
    assert load_actor("0" * 64, now=now) is None
    assert load_actor("", now=now) is None


def test_session_of_who_left_is_over(desk: Desk, session: Session, now: datetime):
    token = desk.log_in(now=now)
    with transaction():
        session.get(Person, desk.clerk.id).state = PersonState.LEFT
    assert load_actor(token, now=now) is None


def test_log_out_ends_the_session(desk: Desk, session: Session, now: datetime):
    token = desk.log_in(now=now)
    log_out(actor=load_actor(token, now=now), now=now)
    assert load_actor(token, now=now) is None
    assert session.query(AuditEvent).filter_by(tag="account:session:ended").count() == 1


def test_own_session_elsewhere_can_be_ended(desk: Desk, now: datetime):
    here, there = desk.log_in(now=now), desk.log_in(now=now + MINUTE)
    actor = load_actor(here, now=now + MINUTE)
    other = load_actor(there, now=now + MINUTE).session_id
    assert {row.id for row in list_own_sessions(actor=actor, now=now + MINUTE)} == {
        actor.session_id,
        other,
    }
    end_session(other, actor=actor, now=now + MINUTE)
    assert load_actor(there, now=now + MINUTE) is None
    with pytest.raises(NotFound):
        end_session(other, actor=actor, now=now + MINUTE)


def test_session_of_another_cannot_be_ended(desk: Desk, now: datetime):
    clerk = load_actor(desk.log_in(now=now), now=now)
    head = load_actor(desk.log_in(desk.head.nip, now=now), now=now)
    with pytest.raises(NotFound):
        end_session(head.session_id, actor=clerk, now=now)


def test_actor_has_the_roles_of_today(desk: Desk, session: Session, now: datetime):
    def grant(role: Role, start: date, end: date | None = None, unit_id: int | None = None):
        return RoleGrant(
            agency_id=desk.agency.id,
            account_id=desk.account.id,
            role=role,
            unit_id=unit_id,
            valid_from=start,
            valid_until=end,
        )

    today = date(2026, 11, 23)
    with transaction() as work:
        work.add_all(
            [
                grant(Role.HR, today, unit_id=desk.unit.id),
                grant(Role.AUDITOR, date(2026, 1, 1), today),
                grant(Role.OPERATOR, today + timedelta(days=1)),
            ]
        )
    actor = load_actor(desk.log_in(now=now), now=now)
    assert actor.has_role(Role.HR, desk.below.id)
    assert not actor.has_role(Role.HR, make_unit(desk.agency).id)
    assert not actor.has_role(Role.AUDITOR)
    assert not actor.has_role(Role.OPERATOR)


def test_today_is_a_day_of_the_agency(desk: Desk, session: Session):
    with transaction() as work:
        work.add(
            RoleGrant(
                agency_id=desk.agency.id,
                account_id=desk.account.id,
                role=Role.HR,
                valid_from=date(2026, 11, 24),
            )
        )
    past_midnight_in_jakarta = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
    actor = load_actor(desk.log_in(now=past_midnight_in_jakarta), now=past_midnight_in_jakarta)
    assert actor.has_role(Role.HR)


def test_head_is_leader_and_superior_until_replaced(desk: Desk, now: datetime):
    actor = load_actor(desk.log_in(desk.head.nip, now=now), now=now)
    assert [post.unit_id for post in actor.posts] == [desk.unit.id]
    assert actor.is_superior
    with transaction() as work:
        work.add(
            ActingAppointment(
                agency_id=desk.agency.id,
                unit_id=desk.unit.id,
                person_id=desk.clerk.id,
                capacity=Capacity.PLH,
                letter_number="800/1",
                valid_from=date(2026, 11, 1),
            )
        )
    assert not load_actor(desk.log_in(desk.head.nip, now=now), now=now).is_leader
    acting = load_actor(desk.log_in(now=now), now=now)
    assert acting.capacity_at(desk.unit.id).letter_number == "800/1"
    assert not acting.is_superior


def test_actor_is_loaded_in_four_statements(desk: Desk, now: datetime):
    token = desk.log_in(now=now)
    with listening() as statements:
        load_actor(token, now=now)
    assert len(statements) <= 4
