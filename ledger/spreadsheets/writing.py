"""Rows to XLSX and CSV: numbers of people stay text, days are days, nothing becomes a formula."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from ledger.domain.imports import FILE_LEVEL, RowProblem
from ledger.errors import sentence
from ledger.spreadsheets.tables import Row, Table

CellValue = str | int | float | Decimal | date | datetime | bool | None

ERROR_HEADER = sentence("Kesalahan")
REMARKS_TITLE = sentence("Keterangan")
YES, NO = sentence("ya"), sentence("tidak")
MADE_AT, MADE_BY = sentence("Dibuat pada"), sentence("Dibuat oleh")
SOURCE_FILE, FAILED_ROWS = sentence("Berkas asal"), sentence("Baris gagal")
FAILED_TITLE = sentence("Baris gagal")

_CELL_CHARACTERS_MAX = 32_767
_TITLE_CHARACTERS_MAX = 31
_WIDTH_LEAST, _WIDTH_MOST = 12, 60
_WHOLE_SHEET = "A1:XFD1048576"
#: What XML cannot carry; a line break and a tab it can.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_TITLE = re.compile(r"[\[\]:*?/\\]")
#: First characters that make a spreadsheet run a cell, with their full-width forms.
_RUNS = (
    *("=", "+", "-", "@", "\t", "\r", "\n", "\x00"),
    "\N{FULLWIDTH EQUALS SIGN}",
    "\N{FULLWIDTH PLUS SIGN}",
    "\N{FULLWIDTH HYPHEN-MINUS}",
    "\N{FULLWIDTH COMMERCIAL AT}",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remarks:
    """What the sheet Keterangan says: who made the file, when, and what was chosen.

    ``made_at`` is the moment on the clock of the unit, as it shall be read.
    """

    made_at: datetime
    made_by: str
    filters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    title: str
    header: Sequence[str]
    rows: Iterable[Sequence[CellValue]]


def write_xlsx(sheets: Sequence[Sheet], *, remarks: Remarks) -> bytes:
    """Write sheets with a frozen header, and Keterangan behind them; memory stays flat.

    A str is always a text cell, so NIP keep their digits and formulas stay words; date and
    datetime become real days. The same input gives the same bytes.
    """
    output = io.BytesIO()
    book = xlsxwriter.Workbook(
        output,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    made_at = remarks.made_at.replace(tzinfo=None)
    book.set_properties({"author": _clean(remarks.made_by), "created": made_at})
    styles = _Styles(book)
    used: set[str] = set()
    for sheet in (*sheets, _remarks_sheet(remarks)):
        _write_sheet(book, sheet, styles, used)
    book.close()
    return output.getvalue()


def write_csv(
    header: Sequence[str], rows: Iterable[Sequence[CellValue]], *, delimiter: str = ";"
) -> bytes:
    """Write a CSV that Indonesian spreadsheets open: BOM, semicolon, decimal comma."""
    output = io.StringIO(newline="")
    writer = csv.writer(output, delimiter=delimiter)
    writer.writerow([neutralise(name) for name in header])
    writer.writerows([_csv_text(value) for value in row] for row in rows)
    return output.getvalue().encode("utf-8-sig")


def neutralise(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run (ASVS 5.0 1.2.10)."""
    return f"'{text}" if text.startswith(_RUNS) else text


def failed_rows_xlsx(table: Table, problems: Sequence[RowProblem], *, remarks: Remarks) -> bytes:
    """Give back exactly the rows with a problem: their own cells, and what is wrong with them.

    Problems of the whole file stand on the sheet Keterangan.
    """
    header = [name for name in table.header if name != ERROR_HEADER]
    by_row: dict[int, list[str]] = {}
    of_file = [problem.message for problem in problems if problem.row == FILE_LEVEL]
    for problem in problems:
        if problem.row != FILE_LEVEL:
            by_row.setdefault(problem.row, []).append(problem.message)
    failed = [row for row in table.rows if row.number in by_row]
    sheet = Sheet(
        title=FAILED_TITLE,
        header=[*header, ERROR_HEADER],
        rows=(_failed_cells(row, header, by_row[row.number]) for row in failed),
    )
    told = {SOURCE_FILE: table.file_name, FAILED_ROWS: str(len(failed))}
    told |= {f"{ERROR_HEADER} {place}": text for place, text in enumerate(of_file, start=1)}
    full = Remarks(
        made_at=remarks.made_at, made_by=remarks.made_by, filters={**remarks.filters, **told}
    )
    return write_xlsx([sheet], remarks=full)


