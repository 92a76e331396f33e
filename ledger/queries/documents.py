"""Reading papers: who may open which, and what HR lists."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, String, cast, exists, func, literal, or_, select, true
from sqlalchemy.orm import aliased

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.documents import (
    OF_A_CASE,
    SPEAKS_TO_SUBJECT,
    DocumentKind,
    DocumentState,
)
from ledger.domain.people import Role
from ledger.domain.retention import is_erased_context
from ledger.errors import NotFound, sentence
from ledger.models.cases import Allegation, Case, CasePaper, Examination, Sanction
from ledger.models.documents import Document, DocumentEvent, Signature
from ledger.models.entries import Entry, PendingLeaf
from ledger.models.examinations import ExaminationTeam, TeamMember
from ledger.models.people import Person, Position, Unit
from ledger.models.violations import ViolationReport
from ledger.queries.remedies import answers_in

NO_SUCH_DOCUMENT = sentence("Dokumen ini tidak ada, atau bukan untuk Anda.")
#: Whoever it is about reads a paper when it is issued, and keeps what was taken back.
_OUT = (DocumentState.ISSUED, DocumentState.REVOKED, DocumentState.SUPERSEDED)


@dataclass(frozen=True, kw_only=True)
class DocumentFilter:
    """Which papers of an agency; ``reach`` None is every unit."""

    agency_id: int
    reach: Collection[int] | None = None
    kind: DocumentKind | None = None
    state: DocumentState | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLine:
    """One row of the list."""

    id: int
    kind: DocumentKind
    state: DocumentState
    number: str | None
    dated_on: date
    person: str | None
    unit: str


@dataclass(frozen=True, kw_only=True)
class DocumentPage:
    """One paper for somebody who may open it; ``oversees`` is HR, who may have it issued again."""

    id: int
    kind: DocumentKind
    state: DocumentState
    number: str | None
    dated_on: date
    person: str | None
    unit: str
    context: dict[str, Any]
    sha256: str | None
    file_bytes: int | None
    verification_code: str
    issued_at: datetime | None
    revoked_at: datetime | None
    revoked_reason: str
    successor_id: int | None
    case_id: int | None
    is_subject: bool
    oversees: bool
    is_sealed: bool = True

    @property
    def is_erased(self) -> bool:
        """Whether its words and its file were erased; number, hash and state stay."""
        return is_erased_context(self.context)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentMoment:
    """One line of the history of a paper."""

    kind: str
    at: datetime
    actor_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedFile:
    """An issued paper to be written somewhere."""

    id: int
    number: str
    name: str
    sha256: str


def count_documents(wanted: DocumentFilter) -> int:
    query = select(func.count(Document.id)).outerjoin(Person, Person.id == Document.person_id)
    return session().scalar(query.where(*_conditions(wanted))) or 0


def list_documents(wanted: DocumentFilter, *, offset: int, limit: int) -> list[DocumentLine]:
    """The newest papers first; those of cases are in their case, not here."""
    query = (
        select(
            Document.id,
            Document.kind,
            Document.state,
            Document.number,
            Document.dated_on,
            Person.name.label("person"),
            Unit.name.label("unit"),
        )
        .join(Unit, Unit.id == Document.unit_id)
        .outerjoin(Person, Person.id == Document.person_id)
        .where(*_conditions(wanted))
        .order_by(Document.dated_on.desc(), Document.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return [DocumentLine(**row._asdict()) for row in session().execute(query)]


def get_document(document_id: int, *, actor: Actor) -> DocumentPage:
    """A paper for its subject, those who sign it, HR, or the readers of its case; else NotFound."""
    row = (
        session()
        .execute(
            select(
                Document,
                Person.name,
                Unit.name,
                _case_id().label("case_id"),
                _signs(actor).label("signs"),
                _reads_case(actor).label("reads_case"),
                _is_delivered().label("delivered"),
                waits_for_seal().label("waits"),
            )
            .join(Unit, Unit.id == Document.unit_id)
            .outerjoin(Person, Person.id == Document.person_id)
            .where(Document.id == document_id, Document.agency_id == actor.agency_id)
        )
        .one_or_none()
    )
    if row is None:
        raise NotFound(NO_SUCH_DOCUMENT)
    document = row[0]
    of_a_case = document.kind in OF_A_CASE
    oversees = not of_a_case and actor.has_role(Role.HR, document.unit_id)
    is_subject = actor.person_id is not None and document.person_id == actor.person_id
    reads_own = is_subject and document.state in _OUT and row.delivered and _speaks(document.kind)
    if not (oversees or reads_own or (not is_subject and (row.signs or row.reads_case))):
        raise NotFound(NO_SUCH_DOCUMENT)
    page = _page(document, row[1], row[2], row.case_id, is_subject, oversees)
    return replace(page, is_sealed=not row.waits)


def list_moments(document_id: int) -> list[DocumentMoment]:
    """What happened to the paper, the oldest first; for a page that was opened already."""
    events = (
        select(DocumentEvent.kind, DocumentEvent.at, DocumentEvent.actor_name)
        .where(DocumentEvent.document_id == document_id)
        .order_by(DocumentEvent.id)
    )
    return [DocumentMoment(**row._asdict()) for row in session().execute(events)]


def numbered_ids(agency_id: int) -> Sequence[int]:
    """The papers that have a number and wait to be issued, by nobody's signature."""
    waiting = (
        Document.agency_id == agency_id,
        Document.state == DocumentState.NUMBERED,
        Document.signing_sha256.is_(None),
    )
    return session().scalars(select(Document.id).where(*waiting).order_by(Document.id)).all()


