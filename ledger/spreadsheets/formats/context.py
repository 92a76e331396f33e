"""What a format may know while it reads: the day, the chosen date order, the units there are."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from ledger.domain.imports import DateOrder, Phrase, RowWarning
from ledger.domain.nip import Nip
from ledger.spreadsheets.cells import read_nip
from ledger.spreadsheets.tables import Table


@dataclass(frozen=True, kw_only=True)
class ParseOptions:
    """What the caller knows besides the file itself.

    ``known_units`` are the codes of existing units: with them a row of an unknown unit is told.
    ``machine_nips`` says whose number an attendance machine means. ``month`` is the year and
    month of an attendance matrix whose name does not say it.
    """

    today: date
    date_order: DateOrder | None = None
    known_units: Collection[str] | None = None
    machine_nips: Mapping[str, str] | None = None
    month: tuple[int, int] | None = None


@dataclass(kw_only=True)
class Context:
    """Lives for one file; warnings and notes gather here."""

    table: Table
    options: ParseOptions
    names: Mapping[str, str]
    orders: Mapping[str, DateOrder | None]
    warnings: list[RowWarning] = field(default_factory=list)
    notes: list[Phrase] = field(default_factory=list)
    #: Rows that hold no fact, such as sums and days of presence.
    passed_rows: list[int] = field(default_factory=list)
    _nips: dict[str, Nip] = field(default_factory=dict)

    def nip(self, text: str) -> Nip:
        """Read a number once, however often the file repeats it."""
        nip = self._nips.get(text)
        if nip is None:
            nip = self._nips[text] = read_nip(text, today=self.options.today)
        return nip
