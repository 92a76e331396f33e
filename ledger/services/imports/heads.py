"""Who heads each unit, as far as the staff list tells; what was said by hand is kept."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from sqlalchemy import select, update

from ledger.database import session
from ledger.domain.people import PersonKind, PersonState
from ledger.domain.positions import PositionLevel
from ledger.models.people import Person, Position

_HEAD_WORDS = ("kepala ", "camat ", "lurah ", "direktur ", "sekretaris ", "inspektur")


class _Candidate(NamedTuple):
    id: int
    unit_id: int
    is_head: bool
    kind: PersonKind
    title: str
    level: PositionLevel | None

    @property
    def weight(self) -> tuple[int, bool]:
        rank = self.level.rank if self.level else 0
        return rank, self.title.casefold().startswith(_HEAD_WORDS)


def find_heads(agency_id: int, *, moved: Collection[int] = ()) -> None:
    """Give every unit without a head the one its structural positions point at.

    A pejabat negara heads the unit they stand in. A head who ``moved`` leaves the post. Two
    who stand equally high leave it open, for HR to say.
    """
    by_unit: dict[int, list[_Candidate]] = defaultdict(list)
    for one in _candidates(agency_id):
        by_unit[one.unit_id].append(one)
    heads = {head for there in by_unit.values() if (head := _head_of(there, moved)) is not None}
    changes = [
        {"id": one.id, "is_unit_head": one.id in heads}
        for there in by_unit.values()
        for one in there
        if one.is_head is not (one.id in heads)
    ]
    if changes:
        session().execute(update(Person), changes)


def _candidates(agency_id: int) -> Iterable[_Candidate]:
    rows = session().execute(
        select(
            Person.id,
            Person.unit_id,
            Person.is_unit_head,
            Person.kind,
            Position.title,
            Position.level,
        )
        .outerjoin(Position, Position.id == Person.position_id)
        .where(Person.agency_id == agency_id, Person.state == PersonState.ACTIVE)
        .order_by(Person.id)
    )
    for person_id, unit_id, is_head, kind, title, level in rows:
        rank = PositionLevel(level) if level else None
        yield _Candidate(person_id, unit_id, is_head, kind, title or "", rank)


def _head_of(there: list[_Candidate], moved: Collection[int]) -> int | None:
    officials = [one for one in there if one.kind is PersonKind.PEJABAT_NEGARA]
    if officials:
        return officials[0].id
    said = [one for one in there if one.is_head and one.id not in moved]
    if said:
        return said[0].id
    fit = [one for one in there if one.level is not None and one.level.is_structural_head]
    highest = max((one.weight for one in fit), default=None)
    best = [one for one in fit if one.weight == highest]
    return best[0].id if len(best) == 1 else None
