"""Small files made in code: the agencies' layouts, and the hostile ones."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import xlsxwriter

from ledger.domain.imports import ImportKind, ImportRow, Parsed
from ledger.spreadsheets.formats import parse, recognise
from ledger.spreadsheets.reading import read_table
from ledger.spreadsheets.tables import Table

TODAY = date(2026, 11, 1)

ANI = "198503152010011001"
BUDI = "199208172019032014"
CITRA = "199202292015032001"
DEWI = "199411052025242003"  # PPPK
EKO = "199411052023211007"  # PPPK

STAFF_HEADER = (
    *("pns_id", "nip_baru", "nama", "gelar_depan", "gelar_belakang", "tanggal_lahir"),
    *("jenis_kelamin", "email_gov", "jenis_pegawai_nama", "kedudukan_hukum_id"),
    *("kedudukan_hukum_nama", "status_cpns_pns", "tmt_cpns", "gol_akhir_id", "gol_akhir_nama"),
    *("jenis_jabatan_id", "jabatan_nama", "unor_id", "unor_nama", "instansi_kerja_nama"),
)


def csv_bytes(*lines: str, encoding: str = "utf-8") -> bytes:
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def xlsx_bytes(
    *rows: Sequence[Any],
    sheet: str = "Sheet1",
    more_sheets: Mapping[str, Sequence[Sequence[Any]]] | None = None,
) -> bytes:
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    for title, lines in {sheet: rows, **(more_sheets or {})}.items():
        page = book.add_worksheet(title)
        for number, line in enumerate(lines):
            for place, value in enumerate(line):
                page.write(number, place, value)
    book.close()
    return output.getvalue()


def repacked(data: bytes, changes: Mapping[str, bytes], *, level: int = 9) -> bytes:
    """The same package with parts replaced or added."""
    output = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as new,
    ):
        for part in old.infolist():
            if part.filename not in changes:
                new.writestr(part.filename, old.read(part))
        for name, content in changes.items():
            new.writestr(name, content)
    return output.getvalue()


def staff_line(nip: Any, name: str = "Ani", **changes: Any) -> list[Any]:
    """One line of the SIASN export; birth date, sex and appointment follow the NIP."""
    digits = str(int(nip) if isinstance(nip, float) else nip).replace(" ", "").strip("'")
    month = digits[12:14] if digits[12:14] < "13" else "01"
    line: dict[str, Any] = {
        **dict.fromkeys(STAFF_HEADER, ""),
        "pns_id": "a1",
        "nip_baru": nip,
        "nama": name,
        "tanggal_lahir": f"{digits[6:8]}-{digits[4:6]}-{digits[:4]}",
        "jenis_kelamin": "F" if digits[14:15] == "2" else "M",
        "email_gov": f"{name.split()[0].lower()}@contoh.go.id",
        "jenis_pegawai_nama": "PPPK" if digits[12:14] > "12" else "PNS",
        "status_cpns_pns": "PPPK" if digits[12:14] > "12" else "PNS",
        "tmt_cpns": f"01-{month}-{digits[8:12]}",
        "gol_akhir_id": "33",
        "gol_akhir_nama": "III/c",
        "jenis_jabatan_id": "4",
        "jabatan_nama": "Pelaksana",
        "unor_id": "U001",
        "unor_nama": "Sekretariat",
    }
    line.update(changes)
    return [line[name] for name in STAFF_HEADER]


def table_of(*lines: str, file_name: str = "data.csv") -> Table:
    return read_table(csv_bytes(*lines), file_name=file_name)


def parsed_csv(kind: ImportKind, *lines: str, **options: Any) -> Parsed[ImportRow]:
    """Read and parse; the columns alone must tell the kind when the header is whole."""
    return parse(kind, table_of(*lines), **{"today": TODAY, **options})


def recognised(data: bytes, file_name: str) -> ImportKind | None:
    return recognise(read_table(data, file_name=file_name), file_name)


def told(parsed: Parsed[Any]) -> list[tuple[int, str]]:
    """Row and column of each problem."""
    return [(problem.row, problem.column) for problem in parsed.problems]
