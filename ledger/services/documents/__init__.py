"""Official papers: numbered once, rendered outside any transaction, issued with their bytes."""

from ledger.services.documents.asking import choose_signature_method
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
from ledger.services.documents.settling import (
    SigningResult,
    fetch_signed_file,
    keep_signed_file,
    record_scan,
    sign_again,
    sign_many,
)
from ledger.services.documents.signing import sign_document

__all__ = [
    "Batch",
    "OpenedDocument",
    "SigningResult",
    "choose_signature_method",
    "fetch_signed_file",
    "issue_document",
    "issue_documents",
    "keep_signed_file",
    "open_document",
    "paper_frame",
    "person_block",
    "prepare_document",
    "record_scan",
    "render_drafts",
    "render_preview",
    "revoke_document",
    "revoke_documents_of_entry",
    "sign_again",
    "sign_document",
    "sign_many",
    "signer_block",
    "supersede_document",
    "writing_house",
]
