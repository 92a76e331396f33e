"""The first import into an empty database founds the agency its list of units names."""

from collections.abc import Iterable
from datetime import datetime

from ledger.domain.imports import ImportFile, ImportKind, UnitRow
from ledger.errors import LedgerError, NotFound, sentence
from ledger.services.agencies import FoundAgency, found_agency
from ledger.spreadsheets.formats import parse, recognise
from ledger.spreadsheets.reading import read_table

NO_UNITS = sentence(
    "Belum ada instansi. Sertakan berkas daftar unit kerja, supaya nama instansinya diketahui."
)
DEFAULT_CODE = "INSTANSI"


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