def template_xlsx(title: str, header: Sequence[str], *, remarks: Remarks) -> bytes:
    """Write an empty form whose columns are text, so that a typed NIP keeps its digits."""
    return write_xlsx([Sheet(title=title, header=header, rows=())], remarks=remarks)


def _failed_cells(row: Row, header: Sequence[str], messages: Sequence[str]) -> list[CellValue]:
    return [*(row.cells[name] for name in header), "\n".join(messages)]


class _Styles:
    """The few formats of a workbook."""

    def __init__(self, book: Any) -> None:
        self.header = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DCE9F8", "bottom": 1}
        )
        # Built-in format 49 is text: what is typed there later stays text too.
        self.text = book.add_format({"num_format": 49})
        # Whole numbers may be years, so they are not grouped.
        self.whole = book.add_format({"num_format": "0"})
        self.fraction = book.add_format({"num_format": "#,##0.00##"})
        self.day = book.add_format({"num_format": "dd-mm-yyyy"})
        self.moment = book.add_format({"num_format": "dd-mm-yyyy hh:mm"})


def _remarks_sheet(remarks: Remarks) -> Sheet:
    made: list[Sequence[CellValue]] = [(MADE_AT, remarks.made_at), (MADE_BY, remarks.made_by)]
    rows = [*made, *remarks.filters.items()]
    return Sheet(title=REMARKS_TITLE, header=(REMARKS_TITLE, ""), rows=rows)


def _write_sheet(book: Any, sheet: Sheet, styles: _Styles, used: set[str]) -> None:
    page = book.add_worksheet(_sheet_title(sheet.title, used))
    page.freeze_panes(1, 0)
    # A NIP is text on purpose; no green corner need doubt it.
    page.ignore_errors({"number_stored_as_text": _WHOLE_SHEET})
    # A header leaves room for the arrow of its filter.
    widths = [len(name) + 4 for name in sheet.header]
    for place, name in enumerate(sheet.header):
        page.write_string(0, place, _clean(name), styles.header)
    last = 0
    for last, row in enumerate(sheet.rows, start=1):
        for place, value in enumerate(row):
            _write_cell(page, last, place, value, styles)
            widths[place] = max(widths[place], _width_of(value))
    for place, width in enumerate(widths):
        page.set_column(place, place, min(max(width, _WIDTH_LEAST), _WIDTH_MOST), styles.text)
    if last > 1:
        page.autofilter(0, 0, last, len(widths) - 1)


def _width_of(value: CellValue) -> int:
    """How many characters a value takes on the screen, and some air; a moment is the longest."""
    if isinstance(value, date):
        return len("31-12-2026 00:00") + 2
    return len(str(value)) + 2


def _write_cell(page: Any, number: int, place: int, value: CellValue, styles: _Styles) -> None:
    match value:
        case None | "":
            return
        case bool():
            page.write_string(number, place, YES if value else NO, styles.text)
        case str():
            page.write_string(number, place, _clean(value), styles.text)
        case datetime():
            page.write_datetime(number, place, value.replace(tzinfo=None), styles.moment)
        case date():
            page.write_datetime(number, place, value, styles.day)
        case int():
            page.write_number(number, place, value, styles.whole)
        case _:
            page.write_number(number, place, value, styles.fraction)


def _clean(text: str) -> str:
    """Keep what a cell can hold, and show what it cannot as a box."""
    cleaned = _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
    if len(cleaned) > _CELL_CHARACTERS_MAX:
        return f"{cleaned[: _CELL_CHARACTERS_MAX - 1]}…"
    return cleaned


def _sheet_title(title: str, used: set[str]) -> str:
    """Make a title that a workbook allows, and that no other sheet has."""
    plain = _NOT_IN_TITLE.sub(" ", _clean(title)).strip().strip("'") or "Lembar"
    candidate, count = plain[:_TITLE_CHARACTERS_MAX], 1
    while candidate.casefold() in used:
        count += 1
        suffix = f" ({count})"
        candidate = f"{plain[: _TITLE_CHARACTERS_MAX - len(suffix)]}{suffix}"
    used.add(candidate.casefold())
    return candidate


def _csv_text(value: CellValue) -> str:
    match value:
        case None:
            return ""
        case bool():
            return YES if value else NO
        case str():
            return neutralise(value)
        case date():
            return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
        case int():
            return str(value)
        case _:
            return format(Decimal(str(value)), "f").replace(".", ",")
