"""Accounts by invitation: codes handed over once, passwords set with them, resets at the desk."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, update

from ledger.database import session, transaction
from ledger.domain.accounts import (
    CODE_BYTES,
    CODE_LIFE,
    ActivateAccount,
    ChangePassword,
    CodePurpose,
    InvitePeople,
    IssuedCode,
    clean_identity,
    code_from_bytes,
    code_hash,
)
from ledger.domain.actors import Actor
from ledger.domain.passwords import require_password
from ledger.domain.people import AccountState, PersonState, Role
from ledger.errors import Conflict, Forbidden, InvalidInput, NotFound, sentence
from ledger.gateways.passwords import hash_password, is_password
from ledger.models.people import Account, ActivationCode, Person, Unit
from ledger.queries.units import subtree_ids
from ledger.services.access import can_act, require_role
from ledger.services.entropy import random_bytes
from ledger.services.events import notify, record_event
from ledger.services.sessions import (
    SessionRules,
    begin_attempt,
    confirm_attempt,
    end_sessions_of,
    open_session,
)

LANGUAGES = ("id", "en")
LONGEST_EMAIL = 254

NO_ACCOUNT = sentence("Pegawai ini belum punya akun aktif. Undang dulu.")
NOT_YOUR_OWN = sentence("Akun Anda sendiri diatur ulang oleh petugas lain.")
UNKNOWN_NIPS = sentence("NIP %(nips)s tidak ada di unit ini. Periksa lalu ulangi.")
WRONG_CODE = sentence(
    "Kode ini tidak cocok, sudah dipakai, atau sudah lewat 7 hari. Minta kode baru di kepegawaian."
)
WRONG_PASSWORD = sentence("Kata sandi sekarang tidak cocok. Periksa lalu coba lagi.")
WRONG_EMAIL = sentence("Tulis alamat surel seperti nama@instansi.go.id")
WRONG_LANGUAGE = sentence("Pilih Bahasa Indonesia atau English")
PASSWORD_CHANGED = sentence("Kata sandi akun Anda baru saja diganti.")


def invite_people(command: InvitePeople, *, actor: Actor, now: datetime) -> list[IssuedCode]:
    """Give each person without an active account a fresh code, in the order of their names.

    Codes given before no longer work. People with an active account and units the actor's role
    does not reach are left out. Raises NotFound naming the numbers that are not there.
    """
    require_someone(actor)
    with transaction() as work:
        people = work.execute(_invited(command, actor)).all()
        _require_found(command, [person.nip for person, _unit, _account in people])
        return [
            _issue(person, unit, account, CodePurpose.INVITATION, actor=actor, now=now)
            for person, unit, account in people
            if can_act(actor, Role.HR, Role.OPERATOR, unit_id=person.unit_id)
            and (account is None or account.state is not AccountState.ACTIVE)
        ]


def reset_password(person_id: int, *, actor: Actor, now: datetime) -> IssuedCode:
    """Give a code for a new password, at the desk, to somebody who showed who they are.

    The old password works until the code is used. Raises NotFound, Forbidden or Conflict.
    """
    with transaction() as work:
        row = work.execute(_people(actor).where(Person.id == person_id)).one_or_none()
        if row is None:
            raise NotFound(sentence("Pegawai ini tidak ada."))
        person, unit, account = row
        require_role(actor, Role.HR, Role.OPERATOR, unit_id=person.unit_id)
        if person.id == actor.person_id:
            raise Forbidden(NOT_YOUR_OWN)
        if account is None or account.state is not AccountState.ACTIVE:
            raise Conflict(NO_ACCOUNT)
        return _issue(person, unit, account, CodePurpose.DESK_RESET, actor=actor, now=now)


def activate_account(command: ActivateAccount, *, rules: SessionRules, now: datetime) -> str:
    """Set the first or new password with a code and give the key of a session; the code is spent.

    Every other session of the account ends. Raises InvalidInput or TooManyAttempts.
    """
    attempt_id = begin_attempt(code_hash(command.code), command.address, rules=rules, now=now)
    account = _account_of_code(command.code, now)
    confirm_attempt(attempt_id)
    require_password(command.password, identities=_identities(account), field="password")
    hashed = hash_password(command.password)
    with transaction() as work:
        _spend(command.code, account.id, now)
        fresh = work.get_one(Account, account.id)
        owner = _owner(fresh)
        fresh.password_hash, fresh.state = hashed, AccountState.ACTIVE
        fresh.activated_at = fresh.activated_at or now
        _set_password(fresh, hashed, "account:code:used", actor=owner, now=now)
        return open_session(fresh.id, device=command.device, life=rules.life, now=now)


def change_password(
    command: ChangePassword, *, rules: SessionRules, actor: Actor, now: datetime
) -> str:
    """Replace the own password; every session ends and the key of a new one is given."""
    account = own_account(actor)
    attempt_id = begin_attempt(f"account:{account.id}", command.address, rules=rules, now=now)
    if not is_password(command.current_password, account.password_hash):
        raise InvalidInput(WRONG_PASSWORD, fields={"current_password": [WRONG_PASSWORD]})
    confirm_attempt(attempt_id)
    require_password(command.new_password, identities=_identities(account), field="new_password")
    hashed = hash_password(command.new_password)
    with transaction() as work:
        fresh = work.get_one(Account, account.id)
        _set_password(fresh, hashed, "account:password:changed", actor=actor, now=now)
        return open_session(fresh.id, device=command.device, life=rules.life, now=now)


def require_own_password(
    password: str, address: str, *, rules: SessionRules, actor: Actor, now: datetime
) -> None:
    """Ask for the password once more before something grave; throttled like signing in.

    Raises InvalidInput on ``password``.
    """
    account = own_account(actor)
    attempt_id = begin_attempt(f"account:{account.id}", address, rules=rules, now=now)
    if not is_password(password, account.password_hash):
        raise InvalidInput(WRONG_PASSWORD, fields={"password": [WRONG_PASSWORD]})
    confirm_attempt(attempt_id)


def change_email(email: str, *, actor: Actor, now: datetime) -> None:
    """Set or take away (empty) the own e-mail for signing in; RuleRefused when it is taken."""
    plain = email.strip().casefold()
    if plain and not _is_email(plain):
        raise InvalidInput(WRONG_EMAIL, fields={"email": [WRONG_EMAIL]})
    with transaction() as work:
        account = work.get_one(Account, own_account(actor).id)
        account.email = plain or None
        _record(account, "account:email:changed", actor=actor, now=now)


def change_language(language: str, *, actor: Actor, now: datetime) -> None:
    """Remember the language in which the account reads its pages; raises InvalidInput."""
    if language not in LANGUAGES:
        raise InvalidInput(WRONG_LANGUAGE, fields={"language": [WRONG_LANGUAGE]})
    with transaction() as work:
        account = work.get_one(Account, own_account(actor).id)
        account.language = language
        _record(account, "account:language:changed", actor=actor, now=now)


def own_account(actor: Actor) -> Account:
    """The account the actor is signed in with; raises NotFound."""
    account = session().get(Account, actor.account_id) if actor.account_id else None
    if account is None:
        raise NotFound(NO_ACCOUNT)
    return account


def require_someone(actor: Actor) -> None:
    """Refuse whoever holds neither HR nor operator anywhere; raises Forbidden."""
    if not (actor.is_system or actor.has_role(Role.HR) or actor.has_role(Role.OPERATOR)):
        require_role(actor, Role.HR, Role.OPERATOR, unit_id=None)


def _people(actor: Actor) -> Select[Person, Unit, Any]:
    return (
        select(Person, Unit, Account)
        .join(Unit, Unit.id == Person.unit_id)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(Person.agency_id == actor.agency_id, Person.state == PersonState.ACTIVE)
    )


def _invited(command: InvitePeople, actor: Actor) -> Select[Person, Unit, Any]:
    people = _people(actor).order_by(Unit.code, Person.name, Person.id)
    if command.unit_id is not None:
        units = subtree_ids(command.unit_id) if command.with_below else {command.unit_id}
        people = people.where(Person.unit_id.in_(units))
    if command.nips:
        people = people.where(_named(command.nips))
    return people


def _named(nips: Iterable[str]) -> ColumnElement[bool]:
    codes = [clean_identity(nip) for nip in nips]
    return or_(Person.nip.in_(codes), Person.official_code.in_(codes))


def _require_found(command: InvitePeople, found: Sequence[str | None]) -> None:
    numbers = [clean_identity(nip) for nip in command.nips]
    missing = [nip for nip in numbers if nip.isdigit() and nip not in found]
    if missing:
        raise NotFound(UNKNOWN_NIPS, nips=", ".join(missing))


def _issue(
    person: Person,
    unit: Unit,
    account: Account | None,
    purpose: CodePurpose,
    *,
    actor: Actor,
    now: datetime,
) -> IssuedCode:
    work = session()
    if account is None:
        account = Account(agency_id=person.agency_id, person_id=person.id, invited_at=now)
        work.add(account)
        work.flush()
    if account.state is AccountState.CLOSED:
        account.state = AccountState.INVITED
    _void_codes(account.id, now)
    code = code_from_bytes(random_bytes(CODE_BYTES))
    issued = ActivationCode(
        agency_id=person.agency_id,
        account_id=account.id,
        code_hash=code_hash(code),
        purpose=purpose,
        issued_by=actor.account_id,
        issued_at=now,
        expires_at=now + CODE_LIFE,
    )
    work.add(issued)
    _record(account, f"account:{purpose}:issued", actor=actor, now=now)
    return IssuedCode(
        person_id=person.id,
        name=person.name,
        nip=person.nip or person.official_code or "",
        unit=unit.name,
        code=code,
        purpose=purpose,
        expires_at=issued.expires_at,
    )


def _void_codes(account_id: int, now: datetime) -> None:
    session().execute(
        update(ActivationCode)
        .where(
            ActivationCode.account_id == account_id,
            ActivationCode.used_at.is_(None),
            ActivationCode.expires_at > now,
        )
        .values(expires_at=now)
    )


def _account_of_code(code: str, now: datetime) -> Account:
    account = session().scalar(
        select(Account)
        .join(ActivationCode, ActivationCode.account_id == Account.id)
        .where(
            ActivationCode.code_hash == code_hash(code),
            ActivationCode.used_at.is_(None),
            ActivationCode.expires_at > now,
            Account.state != AccountState.CLOSED,
        )
    )
    if account is None:
        raise InvalidInput(WRONG_CODE, fields={"code": [WRONG_CODE]})
    return account


def _spend(code: str, account_id: int, now: datetime) -> None:
    """Mark the code used, once: of two people at once only one gets through."""
    spent = session().execute(
        update(ActivationCode)
        .where(
            ActivationCode.code_hash == code_hash(code),
            ActivationCode.account_id == account_id,
            ActivationCode.used_at.is_(None),
            ActivationCode.expires_at > now,
        )
        .values(used_at=now)
        .returning(ActivationCode.id)
    )
    if not spent.all():
        raise InvalidInput(WRONG_CODE, fields={"code": [WRONG_CODE]})


def _set_password(account: Account, hashed: str, tag: str, *, actor: Actor, now: datetime) -> None:
    account.password_hash = hashed
    account.password_changed_at = now
    end_sessions_of(account.id, now=now)
    _void_codes(account.id, now)
    notify(
        agency_id=account.agency_id,
        person_id=account.person_id,
        key=f"account:password:{now.isoformat()}",
        text=PASSWORD_CHANGED,
        path="/akun",
        now=now,
    )
    _record(account, tag, actor=actor, now=now)


def _record(account: Account, tag: str, *, actor: Actor, now: datetime) -> None:
    record_event(tag, subject_kind="account", subject_id=account.id, actor=actor, now=now)


def _owner(account: Account) -> Actor:
    return Actor(
        agency_id=account.agency_id,
        name=account.person.name,
        account_id=account.id,
        person_id=account.person_id,
    )


def _identities(account: Account) -> tuple[str | None, ...]:
    return (account.person.nip, account.person.official_code, account.email)


def _is_email(text: str) -> bool:
    name, at, host = text.partition("@")
    return bool(
        name
        and at
        and "." in host.strip(".")
        and "@" not in host
        and len(text) <= LONGEST_EMAIL
        and not any(letter.isspace() for letter in text)
    )
