"""Replacing a certificate whose words were wrong: asked by one person of HR, decided by another.

The award stands; the old certificate says that it was replaced, the new one has its own number.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.database import session, transaction
from ledger.documents.contexts import CertificateContext
from ledger.domain.actors import Actor
from ledger.domain.documents import DocumentKind, DocumentState, PrepareDocument
from ledger.domain.formats import date_text
from ledger.domain.people import Role
from ledger.domain.reissues import (
    REISSUE_LABELS,
    REISSUE_TRANSITIONS,
    ProposeReissue,
    ReissueEvent,
    ReissueState,
)
from ledger.domain.retention import is_erased_context
from ledger.domain.transitions import follow
from ledger.domain.wording import require_reason
from ledger.errors import Conflict, Forbidden, NotFound, RuleRefused, sentence
from ledger.models.documents import Document, Signature
from ledger.models.reissues import Reissue
from ledger.queries.documents import NO_SUCH_DOCUMENT
from ledger.services.access import can_act
from ledger.services.days import agency_today
from ledger.services.documents import person_block, prepare_document, supersede_document
from ledger.services.events import record_event
from ledger.services.officials import person_snapshot

NOT_REPLACED = sentence("Hanya piagam yang terbit dan masih berlaku yang dapat diganti.")
WAITS = sentence("Penggantian piagam ini sudah diajukan dan menunggu keputusan.")
OWN = sentence("Piagam ini milik Anda, jadi orang lain yang mengurus penggantiannya.")
DECIDE_OWN = sentence("Anda yang mengajukan penggantian ini, jadi orang lain yang memutuskan.")
NOTHING_WAITS = sentence("Tidak ada penggantian piagam ini yang menunggu keputusan.")


def propose_reissue(command: ProposeReissue, *, actor: Actor, now: datetime) -> int:
    """Ask that an issued certificate be replaced, and return the request's id.

    For HR over its unit, never about oneself; for others it is NotFound. Raises RuleRefused for a
    paper that is not in force, Conflict while another request waits.
    """
    with transaction() as work:
        document = _certificate(work, command.document_id, actor)
        if document.state is not DocumentState.ISSUED or is_erased_context(document.context):
            raise RuleRefused(NOT_REPLACED, constraint="reissue_in_force")
        if _waiting(work, document.id) is not None:
            raise Conflict(WAITS, code="reissue_waits")
        reissue = Reissue(
            agency_id=document.agency_id,
            document_id=document.id,
            person_id=document.person_id,
            state=ReissueState.PROPOSED,
            words=" ".join(command.words.split()),
            mistake=command.mistake.strip(),
            proposed_by=actor.person_id,
            proposed_at=now,
        )
        work.add(reissue)
        work.flush()
        _tell("proposed", reissue, actor, now)
        return reissue.id


def decide_reissue(
    document_id: int, *, approves: bool, reason: str, actor: Actor, now: datetime
) -> int | None:
    """Decide what waits for a certificate; approved, the id of the one that takes its place.

    Raises Forbidden for whoever asked and whoever the certificate is for, NotFound when nothing
    waits, InvalidInput for a rejection without a reason.
    """
    if not approves:
        require_reason(reason)
    with transaction() as work:
        document = _certificate(work, document_id, actor)
        reissue = _waiting(work, document.id)
        if reissue is None:
            raise NotFound(NOTHING_WAITS)
        if reissue.proposed_by == actor.person_id:
            raise Forbidden(DECIDE_OWN)
        event = ReissueEvent.APPROVE if approves else ReissueEvent.REJECT
        successor_id = _replace(document, reissue, actor, now) if approves else None
        reissue.state = follow(REISSUE_TRANSITIONS, REISSUE_LABELS, reissue.state, event)
        reissue.decided_by, reissue.decided_at = actor.person_id, now
        reissue.decision_reason, reissue.successor_id = reason.strip(), successor_id
        work.flush()
        _tell("approved" if approves else "rejected", reissue, actor, now)
        return successor_id


def renew_certificate(
    document: Document,
    *,
    source_key: str,
    words: str,
    entry_uid: str | None,
    actor: Actor,
    now: datetime,
) -> int:
    """Prepare the certificate that takes another's place, and return its id.

    The award and its officials stay; ``words`` is the reason that is printed, and the person is as
    the personnel data has them now.
    """
    today = agency_today(document.agency_id, now=now)
    return prepare_document(
        PrepareDocument(
            kind=DocumentKind.CERTIFICATE,
            source_key=source_key,
            unit_id=document.unit_id,
            dated_on=today,
            context=_context(document, words, date_text(today)),
            person_id=document.person_id,
            entry_uid=entry_uid,
            officials=_officials(session(), document.id),
        ),
        actor=actor,
        now=now,
    )


def _replace(document: Document, reissue: Reissue, actor: Actor, now: datetime) -> int:
    successor_id = renew_certificate(
        document,
        source_key=f"reissue:{reissue.id}",
        words=reissue.words,
        entry_uid=document.entry_uid,
        actor=actor,
        now=now,
    )
    supersede_document(document.id, successor_id=successor_id, actor=actor, now=now)
    return successor_id


def _context(document: Document, words: str, day: str) -> dict[str, Any]:
    """The old words but for the reason, and the person as the personnel data has them now."""
    old = CertificateContext.from_mapping(document.context)
    recipient = person_block(person_snapshot(document.person_id or 0))
    return replace(old, date_text=day, recipient=recipient, reason=words).to_mapping()


def _officials(work: Session, document_id: int) -> tuple[dict[str, Any], ...]:
    rows = work.scalars(
        select(Signature.official)
        .where(Signature.document_id == document_id)
        .order_by(Signature.position)
    )
    return tuple(rows)


def _certificate(work: Session, document_id: int, actor: Actor) -> Document:
    document = work.get(Document, document_id, with_for_update=True)
    if (
        document is None
        or document.agency_id != actor.agency_id
        or document.kind is not DocumentKind.CERTIFICATE
        or document.person_id is None
        or actor.person_id is None
        or not can_act(actor, Role.HR, unit_id=document.unit_id)
    ):
        raise NotFound(NO_SUCH_DOCUMENT)
    if document.person_id == actor.person_id:
        raise Forbidden(OWN)
    return document


def _waiting(work: Session, document_id: int) -> Reissue | None:
    return work.scalar(
        select(Reissue).where(
            Reissue.document_id == document_id, Reissue.state == ReissueState.PROPOSED
        )
    )


def _tell(what: str, reissue: Reissue, actor: Actor, now: datetime) -> None:
    record_event(
        f"document:reissue:{what}",
        subject_kind="document",
        subject_id=reissue.document_id,
        actor=actor,
        now=now,
        data={"successor_id": reissue.successor_id},
    )
