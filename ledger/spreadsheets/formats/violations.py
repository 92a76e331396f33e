"""Reports of violations, and rosters of shift staff."""

from collections.abc import Sequence

from ledger.domain.discipline.catalogue import Impact, find_violation
from ledger.domain.imports import ImportKind, Phrase, RosterRow, ViolationReportRow
from ledger.errors import InvalidInput, LedgerError, sentence
from ledger.spreadsheets.cells import CellProblem, from_refusal, require_text
from ledger.spreadsheets.formats.columns import Column
from ledger.spreadsheets.formats.driver import Format
from ledger.spreadsheets.formats.row_cells import RowCells

_IMPACTS = {impact.value: impact.value for impact in Impact} | {
    "unit kerja": Impact.UNIT.value,
    "pemerintah": Impact.NEGARA.value,
}
_SHIFTS = {
    "pagi": "pagi",
    "p": "pagi",
    "siang": "siang",
    "s": "siang",
    "malam": "malam",
    "m": "malam",
    "libur": "libur",
    "l": "libur",
    "off": "libur",
}

KNOWN_TOO_EARLY = sentence("tanggal diketahui mendahului tanggal kejadian")
KNOWN_REMEDY = sentence("Periksa kedua tanggal, perbaiki, lalu unggah lagi.")
OWN_REPORT = sentence("pelapor dan terlapor orang yang sama")
OWN_REPORT_REMEDY = sentence("Isi NIP terlapor yang benar.")
CODE_REMEDY = sentence("Isi kode dari katalog PP 94/2021, misalnya K3f atau L5g.")


def _build_report(cells: RowCells) -> Sequence[ViolationReportRow]:
    reporter = cells.optional_nip("reporter_nip")
    subject = cells.nip("subject_nip")
    if subject and subject == reporter:
        cells.problem("subject_nip", Phrase(OWN_REPORT), Phrase(OWN_REPORT_REMEDY))
    happened_on = cells.past_day("happened_on")
    known_on = cells.past_day("known_on")
    if not cells.problems and known_on < happened_on:
        cells.problem("known_on", Phrase(KNOWN_TOO_EARLY), Phrase(KNOWN_REMEDY))
    row = ViolationReportRow(
        number=cells.number,
        happened_on=happened_on,
        known_on=known_on,
        reporter_nip=reporter,
        subject_nip=subject,
        unit_code=cells.unit_code("unit_code"),
        code=cells.read("code", _violation_code, ""),
        narrative=cells.text("narrative"),
        impact=cells.choice("impact", _IMPACTS),
        evidence=cells.optional_text("evidence"),
    )
    return (row,)


def _violation_code(text: str) -> str:
    code = require_text(text)
    try:
        return find_violation(code).code
    except LedgerError as refused:
        problem = from_refusal(InvalidInput(refused.text, **refused.params), CODE_REMEDY)
        raise CellProblem(problem.reason, problem.remedy) from refused


def _build_roster(cells: RowCells) -> Sequence[RosterRow]:
    row = RosterRow(
        number=cells.number,
        nip=cells.nip("nip"),
        day=cells.day("day"),
        shift=cells.choice("shift", _SHIFTS),
    )
    return (row,)


VIOLATION_REPORTS = Format(
    kind=ImportKind.VIOLATION_REPORTS,
    columns=(
        Column("happened_on", "tanggal_kejadian", ("tanggal",), is_date=True),
        Column("known_on", "tanggal_diketahui", (), is_date=True),
        Column("reporter_nip", "nip_pelapor", ("pelapor",)),
        Column("subject_nip", "nip_terlapor", ("terlapor",)),
        Column("unit_code", "unor_id", ("kode_unit",)),
        Column("code", "kode", ("kode_pelanggaran",)),
        Column("narrative", "uraian", ("isi",)),
        Column("impact", "dampak"),
        Column("evidence", "bukti", (), required=False),
    ),
    build=_build_report,
    key="narrative",
    file_stems=("laporan_pelanggaran", "laporan"),
)
ROSTERS = Format(
    kind=ImportKind.ROSTERS,
    columns=(
        Column("nip", "nip", ("nip_pegawai",)),
        Column("day", "tanggal", ("tgl",), is_date=True),
        Column("shift", "dinas", ("shift", "jadwal")),
    ),
    build=_build_roster,
    key="day",
    file_stems=("jadwal",),
)
