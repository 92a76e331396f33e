"""Units and positions: the frame people stand in."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select, update

from ledger.database import session
from ledger.domain.imports import Phrase, PositionRow, RowProblem, UnitRow
from ledger.errors import sentence
from ledger.models.people import Position, Unit
from ledger.services.imports.desk import CannotUse, Desk
from ledger.services.imports.plans import Importer, Line, Plan, TableImporter, usable_values

PARENT_UNKNOWN = sentence('unit di atasnya "%(given)s" tidak ada')
PARENT_REMEDY = sentence("Tambahkan unit itu dalam berkas yang sama, atau perbaiki kodenya.")
IN_A_LOOP = sentence("unit ini berada di bawah dirinya sendiri lewat %(way)s")
LOOP_REMEDY = sentence("Perbaiki unit di atasnya agar pohon unit tidak berputar.")
_SMALL_WORDS = frozenset({"dan", "serta", "di", "pada", "untuk", "dengan", "atau"})
_LETTERS_MOST = 12


class UnitImporter(Importer[UnitRow]):
    """The tree; a unit may stand in the file before the one above it."""

    def plan(self, rows: Sequence[UnitRow], desk: Desk) -> Plan[UnitRow]:
        plan: Plan[UnitRow] = Plan()
        in_file = {row.code for row in rows}

        def values(row: UnitRow, desk: Desk) -> dict[str, Any]:
            if row.parent_code and row.parent_code not in in_file | desk.units.keys():
                reason = Phrase(PARENT_UNKNOWN, given=row.parent_code)
                raise CannotUse("parent_code", reason, Phrase(PARENT_REMEDY))
            return {"code": row.code, "name": row.name, "parent_code": row.parent_code}

        lines = usable_values(rows, desk, plan, values)
        there = _units_there(desk)
        plan.problems += _loops(lines, there, desk)
        refused = {problem.row for problem in plan.problems}
        for line in lines:
            if line.row.number in refused:
                continue
            found = there.get(line.row.code)
            if found is None:
                plan.new.append(line)
            elif (found.name, found.parent_code) == (line.row.name, line.row.parent_code):
                plan.same += 1
            else:
                line.id = found.id
                plan.changed.append(line)
        return plan

    def write(self, plan: Plan[UnitRow], desk: Desk) -> None:
        work = session()
        if plan.new:
            words = _letter_codes([line.row for line in plan.new], desk)
            work.execute(
                insert(Unit), [_new_unit(line.row, words[line.row.code], desk) for line in plan.new]
            )
        mine = select(Unit.code, Unit.id).where(Unit.agency_id == desk.agency_id)
        ids = dict(work.execute(mine).all())
        placed = [
            {
                "id": ids[line.row.code],
                "name": line.row.name,
                "parent_id": ids[line.row.parent_code] if line.row.parent_code else None,
            }
            for line in (*plan.new, *plan.changed)
        ]
        if placed:
            work.execute(update(Unit), placed)


class _UnitThere:
    __slots__ = ("id", "name", "parent_code")

    def __init__(self, unit_id: int, name: str, parent_code: str | None) -> None:
        self.id, self.name, self.parent_code = unit_id, name, parent_code


def _units_there(desk: Desk) -> dict[str, _UnitThere]:
    columns = select(Unit.id, Unit.code, Unit.name, Unit.parent_id)
    rows = session().execute(columns.where(Unit.agency_id == desk.agency_id)).all()
    codes = {row.id: row.code for row in rows}
    return {
        row.code: _UnitThere(row.id, row.name, codes.get(row.parent_id) if row.parent_id else None)
        for row in rows
    }


def _loops(
    lines: Sequence[Line[UnitRow]], there: Mapping[str, _UnitThere], desk: Desk
) -> list[RowProblem]:
    parents = {code: unit.parent_code for code, unit in there.items()}
    parents |= {line.row.code: line.row.parent_code for line in lines}
    problems = []
    for line in lines:
        way = _way_back(line.row.code, parents)
        if way:
            reason = Phrase(IN_A_LOOP, way=" → ".join(way))
            problems.append(
                desk.problem(line.row.number, "parent_code", reason, Phrase(LOOP_REMEDY))
            )
    return problems


def _way_back(code: str, parents: Mapping[str, str | None]) -> list[str]:
    """The units passed from one upwards back to itself; empty when the way ends above."""
    way: list[str] = []
    above = parents.get(code)
    while above is not None and above not in way:
        way.append(above)
        if above == code:
            return way
        above = parents.get(above)
    return []


def _new_unit(row: UnitRow, letter_code: str, desk: Desk) -> dict[str, Any]:
    return {
        "agency_id": desk.agency_id,
        "code": row.code,
        "name": row.name,
        "letter_code": letter_code,
    }


def _letter_codes(rows: Sequence[UnitRow], desk: Desk) -> dict[str, str]:
    """A word of its own for every new unit: every dinas has a Sekretariat, each with a register.

    A word that is not alone gets the word of the unit above in front, then the unit's code behind.
    """
    mine = select(Unit.code, Unit.letter_code).where(Unit.agency_id == desk.agency_id)
    there = dict(session().execute(mine).all())
    own = {row.code: letter_code_of(row.name) for row in rows}
    words = dict(own)

    def is_alone(word: str) -> bool:
        return [*there.values(), *words.values()].count(word) == 1

    for row in [row for row in rows if not is_alone(words[row.code])]:
        above = own.get(row.parent_code or "") or there.get(row.parent_code or "")
        words[row.code] = "-".join(filter(None, (above, own[row.code])))
    for row in [row for row in rows if not is_alone(words[row.code])]:
        words[row.code] = f"{own[row.code]}-{row.code}"
    return words


def letter_code_of(name: str) -> str:
    """The short word of a unit in document numbers, to begin with: Badan Kepegawaian Daerah, BKD.

    A name of one word is kept whole.
    """
    words = [word for word in name.split() if word.casefold() not in _SMALL_WORDS]
    if len(words) < 2:
        return "".join(words).upper()[:_LETTERS_MOST]
    return "".join(word[0] for word in words if word[0].isalnum()).upper()[:_LETTERS_MOST]


def _position(row: PositionRow, desk: Desk) -> dict[str, Any]:
    there = desk.positions.get(row.title.casefold())
    return {
        "title": there.title if there else row.title,
        "kind_code": row.kind_code,
        "level": row.level.value,
    }


UNITS = UnitImporter()
POSITIONS: TableImporter[PositionRow] = TableImporter(
    model=Position, key=("title",), values=_position
)
