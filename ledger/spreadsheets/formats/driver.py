"""Turns a table into typed rows by the description of its format."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ledger.domain.imports import (
    FILE_LEVEL,
    DateOrder,
    ImportKind,
    ImportRow,
    Parsed,
    Phrase,
    RowProblem,
)
from ledger.errors import sentence
from ledger.spreadsheets.dates import (
    DATE_CONTRADICTS,
    DATE_UNCLEAR,
    DATE_UNCLEAR_REMEDY,
    ORDER_REMARKS,
    DateCell,
    OrderFinding,
    both_readings,
    find_date_order,
)
from ledger.spreadsheets.formats.columns import Column, find_columns, header_problems
from ledger.spreadsheets.formats.context import Context, ParseOptions
from ledger.spreadsheets.formats.row_cells import RowCells
from ledger.spreadsheets.tables import Row, Table

DUPLICATE = sentence("sama dengan baris %(first)s")
DUPLICATE_REMEDY = sentence("Hapus salah satu. Baris pertama yang dipakai.")
DUPLICATE_INSIDE = sentence("hal yang sama tertulis dua kali dalam baris ini")
DUPLICATE_INSIDE_REMEDY = sentence("Hapus salah satu, lalu unggah lagi.")


def _nothing(context: Context) -> list[RowProblem]:
    return []


def _no_conclusion(context: Context, kept: Sequence[ImportRow]) -> None:
    """Most formats have nothing to add."""


def _no_row(row: Row, context: Context) -> bool:
    return False


@dataclass(frozen=True, kw_only=True)
class Format:
    """How one kind of file is laid out.

    ``build`` reads a row into zero or more typed rows. ``prepare`` may refuse the whole file
    after its header was found. ``passes`` names rows that hold no data, such as sums.
    ``file_stems`` are beginnings of usual file names. ``key`` is the field that duplicates are
    told at.
    """

    kind: ImportKind
    columns: tuple[Column, ...]
    build: Callable[[RowCells], Sequence[ImportRow]]
    key: str
    file_stems: tuple[str, ...] = ()
    prepare: Callable[[Context], list[RowProblem]] = _nothing
    passes: Callable[[Row, Context], bool] = _no_row
    #: Adds notes about the file when all rows are read.
    conclude: Callable[[Context, Sequence[ImportRow]], None] = _no_conclusion


def parse_by(form: Format, table: Table, options: ParseOptions) -> Parsed[ImportRow]:
    """Read every row; a row with a problem is left out, the others are kept."""
    names = find_columns(form.columns, table.header)
    problems = header_problems(form.columns, table.header, names)
    total_rows = len(table.rows)
    if problems:
        return Parsed(kind=form.kind, problems=tuple(problems), total_rows=total_rows)
    findings = _find_orders(form, table, names, options)
    unclear = [
        problem
        for column, finding in findings
        for problem in _unclear_problems(names[column.field], finding)
    ]
    if unclear:
        return Parsed(
            kind=form.kind, problems=tuple(unclear), total_rows=total_rows, needs_date_order=True
        )
    context = Context(
        table=table,
        options=options,
        names=names,
        orders={column.field: finding.order for column, finding in findings},
        notes=[*table.notes, *_order_notes(names, findings)],
    )
    return _parse_rows(form, context)


def _find_orders(
    form: Format, table: Table, names: dict[str, str], options: ParseOptions
) -> list[tuple[Column, OrderFinding]]:
    found = []
    for column in form.columns:
        if not column.is_date or column.field not in names:
            continue
        if options.date_order is not None:
            finding = OrderFinding(order=options.date_order)
        elif column.is_siasn_date:
            finding = OrderFinding(order=DateOrder.DMY)
        else:
            name = names[column.field]
            finding = find_date_order(DateCell(row.number, row.cells[name]) for row in table.rows)
        found.append((column, finding))
    return found


def _unclear_problems(name: str, finding: OrderFinding) -> list[RowProblem]:
    """Ask for the order of a column that does not tell it, or that tells both."""
    remedy = Phrase(DATE_UNCLEAR_REMEDY)
    if finding.contradiction:
        one, other = finding.contradiction
        reason = Phrase(
            DATE_CONTRADICTS,
            row=one.row,
            given=one.text,
            other_row=other.row,
            other=other.text,
        )
        return [RowProblem(FILE_LEVEL, name, one.text, reason, remedy)]
    if finding.order is None and finding.unclear:
        one_day, other_day = both_readings(finding.unclear.text)
        row, given = finding.unclear.row, finding.unclear.text
        reason = Phrase(DATE_UNCLEAR, given=given, one=one_day, other=other_day)
        return [RowProblem(row, name, given, reason, remedy)]
    return []


def _order_notes(
    names: dict[str, str], findings: list[tuple[Column, OrderFinding]]
) -> list[Phrase]:
    return [
        Phrase(
            ORDER_REMARKS[finding.order],
            column=names[column.field],
            row=finding.evidence.row,
            given=finding.evidence.text,
        )
        for column, finding in findings
        if finding.order is not None and finding.evidence is not None
    ]


def _parse_rows(form: Format, context: Context) -> Parsed[ImportRow]:
    table = context.table
    problems = [*table.problems, *form.prepare(context)]
    rows: list[ImportRow] = []
    if not any(problem.row == FILE_LEVEL for problem in problems):
        unreadable = {problem.row for problem in table.problems}
        readable = (row for row in table.rows if row.number not in unreadable)
        rows = _build_rows(form, context, readable_rows=list(readable), problems=problems)
        form.conclude(context, rows)
    failed = {problem.row for problem in problems}
    return Parsed(
        kind=form.kind,
        rows=tuple(rows),
        problems=tuple(sorted(problems, key=lambda problem: problem.row)),
        warnings=tuple(warning for warning in context.warnings if warning.row not in failed),
        notes=tuple(context.notes),
        total_rows=len(table.rows),
        date_orders={
            context.names[name]: order
            for name, order in context.orders.items()
            if order is not None
        },
    )


def _build_rows(
    form: Format, context: Context, *, readable_rows: list[Row], problems: list[RowProblem]
) -> list[ImportRow]:
    kept: list[ImportRow] = []
    first_rows: dict[tuple[str, ...], int] = {}
    for row in readable_rows:
        if form.passes(row, context):
            context.passed_rows.append(row.number)
            continue
        cells = RowCells(row, context)
        built = form.build(cells)
        if not cells.problems:
            _tell_duplicates(form, cells, built, first_rows)
        if cells.problems:
            problems.extend(cells.problems)
            continue
        first_rows.update((one.natural_key, row.number) for one in built)
        kept.extend(built)
    return kept


def _tell_duplicates(
    form: Format,
    cells: RowCells,
    built: Sequence[ImportRow],
    first_rows: dict[tuple[str, ...], int],
) -> None:
    keys = [one.natural_key for one in built]
    first = next((first_rows[key] for key in keys if key in first_rows), None)
    if first is not None:
        cells.problem(form.key, Phrase(DUPLICATE, first=first), Phrase(DUPLICATE_REMEDY))
    elif len(keys) > 1 and len(set(keys)) != len(keys):
        cells.problem(form.key, Phrase(DUPLICATE_INSIDE), Phrase(DUPLICATE_INSIDE_REMEDY))
