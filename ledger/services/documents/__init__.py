"""Official papers: numbered once, rendered outside any transaction, issued with their bytes."""

from ledger.services.documents.drafting import render_drafts
from ledger.services.documents.issuing import (
    Batch,
    issue_document,
    issue_documents,
    render_preview,
)
from ledger.services.documents.opening import OpenedDocument, open_document
from ledger.services.documents.parties import (
    paper_frame,
    person_block,
    signer_block,
    writing_house,
)
from ledger.services.documents.preparing import prepare_document
from ledger.services.documents.revoking import (
    revoke_document,
    revoke_documents_of_entry,
    supersede_document,
)

__all__ = [
    "Batch",
    "OpenedDocument",
    "issue_document",
    "issue_documents",
    "open_document",
    "paper_frame",
    "person_block",
    "prepare_document",
    "render_drafts",
    "render_preview",
    "revoke_document",
    "revoke_documents_of_entry",
    "signer_block",
    "supersede_document",
    "writing_house",
]
