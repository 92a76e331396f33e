"""The first import into an empty database founds the agency its list of units names."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from ledger.domain.actors import system_actor
from ledger.domain.imports import ImportFile, ImportKind, UnitRow
from ledger.errors import LedgerError, NotFound, sentence
from ledger.services.agencies import FoundAgency, found_agency
from ledger.services.calendars import load_calendar_years
from ledger.services.imports.folder import FolderReport, import_files, take_back
from ledger.services.imports.reports import ImportReport
from ledger.spreadsheets.formats import parse, recognise
from ledger.spreadsheets.reading import read_table

NO_UNITS = sentence(
    "Belum ada instansi. Sertakan berkas daftar unit kerja, supaya nama instansinya diketahui."
)
DEFAULT_CODE = "INSTANSI"
#: Who acts when nobody is named.
ACTOR = "neraca import"


def import_first_files(
    commands: Sequence[ImportFile],
    *,
    code: str,
    host: str,
    holidays: Mapping[str, Mapping[str, Any]],
    now: datetime,
    commit: bool = False,
    tell: Callable[[ImportReport], object] = lambda report: None,
) -> FolderReport:
    """Found the agency with its working days and import its files, or try it and take it back.

    ``holidays`` has the shape of ``load_calendar_years``: without them nothing could be said of
    days of absence. Raises NotFound as ``found_from_files`` does.
    """
    reports: list[FolderReport] = []

    def run() -> None:
        actor = system_actor(found_from_files(commands, code=code, host=host, now=now), ACTOR)
        load_calendar_years(holidays, actor=actor, now=now)
        reports.append(import_files(commands, actor=actor, now=now, commit=True, tell=tell))

    if commit:
        run()
        return reports[0]
    take_back(run)
    tried = [replace(report, is_committed=False, run_id=None) for report in reports[0].files]
    return replace(reports[0], files=tuple(tried), is_committed=False)


def found_from_files(commands: Iterable[ImportFile], *, code: str, host: str, now: datetime) -> int:
    """Found the agency named by the unit above all others, and return its id.

    Raises NotFound when no file is a list of units with one unit on top.
    """
    for command in commands:
        name = _top_unit(command, now)
        if name:
            code = code or DEFAULT_CODE
            origin = f"{host}/neraca/{code.lower()}/log/1"
            return found_agency(FoundAgency(code=code, name=name, origin=origin), now=now)
    raise NotFound(NO_UNITS)


def _top_unit(command: ImportFile, now: datetime) -> str:
    try:
        table = read_table(command.data, file_name=command.file_name)
    except LedgerError:
        return ""
    if recognise(table, command.file_name) is not ImportKind.UNITS:
        return ""
    rows = parse(ImportKind.UNITS, table, today=now.date()).rows
    tops = [row.name for row in rows if isinstance(row, UnitRow) and row.parent_code is None]
    return tops[0] if len(tops) == 1 else ""
