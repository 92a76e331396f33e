"""Many of an agency's files at once, each kind after those it needs."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.imports import Counts, ImportFile, ImportKind, Phrase, Proceed
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
KIND_UNKNOWN = sentence(
    "Jenis berkas ini tidak dikenal dari judul kolomnya. Sebut jenisnya, atau pakai berkas contoh."
)


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


class _OnlyTried(Exception):
    """Takes everything back after a trial."""


def import_folder(
    path: Path,
    *,
    actor: Actor,
    now: datetime,
    commit: bool = False,
    proceed: Proceed = Proceed.GOOD_ROWS,
    kinds: Collection[ImportKind] = tuple(ImportKind),
    tell: Callable[[ImportReport], object] = lambda report: None,
) -> FolderReport:
    """Import every file of a folder; see ``import_files``.

    Raises InvalidInput for a folder that is not there or holds no file of ours.
    """
    if not path.is_dir():
        raise InvalidInput(NO_FOLDER, path=path)
    files = sorted(one for one in path.iterdir() if one.suffix.lower() in ENDINGS)
    if not files:
        raise InvalidInput(NO_FILES, path=path)
    commands = [
        ImportFile(file_name=one.name, data=one.read_bytes(), proceed=proceed) for one in files
    ]
    return import_files(commands, actor=actor, now=now, commit=commit, kinds=kinds, tell=tell)


def import_files(
    commands: Sequence[ImportFile],
    *,
    actor: Actor,
    now: datetime,
    commit: bool = False,
    kinds: Collection[ImportKind] = tuple(ImportKind),
    tell: Callable[[ImportReport], object] = lambda report: None,
) -> FolderReport:
    """Import files in the order in which one needs the other, each in its own transaction.

    Without ``commit`` everything is done and then taken back, so that each file is tried on what
    the files before it bring. Only files of ``kinds`` are taken. ``tell`` hears of each file as it
    is done. A file that cannot be read is left, and the others go on. Raises Forbidden.
    """
    require_role(actor, Role.HR, unit_id=None)
    known, left = _sorted(commands)
    known = [command for command in known if command.kind in kinds]
    reports: list[ImportReport] = []

    def run() -> None:
        for command in known:
            report = commit_import(command, actor=actor, now=now, limits=OPERATOR_LIMITS)
            reports.append(report)
            tell(report)

    if commit:
        run()
    else:
        take_back(run)
        reports = [replace(report, is_committed=False, run_id=None) for report in reports]
    return FolderReport(files=tuple(reports), left=tuple(left), is_committed=commit)


def take_back(run: Callable[[], object]) -> None:
    """Do something and undo all it wrote; not inside another transaction."""
    try:
        with transaction():
            run()
            raise _OnlyTried
    except _OnlyTried:
        return


def _sorted(
    commands: Iterable[ImportFile],
) -> tuple[list[ImportFile], list[tuple[str, Phrase]]]:
    known: list[tuple[ImportKind, ImportFile]] = []
    left: list[tuple[str, Phrase]] = []
    for command in commands:
        try:
            kind = command.kind or _kind_of(command)
        except LedgerError as refusal:
            left.append((command.file_name, Phrase(refusal.text, **refusal.params)))
            continue
        known.append((kind, replace(command, kind=kind)))
    known.sort(key=lambda pair: (ORDER.index(pair[0]), pair[1].file_name))
    return [command for _, command in known], left


def _kind_of(command: ImportFile) -> ImportKind:
    table = read_table(command.data, file_name=command.file_name, limits=OPERATOR_LIMITS)
    kind = recognise(table, command.file_name)
    if kind is None:
        raise InvalidInput(KIND_UNKNOWN)
    return kind
