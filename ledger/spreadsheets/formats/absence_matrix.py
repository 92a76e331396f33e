"""Attendance as a matrix of days 01 to 31, whose month stands in the name of file or sheet."""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date

from ledger.domain.imports import FILE_LEVEL, AbsenceRow, ImportKind, ImportRow, Phrase, RowProblem
from ledger.errors import sentence
from ledger.spreadsheets.cells import CellProblem, tidy
from ledger.spreadsheets.dates import MONTHS, read_month
from ledger.spreadsheets.formats.columns import Column
from ledger.spreadsheets.formats.context import Context
from ledger.spreadsheets.formats.driver import Format
from ledger.spreadsheets.formats.row_cells import NOT_YET, NOT_YET_REMEDY, RowCells
from ledger.spreadsheets.tables import Row

_YEAR_MONTH = re.compile(r"(?<!\d)(20\d{2})[-_. ]?(0[1-9]|1[0-2])(?!\d)")
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
_DAYS = tuple(f"{day:02d}" for day in range(1, 32))
_SHORTEST_MONTH = 28

_ABSENT = frozenset(
    {
        *("tidak absen", "tk", "alpa", "alpha", "a", "mangkir", "tanpa keterangan"),
        *("tidak hadir", "tanpa kabar"),
    }
)
#: Presence, duty elsewhere, and absence with a reason: none of these is an indication.
_EXPLAINED = frozenset(
    {
        *("", "-", "wfo", "wfh", "wfa", "hadir", "h", "dinas luar", "dl", "undangan", "rapat"),
        *("sakit", "s", "ijin", "izin", "i", "cuti", "c", "tugas belajar", "tb", "diklat"),
        *("libur", "l", "off", "cuti bersama", "cb", "lepas dinas", "dinas"),
    }
)

MARK_UNKNOWN = sentence('tanda "%(given)s" tidak dikenal')
MARK_REMEDY = sentence("Isi WFO, WFH, DINAS LUAR, UNDANGAN, SAKIT, IJIN, CUTI, atau TIDAK ABSEN.")
DAY_NOT_THERE = sentence("bulan ini tidak mempunyai tanggal %(day)s")
DAY_REMEDY = sentence("Kosongkan sel ini, atau periksa bulan pada nama berkas.")
MONTH_UNKNOWN = sentence("bulan dan tahun berkas ini tidak diketahui")
MONTH_REMEDY = sentence(
    "Beri nama berkas dengan tahun dan bulan, misalnya absensi_2026_03.xlsx, lalu unggah lagi."
)
MONTH_DIFFERS = sentence("nama berkas menyebut bulan %(file)s, tetapi nama lembar %(sheet)s")
MONTH_DIFFERS_REMEDY = sentence("Samakan nama berkas dan nama lembar, lalu unggah lagi.")
SUMS_PASSED = sentence("%(count)s baris jumlah dilewati.")


def _build(cells: RowCells) -> Sequence[AbsenceRow]:
    nip = cells.nip("nip")
    year, month = _month_of(cells.context)
    days = [day for day in _DAYS if cells.read(day, _is_absent, False)]
    last_day = monthrange(year, month)[1]
    rows = []
    for day in days:
        if int(day) > last_day:
            cells.problem(day, Phrase(DAY_NOT_THERE, day=int(day)), Phrase(DAY_REMEDY))
            continue
        when = date(year, month, int(day))
        if when > cells.context.options.today:
            cells.problem(day, Phrase(NOT_YET, given=when.isoformat()), Phrase(NOT_YET_REMEDY))
        rows.append(AbsenceRow(number=cells.number, nip=nip, day=when, source="matriks"))
    return rows


def _is_absent(text: str) -> bool:
    mark = tidy(text).casefold()
    if mark in _EXPLAINED:
        return False
    if mark in _ABSENT:
        return True
    raise CellProblem(Phrase(MARK_UNKNOWN, given=tidy(text)), Phrase(MARK_REMEDY))


def _month_of(context: Context) -> tuple[int, int]:
    """The year and month; prepare has made sure that there is one."""
    found = context.options.month or _month_from_names(context)
    if found is None:
        raise ValueError("the month of a matrix must be known before its rows are read")
    return found


def _month_from_names(context: Context) -> tuple[int, int] | None:
    """Read 2026_03 from the file name, else a month and a year from file and sheet names."""
    table = context.table
    if found := _YEAR_MONTH.search(table.file_name):
        return int(found[1]), int(found[2])
    words = f"{table.file_name} {table.sheet}"
    year = _YEAR.search(words)
    month = _month_word(words)
    return (int(year[1]), month) if year and month else None


def _month_word(words: str) -> int | None:
    for word in re.split(r"[\W_\d]+", words):
        try:
            return read_month(word)
        except CellProblem:
            continue
    return None


def _require_month(context: Context) -> list[RowProblem]:
    found = context.options.month or _month_from_names(context)
    if found is None:
        return [RowProblem(FILE_LEVEL, "", "", Phrase(MONTH_UNKNOWN), Phrase(MONTH_REMEDY))]
    sheet_month = _month_word(context.table.sheet)
    if sheet_month not in (None, found[1]):
        reason = Phrase(MONTH_DIFFERS, file=MONTHS[found[1] - 1], sheet=context.table.sheet.strip())
        return [RowProblem(FILE_LEVEL, "", "", reason, Phrase(MONTH_DIFFERS_REMEDY))]
    return []


def _is_sum(row: Row, context: Context) -> bool:
    """Below the people stand lines such as JUMLAH TIDAK ABSEN."""
    name = context.names.get("nip", "")
    if row.cells[name].strip():
        return False
    words = " ".join(row.cells.values()).split()
    return bool(words) and words[0].casefold() in {"jumlah", "total", "rekap"}


def _conclude(context: Context, kept: Sequence[ImportRow]) -> None:
    if context.passed_rows:
        context.notes.append(Phrase(SUMS_PASSED, count=len(context.passed_rows)))


ABSENCES_MATRIX = Format(
    kind=ImportKind.ABSENCES_MATRIX,
    columns=(
        Column("nip", "NIP", ("nip_pegawai",)),
        *(
            Column(day, day, (str(int(day)),), required=int(day) <= _SHORTEST_MONTH)
            for day in _DAYS
        ),
    ),
    build=_build,
    key="nip",
    file_stems=("absensi_matriks",),
    prepare=_require_month,
    passes=_is_sum,
    conclude=_conclude,
)