def issued_files(agency_id: int, kind: DocumentKind) -> list[IssuedFile]:
    """The papers of a kind that are in force, by their numbers."""
    query = (
        select(Document.id, Document.number, Person.name, Document.sha256, Document.context)
        .outerjoin(Person, Person.id == Document.person_id)
        .where(
            Document.agency_id == agency_id,
            Document.kind == kind,
            Document.state == DocumentState.ISSUED,
        )
        .order_by(Document.year, Document.unit_id, Document.sequence)
    )
    return [
        IssuedFile(id=id_, number=number or "", name=name or "", sha256=sha256 or "")
        for id_, number, name, sha256, context in session().execute(query)
        if not is_erased_context(context)
    ]


def frozen_contexts(agency_id: int, kind: DocumentKind) -> list[dict[str, Any]]:
    """What papers of a kind were made of, the newest first; none that was erased."""
    query = (
        select(Document.context)
        .where(Document.agency_id == agency_id, Document.kind == kind)
        .order_by(Document.id.desc())
    )
    return [dict(kept) for kept in session().scalars(query) if not is_erased_context(kept)]


def staff_blocks(agency_id: int, *, limit: int) -> list[dict[str, str]]:
    """The first people of an agency as they stand on a paper: name, NIP, position and unit."""
    query = (
        select(Person.name, Person.nip, Position.title.label("position"), Unit.name.label("unit"))
        .join(Unit, Unit.id == Person.unit_id)
        .outerjoin(Position, Position.id == Person.position_id)
        .where(Person.agency_id == agency_id)
        .order_by(Person.id)
        .limit(limit)
    )
    return [
        {key: text or "" for key, text in row._asdict().items()} for row in session().execute(query)
    ]


def _conditions(wanted: DocumentFilter) -> list[ColumnElement[bool]]:
    found = [Document.agency_id == wanted.agency_id, Document.kind.not_in(OF_A_CASE)]
    if wanted.reach is not None:
        found.append(Document.unit_id.in_(wanted.reach))
    if wanted.kind is not None:
        found.append(Document.kind == wanted.kind)
    if wanted.state is not None:
        found.append(Document.state == wanted.state)
    if wanted.text:
        # The number or the name, wherever the words stand in it.
        named = func.lower(Person.name).contains(wanted.text.lower(), autoescape=True)
        numbered = Document.number.contains(wanted.text, autoescape=True)
        found.append(or_(named, numbered))
    return found


