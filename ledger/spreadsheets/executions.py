"""The payroll's list of cuts and the file for SIASN, as workbook and as CSV."""

from collections.abc import Mapping, Sequence
from datetime import date

from ledger.domain.discipline.execution_lines import MeasureLine, UploadLine
from ledger.errors import sentence
from ledger.spreadsheets.writing import CellValue, Remarks, Sheet, write_csv, write_xlsx

CUTS_TITLE = sentence("Potongan tunjangan")
CUTS_HEADER = (
    sentence("NIP"),
    sentence("Nama"),
    sentence("Unit kerja"),
    sentence("Potongan (%)"),
    sentence("Mulai"),
    sentence("Sampai sebelum"),
    sentence("Kasus"),
)
SIASN_TITLE = "riwayat_hukdis"
#: The columns as SIASN names them, which nobody translates.
SIASN_HEADER = (
    "nip",
    "jenisTingkatHukumanId",
    "jenisHukumanId",
    "skNomor",
    "skTanggal",
    "hukumanTanggal",
    "akhirHukumanTanggal",
    "nomorPp",
    "keterangan",
    "skPembatalanNomor",
    "skPembatalanTanggal",
)
PP94 = "07"


def cuts_xlsx(cuts: Sequence[MeasureLine], *, remarks: Remarks) -> bytes:
    sheet = Sheet(title=CUTS_TITLE, header=CUTS_HEADER, rows=[_cut(one) for one in cuts])
    return write_xlsx([sheet], remarks=remarks)


def cuts_csv(cuts: Sequence[MeasureLine]) -> bytes:
    return write_csv(CUTS_HEADER, [_cut(one) for one in cuts])


def siasn_csv(decisions: Sequence[UploadLine], *, siasn_ids: Mapping[str, int]) -> bytes:
    """The columns and dates of the SIASN history, so that what goes out can come in again."""
    rows = [_decision(one, siasn_ids) for one in decisions]
    return write_csv(SIASN_HEADER, rows, delimiter=",")


def _cut(one: MeasureLine) -> list[CellValue]:
    return [one.nip, one.person, one.unit, one.percent, one.starts_on, one.ends_on, one.number]


def _decision(one: UploadLine, siasn_ids: Mapping[str, int]) -> list[CellValue]:
    return [
        one.nip,
        one.kind[0],
        str(siasn_ids[one.kind]),
        one.letter_number,
        _day(one.letter_on),
        _day(one.effective_on),
        _day(one.ends_on),
        PP94,
        one.codes,
        one.cancel_number,
        _day(one.cancelled_on),
    ]


def _day(day: date | None) -> str:
    """As SIASN writes it: 12-03-2024."""
    return f"{day:%d-%m-%Y}" if day else ""
