"""Files of what is erased: their bytes go when no other row names them."""

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from ledger.gateways.files import FileStore
from ledger.models.documents import Document, Recap
from ledger.models.nominations import Evidence


def remove_evidence(work: Session, subject_kind: str, subject_id: int, *, files: FileStore) -> int:
    """Take the files of a record away and say how many there were."""
    of_subject = (Evidence.subject_kind == subject_kind, Evidence.subject_id == subject_id)
    hashes = work.scalars(select(Evidence.sha256).where(*of_subject)).all()
    work.execute(delete(Evidence).where(*of_subject))
    for sha256 in filter(None, hashes):
        remove_unnamed(work, sha256, files)
    return len(hashes)


def remove_unnamed(work: Session, sha256: str, files: FileStore) -> None:
    """The same bytes may be somebody else's evidence, or the paper of an entry that stays."""
    kept = (
        select(Evidence.id).where(Evidence.sha256 == sha256),
        select(Recap.id).where(Recap.spreadsheet_sha256 == sha256),
        select(Document.id).where(Document.sha256 == sha256, ~_is_erased_paper()),
    )
    if not any(work.scalar(query.limit(1)) for query in kept):
        files.remove(sha256)


def _is_erased_paper() -> ColumnElement[bool]:
    erased: ColumnElement[bool] = Document.context["erased"].as_boolean()
    return erased.is_(True)
