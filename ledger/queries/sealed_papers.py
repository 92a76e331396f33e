"""What entries sealed of papers, beside what the rows of the papers say now."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.domain.canonical import NotCanonical, canonical_bytes, read_canonical
from ledger.domain.documents import DocumentKind, DocumentState, document_facts
from ledger.domain.entries import EntryKind
from ledger.domain.verification import Finding
from ledger.models.documents import Document
from ledger.models.people import Unit
from ledger.queries.damaged_rows import rows_of

_ABSENT = "-"
_PLACE = "document_class"
_MARK = f'"{_PLACE}"'.encode()


@dataclass(frozen=True)
class NumberedPaper:
    """The row of a paper that has its number; ``facts`` are what its entries must state.

    A value that somebody damaged is the text that stands there.
    """

    unit: str | None
    facts: dict[str, str | int | bool]
    number: str
    state: str
    sha256: str | None


def numbered_papers(work: Session, agency_id: int) -> Iterator[NumberedPaper]:
    """By register and number."""
    place = (Unit.code.label("unit"), Document.class_code, Document.year, Document.sequence)
    columns = (Document.kind, Document.number, Document.state)
    rows = rows_of(
        work,
        select(*place, *columns, Document.sha256, Document.entry_uid)
        .outerjoin(Unit, Unit.id == Document.unit_id)
        .where(Document.agency_id == agency_id, Document.sequence.is_not(None))
        .order_by(*place),
    )
    for row in rows:
        number = str(row.number)
        yield NumberedPaper(row.unit, _facts(row, number), number, _text(row.state), row.sha256)


def _facts(row: Any, number: str) -> dict[str, str | int | bool]:
    facts = document_facts(
        DocumentKind.CERTIFICATE,
        class_code=row.class_code,
        year=row.year,
        sequence=row.sequence,
        number=number,
        entry_uid=row.entry_uid,
    )
    return {**facts, "document_kind": _text(row.kind)}


def _text(value: Any) -> str:
    return str(value.value) if isinstance(value, Enum) else str(value)


class PaperCheck:
    """Keeps of each entry about a paper where it stands and what it says; then looks at the rows.

    A place is the hash of unit and facts, so a number, a register, a decision or a file that was
    changed leaves both sides alone, and either names it.
    """

    def __init__(self) -> None:
        self._sealed = defaultdict[bytes, dict[str, tuple[str, str | None]]](dict)

    def take(self, uid: str, body: bytes) -> None:
        """The next entry; one that speaks of no paper is passed over."""
        if _MARK not in body:
            return
        try:
            read = read_canonical(body)
            place = _place(read.get("unit"), read["facts"])
            self._sealed[place][str(read["kind"])] = (uid, read.get("doc_sha256"))
        except (NotCanonical, KeyError):
            # That the body cannot be read is said of the entry itself.
            return

    def findings(self, work: Session, agency_id: int) -> Iterator[Finding]:
        """Papers that differ from what their entries sealed, and entries whose paper is gone."""
        for paper in numbered_papers(work, agency_id):
            sealed = self._sealed.pop(_place(paper.unit, paper.facts), {})
            yield from _differences(paper, sealed)
        for sealed in self._sealed.values():
            for uid, digest in sealed.values():
                yield Finding(uid, "document", digest or _ABSENT, _ABSENT)


#: What the ledger knows a state as: replacing and signing alone have no entry of their own.
_SEALED_AS: dict[str, str] = {
    DocumentState.SUPERSEDED: DocumentState.ISSUED,
    DocumentState.SIGNED: DocumentState.NUMBERED,
}


def _differences(
    paper: NumberedPaper, sealed: dict[str, tuple[str, str | None]]
) -> Iterator[Finding]:
    what = f"document:{paper.number}"
    state = _SEALED_AS.get(paper.state, paper.state)
    expected = _state_of(sealed)
    uid = next((uid for uid, _ in sealed.values()), None)
    if state != expected:
        yield Finding(uid, f"{what}:state", expected, state)
    for uid, digest in sealed.values():
        if digest != paper.sha256:
            yield Finding(uid, f"{what}:sha256", digest or _ABSENT, paper.sha256 or _ABSENT)


def _state_of(sealed: dict[str, Any]) -> str:
    if EntryKind.DOCUMENT_REVOKED in sealed:
        return DocumentState.REVOKED
    return DocumentState.ISSUED if sealed else DocumentState.NUMBERED


def _place(unit: str | None, facts: dict[str, Any]) -> bytes:
    try:
        return sha256(canonical_bytes([unit or "", facts])).digest()
    except NotCanonical:
        # What cannot have been sealed equals nothing that was.
        return b""
