"""Handing a paper to a reader: its bytes, or a preview while it is none yet, always on record."""

from dataclasses import dataclass
from datetime import datetime

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.errors import NotFound, sentence
from ledger.gateways.files import FileStore
from ledger.models.documents import Document
from ledger.queries.documents import DocumentPage, get_document
from ledger.services.case_views import record_case_view
from ledger.services.documents.issuing import render_preview
from ledger.services.documents.trail import tell

ERASED = sentence("Berkas dokumen ini sudah dihapus bersama data pribadi entrinya.")


@dataclass(frozen=True)
class OpenedDocument:
    """What the reader gets; a preview has KONSEP across it and no number."""

    page: DocumentPage
    content: bytes
    is_preview: bool


def open_document(
    document_id: int, *, files: FileStore, actor: Actor, now: datetime
) -> OpenedDocument:
    """The paper for whoever may read it; raises NotFound for anybody else, and when it was erased.

    Whoever reads a paper of somebody else's case is told of to that person.
    """
    page = get_document(document_id, actor=actor)
    if page.is_erased:
        raise NotFound(ERASED)
    is_preview = page.sha256 is None
    content = (
        render_preview(page.kind, page.context) if page.sha256 is None else files.get(page.sha256)
    )
    with transaction() as work:
        document = work.get_one(Document, document_id)
        what = "previewed" if is_preview else "downloaded"
        tell(what, document, actor=actor, now=now)
        if page.case_id is not None and not page.is_subject:
            record_case_view(page.case_id, actor=actor, now=now)
    return OpenedDocument(page, content, is_preview)
