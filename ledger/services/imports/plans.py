"""What an import is going to do, worked out before anything is written."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sqlalchemy import insert, select, update

from ledger.database import Base, session
from ledger.domain.imports import ImportRow, Phrase, RowProblem, RowWarning
from ledger.services.imports.desk import CannotUse, Desk

RowT = TypeVar("RowT", bound=ImportRow)


@dataclass(slots=True)
class Line(Generic[RowT]):
    """A row and what it becomes; ``id`` is that of the record it changes."""

    row: RowT
    values: dict[str, Any]
    id: int | None = None


@dataclass
class Plan(Generic[RowT]):
    """Which rows are new, which change a record, which are there already, which cannot be used."""

    new: list[Line[RowT]] = field(default_factory=list)
    changed: list[Line[RowT]] = field(default_factory=list)
    same: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    warnings: list[RowWarning] = field(default_factory=list)
    notes: list[Phrase] = field(default_factory=list)


class Importer(ABC, Generic[RowT]):
    """One kind of file: what its rows would do, and the doing."""

    @abstractmethod
    def plan(self, rows: Sequence[RowT], desk: Desk) -> Plan[RowT]:
        """Compare the rows with what is there; reads only."""

    @abstractmethod
    def write(self, plan: Plan[RowT], desk: Desk) -> None:
        """Do what was planned, inside the open transaction.

        A row that is refused after all is told in ``plan.problems`` and leaves the lists.
        """


def usable_values(
    rows: Iterable[RowT],
    desk: Desk,
    plan: Plan[RowT],
    values: Callable[[RowT, Desk], dict[str, Any] | None],
) -> list[Line[RowT]]:
    """Resolve each row; what does not fit is told, and None leaves a row out silently."""
    lines = []
    for row in rows:
        try:
            found = values(row, desk)
        except CannotUse as refusal:
            problem = desk.problem(row.number, refusal.field, refusal.reason, refusal.remedy)
            plan.problems.append(problem)
            continue
        if found is not None:
            lines.append(Line(row, found))
    return lines


@dataclass(frozen=True, kw_only=True)
class TableImporter(Importer[RowT]):
    """A file whose rows are records of one table, found again by ``key``.

    ``values`` gives the columns of a row, or raises CannotUse. ``fixed`` are columns that only a
    new record takes. Without ``changes`` a record that is there stays as it is. ``before`` and
    ``after`` run around the writing.
    """

    model: type[Base]
    key: tuple[str, ...]
    values: Callable[[RowT, Desk], dict[str, Any] | None]
    fixed: frozenset[str] = frozenset()
    changes: bool = True
    fill: Callable[[Line[RowT], Desk], None] | None = None
    before: Callable[[Plan[RowT], Desk], None] | None = None
    after: Callable[[Plan[RowT], Desk], None] | None = None

    def plan(self, rows: Sequence[RowT], desk: Desk) -> Plan[RowT]:
        plan: Plan[RowT] = Plan()
        lines = usable_values(rows, desk, plan, self.values)
        if not lines:
            return plan
        compared = [name for name in lines[0].values if name not in {*self.key, *self.fixed}]
        there = self._there(desk, compared)
        for line in lines:
            found = there.get(tuple(line.values[name] for name in self.key))
            if found is None:
                plan.new.append(line)
            elif not self.changes or found[1:] == tuple(line.values[name] for name in compared):
                plan.same += 1
            else:
                line.id = found[0]
                plan.changed.append(line)
        return plan

    def write(self, plan: Plan[RowT], desk: Desk) -> None:
        work = session()
        if self.before is not None:
            self.before(plan, desk)
        if plan.new:
            for line in plan.new:
                line.values["agency_id"] = desk.agency_id
                if self.fill is not None:
                    self.fill(line, desk)
            work.execute(insert(self.model), [line.values for line in plan.new])
        if plan.changed:
            kept = {*self.key, *self.fixed}
            work.execute(
                update(self.model),
                [
                    {"id": line.id, **{k: v for k, v in line.values.items() if k not in kept}}
                    for line in plan.changed
                ],
            )
        if self.after is not None:
            self.after(plan, desk)

    def _there(self, desk: Desk, compared: Sequence[str]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
        table: Any = self.model
        keys = [getattr(table, name) for name in self.key]
        others = [getattr(table, name) for name in compared]
        rows = session().execute(
            select(*keys, table.id, *others).where(table.agency_id == desk.agency_id)
        )
        width = len(keys)
        return {tuple(row[:width]): tuple(row[width:]) for row in rows}
