"""Trying a file, keeping what was tried, and doing it."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from ledger.database import session, transaction
from ledger.domain.actors import Actor
from ledger.domain.formats import date_text
from ledger.domain.imports import (
    Counts,
    DateOrder,
    ImportFile,
    ImportKind,
    Parsed,
    Phrase,
    Proceed,
    RunState,
    kept_notes,
    kept_problems,
    kept_warnings,
)
from ledger.domain.people import Role
from ledger.errors import Conflict, InvalidInput, NotFound, sentence
from ledger.gateways.files import FileStore
from ledger.models.imports import ImportRun
from ledger.services.access import require_role
from ledger.services.events import record_event
from ledger.services.imports.desk import Desk
from ledger.services.imports.plans import Plan
from ledger.services.imports.registry import IMPORTERS
from ledger.services.imports.reports import ImportReport, counts_of, sorted_problems
from ledger.spreadsheets.formats import parse, recognise
from ledger.spreadsheets.reading import read_table
from ledger.spreadsheets.tables import UPLOAD_LIMITS, Limits, Table

KIND_UNKNOWN = sentence(
    "Jenis berkas ini tidak dikenal dari judul kolomnya. Pilih jenisnya, atau pakai berkas contoh."
)
NO_RUN = sentence("Impor ini tidak ada.")
ALREADY_DONE = sentence("Berkas ini sudah diimpor oleh %(name)s pada %(day)s.")
STILL_REFUSED = sentence("Berkas ini belum dapat diimpor. Perbaiki baris yang ditandai dulu.")
SAME_FILE_NOTE = sentence("Berkas yang persis sama sudah diimpor oleh %(name)s pada %(day)s.")
SUBJECT = "import_run"

logger = logging.getLogger(__name__)


@dataclass
class _Trial:
    """Everything known of a file before it is written."""

    command: ImportFile
    kind: ImportKind
    table: Table
    parsed: Parsed[Any]
    desk: Desk
    plan: Plan[Any]

    def report(self) -> ImportReport:
        problems = sorted_problems([*self.parsed.problems, *self.plan.problems])
        proceed = self.command.proceed_for(self.kind)
        refused = self.parsed.is_refused or (bool(problems) and proceed is Proceed.ALL_OR_NOTHING)
        warnings = sorted(
            [*self.parsed.warnings, *self.plan.warnings], key=lambda warning: warning.row
        )
        return ImportReport(
            kind=self.kind,
            file_name=self.table.file_name,
            sha256=self.desk.file_sha256,
            counts=counts_of(self.parsed, self.plan, problems),
            proceed=proceed,
            table=self.table,
            problems=problems,
            warnings=tuple(warnings),
            notes=(*self.parsed.notes, *self.plan.notes),
            needs_date_order=self.parsed.needs_date_order,
            is_refused=refused,
            options=_options(self.command),
        )


def preview_import(
    command: ImportFile, *, actor: Actor, now: datetime, limits: Limits = UPLOAD_LIMITS
) -> ImportReport:
    """Say what the file would do; writes nothing.

    Raises Forbidden, and InvalidInput for a file that cannot be read or whose kind nobody knows.
    """
    require_role(actor, Role.HR, unit_id=None)
    report = _try(command, actor, now, limits).report()
    before = _same_file_before(report, actor)
    if before is None:
        return report
    note = Phrase(SAME_FILE_NOTE, name=before.actor_name, day=date_text(before.at.date()))
    return replace(report, notes=(note, *report.notes), is_repeated=True)


def keep_preview(
    command: ImportFile, *, files: FileStore, actor: Actor, now: datetime
) -> ImportReport:
    """Try a file and keep it with what was found, so that it can be imported by its number."""
    report = preview_import(command, actor=actor, now=now)
    files.put(command.data)
    with transaction() as work:
        run = _run_of(report, RunState.PREVIEWED, actor, now)
        work.add(run)
        work.flush()
        return replace(report, run_id=run.id)


def try_again(
    run_id: int, choices: Mapping[str, Any], *, files: FileStore, actor: Actor, now: datetime
) -> ImportReport:
    """Read a kept file again with other choices (the fields of ImportFile)."""
    with transaction() as work:
        run = _kept(run_id, actor)
        command = _command_of(run, files, choices)
        report = preview_import(command, actor=actor, now=now)
        _put(run, report, RunState.PREVIEWED, actor, now)
        work.flush()
        return replace(report, run_id=run.id)


def commit_import(
    command: ImportFile, *, actor: Actor, now: datetime, limits: Limits = UPLOAD_LIMITS
) -> ImportReport:
    """Import a file in one transaction, and keep the run with one event.

    A refused file writes nothing and is told in the report. Importing the same file again
    changes nothing. Raises Forbidden or InvalidInput as ``preview_import`` does.
    """
    require_role(actor, Role.HR, unit_id=None)
    with transaction() as work:
        report = _write(command, actor, now, limits)
        if report.is_refused:
            return report
        run = _run_of(report, RunState.COMMITTED, actor, now)
        work.add(run)
        work.flush()
        _record(run, report, actor, now)
        return replace(report, run_id=run.id)


def commit_preview(
    run_id: int,
    choices: Mapping[str, Any],
    *,
    files: FileStore,
    actor: Actor,
    now: datetime,
) -> ImportReport:
    """Import a kept file; what changed since it was tried is seen again.

    Raises NotFound, Conflict when it was imported already, InvalidInput when it is refused.
    """
    with transaction() as work:
        run = _kept(run_id, actor)
        command = _command_of(run, files, choices)
        report = _write(command, actor, now, UPLOAD_LIMITS)
        if report.is_refused:
            raise InvalidInput(STILL_REFUSED)
        _put(run, report, RunState.COMMITTED, actor, now)
        work.flush()
        _record(run, report, actor, now)
        _log(report)
        return replace(report, run_id=run.id)


def _try(command: ImportFile, actor: Actor, now: datetime, limits: Limits) -> _Trial:
    table = read_table(command.data, file_name=command.file_name, limits=limits)
    kind = command.kind or recognise(table, command.file_name)
    if kind is None:
        raise InvalidInput(KIND_UNKNOWN, fields={"kind": [KIND_UNKNOWN]})
    digest = sha256(command.data).hexdigest()
    desk = Desk(kind=kind, table=table, file_sha256=digest, actor=actor, now=now)
    parsed = parse(
        kind,
        table,
        today=desk.today,
        date_order=command.date_order,
        known_units=desk.units.keys(),
        machine_nips=desk.machine_nips or None if kind is ImportKind.ABSENCES_MACHINE else None,
        month=command.month,
    )
    plan: Plan[Any] = Plan() if parsed.is_refused else IMPORTERS[kind].plan(parsed.rows, desk)
    return _Trial(command, kind, table, parsed, desk, plan)


def _write(command: ImportFile, actor: Actor, now: datetime, limits: Limits) -> ImportReport:
    trial = _try(command, actor, now, limits)
    before = trial.report()
    if before.is_refused:
        return before
    with session().begin_nested() as attempt:
        IMPORTERS[trial.kind].write(trial.plan, trial.desk)
        after = trial.report()
        if after.is_refused:
            # A verb refused a row that looked good; whole means whole.
            attempt.rollback()
            return after
    return replace(after, is_committed=True)


def _options(command: ImportFile) -> dict[str, Any]:
    return {
        "date_order": command.date_order.value if command.date_order else None,
        "month": list(command.month) if command.month else None,
        "proceed": command.proceed.value if command.proceed else None,
    }


def _command_of(run: ImportRun, files: FileStore, choices: Mapping[str, Any]) -> ImportFile:
    said = run.options
    kept: dict[str, Any] = {
        "kind": ImportKind(run.kind),
        "date_order": DateOrder(said["date_order"]) if said.get("date_order") else None,
        "month": tuple(said["month"]) if said.get("month") else None,
        "proceed": Proceed(said["proceed"]) if said.get("proceed") else None,
    }
    chosen = {name: value for name, value in choices.items() if value is not None}
    if chosen.get("kind", kept["kind"]) is not kept["kind"]:
        # What was chosen for another kind of file says nothing about this one.
        kept |= {"date_order": None, "month": None, "proceed": None}
    return ImportFile(file_name=run.file_name, data=files.get(run.sha256), **{**kept, **chosen})


def _same_file_before(report: ImportReport, actor: Actor) -> ImportRun | None:
    return session().scalar(
        select(ImportRun)
        .where(
            ImportRun.agency_id == actor.agency_id,
            ImportRun.sha256 == report.sha256,
            ImportRun.kind == report.kind.value,
            ImportRun.state == RunState.COMMITTED.value,
        )
        .order_by(ImportRun.id.desc())
        .limit(1)
    )


def _kept(run_id: int, actor: Actor) -> ImportRun:
    require_role(actor, Role.HR, unit_id=None)
    run = session().scalar(
        select(ImportRun)
        .where(ImportRun.id == run_id, ImportRun.agency_id == actor.agency_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if run is None:
        raise NotFound(NO_RUN)
    if run.state == RunState.COMMITTED.value:
        raise Conflict(ALREADY_DONE, name=run.actor_name, day=date_text(run.at.date()))
    return run


def _run_of(report: ImportReport, state: RunState, actor: Actor, now: datetime) -> ImportRun:
    run = ImportRun(agency_id=actor.agency_id)
    _put(run, report, state, actor, now)
    return run


def _put(
    run: ImportRun, report: ImportReport, state: RunState, actor: Actor, now: datetime
) -> None:
    counts = report.counts
    run.kind, run.state = report.kind.value, state.value
    run.file_name, run.sha256 = report.file_name, report.sha256
    run.account_id, run.actor_name, run.at = actor.account_id, actor.name, now
    asked = {"needs_date_order": report.needs_date_order, "is_refused": report.is_refused}
    run.options = {**report.options, **asked, "proceed": report.proceed.value}
    run.rows_total, run.rows_new, run.rows_changed = counts.total, counts.new, counts.changed
    run.rows_same, run.rows_failed = counts.same, counts.failed
    run.problems = kept_problems(report.problems)
    run.warnings = kept_warnings(report.warnings)
    run.notes = kept_notes(report.notes)


def _record(run: ImportRun, report: ImportReport, actor: Actor, now: datetime) -> None:
    counts: Counts = report.counts
    record_event(
        "import:file:committed",
        subject_kind=SUBJECT,
        subject_id=run.id,
        actor=actor,
        now=now,
        data={
            "kind": report.kind.value,
            "sha256": report.sha256,
            "new": counts.new,
            "changed": counts.changed,
            "same": counts.same,
            "failed": counts.failed,
        },
    )


def _log(report: ImportReport) -> None:
    """One line for each row that stays out, by its place and reason; what the cell says is not."""
    for problem in report.problems:
        logger.error(
            "import %s: row %d, column %r left out: %s",
            report.kind.value,
            problem.row,
            problem.column,
            problem.reason.text,
        )
