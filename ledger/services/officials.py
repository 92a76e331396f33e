"""Who decides: the head of a unit on a day, and the way up when that head cannot."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from ledger.database import session
from ledger.domain.approvals import StepCapacity
from ledger.domain.names import full_name
from ledger.domain.officials import Official, ResolvedStep
from ledger.domain.people import CAPACITY_LABELS, Capacity, PersonState
from ledger.errors import NotFound, sentence
from ledger.models.people import ActingAppointment, ConflictDeclaration, Person, Position, Unit
from ledger.queries.units import acting_on, chains_upward

# An alias costs more than the statement it stands in, so each is made once.
_superior_row, _seat = aliased(Person), aliased(Position)

EMPTY_POST = sentence("jabatan pimpinan %(unit)s kosong")
NO_SUPERIOR = sentence("atasan langsung belum tercatat atau sudah tidak bertugas")
IS_SUBJECT = sentence("%(name)s termasuk pegawai yang dinilai")
IS_EXCLUDED = sentence("%(name)s sudah bertindak sebagai pengusul, pemeriksa, atau pemutus")
IN_CONFLICT = sentence("%(name)s menyatakan konflik kepentingan")
MOVED_TO = sentence("Langkah ini beralih ke %(name)s karena %(because)s.")
NOBODY_LEFT = sentence("Belum ada pejabat yang dapat memutus langkah ini karena %(because)s.")

_Named = tuple[Official, str]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A post on the way up; without an official it is empty for the reason given."""

    official: Official | None
    name: str
    unit_id: int
    empty: str


def official_of_unit(unit_id: int, *, on: date) -> Official | None:
    """Who heads the unit that day: the acting official by letter, else its definitive head."""
    found = _heads([unit_id], on=on).get(unit_id)
    return found[0] if found else None


def resolve_step(
    required: StepCapacity,
    *,
    subject_ids: Sequence[int],
    unit_id: int,
    exclude: Collection[int],
    on: date,
) -> ResolvedStep:
    """Find who decides a step, moving up past empty posts, excluded people and conflicts.

    ``subject_ids`` holds the whole team, the nominee first; ``unit_id`` is the unit of the
    nominee. A panel is decided by its members, so nobody is named for it.
    """
    directory = Directory(subject_ids=subject_ids, unit_ids=[unit_id], on=on)
    return directory.resolve(required, subject_ids=subject_ids, unit_id=unit_id, exclude=exclude)


class Directory:
    """Superiors, heads and conflicts around some subjects and units, read once for many steps."""

    def __init__(
        self, *, subject_ids: Collection[int], unit_ids: Collection[int], on: date
    ) -> None:
        self._superiors = _superiors(subject_ids)
        units = {*unit_ids, *(one.unit_id for one in self._superiors.values())}
        self._upward = chains_upward(units)
        above = {unit_id for chain in self._upward.values() for unit_id, _ in chain}
        self._heads = _heads(above, on=on)
        officials = {head.person_id for head, _ in self._heads.values()}
        people = officials | {one.id for one in self._superiors.values()}
        self._conflicts = _conflicts(people, subject_ids)

    def resolve(
        self,
        required: StepCapacity,
        *,
        subject_ids: Sequence[int],
        unit_id: int,
        exclude: Collection[int],
    ) -> ResolvedStep:
        """What ``resolve_step`` says of one step."""
        if required is StepCapacity.PANEL:
            return ResolvedStep(assignee_id=None, unit_id=unit_id)
        reasons: list[str] = []
        for candidate in self._candidates(required, subject_ids, unit_id):
            hindrance = self._hindrance(candidate, subject_ids, exclude)
            if hindrance is None and candidate.official is not None:
                return _resolved(candidate.official, candidate.name, reasons)
            reasons.append(hindrance or candidate.empty)
        because = "; ".join(dict.fromkeys(reasons))
        return ResolvedStep(
            assignee_id=None, unit_id=unit_id, moved_reason=NOBODY_LEFT % {"because": because}
        )

    def _candidates(
        self, required: StepCapacity, subject_ids: Sequence[int], unit_id: int
    ) -> Iterator[_Candidate]:
        start = unit_id
        if required is StepCapacity.DIRECT_SUPERIOR:
            superior = self._superiors.get(subject_ids[0]) if subject_ids else None
            if superior is None:
                yield _Candidate(None, "", unit_id, NO_SUPERIOR)
            else:
                start = superior.unit_id
                # One who heads a unit may be replaced for a time, so the post is asked below.
                if not superior.is_unit_head:
                    official = Official(person_id=superior.id, unit_id=superior.unit_id)
                    yield _Candidate(official, superior.name, superior.unit_id, "")
        upward = self._upward.get(start, [])
        if required is StepCapacity.HEAD_OF_AGENCY:
            upward = upward[-1:]
        for one, unit_name in upward:
            head = self._heads.get(one)
            if head is None:
                yield _Candidate(None, "", one, EMPTY_POST % {"unit": unit_name})
            else:
                yield _Candidate(*head, one, "")

    def _hindrance(
        self, candidate: _Candidate, subject_ids: Sequence[int], exclude: Collection[int]
    ) -> str | None:
        if candidate.official is None:
            return candidate.empty
        person_id, named = candidate.official.person_id, {"name": candidate.name}
        if person_id in subject_ids:
            return IS_SUBJECT % named
        if person_id in exclude:
            return IS_EXCLUDED % named
        in_conflict = not self._conflicts.get(person_id, set()).isdisjoint(subject_ids)
        return IN_CONFLICT % named if in_conflict else None


