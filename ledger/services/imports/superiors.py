"""Officials without NIP, and the direct superior of each person where the tree is wrong."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select, update

from ledger.database import session
from ledger.domain.imports import OfficialRow, Phrase, SuperiorRow
from ledger.domain.people import PersonKind
from ledger.domain.superiors import FROM_TREE, LONGEST_SOURCE
from ledger.errors import sentence
from ledger.models.people import Person, Position
from ledger.services.imports.desk import Desk
from ledger.services.imports.heads import find_heads
from ledger.services.imports.plans import Importer, Plan, TableImporter, usable_values
from ledger.services.people import derive_superiors

IN_A_LOOP = sentence("pegawai ini menjadi atasan dari atasannya sendiri")
LOOP_REMEDY = sentence("Perbaiki salah satu NIP atasan agar garis atasan tidak berputar.")
FROM_FILE = sentence("berkas atasan langsung")


def _official(row: OfficialRow, desk: Desk) -> dict[str, Any]:
    return {
        "official_code": row.code,
        "name": row.name,
        "unit_id": desk.unit(row.unit_code),
        "position_id": _post_of(row, desk),
        "kind": PersonKind.PEJABAT_NEGARA,
    }


def _post_of(row: OfficialRow, desk: Desk) -> int | str:
    found = desk.positions.get(row.position_title.casefold())
    return found.id if found else row.position_title


def _open_posts(plan: Plan[OfficialRow], desk: Desk) -> None:
    for line in (*plan.new, *plan.changed):
        title = line.values["position_id"]
        if not isinstance(title, str):
            continue
        if title.casefold() not in desk.positions:
            post = {"agency_id": desk.agency_id, "title": title, "kind_code": "", "level": ""}
            session().execute(insert(Position).values(post))
            del desk.positions
        line.values["position_id"] = desk.positions[title.casefold()].id


def _settle(plan: Plan[OfficialRow], desk: Desk) -> None:
    find_heads(desk.agency_id)
    derive_superiors(desk.agency_id)


class SuperiorImporter(Importer[SuperiorRow]):
    """A superior other than the tree says is a correction, which later derivations keep."""

    def plan(self, rows: Sequence[SuperiorRow], desk: Desk) -> Plan[SuperiorRow]:
        plan: Plan[SuperiorRow] = Plan()
        lines = usable_values(rows, desk, plan, _superior)
        there = _superiors_there(desk)
        wanted = there | {line.values["person_id"]: line.values["superior_id"] for line in lines}
        for line in lines:
            person_id, superior_id = line.values["person_id"], line.values["superior_id"]
            if there.get(person_id) == superior_id:
                plan.same += 1
            elif _comes_back(person_id, wanted):
                problem = desk.problem(
                    line.row.number, "superior", Phrase(IN_A_LOOP), Phrase(LOOP_REMEDY)
                )
                plan.problems.append(problem)
            else:
                line.id = person_id
                plan.changed.append(line)
        return plan

    def write(self, plan: Plan[SuperiorRow], desk: Desk) -> None:
        if plan.changed:
            session().execute(
                update(Person),
                [
                    {
                        "id": line.id,
                        "superior_id": line.values["superior_id"],
                        "superior_source": line.values["source"],
                    }
                    for line in plan.changed
                ],
            )


def _superior(row: SuperiorRow, desk: Desk) -> dict[str, Any]:
    person = desk.person(row.nip, "nip")
    if row.superior_code is not None:
        superior_id = desk.official(row.superior_code, "superior")
    else:
        superior_id = desk.person(row.superior_nip or "", "superior").id
    said = row.source[:LONGEST_SOURCE]
    source = FROM_FILE if said in ("", FROM_TREE) else said
    return {"person_id": person.id, "superior_id": superior_id, "source": source}


def _superiors_there(desk: Desk) -> dict[int, int | None]:
    columns = select(Person.id, Person.superior_id)
    rows = session().execute(columns.where(Person.agency_id == desk.agency_id))
    return dict(rows.all())


def _comes_back(person_id: int, superiors: Mapping[int, int | None]) -> bool:
    seen: set[int] = set()
    above = superiors.get(person_id)
    while above is not None and above not in seen:
        if above == person_id:
            return True
        seen.add(above)
        above = superiors.get(above)
    return False


OFFICIALS: TableImporter[OfficialRow] = TableImporter(
    model=Person,
    key=("official_code",),
    values=_official,
    before=_open_posts,
    after=_settle,
)
SUPERIORS = SuperiorImporter()
