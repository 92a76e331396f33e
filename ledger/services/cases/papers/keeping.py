"""Making a paper of a case: numbered, kept with the case, and open to who reads the case."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from ledger.database import session, transaction
from ledger.documents.case_contexts import CaseContext
from ledger.domain.actors import Actor
from ledger.domain.documents import DocumentKind, PrepareDocument
from ledger.models.cases import Case, CasePaper
from ledger.models.documents import Document
from ledger.services.documents import prepare_document


def keep_paper(
    case: Case,
    part: str,
    context: CaseContext,
    officials: Sequence[Mapping[str, Any]],
    dated_on: date,
    *,
    entry_uid: str | None = None,
    actor: Actor,
    now: datetime,
) -> int:
    """Prepare the paper in the caller's transaction; the same ``part`` of a case is one paper."""
    with transaction() as work:
        document_id = prepare_document(
            PrepareDocument(
                kind=DocumentKind(context.kind),
                source_key=f"case:{case.id}:{part}",
                unit_id=case.unit_id,
                dated_on=dated_on,
                context=context.to_mapping(),
                person_id=case.subject_id,
                entry_uid=entry_uid,
                officials=tuple(officials),
            ),
            actor=actor,
            now=now,
        )
        known = work.scalar(select(CasePaper.id).where(CasePaper.document_id == document_id))
        if known is None:
            work.add(CasePaper(agency_id=case.agency_id, case_id=case.id, document_id=document_id))
        return document_id


def case_papers(case_id: int) -> list[Document]:
    """Every paper of a case in the order it was made."""
    return list(
        session().scalars(
            select(Document)
            .join(CasePaper, CasePaper.document_id == Document.id)
            .where(CasePaper.case_id == case_id)
            .order_by(Document.id)
        )
    )
