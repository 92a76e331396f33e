"""One description for each kind of file an agency has, how it is recognised and how it is read."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import PurePosixPath

from ledger.domain.imports import DateOrder, ImportKind, ImportRow, Parsed
from ledger.spreadsheets.formats.absence_matrix import ABSENCES_MATRIX
from ledger.spreadsheets.formats.absences import ABSENCES_MACHINE, ABSENCES_MONTHLY, MACHINE_IDS
from ledger.spreadsheets.formats.citizens import COMMENDATIONS, COMPLAINTS
from ledger.spreadsheets.formats.columns import find_columns, has_required
from ledger.spreadsheets.formats.context import ParseOptions
from ledger.spreadsheets.formats.driver import Format, parse_by
from ledger.spreadsheets.formats.histories import AWARD_HISTORY, DISCIPLINE_HISTORY
from ledger.spreadsheets.formats.measures import (
    INDICATORS,
    MEASUREMENTS,
    QUOTAS,
    RATINGS,
    SERVICE_INDEX,
    TARGETS,
    TRAININGS,
)
from ledger.spreadsheets.formats.nominations import NOMINATIONS
from ledger.spreadsheets.formats.services import COUNTERS, SERVICES, SURVEY_RESPONSES
from ledger.spreadsheets.formats.staff import STAFF
from ledger.spreadsheets.formats.units import OFFICIALS, POSITIONS, SUPERIORS, UNITS
from ledger.spreadsheets.formats.violations import ROSTERS, VIOLATION_REPORTS
from ledger.spreadsheets.tables import Table

FORMATS: Mapping[ImportKind, Format] = {
    form.kind: form
    for form in (
        UNITS,
        POSITIONS,
        SUPERIORS,
        STAFF,
        OFFICIALS,
        SERVICES,
        COUNTERS,
        QUOTAS,
        NOMINATIONS,
        COMMENDATIONS,
        COMPLAINTS,
        VIOLATION_REPORTS,
        ABSENCES_MONTHLY,
        ABSENCES_MATRIX,
        ABSENCES_MACHINE,
        MACHINE_IDS,
        ROSTERS,
        SURVEY_RESPONSES,
        RATINGS,
        TRAININGS,
        INDICATORS,
        TARGETS,
        MEASUREMENTS,
        SERVICE_INDEX,
        DISCIPLINE_HISTORY,
        AWARD_HISTORY,
    )
}


def recognise(table: Table, file_name: str) -> ImportKind | None:
    """Say which kind of file this is by its columns, else by its name; None when neither tells.

    Among several kinds whose required columns are all there, the one that uses most columns
    wins, and then the one whose usual name the file bears.
    """
    stem = PurePosixPath(file_name.replace("\\", "/").lower()).name
    fitting = [form for form in FORMATS.values() if has_required(form.columns, table.header)]
    if fitting:
        return max(fitting, key=lambda form: (_used(form, table), _is_named(form, stem))).kind
    named = [form for form in FORMATS.values() if _is_named(form, stem)]
    return max(named, key=_longest_stem).kind if named else None


def parse(
    kind: ImportKind,
    table: Table,
    *,
    today: date,
    date_order: DateOrder | None = None,
    known_units: Collection[str] | None = None,
    machine_nips: Mapping[str, str] | None = None,
    month: tuple[int, int] | None = None,
) -> Parsed[ImportRow]:
    """Read every row of a table as one kind; what cannot be used is told, never raised.

    ``known_units`` are the codes of existing units; without them no unit is called unknown.
    ``machine_nips`` maps numbers of an attendance machine to NIP, which ABSENCES_MACHINE needs.
    ``month`` is the year and month of an attendance matrix whose name does not say it.
    """
    options = ParseOptions(
        today=today,
        date_order=date_order,
        known_units=known_units,
        machine_nips=machine_nips,
        month=month,
    )
    return parse_by(FORMATS[kind], table, options)


def expected_headers(kind: ImportKind) -> tuple[str, ...]:
    """The headers of an empty form of this kind, required ones and others."""
    return tuple(column.header for column in FORMATS[kind].columns)


def headers_by_field(kind: ImportKind, header: Sequence[str]) -> dict[str, str]:
    """The header cell of a file that carries each field; absent columns are left out."""
    return find_columns(FORMATS[kind].columns, header)


def _used(form: Format, table: Table) -> int:
    return len(find_columns(form.columns, table.header))


def _is_named(form: Format, stem: str) -> bool:
    return any(stem.startswith(start) for start in form.file_stems)


def _longest_stem(form: Format) -> int:
    return max(len(start) for start in form.file_stems)
