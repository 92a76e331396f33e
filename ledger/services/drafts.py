"""Forms typed but not sent: kept on the server, under a token that makes sending twice harmless."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from ledger.database import session, transaction
from ledger.domain.actors import Actor
from ledger.errors import NotFound, sentence
from ledger.models.events import Draft
from ledger.services.entropy import random_bytes

TOKEN_BYTES = 16
NO_DRAFT = sentence("Draf ini tidak ada, atau bukan milik Anda.")


def save_draft(
    kind: str,
    answers: Mapping[str, Any],
    *,
    token: str | None = None,
    actor: Actor,
    now: datetime,
) -> str:
    """Keep the answers (plain JSON) and return the draft's token; a token given is written over.

    Raises NotFound when the token is not the actor's. What was already sent stays as it was sent.
    """
    with transaction() as work:
        if token is None:
            draft = _new_draft(kind, actor, now)
        else:
            draft = lock_draft(token, kind=kind, actor=actor)
            if draft.sent_as is not None:
                return draft.token
        draft.answers, draft.updated_at = dict(answers), now
        work.add(draft)
        return draft.token


def discard_draft(token: str, *, kind: str, actor: Actor) -> None:
    """Throw away what was never sent; raises NotFound."""
    with transaction() as work:
        draft = lock_draft(token, kind=kind, actor=actor)
        if draft.sent_as is None:
            work.execute(delete(Draft).where(Draft.id == draft.id))


def lock_draft(token: str, *, kind: str, actor: Actor) -> Draft:
    """The actor's own draft, held against a second sending until the transaction ends."""
    draft = session().scalar(
        select(Draft)
        .where(Draft.token == token, Draft.kind == kind, Draft.account_id == actor.account_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if draft is None:
        raise NotFound(NO_DRAFT)
    return draft


def _new_draft(kind: str, actor: Actor, now: datetime) -> Draft:
    if actor.account_id is None:
        raise NotFound(NO_DRAFT)
    return Draft(
        agency_id=actor.agency_id,
        account_id=actor.account_id,
        kind=kind,
        token=random_bytes(TOKEN_BYTES).hex(),
        created_at=now,
    )
