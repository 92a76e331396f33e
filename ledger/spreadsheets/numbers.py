"""The register of document numbers as a workbook, for the archive and for whoever inspects it."""

from collections.abc import Iterable

from ledger.domain.documents import DOCUMENT_LABELS, STATE_LABELS
from ledger.domain.numbers import NumberLine
from ledger.errors import sentence
from ledger.spreadsheets.writing import CellValue, Remarks, Sheet, write_xlsx

REGISTER_TITLE = sentence("Register nomor")
REPLACED_BY = sentence("Diganti oleh")
REGISTER_HEADER = (
    sentence("Unit kerja"),
    sentence("Kode klasifikasi"),
    sentence("Nomor urut"),
    sentence("Nomor dokumen"),
    sentence("Tanggal"),
    sentence("Jenis"),
    sentence("Untuk"),
    sentence("Status"),
    sentence("Keterangan"),
)


def register_xlsx(lines: Iterable[NumberLine], *, remarks: Remarks) -> bytes:
    """One row a number, in the order of the lines."""
    sheet = Sheet(title=REGISTER_TITLE, header=REGISTER_HEADER, rows=map(_cells, lines))
    return write_xlsx([sheet], remarks=remarks)


def _cells(line: NumberLine) -> list[CellValue]:
    return [
        line.unit,
        line.class_code,
        line.sequence,
        line.number,
        line.dated_on,
        DOCUMENT_LABELS[line.kind],
        line.person,
        STATE_LABELS[line.state],
        f"{REPLACED_BY} {line.successor}" if line.successor else line.reason,
    ]
