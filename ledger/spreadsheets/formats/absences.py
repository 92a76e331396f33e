"""Absence in the two layouts of attendance machines and the monthly sums, and whose machine."""

from collections.abc import Sequence
from datetime import date

from ledger.domain.imports import (
    FILE_LEVEL,
    AbsenceRow,
    ImportKind,
    ImportRow,
    MachineIdRow,
    Phrase,
    RowProblem,
)
from ledger.errors import sentence
from ledger.spreadsheets.cells import CellProblem, read_clock, read_list, require_text
from ledger.spreadsheets.dates import read_date, read_month
from ledger.spreadsheets.formats.columns import Column
from ledger.spreadsheets.formats.context import Context
from ledger.spreadsheets.formats.driver import Format
from ledger.spreadsheets.formats.row_cells import NOT_YET, NOT_YET_REMEDY, RowCells

_NO_DAYS: tuple[date, ...] = ()

COUNT_DIFFERS = sentence("TK %(count)s hari, tetapi ada %(listed)s tanggal")
COUNT_REMEDY = sentence("Samakan jumlah TK dengan tanggal yang ditulis.")
OTHER_MONTH = sentence('tanggal "%(given)s" di luar bulan baris ini')
OTHER_MONTH_REMEDY = sentence("Periksa bulan, tahun, dan tanggalnya.")
MACHINE_UNKNOWN = sentence("nomor mesin %(given)s belum dipasangkan dengan NIP")
MACHINE_UNKNOWN_REMEDY = sentence("Tambahkan nomor ini di berkas mesin_ke_nip, lalu unggah lagi.")
MACHINE_MAP_MISSING = sentence("daftar nomor mesin dan NIP belum ada")
MACHINE_MAP_REMEDY = sentence("Unggah berkas mesin_ke_nip lebih dahulu.")
ABSENT_BUT_SCANNED = sentence("ditandai tidak hadir, tetapi ada jam pindai")
ABSENT_REMEDY = sentence("Kosongkan tanda tidak hadir atau jam pindainya.")
PRESENT_PASSED = sentence("%(count)s baris hadir dilewati; hanya ketidakhadiran yang dicatat.")


def _build_month(cells: RowCells) -> Sequence[AbsenceRow]:
    nip = cells.nip("nip")
    year = cells.year("year")
    month = cells.read("month", read_month, 1)
    count = cells.integer("count", least=0, most=31)
    days = cells.read("days", lambda text: _days_of(text, cells.context), _NO_DAYS)
    if not cells.problems:
        _check_days(cells, (year, month), count, days)
    return tuple(
        AbsenceRow(number=cells.number, nip=nip, day=day, source="bulanan") for day in days
    )


def _days_of(text: str, context: Context) -> tuple[date, ...]:
    """Days stand apart by blanks, commas, semicolons or bars.

    Month and year of the row stand beside them, so a wrong order cannot go unseen.
    """
    for mark in (",", ";", "|"):
        text = text.replace(mark, " ")
    order = context.options.date_order
    return tuple(read_date(part, order) for part in read_list(text, " "))


def _check_days(
    cells: RowCells, year_month: tuple[int, int], count: int, days: tuple[date, ...]
) -> None:
    if count != len(days):
        reason = Phrase(COUNT_DIFFERS, count=count, listed=len(days))
        cells.problem("days", reason, Phrase(COUNT_REMEDY))
    outside = next((day for day in days if (day.year, day.month) != year_month), None)
    if outside:
        reason = Phrase(OTHER_MONTH, given=outside.isoformat())
        cells.problem("days", reason, Phrase(OTHER_MONTH_REMEDY))
    future = next((day for day in days if day > cells.context.options.today), None)
    if future:
        reason = Phrase(NOT_YET, given=future.isoformat())
        cells.problem("days", reason, Phrase(NOT_YET_REMEDY))


def _build_machine(cells: RowCells) -> Sequence[AbsenceRow]:
    nip = cells.read("machine_id", lambda text: _nip_of_machine(text, cells.context), "")
    day = cells.past_day("day")
    scans = [cells.read(field, read_clock, None) for field in ("scan_in", "scan_out")]
    marked = cells.optional_yes_no("absent") or False
    if marked and any(scans):
        cells.problem("absent", Phrase(ABSENT_BUT_SCANNED), Phrase(ABSENT_REMEDY))
    if any(scans) and not cells.problems:
        cells.context.passed_rows.append(cells.number)
        return ()
    return (AbsenceRow(number=cells.number, nip=nip, day=day, source="mesin"),)


def _nip_of_machine(text: str, context: Context) -> str:
    machine_id = require_text(text)
    nip = (context.options.machine_nips or {}).get(machine_id)
    if nip is None:
        raise CellProblem(Phrase(MACHINE_UNKNOWN, given=machine_id), Phrase(MACHINE_UNKNOWN_REMEDY))
    return nip


def _require_machine_map(context: Context) -> list[RowProblem]:
    if context.options.machine_nips is not None:
        return []
    header = context.names["machine_id"]
    reason, remedy = Phrase(MACHINE_MAP_MISSING), Phrase(MACHINE_MAP_REMEDY)
    return [RowProblem(FILE_LEVEL, header, "", reason, remedy)]


def _tell_present(context: Context, kept: Sequence[ImportRow]) -> None:
    if context.passed_rows:
        context.notes.append(Phrase(PRESENT_PASSED, count=len(context.passed_rows)))


def _build_machine_id(cells: RowCells) -> Sequence[MachineIdRow]:
    machine_id = cells.text("machine_id")
    return (MachineIdRow(number=cells.number, machine_id=machine_id, nip=cells.nip("nip")),)


_MACHINE_ID = Column("machine_id", "No. ID", ("no id", "id_mesin", "nomor_mesin"))

ABSENCES_MONTHLY = Format(
    kind=ImportKind.ABSENCES_MONTHLY,
    columns=(
        Column("nip", "NIP", ("nip_pegawai",)),
        Column("year", "Tahun"),
        Column("month", "Bulan"),
        Column("count", "TK", ("jumlah_tk", "tanpa keterangan")),
        Column("days", "Tanggal_TK", ("tanggal",)),
    ),
    build=_build_month,
    key="days",
    file_stems=("absensi_2",),
)
ABSENCES_MACHINE = Format(
    kind=ImportKind.ABSENCES_MACHINE,
    columns=(
        _MACHINE_ID,
        Column("day", "Tanggal", ("tgl",), is_date=True),
        Column("scan_in", "Scan Masuk", ("masuk",)),
        Column("scan_out", "Scan Pulang", ("pulang",)),
        Column("absent", "Absent", ("tidak_hadir",), required=False),
    ),
    build=_build_machine,
    key="day",
    file_stems=("absensi_mesin",),
    prepare=_require_machine_map,
    conclude=_tell_present,
)
MACHINE_IDS = Format(
    kind=ImportKind.MACHINE_IDS,
    columns=(_MACHINE_ID, Column("nip", "nip", ("nip_pegawai",))),
    build=_build_machine_id,
    key="machine_id",
    file_stems=("mesin_ke_nip",),
)
