"""Rows that become facts: each is handed to the verb that a screen would use."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from ledger.database import Base, constraint_of, session
from ledger.domain.imports import Phrase, RowProblem
from ledger.domain.refusals import sentence_for
from ledger.errors import InvalidInput, LedgerError, RuleRefused, sentence
from ledger.services.imports.desk import CannotUse, Desk
from ledger.services.imports.plans import Importer, Line, Plan, RowT

MEND = sentence("Perbaiki baris ini, lalu unggah lagi.")
COMMAND = "command"
SOURCE_KEY = "source_key"

CommandT = TypeVar("CommandT")


@dataclass(frozen=True, kw_only=True)
class VerbImporter(Importer[RowT]):
    """A row is known by its source key, and a known one stays as it is.

    ``command`` makes what the verb takes, or raises CannotUse; ``check`` is the rule of the
    domain for it; ``send`` calls the verb with the source key. ``fields`` maps a field of the
    command to the field of the row that a person can mend.
    """

    model: type[Base]
    command: Callable[[RowT, Desk], Any]
    check: Callable[[Any, date], object]
    send: Callable[[Any, str, Desk], object]
    fields: Mapping[str, str] = field(default_factory=dict)
    among: Callable[[Sequence[Line[RowT]], Desk], list[RowProblem]] | None = None

    def plan(self, rows: Sequence[RowT], desk: Desk) -> Plan[RowT]:
        plan: Plan[RowT] = Plan()
        table: Any = self.model
        known = set(
            session().scalars(select(table.source_key).where(table.agency_id == desk.agency_id))
        )
        for row in rows:
            key = desk.source_key(row)
            if key in known:
                plan.same += 1
                continue
            try:
                command = self.command(row, desk)
                self.check(command, desk.today)
            except CannotUse as refusal:
                problem = desk.problem(row.number, refusal.field, refusal.reason, refusal.remedy)
                plan.problems.append(problem)
            except LedgerError as refusal:
                plan.problems += self._told(row, refusal, desk)
            else:
                plan.new.append(Line(row, {COMMAND: command, SOURCE_KEY: key}))
        if self.among is not None:
            plan.problems += self.among(plan.new, desk)
            refused = {problem.row for problem in plan.problems}
            plan.new = [line for line in plan.new if line.row.number not in refused]
        return plan

    def write(self, plan: Plan[RowT], desk: Desk) -> None:
        kept = []
        for line in plan.new:
            refusal = send_apart(
                lambda line=line: self.send(line.values[COMMAND], line.values[SOURCE_KEY], desk)  # type: ignore[misc]
            )
            if refusal is None:
                kept.append(line)
            else:
                plan.problems += self._told(line.row, refusal, desk)
        plan.new = kept

    def _told(self, row: RowT, refusal: LedgerError, desk: Desk) -> list[RowProblem]:
        by_field = refusal.fields if isinstance(refusal, InvalidInput) else {}
        if not by_field:
            reason = Phrase(refusal.text, **refusal.params)
            return [desk.problem(row.number, "", reason, Phrase(MEND))]
        return [
            desk.problem(row.number, self.fields.get(name, name), Phrase(text), Phrase(MEND))
            for name, texts in by_field.items()
            for text in texts
        ]


def send_apart(send: Callable[[], object]) -> LedgerError | None:
    """Call a verb so that its refusal undoes only what it did itself; return the refusal."""
    try:
        with session().begin_nested():
            send()
    except LedgerError as refusal:
        return refusal
    except IntegrityError as error:
        name = constraint_of(error) or "unknown"
        return RuleRefused(sentence_for(name), constraint=name)
    return None
