"""Bytes of an uploaded file to a table, or one sentence that says why not."""

from pathlib import PurePosixPath

from ledger.errors import InvalidInput, sentence
from ledger.spreadsheets.delimited import read_delimited
from ledger.spreadsheets.tables import UPLOAD_LIMITS, Limits, Table
from ledger.spreadsheets.workbooks import read_workbook

_TEXT_ENDINGS = (".csv", ".tsv", ".txt")
_ZIP_MAGIC = b"PK\x03\x04"
#: Beginnings of files that are often renamed: old Excel, PDF, pictures, programs, archives.
_OTHER_MAGIC = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"%PDF-",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"MZ",
    b"\x7fELF",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"{\\rtf",
)

WRONG_ENDING = sentence("Berkas harus XLSX atau CSV.")
OLD_EXCEL = sentence(
    "Berkas ini Excel lama (.xls) atau dikunci kata sandi. Simpan sebagai XLSX tanpa kata sandi, "
    "lalu unggah lagi."
)
MACRO_ENDING = sentence(
    "Berkas ini dapat memuat makro (%(ending)s). Simpan sebagai XLSX, lalu unggah lagi."
)
EMPTY = sentence("Berkas kosong (0 bait). Periksa berkasnya, lalu unggah lagi.")
TOO_LARGE = sentence("Berkas harus lebih kecil dari %(most)s MB. Berkas ini %(size)s MB.")
CONTENT_IS_XLSX = sentence(
    "Isi berkas ini XLSX, tetapi namanya berakhir %(ending)s. Ubah akhir namanya menjadi .xlsx, "
    "lalu unggah lagi."
)
CONTENT_IS_NOT_XLSX = sentence(
    "Nama berkas ini berakhir .xlsx, tetapi isinya bukan XLSX. Buka di aplikasi lembar kerja, "
    "simpan sebagai XLSX, lalu unggah lagi."
)


def read_table(data: bytes, *, file_name: str, limits: Limits = UPLOAD_LIMITS) -> Table:
    """Read a CSV or XLSX file; the name must agree with the content.

    Raises InvalidInput with one sentence for files that are empty, too large by their declared
    or real size, of another kind, locked, or that carry macros or outside data.
    """
    ending = PurePosixPath(file_name.replace("\\", "/").lower()).suffix
    _require_size(data, limits)
    _require_kind(data, ending)
    if ending == ".xlsx":
        return read_workbook(data, file_name=file_name, limits=limits)
    return read_delimited(data, file_name=file_name, limits=limits)


def _require_size(data: bytes, limits: Limits) -> None:
    if not data:
        raise InvalidInput(EMPTY, code="file_empty")
    if len(data) > limits.file_bytes:
        most, size = (
            f"{count / 1024 / 1024:.1f}".removesuffix(".0").replace(".", ",")
            for count in (limits.file_bytes, len(data))
        )
        raise InvalidInput(TOO_LARGE, code="file_too_large", most=most, size=size)


def _require_kind(data: bytes, ending: str) -> None:
    if ending in (".xlsm", ".xltm", ".xlam", ".xlsb"):
        raise InvalidInput(MACRO_ENDING, code="file_has_macro", ending=ending)
    if ending == ".xls" or data.startswith(_OTHER_MAGIC[0]):
        raise InvalidInput(OLD_EXCEL, code="file_old_excel")
    if ending not in (".xlsx", *_TEXT_ENDINGS):
        raise InvalidInput(WRONG_ENDING, code="file_wrong_kind")
    if ending == ".xlsx" and not data.startswith(_ZIP_MAGIC):
        raise InvalidInput(CONTENT_IS_NOT_XLSX, code="file_wrong_kind")
    if ending != ".xlsx" and data.startswith(_ZIP_MAGIC):
        raise InvalidInput(CONTENT_IS_XLSX, code="file_wrong_kind", ending=ending)
    if data.startswith(_OTHER_MAGIC):
        raise InvalidInput(WRONG_ENDING, code="file_wrong_kind")
