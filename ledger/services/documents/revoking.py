"""Taking a paper back: its number stays taken, and the public page says so from then on."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.documents import (
    STATE_LABELS,
    TRANSITIONS,
    UNDER_WAY,
    DocumentEventKind,
    DocumentState,
)
from ledger.domain.entries import EntryKind
from ledger.domain.posting_commands import PostEntry
from ledger.domain.transitions import follow
from ledger.errors import NotFound
from ledger.models.documents import Document
from ledger.queries.documents import NO_SUCH_DOCUMENT
from ledger.services.documents.issuing import entry_detail, entry_facts
from ledger.services.documents.trail import tell
from ledger.services.entries import post_entry

_REVOCABLE = (*UNDER_WAY, DocumentState.ISSUED)


def revoke_document(document_id: int, *, reason: str, actor: Actor, now: datetime) -> str:
    """Revoke a paper and return the uid of the entry that says so.

    It follows from a decision that four eyes made, and decides nothing itself. Raises NotFound,
    and InvalidTransition when it is no longer in force.
    """
    with transaction() as work:
        return _revoke(_own_document(work, document_id, actor), reason, actor, now)


def revoke_documents_of_entry(uid: str, *, reason: str, actor: Actor, now: datetime) -> list[int]:
    """Revoke every paper in force that an entry brought about; gives their ids."""
    with transaction() as work:
        documents = work.scalars(
            select(Document)
            .where(
                Document.agency_id == actor.agency_id,
                Document.entry_uid == uid,
                Document.state.in_(_REVOCABLE),
            )
            .order_by(Document.id)
            .with_for_update()
        ).all()
        for document in documents:
            _revoke(document, reason, actor, now)
        return [document.id for document in documents]


def supersede_document(document_id: int, *, successor_id: int, actor: Actor, now: datetime) -> None:
    """Say that another paper takes the place of an issued one.

    Raises NotFound when either is not of the actor's agency, InvalidTransition when the first
    is not in force.
    """
    with transaction() as work:
        document = _own_document(work, document_id, actor)
        successor = _own_document(work, successor_id, actor)
        document.state = follow(
            TRANSITIONS, STATE_LABELS, document.state, DocumentEventKind.SUPERSEDE
        )
        document.superseded_by = successor.id
        tell("superseded", document, actor=actor, now=now, data={"by": successor_id})


def _own_document(work: Session, document_id: int, actor: Actor) -> Document:
    document = work.get(Document, document_id, with_for_update=True)
    if document is None or document.agency_id != actor.agency_id:
        raise NotFound(NO_SUCH_DOCUMENT)
    return document


def _revoke(document: Document, reason: str, actor: Actor, now: datetime) -> str:
    document.state = follow(TRANSITIONS, STATE_LABELS, document.state, DocumentEventKind.REVOKE)
    document.revoked_at, document.revoked_reason = now, reason
    command = PostEntry(
        kind=EntryKind.DOCUMENT_REVOKED,
        idempotency_key=f"document:{document.id}:revoked",
        happened_on=document.dated_on,
        decided_at=now,
        unit_id=document.unit_id,
        person_id=document.person_id,
        decided_by=actor.person_id,
        facts=entry_facts(document),
        detail=entry_detail(document),
        reason_private={"text": reason},
        doc_sha256=document.sha256,
    )
    uid = post_entry(command, actor=actor, now=now)
    tell("revoked", document, actor=actor, now=now, data={"entry": uid})
    return uid
