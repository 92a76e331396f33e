"""Signing in and out: sessions live in the database, the browser only holds their key."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, or_, select, update

from ledger.database import session, transaction
from ledger.domain.accounts import (
    SESSION_IDLE,
    SESSION_LIFE,
    SESSION_TOUCH,
    TOKEN_BYTES,
    WRONG_PER_ADDRESS,
    WRONG_PER_IDENTITY,
    WRONG_WINDOW,
    LogIn,
    TooManyAttempts,
    clean_identity,
    minutes_to_wait,
    token_hash,
)
from ledger.domain.actors import Actor
from ledger.domain.people import AccountState, PersonState
from ledger.errors import InvalidInput, NotFound, sentence
from ledger.gateways.passwords import is_password
from ledger.models.people import Account, LoginAttempt, LoginSession, Person
from ledger.services.actors import actor_from_row, actor_rows
from ledger.services.entropy import random_bytes
from ledger.services.events import record_event

WRONG_PAIR = sentence("NIP atau kata sandi tidak cocok. Periksa lalu coba lagi.")
NO_SESSION = sentence("Sesi ini sudah berakhir atau bukan milik Anda.")
DEVICE_LENGTH = 200


@dataclass(frozen=True, kw_only=True)
class SessionRules:
    """How long sessions live, and the secret under which throttling hides who tried."""

    secret: str
    idle: timedelta = SESSION_IDLE
    life: timedelta = SESSION_LIFE


def log_in(command: LogIn, *, rules: SessionRules, now: datetime) -> str:
    """Open a session and give its key, 256 random bits that are stored only as a hash.

    Raises TooManyAttempts, or InvalidInput with one sentence for every wrong pair, after the
    same time whether the account exists or not.
    """
    identity = clean_identity(command.identity)
    attempt_id = begin_attempt(identity, command.address, rules=rules, now=now)
    account = _account_of(identity)
    fits = is_password(command.password, account.password_hash if account else None)
    if account is None or not fits:
        raise InvalidInput(WRONG_PAIR)
    with transaction():
        confirm_attempt(attempt_id)
        return open_session(account.id, device=command.device, life=rules.life, now=now)


def open_session(account_id: int, *, device: str, life: timedelta, now: datetime) -> str:
    """Begin a session of an account whose owner has just proved who they are."""
    token = random_bytes(TOKEN_BYTES).hex()
    with transaction() as work:
        account = work.get_one(Account, account_id)
        opened = LoginSession(
            agency_id=account.agency_id,
            account_id=account_id,
            token_hash=token_hash(token),
            created_at=now,
            last_seen_at=now,
            expires_at=now + life,
            device=device[:DEVICE_LENGTH],
        )
        work.add(opened)
        work.flush()
        record_event(
            "account:session:opened",
            subject_kind="login_session",
            subject_id=opened.id,
            actor=_owner(account),
            now=now,
        )
    return token


def load_actor(token: str, *, idle: timedelta = SESSION_IDLE, now: datetime) -> Actor | None:
    """Who acts in the session of this key; None when it ended, was idle too long or is unknown."""
    rows = (
        actor_rows()
        .add_columns(LoginSession)
        .join(LoginSession, LoginSession.account_id == Account.id)
    )
    row = (
        session()
        .execute(
            rows.where(
                LoginSession.token_hash == token_hash(token),
                Account.state == AccountState.ACTIVE,
                *_is_open(idle, now),
            )
        )
        .one_or_none()
    )
    if row is None:
        return None
    opened: LoginSession = row[4]
    actor = actor_from_row(row, now=now, session_id=opened.id)
    if now - opened.last_seen_at >= SESSION_TOUCH:
        _touch(opened.id, now)
    return actor


def log_out(*, actor: Actor, now: datetime) -> None:
    """End the session the actor acts in."""
    if actor.session_id is not None:
        end_session(actor.session_id, actor=actor, now=now)


def end_session(session_id: int, *, actor: Actor, now: datetime) -> None:
    """End one of the actor's own sessions, here or on another device; raises NotFound."""
    with transaction() as work:
        ended = work.execute(
            update(LoginSession)
            .where(
                LoginSession.id == session_id,
                LoginSession.account_id == actor.account_id,
                LoginSession.ended_at.is_(None),
            )
            .values(ended_at=now)
            .returning(LoginSession.id)
        ).all()
        if not ended:
            raise NotFound(NO_SESSION)
        record_event(
            "account:session:ended",
            subject_kind="login_session",
            subject_id=session_id,
            actor=actor,
            now=now,
        )