def person_snapshot(person_id: int) -> dict[str, Any]:
    """What a record keeps of a person as they are now; raises NotFound.

    Keys: person_id, kind, name (without titles), full_name, title_before, title_after, nip, rank,
    rank_code, position, position_level, unit, unit_id, and superior (person_id, name, nip,
    position) or None. All values are plain JSON.
    """
    superior, seat = _superior_row, _seat
    row = (
        session()
        .execute(
            select(Person, Unit.name, Position.title, Position.level, superior, seat.title)
            .join(Unit, Unit.id == Person.unit_id)
            .outerjoin(Position, Position.id == Person.position_id)
            .outerjoin(superior, superior.id == Person.superior_id)
            .outerjoin(seat, seat.id == superior.position_id)
            .where(Person.id == person_id)
        )
        .one_or_none()
    )
    if row is None:
        raise NotFound(sentence("Pegawai ini tidak ada."))
    person, unit_name, title, level, head, head_title = row
    return {
        **_identity(person),
        "kind": person.kind.value,
        "title_before": person.title_before,
        "title_after": person.title_after,
        "rank": person.rank_name,
        "rank_code": person.rank_code,
        "position": title or "",
        "position_level": level or "",
        "unit": unit_name,
        "unit_id": person.unit_id,
        "superior": {**_identity(head), "position": head_title or ""} if head else None,
    }


def official_snapshot(official: Official) -> dict[str, Any]:
    """The snapshot of the person with the post: capacity, its label, letter_number and post.

    ``post`` is the name of the unit headed, ``post_unit_id`` its id.
    """
    post = session().scalar(select(Unit.name).where(Unit.id == official.unit_id))
    acting = official.capacity is not Capacity.DEFINITIF
    return {
        **person_snapshot(official.person_id),
        "capacity": official.capacity.value,
        "capacity_label": CAPACITY_LABELS[official.capacity] if acting else "",
        "letter_number": official.letter_number,
        "post": post or "",
        "post_unit_id": official.unit_id,
    }


def _heads(unit_ids: Collection[int], *, on: date) -> dict[int, _Named]:
    work = session()
    heads: dict[int, _Named] = {}
    definitive = (
        select(Person.id, Person.unit_id, Person.name)
        .where(
            Person.unit_id.in_(unit_ids), Person.is_unit_head, Person.state == PersonState.ACTIVE
        )
        .order_by(Person.id.desc())
    )
    for person_id, unit_id, name in work.execute(definitive):
        heads[unit_id] = (Official(person_id=person_id, unit_id=unit_id), name)
    acting = (
        select(ActingAppointment, Person.name)
        .join(Person, Person.id == ActingAppointment.person_id)
        .where(
            ActingAppointment.unit_id.in_(unit_ids),
            acting_on(on),
            Person.state == PersonState.ACTIVE,
        )
        .order_by(ActingAppointment.id)
    )
    for appointment, name in work.execute(acting):
        official = Official(
            person_id=appointment.person_id,
            unit_id=appointment.unit_id,
            capacity=appointment.capacity,
            letter_number=appointment.letter_number,
        )
        heads[appointment.unit_id] = (official, name)
    return heads


def _superiors(person_ids: Collection[int]) -> dict[int, Any]:
    """The direct superior of each, as far as recorded and in service."""
    if not person_ids:
        return {}
    head = _superior_row
    rows = session().execute(
        select(Person.id.label("of"), head.id, head.name, head.unit_id, head.is_unit_head)
        .join(head, Person.superior_id == head.id)
        .where(Person.id.in_(person_ids), head.state == PersonState.ACTIVE)
    )
    return {row.of: row for row in rows}


def _conflicts(people: Collection[int], subject_ids: Collection[int]) -> dict[int, set[int]]:
    """By official, the subjects with whom one of both declared a conflict."""
    mine, other = ConflictDeclaration.person_id, ConflictDeclaration.other_person_id
    pairs = session().execute(
        select(mine, other).where(
            or_(
                and_(mine.in_(people), other.in_(subject_ids)),
                and_(other.in_(people), mine.in_(subject_ids)),
            )
        )
    )
    found: dict[int, set[int]] = {}
    for one, another in pairs:
        found.setdefault(one, set()).add(another)
        found.setdefault(another, set()).add(one)
    return found


def _resolved(official: Official, name: str, reasons: Sequence[str]) -> ResolvedStep:
    because = "; ".join(dict.fromkeys(reasons))
    return ResolvedStep(
        assignee_id=official.person_id,
        unit_id=official.unit_id,
        moved_reason=MOVED_TO % {"name": name, "because": because} if reasons else "",
        capacity=official.capacity,
        letter_number=official.letter_number,
    )


def _identity(person: Person) -> dict[str, Any]:
    return {
        "person_id": person.id,
        "name": person.name,
        "full_name": full_name(person.name, person.title_before, person.title_after),
        "nip": person.nip,
    }
