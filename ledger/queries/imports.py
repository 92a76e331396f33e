"""What was given to Neraca: the history of imports, and one of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from ledger.database import session
from ledger.domain.imports import (
    Counts,
    ImportKind,
    Phrase,
    Proceed,
    RowProblem,
    RowWarning,
    RunState,
    told_notes,
    told_problems,
    told_warnings,
)
from ledger.errors import NotFound, sentence
from ledger.models.imports import ImportRun

NO_RUN = sentence("Impor ini tidak ada.")


@dataclass(frozen=True, kw_only=True)
class RunLine:
    """One line of the history."""

    id: int
    kind: ImportKind
    state: RunState
    file_name: str
    sha256: str
    actor_name: str
    at: datetime
    counts: Counts

    @property
    def is_committed(self) -> bool:
        return self.state is RunState.COMMITTED


@dataclass(frozen=True, kw_only=True)
class RunPage(RunLine):
    """A run with all it told; ``proceed`` is what becomes of good rows beside bad ones."""

    problems: tuple[RowProblem, ...]
    warnings: tuple[RowWarning, ...]
    notes: tuple[Phrase, ...]
    proceed: Proceed
    needs_date_order: bool
    is_refused: bool
    #: The whole file does not fit, so no row of it can be taken.
    is_unusable: bool


def count_runs(agency_id: int) -> int:
    rows = select(func.count()).select_from(ImportRun)
    return session().scalar(rows.where(ImportRun.agency_id == agency_id)) or 0


def list_runs(agency_id: int, *, offset: int = 0, limit: int = 25) -> list[RunLine]:
    """The latest first; what the rows told is not read for a list."""
    run = ImportRun
    columns = (run.id, run.kind, run.state, run.file_name, run.sha256, run.actor_name, run.at)
    sums = (run.rows_total, run.rows_new, run.rows_changed, run.rows_same, run.rows_failed)
    rows = session().execute(
        select(*columns, *sums)
        .where(run.agency_id == agency_id)
        .order_by(run.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return [RunLine(**_line(row)) for row in rows]


def get_run(run_id: int, *, agency_id: int) -> RunPage:
    """One run; raises NotFound, also for another agency's."""
    run = session().scalar(
        select(ImportRun).where(ImportRun.id == run_id, ImportRun.agency_id == agency_id)
    )
    if run is None:
        raise NotFound(NO_RUN)
    problems = told_problems(run.problems)
    needs_date_order = bool(run.options.get("needs_date_order"))
    return RunPage(
        **_line(run),
        problems=problems,
        warnings=told_warnings(run.warnings),
        notes=told_notes(run.notes),
        proceed=Proceed(run.options.get("proceed") or Proceed.GOOD_ROWS),
        needs_date_order=needs_date_order,
        is_refused=bool(run.options.get("is_refused")),
        is_unusable=needs_date_order or any(problem.row == 0 for problem in problems),
    )


def _line(run: Any) -> dict[str, Any]:
    return {
        "id": run.id,
        "kind": ImportKind(run.kind),
        "state": RunState(run.state),
        "file_name": run.file_name,
        "sha256": run.sha256,
        "actor_name": run.actor_name,
        "at": run.at,
        "counts": Counts(
            total=run.rows_total,
            new=run.rows_new,
            changed=run.rows_changed,
            same=run.rows_same,
            failed=run.rows_failed,
        ),
    }
