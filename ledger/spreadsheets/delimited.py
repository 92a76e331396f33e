"""Reads text tables: finds encoding and delimiter, and refuses what is not text."""

import csv
import io

from ledger.domain.formats import number_text
from ledger.domain.imports import Phrase
from ledger.errors import InvalidInput, sentence
from ledger.spreadsheets.tables import Limits, Origin, Table, TableKind, make_table

_DELIMITERS = (",", ";", "\t")
_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)

NOT_TEXT = sentence(
    "Berkas ini bukan CSV: isinya bukan tulisan. Simpan ulang sebagai CSV UTF-8 atau XLSX, "
    "lalu unggah lagi."
)
WEB_PAGE = sentence(
    "Berkas ini halaman web, bukan CSV. Buka di aplikasi lembar kerja, simpan sebagai XLSX, "
    "lalu unggah lagi."
)
BROKEN_QUOTES = sentence(
    "Baris %(row)s: tanda kutip tidak berpasangan. Tutup tanda kutipnya, lalu unggah lagi."
)
CELL_WITHOUT_END = sentence(
    "Baris %(row)s memuat sel yang sangat panjang, jadi ini bukan tabel CSV, atau tanda kutipnya "
    "tidak ditutup. Periksa baris itu, lalu unggah lagi."
)
OLD_ENCODING = sentence(
    "Berkas dibaca dengan pengodean Windows-1252. Periksa huruf khusus pada pratinjau."
)


def read_delimited(data: bytes, *, file_name: str, limits: Limits) -> Table:
    """Read a CSV; row numbers count records, as a spreadsheet shows them."""
    text, encoding = _decode(data)
    if text.lstrip()[:200].lower().startswith(("<!doctype html", "<html", "<table", "<?xml")):
        raise InvalidInput(WEB_PAGE, code="file_not_table")
    delimiter, text = _find_delimiter(text)
    lines = _split(text, delimiter, limits)
    notes = (Phrase(OLD_ENCODING),) if encoding == "cp1252" else ()
    origin = Origin(
        kind=TableKind.CSV,
        file_name=file_name,
        delimiter=delimiter,
        encoding=encoding,
        notes=notes,
    )
    return make_table(lines, origin=origin, limits=limits)


def _decode(data: bytes) -> tuple[str, str]:
    """Decode by byte order mark, else UTF-8, else Windows-1252, as old exports are written."""
    marked = next((name for mark, name in _BYTE_ORDER_MARKS if data.startswith(mark)), None)
    if marked is None and b"\x00" in data.split(b"\n", 1)[0]:
        # A zero byte before the first line ends is no table; in a later cell it is a row's fault.
        raise InvalidInput(NOT_TEXT, code="file_not_table")
    for encoding in (marked,) if marked else ("utf-8", "cp1252"):
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise InvalidInput(NOT_TEXT, code="file_not_table")


def _find_delimiter(text: str) -> tuple[str, str]:
    """Take the delimiter that cuts the first filled lines into most columns."""
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        # Spreadsheets write this line to name the delimiter; a blank keeps the row numbers.
        return first.strip()[4], "\n" + rest
    best = max(_DELIMITERS, key=lambda delimiter: _columns_by(text, delimiter))
    return best, text


def _columns_by(text: str, delimiter: str) -> int:
    reader = csv.reader(io.StringIO(text[:20_000], newline=""), delimiter=delimiter)
    try:
        heads = [line for line, _ in zip(reader, range(5), strict=False)]
    except csv.Error:
        return 0
    return max((len(line) for line in heads), default=0)


def _split(text: str, delimiter: str, limits: Limits) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[list[str]] = []
    try:
        for line in reader:
            lines.append(line)
            if len(lines) > limits.rows + 20:
                # make_table says the sentence; more lines would only cost memory.
                break
    except csv.Error as error:
        if "field limit" in str(error):
            raise InvalidInput(
                CELL_WITHOUT_END, code="file_cell_too_long", row=number_text(len(lines) + 1)
            ) from error
        raise InvalidInput(BROKEN_QUOTES, code="file_broken_quotes", row=len(lines) + 1) from error
    return lines
