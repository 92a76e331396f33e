"""A table as the person sees it: header, rows by the number on the screen, and its limits."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ledger.domain.formats import number_text
from ledger.domain.imports import Phrase, RowProblem
from ledger.errors import InvalidInput, sentence

_MEGABYTE = 1024 * 1024
#: A title block above the header is not longer than this.
_HEADER_SEARCH_ROWS = 15

NO_ROWS = sentence(
    "Berkas kosong: tidak ada baris judul kolom. Isi berkas menurut contoh, lalu unggah lagi."
)
NO_DATA_ROWS = sentence(
    "Berkas hanya berisi judul kolom. Isi paling sedikit satu baris di bawahnya, lalu unggah lagi."
)
TOO_MANY_ROWS = sentence(
    "Berkas paling banyak %(most)s baris. Bagi menjadi beberapa berkas, lalu unggah satu per satu."
)
TOO_MANY_COLUMNS = sentence(
    "Berkas paling banyak %(most)s kolom. Hapus kolom yang tidak dipakai, lalu unggah lagi."
)
CONTROL_CHARACTER = sentence("ada karakter tersembunyi yang bukan tulisan")
CONTROL_CHARACTER_REMEDY = sentence("Hapus isi sel ini, ketik ulang, lalu unggah lagi.")
EXTRA_CELLS = sentence("baris ini mempunyai lebih banyak sel daripada judul kolom")
EXTRA_CELLS_REMEDY = sentence(
    "Periksa pemisah kolom. Tulis isi yang memuat tanda pemisah di antara tanda kutip."
)
CELL_TOO_LONG = sentence("isi sel lebih dari %(most)s huruf")
CELL_TOO_LONG_REMEDY = sentence("Persingkat isi sel ini, lalu unggah lagi.")

#: Tab and line breaks inside a quoted cell are ordinary writing; the others never are.
#: The last group are the marks that turn the direction of text around and so can hide it.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)


class TableKind(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How large a file may be, declared and in truth."""

    file_bytes: int = 50 * _MEGABYTE
    entries: int = 200
    unpacked_bytes: int = 50 * _MEGABYTE
    #: How many times larger than its file the unpacked content may be.
    ratio: int = 100
    rows: int = 200_000
    columns: int = 200
    cell_characters: int = 32_767
    #: What the reading process may take before it is stopped.
    memory_bytes: int = 1024 * _MEGABYTE
    seconds: int = 60


#: For a file that comes through a browser.
UPLOAD_LIMITS = Limits()
#: For an operator at the command line, who may hand over the whole agency at once.
OPERATOR_LIMITS = Limits(
    file_bytes=200 * _MEGABYTE,
    unpacked_bytes=200 * _MEGABYTE,
    memory_bytes=2048 * _MEGABYTE,
    seconds=300,
)


@dataclass(frozen=True, slots=True)
class Row:
    """``number`` counts from 1 as the spreadsheet shows it; ``cells`` has every header as key."""

    number: int
    cells: dict[str, str]

    @property
    def is_empty(self) -> bool:
        return not any(self.cells.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """``problems`` are rows that cannot even be read; they stay in ``rows`` for the way back."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    kind: TableKind
    file_name: str
    header_number: int = 1
    #: Empty for XLSX.
    delimiter: str = ""
    encoding: str = ""
    #: Empty for CSV.
    sheet: str = ""
    problems: tuple[RowProblem, ...] = ()
    notes: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where the lines of a table came from."""

    kind: TableKind
    file_name: str
    delimiter: str = ""
    encoding: str = ""
    sheet: str = ""
    notes: tuple[Phrase, ...] = ()


def make_table(lines: Iterable[Sequence[str]], *, origin: Origin, limits: Limits) -> Table:
    """Make a table of lines that start at row 1; raises InvalidInput when there is no content."""
    lines = list(lines)
    place = _find_header(lines)
    header = _distinct_header(lines[place])
    _require_size(len(lines) - place - 1, len(header), limits)
    problems: list[RowProblem] = []
    rows: list[Row] = []
    for number, line in enumerate(lines[place + 1 :], start=place + 2):
        if not any(line):
            continue
        row = Row(number, _cells(header, line))
        _check_line(row, line, header, problems, limits)
        rows.append(row)
    if not rows:
        raise InvalidInput(NO_DATA_ROWS, code="file_without_rows")
    return Table(
        header=header,
        rows=tuple(rows),
        kind=origin.kind,
        file_name=origin.file_name,
        header_number=place + 1,
        delimiter=origin.delimiter,
        encoding=origin.encoding,
        sheet=origin.sheet,
        problems=tuple(problems),
        notes=origin.notes,
    )


def _find_header(lines: Sequence[Sequence[str]]) -> int:
    """Find the first line with two filled cells, below a title block if there is one."""
    filled = [sum(1 for cell in line if cell.strip()) for line in lines[:_HEADER_SEARCH_ROWS]]
    for place, count in enumerate(filled):
        if count > 1:
            return place
    for place, count in enumerate(filled):
        if count:
            return place
    raise InvalidInput(NO_ROWS, code="file_empty")


def _distinct_header(line: Sequence[str]) -> tuple[str, ...]:
    """Give every column its own name, also the ones that the file leaves empty or repeats."""
    last = max(place for place, cell in enumerate(line) if cell.strip())
    seen: Counter[str] = Counter()
    names: list[str] = []
    for place, cell in enumerate(line[: last + 1], start=1):
        name = _CONTROL.sub("", " ".join(cell.split())) or f"Kolom {place}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(names)


def _require_size(row_count: int, column_count: int, limits: Limits) -> None:
    if row_count > limits.rows:
        raise InvalidInput(TOO_MANY_ROWS, code="file_too_many_rows", most=number_text(limits.rows))
    if column_count > limits.columns:
        raise InvalidInput(TOO_MANY_COLUMNS, code="file_too_many_columns", most=limits.columns)


def _cells(header: tuple[str, ...], line: Sequence[str]) -> dict[str, str]:
    cells = dict(zip(header, line, strict=False))
    for name in header[len(line) :]:
        cells[name] = ""
    return cells


def _check_line(
    row: Row,
    line: Sequence[str],
    header: tuple[str, ...],
    problems: list[RowProblem],
    limits: Limits,
) -> None:
    """Tell what makes a line unreadable; one search over the whole line keeps this quick."""
    if len(line) > len(header) and any(line[len(header) :]):
        problems.append(
            RowProblem(row.number, "", "", Phrase(EXTRA_CELLS), Phrase(EXTRA_CELLS_REMEDY))
        )
    whole = "\t".join(line)
    if _CONTROL.search(whole) is None and len(whole) <= limits.cell_characters:
        return
    for name, cell in row.cells.items():
        if _CONTROL.search(cell):
            reason, remedy = Phrase(CONTROL_CHARACTER), Phrase(CONTROL_CHARACTER_REMEDY)
        elif len(cell) > limits.cell_characters:
            reason = Phrase(CELL_TOO_LONG, most=limits.cell_characters)
            remedy = Phrase(CELL_TOO_LONG_REMEDY)
        else:
            continue
        problems.append(RowProblem(row.number, name, visible(cell), reason, remedy))


def visible(cell: str) -> str:
    """Show a cell in a message: hidden characters as a box, and not longer than a line."""
    shown = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", cell)
    return shown if len(shown) <= 80 else shown[:79] + "…"
