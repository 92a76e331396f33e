"""Staff as SIASN exports them; the head of each unit is found by the level of the position."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert

from ledger.database import session
from ledger.domain.imports import Phrase, StaffRow
from ledger.domain.people import PersonState
from ledger.domain.positions import PositionLevel, level_from_text
from ledger.errors import InvalidInput, sentence
from ledger.models.people import Person, Position
from ledger.services.imports.desk import CannotUse, Desk
from ledger.services.imports.heads import find_heads
from ledger.services.imports.plans import Line, Plan, TableImporter
from ledger.services.people import close_account, derive_superiors

POSITION_UNKNOWN = sentence('jabatan "%(given)s" belum ada dalam daftar jabatan')
POSITION_REMEDY = sentence("Impor daftar jabatan dengan tingkatnya lebih dahulu.")
#: SIASN: an executive post has one level, so it needs no list of positions.
_EXECUTIVE = "4"
_FUNCTIONAL = "2"
_LONGEST_LEVEL_WORDS = 2
_GONE = ("pensiun", "berhenti", "meninggal", "pindah instansi", "mengundurkan diri")


@dataclass(frozen=True, slots=True)
class NewPosition:
    """Stands for the id of a position that is not there yet."""

    title: str
    kind_code: str
    level: PositionLevel


def _values(row: StaffRow, desk: Desk) -> dict[str, Any]:
    return {
        "nip": row.nip,
        "kind": row.kind,
        "state": state_of(row.legal_status),
        "name": row.name,
        "title_before": row.title_before,
        "title_after": row.title_after,
        "email": row.email or "",
        "birth_date": row.birth_date,
        "sex": row.sex.value,
        "appointed_on": row.appointed_on,
        "rank_code": row.rank_code,
        "rank_name": row.rank_name,
        "position_id": _position(row, desk),
        "unit_id": desk.unit(row.unit_code),
        "nip_warnings": list(row.nip_warnings),
    }


def state_of(legal_status: str) -> PersonState:
    """Whether a kedudukan hukum still is one of staff; a suspended person stays one."""
    words = legal_status.casefold()
    if "sementara" in words:
        return PersonState.ACTIVE
    return PersonState.LEFT if any(word in words for word in _GONE) else PersonState.ACTIVE


def _position(row: StaffRow, desk: Desk) -> int | NewPosition:
    found = desk.positions.get(row.position_title.casefold())
    if found is not None:
        return found.id
    level = _level_of(row)
    if level is None:
        reason = Phrase(POSITION_UNKNOWN, given=row.position_title)
        raise CannotUse("position_title", reason, Phrase(POSITION_REMEDY))
    return NewPosition(row.position_title, row.position_kind_code, level)


def _level_of(row: StaffRow) -> PositionLevel | None:
    """The level a title carries itself, as functional ones do; never guessed for heads."""
    if row.position_kind_code == _EXECUTIVE:
        return PositionLevel.PELAKSANA
    if row.position_kind_code != _FUNCTIONAL:
        return None
    words = row.position_title.split()
    for count in range(_LONGEST_LEVEL_WORDS, 0, -1):
        try:
            return level_from_text(f"JF {' '.join(words[-count:])}")
        except InvalidInput:
            continue
    return None


def _prepare(plan: Plan[StaffRow], desk: Desk) -> None:
    desk.hold_people()
    lines = [*plan.new, *plan.changed]
    wanted = {
        position.title.casefold(): position
        for position in (line.values["position_id"] for line in lines)
        if isinstance(position, NewPosition)
    }
    if not wanted:
        return
    rows = [
        {
            "agency_id": desk.agency_id,
            "title": position.title,
            "kind_code": position.kind_code,
            "level": position.level.value,
        }
        for position in wanted.values()
    ]
    session().execute(insert(Position), rows)
    del desk.positions
    for line in lines:
        if isinstance(line.values["position_id"], NewPosition):
            title = line.values["position_id"].title.casefold()
            line.values["position_id"] = desk.positions[title].id


def _settle(plan: Plan[StaffRow], desk: Desk) -> None:
    moved = [line.id for line in plan.changed if line.id is not None and _has_moved(line, desk)]
    find_heads(desk.agency_id, moved=moved)
    derive_superiors(desk.agency_id)
    for person_id in _who_left(plan.changed, desk):
        close_account(person_id, now=desk.now)


def _has_moved(line: Line[StaffRow], desk: Desk) -> bool:
    return bool(desk.people[line.row.nip].unit_id != line.values["unit_id"])


def _who_left(lines: Sequence[Line[StaffRow]], desk: Desk) -> list[int]:
    return [
        ref.id
        for line in lines
        if line.values["state"] is PersonState.LEFT
        and (ref := desk.people[line.row.nip]).state is PersonState.ACTIVE
    ]


STAFF: TableImporter[StaffRow] = TableImporter(
    model=Person, key=("nip",), values=_values, before=_prepare, after=_settle
)
