"""A whole folder of an agency's files, each kind after those it needs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.imports import Counts, DateOrder, ImportFile, ImportKind, Phrase, Proceed
from ledger.domain.people import Role
from ledger.errors import InvalidInput, LedgerError, sentence
from ledger.services.access import require_role
from ledger.services.imports.registry import ORDER
from ledger.services.imports.reports import ImportReport
from ledger.services.imports.running import commit_import
from ledger.spreadsheets.formats import recognise
from ledger.spreadsheets.reading import read_table
from ledger.spreadsheets.tables import OPERATOR_LIMITS

ENDINGS = (".csv", ".tsv", ".xlsx")

NO_FOLDER = sentence("Folder %(path)s tidak ada.")
NO_FILES = sentence("Folder %(path)s tidak berisi berkas CSV atau XLSX.")
KIND_UNKNOWN = sentence("jenis berkas tidak dikenal dari judul kolomnya")


@dataclass(frozen=True, kw_only=True)
class FolderReport:
    """What each file did, in the order of import; ``left`` are files that could not be read."""

    files: tuple[ImportReport, ...]
    left: tuple[tuple[str, Phrase], ...] = ()
    is_committed: bool = False

    @property
    def counts(self) -> Counts:
        whole = Counts()
        for report in self.files:
            whole = whole.plus(report.counts)
        return whole


@dataclass
class _Found:
    files: list[tuple[ImportKind, Path]] = field(default_factory=list)
    left: list[tuple[str, Phrase]] = field(default_factory=list)


class _OnlyTried(Exception):
    """Takes everything back after a trial."""


def import_folder(
    path: Path,
    *,
    actor: Actor,
    now: datetime,
    commit: bool = False,
    proceed: Proceed = Proceed.GOOD_ROWS,
    date_order: DateOrder | None = None,
    tell: Callable[[ImportReport], object] = lambda report: None,
) -> FolderReport:
    """Import every file of a folder, in the order in which one needs the other.

    Without ``commit`` everything is done and then taken back, so that each file is tried on what
    the files before it bring. ``tell`` hears of each file as it is done. A file that cannot be
    read is left, and the others go on. Raises Forbidden, or InvalidInput without any file.
    """
    require_role(actor, Role.HR, unit_id=None)
    found = _find(path)
    reports: list[ImportReport] = []

    def run() -> None:
        for kind, one in found.files:
            command = ImportFile(
                file_name=one.name,
                data=one.read_bytes(),
                kind=kind,
                proceed=proceed,
                date_order=date_order,
            )
            report = commit_import(command, actor=actor, now=now, limits=OPERATOR_LIMITS)
            reports.append(report)
            tell(report)

    if commit:
        run()
    else:
        _try(run)
    return FolderReport(files=tuple(reports), left=tuple(found.left), is_committed=commit)


def _try(run: Callable[[], None]) -> None:
    try:
        with transaction():
            run()
            raise _OnlyTried
    except _OnlyTried:
        return


def _find(path: Path) -> _Found:
    if not path.is_dir():
        raise InvalidInput(NO_FOLDER, path=path)
    found = _Found()
    for one in _files(path):
        try:
            table = read_table(one.read_bytes(), file_name=one.name, limits=OPERATOR_LIMITS)
        except LedgerError as refusal:
            found.left.append((one.name, Phrase(refusal.text, **refusal.params)))
            continue
        kind = recognise(table, one.name)
        if kind is None:
            found.left.append((one.name, Phrase(KIND_UNKNOWN)))
        else:
            found.files.append((kind, one))
    if not found.files and not found.left:
        raise InvalidInput(NO_FILES, path=path)
    found.files.sort(key=lambda pair: (ORDER.index(pair[0]), pair[1].name))
    return found


def _files(path: Path) -> Iterable[Path]:
    return sorted(one for one in path.iterdir() if one.suffix.lower() in ENDINGS)
