"""Papers that wait for a signature, and the papers of a person."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import aliased

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.documents import OF_A_CASE, SIGNED_TOGETHER, DocumentKind, DocumentState
from ledger.domain.signatures import LOST_AFTER, SignatureMethod, SignatureState
from ledger.errors import NotFound
from ledger.models.documents import Document, Signature
from ledger.models.people import Person, Unit
from ledger.queries.documents import NO_SUCH_DOCUMENT, can_open_own


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperToSign:
    """A paper in whose turn the actor is; ``sha256`` names the bytes that will be signed."""

    id: int
    kind: DocumentKind
    number: str
    dated_on: date
    person: str | None
    unit: str
    sha256: str
    method: SignatureMethod
    state: SignatureState
    sent_at: datetime | None
    reference: str
    official: dict[str, Any]
    entry_uid: str | None

    @property
    def is_together(self) -> bool:
        return self.kind in SIGNED_TOGETHER and self.state is SignatureState.WAITING

    def is_lost(self, now: datetime) -> bool:
        """Whether nobody waits for an answer any more, so that a person says how it ended."""
        if self.state is SignatureState.SENT:
            return self.sent_at is not None and now - self.sent_at >= LOST_AFTER
        return self.state is SignatureState.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPaper:
    """One row of a person's own papers."""

    id: int
    kind: DocumentKind
    state: DocumentState
    number: str
    dated_on: date
    issued_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureLine:
    """Who signs a paper, in their order."""

    position: int
    name: str
    post: str
    method: SignatureMethod
    state: SignatureState
    signed_at: datetime | None
    certificate: str
    scan_sha256: str | None

    @property
    def is_asked_for(self) -> bool:
        """Whether it is to be made on a screen and is not yet."""
        return self.method is not SignatureMethod.WET and self.state is not SignatureState.SIGNED

    @property
    def may_be_scanned(self) -> bool:
        return self.state is SignatureState.WAITING


def number_to_sign(actor: Actor) -> ColumnElement[int] | None:
    """How many papers wait for the actor's signature."""
    if actor.person_id is None:
        return None
    return (
        select(func.count(Document.id))
        .join(Signature, Signature.document_id == Document.id)
        .where(*_turn(actor))
        .scalar_subquery()
    )


def list_papers_to_sign(actor: Actor, *, offset: int, limit: int) -> list[PaperToSign]:
    """The oldest first: who waits longest comes first."""
    query = _papers(actor).order_by(Document.dated_on, Document.id).offset(offset).limit(limit)
    return [_paper(*row) for row in session().execute(query)]


def count_papers_to_sign(actor: Actor) -> int:
    number = number_to_sign(actor)
    return 0 if number is None else session().scalar(select(number)) or 0


def get_paper_to_sign(document_id: int, *, actor: Actor) -> PaperToSign:
    """NotFound unless it waits for this very actor."""
    row = session().execute(_papers(actor).where(Document.id == document_id)).one_or_none()
    if row is None:
        raise NotFound(NO_SUCH_DOCUMENT)
    return _paper(*row)


def is_to_sign(document_id: int, *, actor: Actor) -> bool:
    """Whether the paper waits for this very actor."""
    if actor.person_id is None:
        return False
    return session().execute(_papers(actor).where(Document.id == document_id)).first() is not None


def list_signatures(document_id: int) -> list[SignatureLine]:
    """For a page that was opened already."""
    rows = session().scalars(
        select(Signature).where(Signature.document_id == document_id).order_by(Signature.position)
    )
    return [
        SignatureLine(
            position=one.position,
            name=str(one.official.get("name", "")),
            post=f"{one.official.get('capacity_label', '')} {one.official.get('post', '')}".strip(),
            method=one.method,
            state=one.state,
            signed_at=one.signed_at,
            certificate=one.certificate,
            scan_sha256=one.scan_sha256,
        )
        for one in rows
    ]


def count_own_papers(actor: Actor) -> int:
    return session().scalar(select(func.count(Document.id)).where(*can_open_own(actor))) or 0


def list_own_papers(actor: Actor, *, offset: int, limit: int) -> list[OwnPaper]:
    """What was issued to the actor, the newest first; also what is no longer in force."""
    query = (
        select(
            Document.id,
            Document.kind,
            Document.state,
            Document.number,
            Document.dated_on,
            Document.issued_at,
        )
        .where(*can_open_own(actor))
        .order_by(Document.dated_on.desc(), Document.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return [OwnPaper(**row._asdict()) for row in session().execute(query)]


def _papers(actor: Actor) -> Any:
    return (
        select(Document, Signature, Person.name, Unit.name)
        .join(Signature, Signature.document_id == Document.id)
        .join(Unit, Unit.id == Document.unit_id)
        .outerjoin(Person, Person.id == Document.person_id)
        .where(*_turn(actor))
    )


def _turn(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """It waits for the actor, and everybody before them has signed."""
    earlier = aliased(Signature)
    before = exists().where(
        earlier.document_id == Signature.document_id,
        earlier.position < Signature.position,
        earlier.state != SignatureState.SIGNED,
    )
    return (
        Signature.person_id == actor.person_id,
        Document.agency_id == actor.agency_id,
        Document.state == DocumentState.NUMBERED,
        Document.signing_sha256.is_not(None),
        Signature.state != SignatureState.SIGNED,
        ~before,
    )


def _paper(document: Document, signature: Signature, person: str | None, unit: str) -> PaperToSign:
    return PaperToSign(
        id=document.id,
        kind=document.kind,
        number=document.number or "",
        dated_on=document.dated_on,
        # Who a case is about is read in the paper, never in a list that lies open on a desk.
        person=None if document.kind in OF_A_CASE else person,
        unit=unit,
        sha256=document.signing_sha256 or "",
        method=signature.method,
        state=signature.state,
        sent_at=signature.sent_at,
        reference=signature.reference,
        official=signature.official,
        entry_uid=document.entry_uid,
    )
