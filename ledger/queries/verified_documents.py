"""What anybody may know of an issued paper, by its code or by its very bytes."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select

from ledger.database import session
from ledger.domain.documents import SHOWS_NAME, DocumentKind, DocumentState
from ledger.domain.retention import is_erased_context
from ledger.models.documents import Document
from ledger.models.entries import Entry
from ledger.models.people import Agency
from ledger.queries.documents import waits_for_seal
from ledger.queries.recaps.corrigenda import corrected_by_document, corrections_of_document


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedDocument:
    """What anybody with the code may know; ``name`` is empty on guidance and discipline papers."""

    code: str
    kind: DocumentKind
    state: DocumentState
    number: str
    dated_on: date
    agency: str
    name: str
    ended_at: datetime | None
    is_sealed: bool
    is_erased: bool
    sha256: str
    #: Number and day of what corrects a recap, and of the recap that a corrigendum corrects.
    corrections: tuple[tuple[str, date], ...]
    #: The number of what took the place of a paper that was replaced.
    successor: str
    corrects: tuple[str, date] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueOfFile:
    """What is known of bytes that were issued, and the entry that holds their hash."""

    agency_id: int
    entry_uid: str | None
    document: VerifiedDocument


def verify_document(code: str) -> VerifiedDocument | None:
    """The paper of a code as ``read_code`` gives it; None when no issued paper has it."""
    query = _verifiable().where(Document.verification_code == code, Document.sha256.is_not(None))
    row = session().execute(query).one_or_none()
    return _verified(*row) if row else None


def find_issue_of_file(sha256_hex: str) -> IssueOfFile | None:
    """The paper that was issued as exactly these bytes; None when there is none."""
    query = _verifiable().where(Document.sha256 == sha256_hex).order_by(Document.id.desc())
    row = session().execute(query.limit(1)).one_or_none()
    if row is None:
        return None
    document = row[0]
    uid = session().scalar(
        select(Entry.uid).where(
            Entry.agency_id == document.agency_id,
            Entry.idempotency_key == f"document:{document.id}:issued",
        )
    )
    return IssueOfFile(agency_id=document.agency_id, entry_uid=uid, document=_verified(*row))


def _verifiable() -> Select[Document, str, bool]:
    return select(Document, Agency.name, waits_for_seal().label("waits")).join(
        Agency, Agency.id == Document.agency_id
    )


def _verified(document: Document, agency: str, waits: bool) -> VerifiedDocument:
    is_erased = is_erased_context(document.context)
    named = document.kind in SHOWS_NAME and not is_erased
    return VerifiedDocument(
        code=document.verification_code,
        kind=document.kind,
        state=document.state,
        number=document.number or "",
        dated_on=document.dated_on,
        agency=agency,
        name=document.context["recipient"]["name"] if named else "",
        ended_at=document.revoked_at,
        is_sealed=not waits,
        is_erased=is_erased,
        sha256=document.sha256 or "",
        successor=_number_of(document.superseded_by),
        corrections=tuple(corrections_of_document(document.id)),
        corrects=corrected_by_document(document.id),
    )


def _number_of(document_id: int | None) -> str:
    """The number of a paper, empty for none."""
    return session().scalar(select(Document.number).where(Document.id == document_id)) or ""
