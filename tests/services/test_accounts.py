"""Invitations, codes that work once, resets at the desk, and the own account."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.accounts import ActivateAccount, ChangePassword, InvitePeople, LogIn
from ledger.domain.actors import Actor, Grant, system_actor
from ledger.domain.people import AccountState, PersonState, Role
from ledger.errors import Conflict, Forbidden, InvalidInput, NotFound, RuleRefused
from ledger.gateways.passwords import hash_password
from ledger.models.events import AuditEvent, Notification
from ledger.models.people import Account, ActivationCode, Person
from ledger.services.accounts import (
    activate_account,
    change_email,
    change_language,
    change_password,
    invite_people,
    reset_password,
)
from ledger.services.sessions import SessionRules, load_actor, log_in
from tests.factories import make_account, make_actor, make_agency, make_person, make_unit

RULES = SessionRules(secret="rahasia uji")
OLD, NEW = "kuda hijau di loket", "sepeda biru di kantor"
HASHED = hash_password(OLD)


class Desk:
    def __init__(self) -> None:
        self.agency = make_agency()
        self.top = make_unit(self.agency, code="U000")
        self.unit = make_unit(self.agency, self.top, code="U001")
        self.hr_person = make_person(self.top, name="Petugas")
        self.hr = make_actor(self.hr_person, Role.HR)
        self.clerk = make_person(self.unit, name="Siti")

    def invite(self, *, now: datetime, actor: Actor | None = None, **command):
        return invite_people(InvitePeople(**command), actor=actor or self.hr, now=now)

    def activate(self, code: str, password: str = NEW, *, now: datetime) -> str:
        return activate_account(ActivateAccount(code=code, password=password), rules=RULES, now=now)


@pytest.fixture
def desk(session: Session) -> Desk:
    return Desk()


def tags(session: Session) -> list[str]:
    return [row.tag for row in session.query(AuditEvent).order_by(AuditEvent.id)]


def test_invitation_gives_codes_once_and_keeps_hashes(desk: Desk, session: Session, now):
    issued = desk.invite(unit_id=desk.unit.id, now=now)
    assert [(one.name, one.nip, one.unit) for one in issued] == [
        ("Siti", desk.clerk.nip, desk.unit.name)
    ]
    row = session.query(ActivationCode).one()
    assert issued[0].code not in row.code_hash
    assert row.expires_at == now + timedelta(days=7)
    assert session.query(Account).filter_by(person_id=desk.clerk.id).one().state == "invited"
    assert tags(session) == ["account:invitation:issued"]


def test_invitation_reaches_the_unit_and_below_when_asked(desk: Desk, now: datetime):
    make_person(desk.top, name="Wayan")
    assert [one.name for one in desk.invite(unit_id=desk.top.id, now=now)] == ["Wayan"]
    everybody = desk.invite(unit_id=desk.top.id, with_below=True, now=now)
    assert {one.name for one in everybody} == {"Wayan", "Siti"}


def test_invitation_by_number_tells_the_missing_ones(desk: Desk, session: Session, now):
    typed = f" {desk.clerk.nip[:8]} {desk.clerk.nip[8:]}"
    assert len(desk.invite(nips=(typed,), now=now)) == 1
    with pytest.raises(NotFound, match="199001012015011009"):
        desk.invite(nips=(desk.clerk.nip, "199001012015011009"), now=now)
    with pytest.raises(NotFound):
        desk.invite(unit_id=desk.top.id, nips=(desk.clerk.nip,), now=now)


def test_invitation_leaves_out_active_accounts_and_who_left(desk: Desk, session, now):
    make_account(make_person(desk.unit))
    gone = make_person(desk.unit)
    with transaction():
        session.get(Person, gone.id).state = PersonState.LEFT
    assert [one.person_id for one in desk.invite(unit_id=desk.unit.id, now=now)] == [desk.clerk.id]


def test_invitation_stays_within_the_reach_of_the_role(desk: Desk, now: datetime):
    other = make_person(make_unit(desk.agency))
    grant = Grant(role=Role.HR, unit_ids=frozenset({desk.unit.id}))
    local = Actor(agency_id=desk.agency.id, name="Petugas", grants=(grant,))
    found = desk.invite(nips=(desk.clerk.nip, other.nip), actor=local, now=now)
    assert [one.person_id for one in found] == [desk.clerk.id]


def test_invitation_by_a_third_person_is_refused(desk: Desk, session: Session, now: datetime):
    with pytest.raises(Forbidden):
        desk.invite(unit_id=desk.unit.id, actor=make_actor(desk.clerk), now=now)
    assert session.query(ActivationCode).count() == 0


def test_invitation_by_the_operator_of_the_machine(desk: Desk, now: datetime):
    system = system_actor(desk.agency.id)
    assert len(desk.invite(unit_id=desk.unit.id, actor=system, now=now)) == 1


def test_code_activates_the_account_and_signs_in(desk: Desk, session: Session, now: datetime):
    code = desk.invite(unit_id=desk.unit.id, now=now)[0].code
    token = desk.activate(code.lower().replace("-", " "), now=now)
    assert load_actor(token, now=now).person_id == desk.clerk.id
    assert log_in(LogIn(identity=desk.clerk.nip, password=NEW), rules=RULES, now=now)
    account = session.query(Account).filter_by(person_id=desk.clerk.id).one()
    assert (account.state, account.activated_at) == (AccountState.ACTIVE, now)
    assert "account:code:used" in tags(session)


def test_code_works_once(desk: Desk, now: datetime):
    code = desk.invite(unit_id=desk.unit.id, now=now)[0].code
    desk.activate(code, now=now)
    with pytest.raises(InvalidInput) as refusal:
        desk.activate(code, now=now)
    assert "sudah dipakai" in refusal.value.fields["code"][0]


def test_code_expires_after_seven_days(desk: Desk, now: datetime):
    code = desk.invite(unit_id=desk.unit.id, now=now)[0].code
    with pytest.raises(InvalidInput):
        desk.activate(code, now=now + timedelta(days=7))
    assert desk.activate(code, now=now + timedelta(days=7) - timedelta(seconds=1))


def test_newer_code_replaces_the_older(desk: Desk, now: datetime):
    first = desk.invite(unit_id=desk.unit.id, now=now)[0].code
    second = desk.invite(unit_id=desk.unit.id, now=now)[0].code
    with pytest.raises(InvalidInput):
        desk.activate(first, now=now)
    assert desk.activate(second, now=now)


def test_easy_password_leaves_the_code_unspent(desk: Desk, session: Session, now: datetime):
    code = desk.invite(unit_id=desk.unit.id, now=now)[0].code
    for easy in ("pendek", "password123", desk.clerk.nip) * 3:
        with pytest.raises(InvalidInput) as refusal:
            desk.activate(code, easy, now=now)
        assert refusal.value.fields["password"]
    assert session.query(Account).filter_by(person_id=desk.clerk.id).one().password_hash is None
    assert desk.activate(code, now=now)


def test_reset_at_the_desk_ends_every_session(desk: Desk, session: Session, now: datetime):
    make_account(desk.clerk, password_hash=HASHED)
    token = log_in(LogIn(identity=desk.clerk.nip, password=OLD), rules=RULES, now=now)
    issued = reset_password(desk.clerk.id, actor=desk.hr, now=now)
    assert load_actor(token, now=now)
    desk.activate(issued.code, now=now)
    assert load_actor(token, now=now) is None
    with pytest.raises(InvalidInput):
        log_in(LogIn(identity=desk.clerk.nip, password=OLD), rules=RULES, now=now)
    assert "account:desk_reset:issued" in tags(session)
    assert session.query(Notification).filter_by(person_id=desk.clerk.id).count() == 1


def test_reset_is_refused_for_oneself_and_to_others(desk: Desk, now: datetime):
    account = make_account(desk.clerk)
    with pytest.raises(Forbidden):
        reset_password(desk.hr_person.id, actor=desk.hr, now=now)
    with pytest.raises(Forbidden):
        reset_password(desk.hr_person.id, actor=make_actor(desk.clerk, account=account), now=now)
    with pytest.raises(NotFound):
        reset_password(999_999, actor=desk.hr, now=now)
    with pytest.raises(Conflict):
        reset_password(make_person(desk.unit).id, actor=desk.hr, now=now)


def test_password_change_ends_other_sessions(desk: Desk, session: Session, now: datetime):
    make_account(desk.clerk, password_hash=HASHED)
    credentials = LogIn(identity=desk.clerk.nip, password=OLD)
    here, there = (log_in(credentials, rules=RULES, now=now) for _ in range(2))
    command = ChangePassword(current_password=OLD, new_password=NEW)
    fresh = change_password(command, rules=RULES, actor=load_actor(here, now=now), now=now)
    assert load_actor(fresh, now=now).person_id == desk.clerk.id
    assert load_actor(here, now=now) is None
    assert load_actor(there, now=now) is None
    assert "account:password:changed" in tags(session)


@pytest.mark.parametrize(
    ("current", "new", "field"),
    [("salah sekali", NEW, "current_password"), (OLD, "pendek", "new_password")],
)
def test_password_change_is_refused_at_its_field(desk: Desk, now, current, new, field):
    account = make_account(desk.clerk, password_hash=HASHED)
    actor = make_actor(desk.clerk, account=account)
    command = ChangePassword(current_password=current, new_password=new)
    with pytest.raises(InvalidInput) as refusal:
        change_password(command, rules=RULES, actor=actor, now=now)
    assert list(refusal.value.fields) == [field]


def test_email_is_kept_in_lower_case_and_once(desk: Desk, session: Session, now: datetime):
    account = make_account(desk.clerk, email=None)
    actor = make_actor(desk.clerk, account=account)
    change_email(" Siti@Contoh.go.id ", actor=actor, now=now)
    assert session.get(Account, account.id).email == "siti@contoh.go.id"
    with pytest.raises(RuleRefused):
        change_email("siti@contoh.go.id", actor=desk.hr, now=now)
    with pytest.raises(InvalidInput):
        change_email("siti di contoh", actor=actor, now=now)
    change_email("", actor=actor, now=now)
    assert session.get(Account, account.id).email is None
    assert tags(session).count("account:email:changed") == 2


def test_language_is_remembered(desk: Desk, session: Session, now: datetime):
    account = make_account(desk.clerk)
    actor = make_actor(desk.clerk, account=account)
    change_language("en", actor=actor, now=now)
    assert session.get(Account, account.id).language == "en"
    with pytest.raises(InvalidInput):
        change_language("jv", actor=actor, now=now)
    assert tags(session) == ["account:language:changed"]
