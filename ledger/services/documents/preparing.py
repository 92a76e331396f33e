"""Binding a paper to its number: first its row and frozen context, the register last of all."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.database import before_commit, transaction, upsert_into
from ledger.documents.rendering import get_kind
from ledger.domain.actors import Actor
from ledger.domain.documents import (
    NUMBER_PATTERN,
    NUMBER_PATTERN_KEY,
    STATE_LABELS,
    TRANSITIONS,
    DocumentEventKind,
    DocumentState,
    PrepareDocument,
    format_number,
    make_code,
)
from ledger.domain.transitions import follow
from ledger.errors import NotFound, sentence
from ledger.models.documents import Document, DocumentEvent, NumberRegister, Signature
from ledger.models.people import Unit
from ledger.services.documents.trail import tell
from ledger.services.entropy import random_bytes
from ledger.services.jobs import submit_job
from ledger.services.settings import setting_value

ISSUE_JOB = "documents.issue"
_CODE_BYTES = 13


def prepare_document(command: PrepareDocument, *, actor: Actor, now: datetime) -> int:
    """Make the paper in the caller's transaction and return its id; the same source, the same id.

    Its number is bound as the last step before the commit, so until then the row is only approved.
    After the commit a worker issues it. InvalidInput when the context does not fit the kind,
    NotFound when the unit is not the actor's agency's.
    """
    with transaction() as work:
        work.flush()
        if (known := _known(work, command, actor)) is not None:
            return known
        unit = work.get(Unit, command.unit_id)
        if unit is None or unit.agency_id != actor.agency_id:
            raise NotFound(sentence("Unit ini tidak ada di instansi Anda."))
        document = _draft(command, actor, now)
        work.add(document)
        work.flush()
        _tell_approval(work, document, actor, now)
        _add_signatures(work, document, command)
        if not command.has_own_job:
            _submit_issue(document, actor, now)
        # The register's row is waited for by everybody who numbers, so it is held the shortest.
        order = (document.agency_id, document.unit_id, document.class_code, document.year)
        before_commit((*order, document.id), lambda: _bind_number(work, document, unit, actor, now))
        return document.id


def _known(work: Session, command: PrepareDocument, actor: Actor) -> int | None:
    return work.scalar(
        select(Document.id).where(
            Document.agency_id == actor.agency_id,
            Document.kind == command.kind,
            Document.source_key == command.source_key,
        )
    )


def _draft(command: PrepareDocument, actor: Actor, now: datetime) -> Document:
    kind = get_kind(command.kind)
    context = kind.context.from_mapping(command.context)
    return Document(
        agency_id=actor.agency_id,
        kind=command.kind,
        # Whoever asks for a paper has decided already: its words are frozen here.
        state=_next(DocumentState.DRAFT, DocumentEventKind.APPROVE),
        source_key=command.source_key,
        unit_id=command.unit_id,
        class_code=kind.class_code,
        year=command.dated_on.year,
        template_version=context.template_version,
        context={**context.to_mapping(), "is_draft": False},
        person_id=command.person_id,
        entry_uid=command.entry_uid,
        verification_code=make_code(random_bytes(_CODE_BYTES)),
        dated_on=command.dated_on,
        created_at=now,
    )


def _next(state: DocumentState, event: DocumentEventKind) -> DocumentState:
    return follow(TRANSITIONS, STATE_LABELS, state, event)


def _tell_approval(work: Session, document: Document, actor: Actor, now: datetime) -> None:
    """Only in the history of the paper: the trail has the decision that it follows from."""
    work.add(
        DocumentEvent(
            agency_id=document.agency_id,
            document_id=document.id,
            kind="approved",
            at=now,
            actor_name=actor.name,
            data={"kind": document.kind.value, "entry": document.entry_uid},
        )
    )


def _submit_issue(document: Document, actor: Actor, now: datetime) -> None:
    submit_job(
        ISSUE_JOB,
        f"document:{document.id}",
        {"document_id": document.id},
        agency_id=document.agency_id,
        actor=actor,
        now=now,
    )


def _add_signatures(work: Session, document: Document, command: PrepareDocument) -> None:
    for position, official in enumerate(command.officials, start=1):
        work.add(
            Signature(
                agency_id=document.agency_id,
                document_id=document.id,
                position=position,
                person_id=official.get("person_id"),
                official=dict(official),
            )
        )


def _bind_number(
    work: Session, document: Document, unit: Unit, actor: Actor, now: datetime
) -> None:
    pattern = setting_value(
        document.agency_id, NUMBER_PATTERN_KEY, on=document.dated_on, default=NUMBER_PATTERN
    )
    tell("numbered", document, actor=actor, now=now)
    document.sequence = _next_in_register(work, document)
    document.number = format_number(
        pattern,
        class_code=document.class_code,
        sequence=document.sequence,
        unit=unit.letter_code or unit.code,
        year=document.year,
    )
    document.context = {**document.context, "number": document.number}
    document.state = _next(document.state, DocumentEventKind.NUMBER)
    work.flush()


def _next_in_register(work: Session, document: Document) -> int:
    """A gap-free number: a rollback gives it back, a new year begins with a new row."""
    work.flush()
    place = {
        "agency_id": document.agency_id,
        "unit_id": document.unit_id,
        "class_code": document.class_code,
        "year": document.year,
    }
    row = upsert_into(NumberRegister).values(**place, last=1)
    number = work.scalar(
        row.on_conflict_do_update(
            index_elements=list(place), set_={"last": NumberRegister.last + 1}
        ).returning(NumberRegister.last)
    )
    return int(number or 0)
