"""What is written opens as it was meant: text, days, no formula, and failed rows complete."""

import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import python_calamine
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.imports import FILE_LEVEL, ImportKind, Phrase, RowProblem
from ledger.spreadsheets.formats import parse
from ledger.spreadsheets.reading import read_table
from ledger.spreadsheets.writing import (
    Remarks,
    Sheet,
    failed_rows_xlsx,
    neutralise,
    template_xlsx,
    write_csv,
    write_xlsx,
)
from tests.spreadsheets.builders import ANI, BUDI, CITRA, TODAY, csv_bytes

REMARKS = Remarks(
    made_at=datetime(2026, 8, 6, 14, 5, tzinfo=UTC), made_by="Sri", filters={"Unit": "Dinas"}
)
DANGEROUS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\x00=1")


def sheets_of(data: bytes) -> dict[str, list[list[object]]]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_xlsx_keeps_nip_as_text_and_days_as_days():
    rows = [[ANI, date(2026, 8, 6), Decimal("12.5"), 7, None, True]]
    data = write_xlsx(
        [Sheet(title="Rekap", header=["NIP", "Tanggal", "A", "B", "C", "D"], rows=rows)],
        remarks=REMARKS,
    )

    pages = sheets_of(data)
    assert pages["Rekap"][1][:4] == [ANI, date(2026, 8, 6), 12.5, 7.0]
    assert pages["Rekap"][1][5] == "ya"
    assert pages["Keterangan"][1:] == [
        ["Dibuat pada", datetime(2026, 8, 6, 14, 5)],  # noqa: DTZ001 - cells know no zone.
        ["Dibuat oleh", "Sri"],
        ["Unit", "Dinas"],
    ]


def test_columns_are_as_wide_as_what_they_hold_and_can_be_filtered():
    sheet = Sheet(title="a", header=["NIP", "Nama"], rows=[[ANI, "x" * 90], [BUDI, "y"]])
    with zipfile.ZipFile(io.BytesIO(write_xlsx([sheet], remarks=REMARKS))) as package:
        page = package.read("xl/worksheets/sheet1.xml").decode()
    widths = [float(width) for width in re.findall(r'<col [^>]*width="([0-9.]+)"', page)]
    assert len(ANI) < widths[0] < 25
    assert 60 <= widths[1] < 62
    assert '<autoFilter ref="A1:B3"/>' in page
    assert "numberStoredAsText" in page


def test_xlsx_holds_no_formula_and_a_frozen_header():
    rows = [[text] for text in DANGEROUS]
    data = write_xlsx([Sheet(title="a", header=["x"], rows=rows)], remarks=REMARKS)

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b'state="frozen"' in sheet
    assert sheets_of(data)["a"][1] == ["=1+1"]


def test_xlsx_of_the_same_input_is_the_same_bytes():
    def made():
        return write_xlsx([Sheet(title="a", header=["x"], rows=[["1"]])], remarks=REMARKS)

    assert made() == made()


def test_sheet_titles_become_allowed_and_distinct():
    title = "Dinas [A]: rekap/2026 yang panjang sekali"
    sheets = [Sheet(title=title, header=["x"], rows=[["1"]]) for _ in range(2)]

    names = list(sheets_of(write_xlsx(sheets, remarks=REMARKS)))
    assert len(set(names)) == 3
    assert all(len(name) <= 31 for name in names)


@pytest.mark.parametrize("text", DANGEROUS)
def test_csv_neutralises_what_a_spreadsheet_would_run(text):
    data = write_csv(["x"], [[text]])

    assert data.startswith(b"\xef\xbb\xbf")
    assert f"'{text}" in data.decode("utf-8-sig")


@given(st.text(max_size=20))
def test_no_neutralised_text_starts_a_formula(text):
    assert not neutralise(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\x00"))
    assert neutralise(text).removeprefix("'") == text.removeprefix("'")


def test_csv_numbers_keep_their_sign_and_comma():
    data = write_csv(["a", "b", "c"], [[-5, Decimal("-1.5"), date(2026, 8, 6)]])

    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    assert rows[1] == ["-5", "-1,5", "2026-08-06"]


def failing_table():
    data = csv_bytes(
        "No. ID,nip,catatan",
        *(f"1,{ANI},=HYPERLINK(1)", f"2,{BUDI[:17]},x", f"1,{CITRA},y", ",,kosong"),
    )
    table = read_table(data, file_name="mesin_ke_nip.csv")
    return table, parse(ImportKind.MACHINE_IDS, table, today=TODAY)


def test_failed_rows_come_back_with_their_cells_and_what_is_wrong():
    table, parsed = failing_table()
    pages = sheets_of(failed_rows_xlsx(table, parsed.problems, remarks=REMARKS))

    header, *rows = pages["Baris gagal"]
    assert header == ["No. ID", "nip", "catatan", "Kesalahan"]
    assert [row[:3] for row in rows] == [
        ["2", BUDI[:17], "x"],
        ["1", CITRA, "y"],
        ["", "", "kosong"],
    ]
    assert str(rows[0][3]).startswith("Baris 3, kolom nip: NIP harus 18 angka.")
    assert str(rows[2][3]).count("Baris 5") == 2
    assert len(rows) == len(parsed.failed_row_numbers)
    assert ["Baris gagal", "3"] in pages["Keterangan"]


def test_failed_rows_can_be_mended_and_uploaded_again():
    table, parsed = failing_table()
    data = failed_rows_xlsx(table, parsed.problems, remarks=REMARKS)
    again = read_table(data, file_name="perbaikan.xlsx")
    parsed_again = parse(ImportKind.MACHINE_IDS, again, today=TODAY)

    assert [row.nip for row in parsed_again.rows] == [CITRA]
    second = failed_rows_xlsx(again, parsed_again.problems, remarks=REMARKS)
    assert sheets_of(second)["Baris gagal"][0].count("Kesalahan") == 1


def test_problem_of_the_whole_file_stands_in_the_remarks():
    table, _ = failing_table()
    problem = RowProblem(FILE_LEVEL, "kuota", "", Phrase("tidak ada"), Phrase("Tambahkan."))

    pages = sheets_of(failed_rows_xlsx(table, [problem], remarks=REMARKS))
    assert ["Kesalahan 1", "Kolom kuota: tidak ada. Tambahkan."] not in pages["Baris gagal"]
    assert any("tidak ada. Tambahkan." in str(row[1]) for row in pages["Keterangan"])


def test_template_has_text_columns_so_that_a_nip_survives():
    data = template_xlsx("Pegawai", ["nip", "nama"], remarks=REMARKS)

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
        styles = package.read("xl/styles.xml").decode()
    assert "<cols>" in sheet
    assert 'numFmtId="49"' in styles
    assert sheets_of(data)["Pegawai"] == [["nip", "nama"]]


def test_phrase_is_a_string_that_knows_its_key():
    phrase = Phrase("ada %(count)s baris", count=3)

    assert phrase == "ada 3 baris"
    assert (phrase.text, dict(phrase.params)) == ("ada %(count)s baris", {"count": 3})
