"""Keys of machines: made and revoked by HR, shown once, known to us by their hash alone."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from ledger.database import session, transaction
from ledger.domain.accounts import token_hash
from ledger.domain.actors import Actor
from ledger.domain.api_tokens import (
    HINT_CHARACTERS,
    PREFIX,
    TOKEN_BYTES,
    TOKEN_TOUCH,
    ApiScope,
    Bearer,
    MakeToken,
    require_token,
)
from ledger.domain.names import normalise_text
from ledger.domain.people import Role
from ledger.errors import Conflict, NotFound, sentence
from ledger.models.api_tokens import ApiToken
from ledger.services.access import require_role
from ledger.services.entropy import random_bytes
from ledger.services.events import record_event

SUBJECT = "api_token"
NO_TOKEN = sentence("Kunci ini tidak ada, atau sudah dicabut.")
SHOWN_BEFORE = sentence(
    "Kunci ini sudah dibuat dan hanya ditampilkan sekali. Jika hilang, cabut lalu buat yang baru."
)


def make_token(command: MakeToken, *, actor: Actor, now: datetime) -> str:
    """Make a key for a machine and give it, the only time it can be read; only HR does.

    Raises Forbidden, InvalidInput, or Conflict when this page made its key before.
    """
    require_role(actor, Role.HR, unit_id=None)
    require_token(command)
    secret = f"{PREFIX}{random_bytes(TOKEN_BYTES).hex()}"
    with transaction() as work:
        known = select(ApiToken.id).where(
            ApiToken.agency_id == actor.agency_id, ApiToken.form_key == command.form_key
        )
        if work.scalar(known) is not None:
            raise Conflict(SHOWN_BEFORE)
        row = ApiToken(
            agency_id=actor.agency_id,
            name=normalise_text(command.name),
            scopes=sorted(command.scopes),
            secret_hash=token_hash(secret),
            hint=secret[-HINT_CHARACTERS:],
            form_key=command.form_key,
            created_by=actor.account_id,
            created_at=now,
            expires_at=now + timedelta(days=command.days),
        )
        work.add(row)
        work.flush()
        data = {"scopes": row.scopes, "days": command.days}
        record_event(
            "machine:token:made",
            subject_kind=SUBJECT,
            subject_id=row.id,
            actor=actor,
            now=now,
            data=data,
        )
    return secret


def revoke_token(token_id: int, *, actor: Actor, now: datetime) -> None:
    """End a key at once; only HR does. Raises Forbidden or NotFound."""
    require_role(actor, Role.HR, unit_id=None)
    with transaction() as work:
        ended = work.scalar(
            update(ApiToken)
            .where(
                ApiToken.id == token_id,
                ApiToken.agency_id == actor.agency_id,
                ApiToken.revoked_at.is_(None),
            )
            .values(revoked_at=now, revoked_by=actor.account_id)
            .returning(ApiToken.id)
        )
        if ended is None:
            raise NotFound(NO_TOKEN)
        record_event(
            "machine:token:revoked", subject_kind=SUBJECT, subject_id=ended, actor=actor, now=now
        )


def find_bearer(secret: str, *, now: datetime) -> Bearer | None:
    """Who holds this key; None when it is unknown, revoked or past its end."""
    row = session().scalar(
        select(ApiToken).where(
            ApiToken.secret_hash == token_hash(secret),
            ApiToken.revoked_at.is_(None),
            ApiToken.expires_at > now,
        )
    )
    if row is None:
        return None
    return Bearer(
        token_id=row.id,
        agency_id=row.agency_id,
        name=row.name,
        scopes=frozenset(ApiScope(one) for one in row.scopes),
        used_at=row.used_at,
    )


def note_use(bearer: Bearer, *, now: datetime) -> None:
    """Note, within the transaction of what was sent, that the key is in use."""
    if bearer.used_at is None or now - bearer.used_at >= TOKEN_TOUCH:
        session().execute(
            update(ApiToken).where(ApiToken.id == bearer.token_id).values(used_at=now)
        )
