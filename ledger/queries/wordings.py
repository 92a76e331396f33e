"""Reading the words of papers: the version in force, the draft, and all that were."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from ledger.database import session
from ledger.domain.documents import DocumentKind
from ledger.domain.wordings import WordingState, texts_sha256
from ledger.errors import NotFound, sentence
from ledger.models.people import Person
from ledger.models.wordings import Wording

NO_SUCH_WORDING = sentence("Naskah ini tidak ada di instansi Anda.")


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingLine:
    """One version as the screens show it; ``seen`` is what whoever activates sends back."""

    id: int
    kind: DocumentKind
    version: int
    state: WordingState
    texts: Mapping[str, str]
    author_id: int
    author: str
    written_at: datetime
    activator: str
    activated_at: datetime | None

    @property
    def seen(self) -> str:
        return texts_sha256(self.texts)


def list_wordings(agency_id: int, kind: DocumentKind | None = None) -> list[WordingLine]:
    """Every version of a kind, or of all kinds, the newest first."""
    activator = aliased(Person)
    query = (
        select(Wording, Person.name, activator.name)
        .join(Person, Person.id == Wording.author_id)
        .outerjoin(activator, activator.id == Wording.activated_by)
        .where(Wording.agency_id == agency_id)
        .order_by(Wording.kind, Wording.version.desc())
    )
    if kind is not None:
        query = query.where(Wording.kind == kind)
    return [
        WordingLine(
            id=row.id,
            kind=row.kind,
            version=row.version,
            state=row.state,
            texts=row.texts,
            author_id=row.author_id,
            author=author,
            written_at=row.written_at,
            activator=second or "",
            activated_at=row.activated_at,
        )
        for row, author, second in session().execute(query)
    ]


def get_wording(wording_id: int, *, agency_id: int) -> WordingLine:
    """Raises NotFound when it is not the agency's."""
    found = [line for line in list_wordings(agency_id) if line.id == wording_id]
    if not found:
        raise NotFound(NO_SUCH_WORDING)
    return found[0]


def active_texts(agency_id: int, kind: DocumentKind) -> tuple[int, Mapping[str, str]] | None:
    """Version and texts in force; None while the shipped words are."""
    row = session().execute(
        select(Wording.version, Wording.texts).where(
            Wording.agency_id == agency_id,
            Wording.kind == kind,
            Wording.state == WordingState.ACTIVE,
        )
    )
    found = row.first()
    return None if found is None else (found.version, found.texts)
