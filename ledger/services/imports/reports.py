"""What an import tells: counts, each bad row, what was understood, and how that is kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ledger.domain.imports import (
    Counts,
    ImportKind,
    Parsed,
    Phrase,
    Proceed,
    RowProblem,
    RowWarning,
)
from ledger.services.imports.plans import Plan
from ledger.spreadsheets.tables import Table


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """One file, tried or done. ``run_id`` is that of the kept run, ``table`` the file as read.

    ``is_refused`` says that nothing can be taken from it: the file itself does not fit, or it
    has bad rows and was to come whole. ``is_repeated`` says that this very file was
    imported before.
    """

    kind: ImportKind
    file_name: str
    sha256: str
    counts: Counts
    proceed: Proceed
    table: Table
    problems: tuple[RowProblem, ...] = ()
    warnings: tuple[RowWarning, ...] = ()
    notes: tuple[Phrase, ...] = ()
    needs_date_order: bool = False
    is_refused: bool = False
    is_committed: bool = False
    is_repeated: bool = False
    run_id: int | None = None
    #: What was chosen or found, to read the file the same way again.
    options: Mapping[str, Any] = field(default_factory=dict)


def counts_of(parsed: Parsed[Any], plan: Plan[Any], problems: Iterable[RowProblem]) -> Counts:
    failed = {problem.row for problem in problems if problem.row}
    return Counts(
        total=parsed.total_rows,
        new=len(plan.new),
        changed=len(plan.changed),
        same=plan.same,
        failed=parsed.total_rows if parsed.is_refused else len(failed),
    )


def sorted_problems(problems: Iterable[RowProblem]) -> tuple[RowProblem, ...]:
    return tuple(sorted(problems, key=lambda problem: problem.row))
