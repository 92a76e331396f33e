"""Runs as a process of its own: XLSX bytes in, the cells of one sheet as JSON texts out.

It takes its limits as arguments (memory in bytes, seconds, rows, columns, characters), imports
nothing of ours, and answers ``{"sheet", "others", "rows"}`` or ``{"refused": REASON}``, where the
reason is "size", "sheet" or "broken". Row 1 of the answer is row 1 of the sheet.
"""

import io
import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import python_calamine

#: Empty ones too: a hundred thousand people with all columns of their export.
CELLS_MOST = 6_000_000


def cell_text(value: Any) -> str:
    """Write a cell as its owner reads it: decimal comma, ISO days, whole numbers without dot.

    A number too long for a spreadsheet stays in its broken form (1,97603152003021E+17), so that
    an employee number which lost digits is seen and never repaired by guessing.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, (int, float)):
        return _number_text(value)
    if isinstance(value, datetime):
        at_midnight = value.time() == time()
        return value.date().isoformat() if at_midnight else value.isoformat(sep=" ")
    if isinstance(value, time):
        return value.isoformat(timespec="minutes")
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds()) // 60
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _number_text(value: float) -> str:
    if abs(value) >= 1e15:
        mantissa, exponent = f"{value:.14E}".split("E")
        return f"{mantissa.rstrip('0').rstrip('.').replace('.', ',')}E{exponent}"
    if value == int(value):
        return str(int(value))
    return format(Decimal(repr(value)), "f").replace(".", ",")


def read_first_sheet(data: bytes, *, rows: int, columns: int, characters: int) -> dict[str, Any]:
    """Read the first visible sheet that has content."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    names = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
        and sheet.visible == python_calamine.SheetVisibleEnum.Visible
    ]
    found: dict[str, Any] | None = None
    for name in names:
        sheet = book.get_sheet_by_name(name)
        if sheet.start is None or sheet.end is None:
            continue
        if found is not None:
            found["others"] = True
            break
        last_row, last_column = sheet.end
        if last_row > rows + 20 or last_column >= columns or last_row * last_column > CELLS_MOST:
            return {"refused": "size"}
        cells = sheet.to_python(skip_empty_area=False)
        # A few bytes can name a last cell far away: empty rows in between must cost little.
        lines = [
            [] if line.count("") == len(line) else [cell_text(cell) for cell in line]
            for line in cells
        ]
        # One long text may be named by a million cells.
        if sum(len(cell) for line in lines for cell in line) > characters:
            return {"refused": "size"}
        found = {"sheet": name, "others": False, "rows": lines}
    return found or {"refused": "sheet"}


def main() -> None:
    memory_bytes, seconds, rows, columns, characters = (int(word) for word in sys.argv[1:6])
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data = sys.stdin.buffer.read()
    try:
        answer = read_first_sheet(data, rows=rows, columns=columns, characters=characters)
    except MemoryError:
        answer = {"refused": "size"}
    except (python_calamine.CalamineError, OSError, ValueError, KeyError):
        answer = {"refused": "broken"}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