def _signs(actor: Actor) -> ColumnElement[bool]:
    return exists().where(
        Signature.document_id == Document.id, Signature.person_id == actor.person_id
    )


def can_open_own(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """Papers that the actor may open as the one they are about, as ``get_document`` has it."""
    return (
        Document.agency_id == actor.agency_id,
        Document.person_id == actor.person_id,
        Document.state.in_(_OUT),
        or_(Document.kind.not_in(OF_A_CASE), Document.kind.in_(SPEAKS_TO_SUBJECT)),
        _is_delivered(),
    )


def _speaks(kind: DocumentKind) -> bool:
    """What officials write to each other about a case is not for whom it is about."""
    return kind not in OF_A_CASE or kind in SPEAKS_TO_SUBJECT


def _case_id() -> Any:
    # Bound to the paper by name: deep in another subquery it would be any paper at all.
    return (
        select(CasePaper.case_id)
        .where(CasePaper.document_id == Document.id)
        .correlate(Document)
        .scalar_subquery()
    )


def _reads_case(actor: Actor) -> ColumnElement[bool]:
    """The reader list of the case: who acts in it, HR and the inspectorate; never a reporter."""
    me, superior = actor.person_id, aliased(Person)
    reach = actor.units_reached(Role.HR, Role.INSPECTORATE)
    examines = exists().where(Examination.case_id == Case.id, Examination.examiner_id == me)
    sits = exists().where(
        ExaminationTeam.case_id == Case.id,
        TeamMember.team_id == ExaminationTeam.id,
        TeamMember.person_id == me,
        TeamMember.left_on.is_(None),
    )
    # Whoever stands in for the superior now reads as the superior does.
    stands_in = exists().where(
        superior.id == Case.superior_id,
        superior.is_unit_head,
        superior.unit_id.in_([post.unit_id for post in actor.posts]),
    )
    reads = or_(
        Case.superior_id == me,
        Case.decider_id == me,
        answers_in(me),
        examines,
        sits,
        stands_in,
        true() if reach is None else Case.unit_id.in_(reach),
    )
    reported = exists().where(
        Allegation.case_id == Case.id,
        ViolationReport.id == Allegation.violation_report_id,
        ViolationReport.reporter_id == me,
    )
    return exists().where(Case.id == _case_id(), reads, ~reported)


def waits_for_seal() -> ColumnElement[bool]:
    """An entry of the paper (its decision, its issue, its end) still waits for its seal."""
    name = literal("document:").concat(cast(Document.id, String))
    keys = [name.concat(f":{what}") for what in ("issued", "revoked")]
    of_paper = or_(Entry.uid == Document.entry_uid, *(Entry.idempotency_key == k for k in keys))
    return (
        exists()
        .where(PendingLeaf.entry_id == Entry.id, Entry.agency_id == Document.agency_id, of_paper)
        .correlate(Document)
    )


def _is_delivered() -> ColumnElement[bool]:
    """A decision speaks to the person from its delivery on, not from our store (PP 94 Ps 38)."""
    held_back = exists().where(
        Sanction.document_id == Document.id,
        Sanction.received_on.is_(None),
        Sanction.sent_on.is_(None),
    )
    return ~held_back


def _page(
    document: Document,
    person: str | None,
    unit: str,
    case_id: int | None,
    is_subject: bool,
    oversees: bool,
) -> DocumentPage:
    return DocumentPage(
        id=document.id,
        kind=document.kind,
        state=document.state,
        number=document.number,
        dated_on=document.dated_on,
        person=person,
        unit=unit,
        context=document.context,
        sha256=document.sha256,
        file_bytes=document.file_bytes,
        verification_code=document.verification_code,
        issued_at=document.issued_at,
        revoked_at=document.revoked_at,
        revoked_reason=document.revoked_reason,
        successor_id=document.superseded_by,
        case_id=case_id,
        is_subject=is_subject,
        oversees=oversees,
    )
