"""Reads dates as files write them, and finds out per column which number is the day."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ledger.domain.imports import DateOrder, Phrase
from ledger.errors import sentence
from ledger.spreadsheets.cells import CHOICE_REMEDY, CHOICE_WRONG, CellProblem, require_text

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?: 0{1,2}[:.]00(?:[:.]00)?)?")
_WORDS = re.compile(r"(\d{1,2})[-/. ]+([A-Za-z]{3,9})[-/., ]+(\d{4})")
_SHORT_YEAR = re.compile(r"\d{1,2}[-/. ](?:\d{1,2}|[A-Za-z]{3,9})[-/. ]\d{2}")
_FIRST_YEAR, _LAST_YEAR = 1900, 2199

MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
#: Short names, English names and spellings that exports use besides the Indonesian names.
_OTHER_NAMES = (
    ("january",),
    ("february", "pebruari", "peb"),
    ("march",),
    (),
    ("may",),
    ("june",),
    ("july",),
    ("august", "aug", "agt", "ags"),
    ("sept",),
    ("october", "oct"),
    ("nopember", "nop"),
    ("december", "dec"),
)
_MONTH_NUMBERS = {
    word: number
    for number, (name, others) in enumerate(zip(MONTHS, _OTHER_NAMES, strict=True), start=1)
    for word in (name.casefold(), name[:3].casefold(), *others)
}

DATE_WRONG = sentence('"%(given)s" bukan tanggal yang dikenal')
DATE_REMEDY = sentence("Tulis tanggal seperti 2026-08-06 atau 06-08-2026.")
DATE_IMPOSSIBLE = sentence('tanggal "%(given)s" tidak ada dalam kalender')
DATE_IMPOSSIBLE_REMEDY = sentence("Periksa tanggalnya, perbaiki, lalu unggah lagi.")
DATE_SHORT_YEAR = sentence('tahun pada "%(given)s" hanya dua angka')
DATE_SHORT_YEAR_REMEDY = sentence("Tulis tahun empat angka, misalnya 2026.")
DATE_UNCLEAR = sentence('"%(given)s" bisa berarti %(one)s atau %(other)s')
DATE_UNCLEAR_REMEDY = sentence(
    "Pilih format tanggal berkas ini: hari dahulu (--date-format dmy) atau bulan dahulu "
    "(--date-format mdy)."
)
DATE_CONTRADICTS = sentence(
    'baris %(row)s ("%(given)s") dan baris %(other_row)s ("%(other)s") memakai urutan hari dan '
    "bulan yang berbeda"
)
ORDER_DMY = sentence(
    'Kolom %(column)s dibaca hari-bulan-tahun, karena baris %(row)s berisi "%(given)s".'
)
ORDER_MDY = sentence(
    'Kolom %(column)s dibaca bulan-hari-tahun, karena baris %(row)s berisi "%(given)s".'
)
ORDER_REMARKS = {DateOrder.DMY: ORDER_DMY, DateOrder.MDY: ORDER_MDY}


@dataclass(frozen=True, slots=True)
class DateCell:
    row: int
    text: str


@dataclass(frozen=True, slots=True)
class OrderFinding:
    """``order`` is None when the column does not say it; then ``unclear`` is why not.

    ``evidence`` is the row that told the order. A column without any numeric date has neither.
    """

    order: DateOrder | None = None
    evidence: DateCell | None = None
    unclear: DateCell | None = None
    contradiction: tuple[DateCell, DateCell] | None = None


def find_date_order(cells: Iterable[DateCell]) -> OrderFinding:
    """Find the order of a column from its unambiguous rows; never guesses."""
    told: dict[DateOrder, DateCell] = {}
    unclear: DateCell | None = None
    for cell in cells:
        found = _NUMBERS.fullmatch(cell.text.strip())
        if found is None:
            continue
        first, second = int(found[1]), int(found[3])
        if first > 12 >= second:
            told.setdefault(DateOrder.DMY, cell)
        elif second > 12 >= first:
            told.setdefault(DateOrder.MDY, cell)
        elif first != second and first <= 12 and unclear is None:
            unclear = cell
    if len(told) > 1:
        return OrderFinding(contradiction=(told[DateOrder.DMY], told[DateOrder.MDY]))
    for order, evidence in told.items():
        return OrderFinding(order=order, evidence=evidence)
    return OrderFinding(unclear=unclear)


def read_date(text: str, order: DateOrder | None) -> date:
    """Read ISO, 06-08-2026, 06/08/2026, 8/6/2026, 14-Jul-2025 and 6 Agustus 2026.

    ``order`` may be None only for a column whose numeric dates mean the same either way.
    """
    bare = require_text(text)
    if found := _ISO.fullmatch(bare):
        return _make(bare, int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMBERS.fullmatch(bare):
        day, month = int(found[1]), int(found[3])
        if order is DateOrder.MDY:
            day, month = month, day
        return _make(bare, int(found[4]), month, day)
    if found := _WORDS.fullmatch(bare):
        number = _MONTH_NUMBERS.get(found[2].casefold())
        if number is not None:
            return _make(bare, int(found[3]), number, int(found[1]))
    if _SHORT_YEAR.fullmatch(bare):
        raise CellProblem(Phrase(DATE_SHORT_YEAR, given=bare), Phrase(DATE_SHORT_YEAR_REMEDY))
    raise CellProblem(Phrase(DATE_WRONG, given=bare), Phrase(DATE_REMEDY))


def read_month(text: str) -> int:
    """Read a month by its name, Indonesian or English, long or short, or by its number."""
    bare = require_text(text)
    number = _MONTH_NUMBERS.get(bare.casefold())
    if number is None and bare.isdecimal() and 1 <= int(bare) <= 12:
        number = int(bare)
    if number is None:
        raise CellProblem(
            Phrase(CHOICE_WRONG, given=bare), Phrase(CHOICE_REMEDY, choices=", ".join(MONTHS))
        )
    return number


def both_readings(text: str) -> tuple[str, str]:
    """Say the two days an ambiguous date can mean: 3 April and 4 Maret."""
    found = _NUMBERS.fullmatch(text.strip())
    if found is None:
        return text, text
    first, second = int(found[1]), int(found[3])
    return f"{first} {MONTHS[second - 1]}", f"{second} {MONTHS[first - 1]}"


def _make(given: str, year: int, month: int, day: int) -> date:
    try:
        made = date(year, month, day)
    except ValueError:
        made = None
    if made is None or not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise CellProblem(Phrase(DATE_IMPOSSIBLE, given=given), Phrase(DATE_IMPOSSIBLE_REMEDY))
    return made
