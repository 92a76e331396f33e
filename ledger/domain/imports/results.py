"""What reading a file yields: kinds of files, rows told as problems, warnings and notes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Generic, Protocol, Self, TypeVar

FILE_LEVEL = 0
"""The row number of a problem that concerns the whole file."""


class ImportKind(StrEnum):
    """The files an agency can hand over, each with one layout."""

    UNITS = "units"
    POSITIONS = "positions"
    SUPERIORS = "superiors"
    STAFF = "staff"
    OFFICIALS = "officials"
    SERVICES = "services"
    COUNTERS = "counters"
    QUOTAS = "quotas"
    NOMINATIONS = "nominations"
    COMMENDATIONS = "commendations"
    COMPLAINTS = "complaints"
    VIOLATION_REPORTS = "violation_reports"
    ABSENCES_MONTHLY = "absences_monthly"
    ABSENCES_MATRIX = "absences_matrix"
    ABSENCES_MACHINE = "absences_machine"
    MACHINE_IDS = "machine_ids"
    ROSTERS = "rosters"
    SURVEY_RESPONSES = "survey_responses"
    RATINGS = "ratings"
    TRAININGS = "trainings"
    INDICATORS = "indicators"
    TARGETS = "targets"
    MEASUREMENTS = "measurements"
    SERVICE_INDEX = "service_index"
    DISCIPLINE_HISTORY = "discipline_history"
    AWARD_HISTORY = "award_history"


class DateOrder(StrEnum):
    """Which number of 03/04/2026 is the day."""

    DMY = "dmy"
    MDY = "mdy"


class Phrase(str):
    """An Indonesian sentence, already filled, that still knows its catalogue key and values.

    ``text`` is the key with ``%(name)s`` places and ``params`` fills them, as in LedgerError,
    so that a screen in another language can say the same thing.
    """

    __slots__ = ("params", "text")
    text: str
    params: Mapping[str, Any]

    def __new__(cls, text: str, **params: Any) -> Self:
        filled = super().__new__(cls, text % params if params else text)
        filled.text = text
        filled.params = MappingProxyType(params)
        return filled

    def __reduce__(self) -> tuple[Any, ...]:
        return (_phrase_again, (self.text, dict(self.params)))


def _phrase_again(text: str, params: dict[str, Any]) -> Phrase:
    return Phrase(text, **params)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row, or with FILE_LEVEL the whole file, cannot be used, and how to mend it."""

    row: int
    column: str
    value: str
    reason: Phrase
    remedy: Phrase

    @property
    def message(self) -> str:
        """The whole sentence: Baris 14, kolom NIP: angka berubah menjadi 1,98503E+17. Ubah …"""
        return f"{_place(self.row, self.column)}{_ended(self.reason)} {_ended(self.remedy)}"


@dataclass(frozen=True, slots=True)
class RowWarning:
    """Something to look at in a row that is used all the same."""

    row: int
    column: str
    value: str
    reason: Phrase

    @property
    def message(self) -> str:
        return f"{_place(self.row, self.column)}{_ended(self.reason)}"


class ImportRow(Protocol):
    """A typed row: its number as the spreadsheet shows it, and what makes it the same again."""

    @property
    def number(self) -> int: ...

    @property
    def natural_key(self) -> tuple[str, ...]: ...


RowT_co = TypeVar("RowT_co", bound=ImportRow, covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed(Generic[RowT_co]):
    """Everything that one file said; ``rows`` holds the good ones only.

    ``total_rows`` counts the data rows of the file. ``needs_date_order`` says that a column of
    dates can be read in two ways, so that the person must choose before anything is used.
    """

    kind: ImportKind
    rows: tuple[RowT_co, ...] = ()
    problems: tuple[RowProblem, ...] = ()
    warnings: tuple[RowWarning, ...] = ()
    notes: tuple[Phrase, ...] = ()
    total_rows: int = 0
    needs_date_order: bool = False
    #: The order that was found or given, by the header of each column of dates.
    date_orders: Mapping[str, DateOrder] = field(default_factory=dict)

    @property
    def failed_row_numbers(self) -> tuple[int, ...]:
        """The rows with at least one problem, each once, without the file itself."""
        return tuple(sorted({problem.row for problem in self.problems} - {FILE_LEVEL}))

    @property
    def is_refused(self) -> bool:
        """Whether the file as a whole cannot be used."""
        at_file = any(problem.row == FILE_LEVEL for problem in self.problems)
        return at_file or self.needs_date_order


def _place(row: int, column: str) -> str:
    words = [f"Baris {row}"] if row != FILE_LEVEL else []
    if column:
        words.append(f"kolom {column}" if words else f"Kolom {column}")
    return f"{', '.join(words)}: " if words else ""


def _ended(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."
