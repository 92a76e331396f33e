"""Files become tables with the row numbers a person sees, or are refused with a sentence."""

import io
import struct
import zipfile
from dataclasses import replace
from datetime import date

import pytest

from ledger.errors import InvalidInput
from ledger.spreadsheets.reading import read_table
from ledger.spreadsheets.tables import UPLOAD_LIMITS, TableKind
from tests.spreadsheets.builders import csv_bytes, repacked, xlsx_bytes

SMALL = replace(UPLOAD_LIMITS, rows=5, columns=4, file_bytes=200_000, unpacked_bytes=300_000)
SHEET = "xl/worksheets/sheet1.xml"


def refusal(data: bytes, file_name: str, limits=UPLOAD_LIMITS) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        read_table(data, file_name=file_name, limits=limits)
    assert caught.value.message.endswith(".")
    assert "%(" not in caught.value.message
    return caught.value


@pytest.mark.parametrize(
    ("delimiter", "encoding", "shown"),
    [
        (",", "utf-8", "utf-8"),
        (";", "utf-8-sig", "utf-8-sig"),
        ("\t", "utf-16", "utf-16"),
        (";", "cp1252", "cp1252"),
    ],
)
def test_csv_is_read_whatever_delimiter_and_encoding(delimiter, encoding, shown):
    data = csv_bytes(delimiter.join(["nip", "nama"]), f"1{delimiter}Café", encoding=encoding)

    table = read_table(data, file_name="Pegawai.CSV")

    assert table.header == ("nip", "nama")
    assert table.rows[0].cells == {"nip": "1", "nama": "Café"}
    assert (table.kind, table.delimiter, table.encoding) == (TableKind.CSV, delimiter, shown)
    assert bool(table.notes) == (encoding == "cp1252")


def test_csv_delimiter_inside_quotes_does_not_mislead():
    data = csv_bytes('"judul; isi, lengkap";nama', '"a,b,c,d";x')

    table = read_table(data, file_name="a.csv")

    assert table.header == ("judul; isi, lengkap", "nama")
    assert table.rows[0].cells["judul; isi, lengkap"] == "a,b,c,d"


def test_csv_rows_are_numbered_as_the_spreadsheet_shows_them():
    data = csv_bytes("a,b", '"satu\r\ndua",x', "", "tiga,y")

    table = read_table(data, file_name="a.csv")

    assert [(row.number, row.cells["a"]) for row in table.rows] == [(2, "satu\r\ndua"), (4, "tiga")]


def test_csv_line_that_names_the_delimiter_keeps_row_numbers():
    table = read_table(csv_bytes("sep=;", "a;b", "1;2"), file_name="a.csv")

    assert (table.header_number, table.rows[0].number) == (2, 3)


def test_title_block_above_the_header_is_passed_over():
    table = read_table(csv_bytes("Rekap absensi", "", "NIP,Nama", "1,Ani"), file_name="a.csv")

    assert table.header == ("NIP", "Nama")
    assert table.rows[0].number == 4


def test_repeated_and_empty_headers_get_their_own_names():
    table = read_table(csv_bytes("nip,,nip", "1,2,3"), file_name="a.csv")

    assert table.header == ("nip", "Kolom 2", "nip (2)")


def test_control_characters_are_a_problem_of_their_row_only():
    table = read_table(
        csv_bytes("nip,nama", "1,A\x00ni", "2,Budi", "3,\u202eidub"), file_name="a.csv"
    )

    assert [(problem.row, problem.column) for problem in table.problems] == [
        (2, "nama"),
        (4, "nama"),
    ]
    assert "\x00" not in table.problems[0].value
    assert len(table.rows) == 3


def test_line_with_more_cells_than_the_header_is_told():
    table = read_table(csv_bytes("a,b", "1,2,3", "1,2,"), file_name="a.csv")

    assert [problem.row for problem in table.problems] == [2]


def test_cell_without_end_is_no_table():
    error = refusal(b"a,b\n1," + b"x" * 150_000, "a.csv")
    assert error.code == "file_cell_too_long"
    assert "Baris 2 memuat sel yang sangat panjang" in error.message


