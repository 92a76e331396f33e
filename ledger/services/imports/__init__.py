"""An agency's own files: tried first, told row by row, then imported through the same verbs."""

from ledger.services.imports.folder import FolderReport, import_files, import_folder
from ledger.services.imports.founding import found_from_files, import_first_files
from ledger.services.imports.registry import LABELS, ORDER
from ledger.services.imports.reports import ImportReport
from ledger.services.imports.running import (
    commit_import,
    commit_preview,
    keep_preview,
    preview_import,
    try_again,
)

__all__ = [
    "LABELS",
    "ORDER",
    "FolderReport",
    "ImportReport",
    "commit_import",
    "commit_preview",
    "found_from_files",
    "import_files",
    "import_first_files",
    "import_folder",
    "keep_preview",
    "preview_import",
    "try_again",
]
