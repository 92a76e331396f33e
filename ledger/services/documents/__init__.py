"""Official papers: numbered once, rendered outside any transaction, issued with their bytes."""

from ledger.services.documents.preparing import prepare_document

__all__ = ["prepare_document"]