def end_sessions_of(account_id: int, *, now: datetime) -> None:
    """End every session of an account, as a new password or a closed account does."""
    with transaction() as work:
        work.execute(
            update(LoginSession)
            .where(LoginSession.account_id == account_id, LoginSession.ended_at.is_(None))
            .values(ended_at=now)
        )


def list_own_sessions(
    *, idle: timedelta = SESSION_IDLE, actor: Actor, now: datetime
) -> Sequence[LoginSession]:
    """The open sessions of the actor, the latest used first."""
    return (
        session()
        .scalars(
            select(LoginSession)
            .where(LoginSession.account_id == actor.account_id, *_is_open(idle, now))
            .order_by(LoginSession.last_seen_at.desc(), LoginSession.id.desc())
        )
        .all()
    )


def begin_attempt(identity: str, address: str, *, rules: SessionRules, now: datetime) -> int:
    """Count one more try before it is looked at, so that tries at once cannot outrun the count.

    Raises TooManyAttempts. Whoever waits is not counted further, so waiting ends.
    """
    who, where = _hidden(identity, "identity", rules), _hidden(address, "address", rules)
    with transaction() as work:
        _forget_old(now)
        waits = (
            minutes_to_wait(_wrong_since_success(who, now), limit=WRONG_PER_IDENTITY, now=now),
            minutes_to_wait(_wrong_from(where, now), limit=WRONG_PER_ADDRESS, now=now),
        )
        if any(waits):
            raise TooManyAttempts(max(waits))
        attempt = LoginAttempt(identity_hash=who, address_hash=where, at=now, succeeded=False)
        work.add(attempt)
        work.flush()
        return attempt.id


def confirm_attempt(attempt_id: int) -> None:
    """Say that the try was right after all, so that it no longer counts as wrong."""
    with transaction() as work:
        work.execute(
            update(LoginAttempt).where(LoginAttempt.id == attempt_id).values(succeeded=True)
        )


def _account_of(identity: str) -> Account | None:
    """The open account of a NIP, official code or e-mail; of two agencies the newest person."""
    return session().scalar(
        select(Account)
        .join(Person, Person.id == Account.person_id)
        .where(
            or_(
                Account.email == identity,
                Person.nip == identity,
                Person.official_code == identity,
            ),
            Account.state == AccountState.ACTIVE,
            Person.state == PersonState.ACTIVE,
        )
        .order_by(Person.id.desc())
        .limit(1)
    )


def _is_open(idle: timedelta, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        LoginSession.ended_at.is_(None),
        LoginSession.expires_at > now,
        LoginSession.last_seen_at > now - idle,
    )


def _touch(session_id: int, now: datetime) -> None:
    with transaction() as work:
        work.execute(
            update(LoginSession).where(LoginSession.id == session_id).values(last_seen_at=now)
        )


def _owner(account: Account) -> Actor:
    return Actor(
        agency_id=account.agency_id,
        name=account.person.name,
        account_id=account.id,
        person_id=account.person_id,
    )


def _hidden(text: str, kind: str, rules: SessionRules) -> str:
    return hmac.new(rules.secret.encode(), f"{kind}:{text}".encode(), hashlib.sha256).hexdigest()


def _wrong_since_success(identity_hash: str, now: datetime) -> Sequence[datetime]:
    attempt = LoginAttempt
    last_success = (
        select(func.max(attempt.id))
        .where(attempt.identity_hash == identity_hash, attempt.succeeded)
        .scalar_subquery()
    )
    return (
        session()
        .scalars(
            select(attempt.at).where(
                attempt.identity_hash == identity_hash,
                attempt.at > now - WRONG_WINDOW,
                attempt.id > func.coalesce(last_success, 0),
            )
        )
        .all()
    )


def _wrong_from(address_hash: str, now: datetime) -> Sequence[datetime]:
    return (
        session()
        .scalars(
            select(LoginAttempt.at).where(
                LoginAttempt.address_hash == address_hash,
                LoginAttempt.at > now - WRONG_WINDOW,
                LoginAttempt.succeeded.is_(False),
            )
        )
        .all()
    )


def _forget_old(now: datetime) -> None:
    session().execute(delete(LoginAttempt).where(LoginAttempt.at <= now - WRONG_WINDOW))