def test_sentence_of_too_many_rows_is_written_with_dots():
    many = b"a,b\n" + b"1,2\n" * (UPLOAD_LIMITS.rows + 1)
    assert "paling banyak 200.000 baris" in refusal(many, "a.csv").message


def test_unclosed_quote_is_refused_with_its_row():
    error = refusal(csv_bytes("a,b", "1,2", '"3,4'), "a.csv")

    assert error.code == "file_broken_quotes"
    assert "Baris 3" in error.message


@pytest.mark.parametrize(
    ("data", "file_name", "code"),
    [
        (b"", "a.csv", "file_empty"),
        (b"\r\n\r\n", "a.csv", "file_empty"),
        (b"nip,nama\r\n", "a.csv", "file_without_rows"),
        (b"\x00\x01\x02\n", "a.csv", "file_not_table"),
        (b"<html><table><tr><td>1</td></tr></table>", "a.csv", "file_not_table"),
        (b"%PDF-1.7 ...", "a.csv", "file_wrong_kind"),
        (b"a,b\n1,2\n", "a.pdf", "file_wrong_kind"),
        (b"a,b\n1,2\n", "a.xlsx", "file_wrong_kind"),
        (b"PK\x03\x04 no package", "a.xlsx", "file_broken"),
        (b"PK\x03\x04 no package", "a.csv", "file_wrong_kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "a.xlsx", "file_old_excel"),
        (b"a,b\n1,2\n", "a.xls", "file_old_excel"),
        (b"PK\x03\x04", "a.xlsm", "file_has_macro"),
        (b"a,b\n\x81\x8d,\xff\n", "a.csv", "file_not_table"),
    ],
)
def test_file_that_is_no_table_is_refused(data, file_name, code):
    assert refusal(data, file_name).code == code


def test_file_larger_than_allowed_says_both_sizes():
    error = refusal(b"x" * 1_500_000, "a.csv", replace(UPLOAD_LIMITS, file_bytes=1024 * 1024))

    assert error.message == "Berkas harus lebih kecil dari 1 MB. Berkas ini 1,4 MB."


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_too_many_rows_or_columns_are_refused(ending):
    lines = [["a", "b"], *([["1", "2"]] * 6)]
    wide = [["a", "b", "c", "d", "e"], ["1", "2", "3", "4", "5"]]

    def made(rows):
        return xlsx_bytes(*rows) if ending == "xlsx" else csv_bytes(*(",".join(r) for r in rows))

    assert refusal(made(lines), f"a.{ending}", SMALL).code == "file_too_many_rows"
    wide_code = "file_too_many_cells" if ending == "xlsx" else "file_too_many_columns"
    assert refusal(made(wide), f"a.{ending}", SMALL).code == wide_code


def test_xlsx_cells_become_the_texts_their_owner_reads():
    day = date(2026, 3, 4)
    data = xlsx_bytes(
        ["a", "b", "c", "d", "e"],
        ["198503152010011001", 198503152010011001, 12.5, day, True],
        [],
        [7, 1250000, "=1+1x", "", "x"],
    )

    table = read_table(data, file_name="a.xlsx")

    first, second = table.rows
    assert list(first.cells.values()) == [
        "198503152010011001",
        "1,98503152010011E+17",
        "12,5",
        "2026-03-04",
        "ya",
    ]
    assert (first.number, second.number) == (2, 4)
    assert (second.cells["a"], second.cells["b"]) == ("7", "1250000")
    assert (table.kind, table.sheet) == (TableKind.XLSX, "Sheet1")


def test_xlsx_rows_keep_their_numbers_when_the_table_starts_lower():
    data = xlsx_bytes([], [], ["", "nip", "nama"], ["", "1", "Ani"])

    table = read_table(data, file_name="a.xlsx")

    assert (table.header_number, table.rows[0].number) == (3, 4)


def test_xlsx_with_several_sheets_says_which_one_is_read():
    data = xlsx_bytes(["a", "b"], ["1", "2"], more_sheets={"Lain": [["x", "y"], ["1", "2"]]})

    table = read_table(data, file_name="a.xlsx")

    assert [str(note) for note in table.notes] == [
        'Hanya lembar "Sheet1" yang dibaca; lembar lain dilewati.'
    ]


def test_empty_workbook_is_refused():
    assert refusal(xlsx_bytes(), "a.xlsx").code == "file_empty"


@pytest.mark.parametrize(
    ("part", "content", "code"),
    [
        ("xl/vbaProject.bin", b"x", "file_has_macro"),
        ("xl/externalLinks/externalLink1.xml", b"<x/>", "file_has_outside_data"),
        ("xl/embeddings/oleObject1.bin", b"x", "file_has_outside_data"),
        ("xl/connections.xml", b"<x/>", "file_has_outside_data"),
        ("xl/extra.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x/>', "file_broken"),
    ],
)
def test_workbook_that_carries_more_than_data_is_refused(part, content, code):
    data = repacked(xlsx_bytes(["a", "b"], ["1", "2"]), {part: content})

    assert refusal(data, "a.xlsx").code == code


def test_zip_bomb_is_refused_by_its_declared_size():
    data = repacked(xlsx_bytes(["a", "b"], ["1", "2"]), {SHEET: b" " * 60_000_000})

    assert refusal(data, "a.xlsx").code == "file_too_large_inside"


def test_unnatural_compression_is_refused_below_the_size_limit():
    data = repacked(xlsx_bytes(["a", "b"], ["1", "2"]), {SHEET: b" " * 20_000_000})

    assert refusal(data, "a.xlsx").code == "file_too_dense"


def test_zip_bomb_that_lies_about_its_size_is_refused():
    data = repacked(xlsx_bytes(["a", "b"], ["1", "2"]), {SHEET: b" " * 60_000_000})

    assert refusal(_with_declared_size(data, SHEET, 1000), "a.xlsx").code == "file_broken"


def test_package_of_too_many_parts_is_refused():
    parts = {f"xl/media/{number}.txt": b"x" for number in range(200)}

    assert (
        refusal(repacked(xlsx_bytes(["a"], ["1"]), parts), "a.xlsx").code == "file_too_many_parts"
    )


def test_zip_without_a_workbook_is_refused():
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as package:
        package.writestr("readme.txt", "hello")

    assert refusal(output.getvalue(), "a.xlsx").code == "file_broken"


def test_few_cells_that_span_a_huge_area_are_refused_without_filling_memory():
    assert refusal(with_last_cell(b"XFD", 1_048_576), "a.xlsx").code == "file_too_many_cells"


def test_broken_sheet_is_refused():
    data = repacked(xlsx_bytes(["a", "b"], ["1", "2"]), {SHEET: b"<worksheet><sheetData><row"})

    assert refusal(data, "a.xlsx").code in {"file_broken", "file_empty"}


def _with_declared_size(data: bytes, name: str, size: int) -> bytes:
    """Rewrite the unpacked size of one part in the central directory."""
    raw = bytearray(data)
    place = raw.rindex(b"PK\x01\x02", 0, raw.rindex(name.encode()))
    raw[place + 24 : place + 28] = struct.pack("<I", size)
    return bytes(raw)


def with_last_cell(place: bytes, row: int) -> bytes:
    far = b'<row r="%d"><c r="%s%d"><v>1</v></c></row></sheetData>' % (row, place, row)
    data = xlsx_bytes(["a", "b"], ["1", "2"])
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        sheet = package.read(SHEET)
    return repacked(data, {SHEET: sheet.replace(b"</sheetData>", far)})


def test_few_bytes_that_name_millions_of_cells_are_refused():
    assert refusal(with_last_cell(b"AX", 190_000), "a.xlsx").code == "file_too_many_cells"


def test_empty_rows_before_a_far_one_are_passed_over():
    table = read_table(with_last_cell(b"B", 100_000), file_name="a.xlsx")
    assert [row.number for row in table.rows] == [2, 100_000]
