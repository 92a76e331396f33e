"""The cells of one row, read by field; every problem of the row is gathered, not only the first.

A reader returns a stand-in of the right type after it has told a problem, so that the rest of the
row can be read too. The driver throws such a row away: a stand-in never leaves this package.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import TypeVar

from ledger.domain.imports import Phrase, RowProblem, RowWarning
from ledger.domain.nip import Nip
from ledger.domain.periods import parse_period
from ledger.errors import InvalidInput, sentence
from ledger.spreadsheets.cells import (
    CellProblem,
    from_refusal,
    is_blank,
    read_choice,
    read_decimal,
    read_integer,
    read_yes_no,
    require_text,
    tidy,
)
from ledger.spreadsheets.dates import read_date
from ledger.spreadsheets.formats.context import Context
from ledger.spreadsheets.tables import Row, visible

ValueT = TypeVar("ValueT")

_FIRST_YEAR, _LAST_YEAR = 1990, 2100

UNIT_UNKNOWN = sentence('unit kerja "%(given)s" tidak ada dalam daftar unit')
UNIT_UNKNOWN_REMEDY = sentence("Impor daftar unit lebih dahulu, atau perbaiki kode unit ini.")
NOT_YET = sentence('tanggal "%(given)s" belum terjadi')
NOT_YET_REMEDY = sentence("Periksa tanggalnya, perbaiki, lalu unggah lagi.")
PERIOD_REMEDY = sentence("Tulis periode seperti 2026, 2026-T2, 2026-S1, atau 2026-03.")


class RowCells:
    """``problems`` is empty as long as everything read could be read."""

    __slots__ = ("_context", "_row", "problems")

    def __init__(self, row: Row, context: Context) -> None:
        self._row = row
        self._context = context
        self.problems: list[RowProblem] = []

    @property
    def number(self) -> int:
        return self._row.number

    @property
    def context(self) -> Context:
        return self._context

    def raw(self, field: str) -> str:
        """The cell as it stands; empty when the file has no such column."""
        name = self._context.names.get(field)
        return "" if name is None else self._row.cells[name]

    def header(self, field: str) -> str:
        return self._context.names.get(field, "")

    def problem(self, field: str, reason: Phrase, remedy: Phrase) -> None:
        value = visible(self.raw(field))
        self.problems.append(RowProblem(self.number, self.header(field), value, reason, remedy))

    def warn(self, field: str, reason: Phrase) -> None:
        value = visible(self.raw(field))
        self._context.warnings.append(RowWarning(self.number, self.header(field), value, reason))

    def read(self, field: str, reader: Callable[[str], ValueT], stand_in: ValueT) -> ValueT:
        """Read a cell, or tell why not; refusals of the domain are told in their own words."""
        try:
            return reader(self.raw(field))
        except CellProblem as told:
            self.problem(field, told.reason, told.remedy)
        except InvalidInput as refused:
            in_words = from_refusal(refused)
            self.problem(field, in_words.reason, in_words.remedy)
        return stand_in

    def text(self, field: str) -> str:
        return self.read(field, require_text, "")

    def optional_text(self, field: str) -> str:
        raw = self.raw(field)
        return "" if is_blank(raw) else tidy(raw)

    def nip(self, field: str) -> str:
        nip = self.full_nip(field)
        return nip.digits if nip else ""

    def full_nip(self, field: str) -> Nip | None:
        """None only after a problem; what is odd about a good number becomes a warning."""
        nip = self.read(field, self._nip_of, None)
        for text in nip.warnings if nip else ():
            self.warn(field, Phrase(text))
        return nip

    def optional_nip(self, field: str) -> str | None:
        return None if is_blank(self.raw(field)) else self.nip(field)

    def day(self, field: str) -> date:
        order = self._context.orders.get(field)
        return self.read(field, lambda text: read_date(text, order), date.min)

    def optional_day(self, field: str) -> date | None:
        return None if is_blank(self.raw(field)) else self.day(field)

    def past_day(self, field: str) -> date:
        """A day on which something is said to have happened."""
        day = self.day(field)
        if day > self._context.options.today:
            self.problem(
                field, Phrase(NOT_YET, given=tidy(self.raw(field))), Phrase(NOT_YET_REMEDY)
            )
        return day

    def integer(self, field: str, *, least: int, most: int) -> int:
        return self.read(field, lambda text: read_integer(text, least=least, most=most), least)

    def year(self, field: str) -> int:
        return self.integer(field, least=_FIRST_YEAR, most=_LAST_YEAR)

    def decimal(
        self, field: str, *, least: Decimal | None = None, most: Decimal | None = None
    ) -> Decimal:
        return self.read(field, lambda text: read_decimal(text, least=least, most=most), Decimal(0))

    def optional_decimal(
        self, field: str, *, least: Decimal | None = None, most: Decimal | None = None
    ) -> Decimal | None:
        blank = is_blank(self.raw(field))
        return None if blank else self.decimal(field, least=least, most=most)

    def yes_no(self, field: str) -> bool:
        return self.read(field, read_yes_no, False)

    def optional_yes_no(self, field: str) -> bool | None:
        return self.yes_no(field) if self.raw(field).strip() else None

    def choice(self, field: str, choices: Mapping[str, str]) -> str:
        return self.read(field, lambda text: read_choice(text, choices), "")

    def unit_code(self, field: str) -> str:
        return self.read(field, self._unit_of, "")

    def period(self, field: str) -> str:
        return self.read(field, _period_of, "")

    def _nip_of(self, text: str) -> Nip | None:
        return self._context.nip(text)

    def _unit_of(self, text: str) -> str:
        code = require_text(text)
        known = self._context.options.known_units
        if known is not None and code not in known:
            raise CellProblem(Phrase(UNIT_UNKNOWN, given=code), Phrase(UNIT_UNKNOWN_REMEDY))
        return code


def _period_of(text: str) -> str:
    code = require_text(text)
    try:
        return parse_period(code).code()
    except InvalidInput as refused:
        raise from_refusal(refused, PERIOD_REMEDY) from refused
