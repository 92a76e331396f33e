"""What happened to a paper, told in its own history and in the trail of the agency."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.models.documents import Document, DocumentEvent
from ledger.services.events import record_event


def tell(
    what: str,
    document: Document,
    *,
    actor: Actor,
    now: datetime,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Append one event; ``what`` is numbered, issued, revoked, superseded or downloaded."""
    told = {"kind": document.kind.value, **(data or {})}
    session().add(
        DocumentEvent(
            agency_id=document.agency_id,
            document_id=document.id,
            kind=what,
            at=now,
            actor_name=actor.name,
            data=told,
        )
    )
    record_event(
        f"document:document:{what}",
        subject_kind="document",
        subject_id=document.id,
        actor=actor,
        now=now,
        data=told,
    )
