"""Performance and service sanctions: those an actor may read, and those a person was given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.names import full_name
from ledger.domain.people import Role
from ledger.domain.side_tracks import SideEvent, SideState, Track
from ledger.errors import NotFound, sentence
from ledger.models.people import Person
from ledger.models.side_tracks import SideSanction, SideStep
from ledger.queries.reach import within_reach

NO_SIDE_SANCTION = sentence("Sanksi ini tidak ada, atau bukan untuk Anda.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SideLine:
    """One record in the words of its own track.

    ``decides`` is the official, ``follows_up`` HR and the official; ``waits`` says that nobody
    imposed it yet. The steps are those of the record, oldest first.
    """

    id: int
    track: Track
    state: SideState
    person: str
    nip: str
    unit: str
    text: str
    article: str
    ground: str
    reason: str
    letter_number: str
    decided_on: date
    obey_until: date | None
    official: dict[str, Any]
    steps: Sequence[SideStep]
    decides: bool
    follows_up: bool

    @property
    def waits(self) -> bool:
        return self.state is SideState.WAITING


def list_side_sanctions(actor: Actor) -> list[SideLine]:
    """What HR and the inspectorate of the unit, and the official, may read; the newest first."""
    return [_line(row, actor) for row in _rows(_readable(actor))]


def get_side_sanction(side_id: int, *, actor: Actor) -> SideLine:
    """One of them; raises NotFound for everybody else, also for the person it is about."""
    found = _rows(and_(_readable(actor), SideSanction.id == side_id))
    if not found:
        raise NotFound(NO_SIDE_SANCTION)
    return _line(found[0], actor)


def number_of_side_sanctions(actor: Actor) -> ScalarSelect[int]:
    """How many letters wait for this actor to impose them or not."""
    return (
        select(func.count())
        .select_from(SideSanction)
        .where(
            SideSanction.agency_id == actor.agency_id,
            SideSanction.decided_by == actor.person_id,
            ~exists().where(SideStep.side_sanction_id == SideSanction.id),
        )
        .scalar_subquery()
    )


def _readable(actor: Actor) -> ColumnElement[bool]:
    roles = (Role.HR, Role.INSPECTORATE)
    of_units = and_(
        SideSanction.subject_id.in_(
            select(Person.id).where(within_reach(Person.unit_id, actor, *roles))
        ),
        SideSanction.agency_id == actor.agency_id,
    )
    has_role = any(actor.has_role(role) for role in roles)
    of_official = SideSanction.decided_by == actor.person_id
    return and_(
        SideSanction.agency_id == actor.agency_id,
        SideSanction.subject_id.is_distinct_from(actor.person_id),
        or_(of_official, of_units) if has_role else of_official,
    )


def _rows(wanted: ColumnElement[bool]) -> Sequence[SideSanction]:
    return (
        session()
        .scalars(
            select(SideSanction)
            .options(
                joinedload(SideSanction.subject).joinedload(Person.unit),
                selectinload(SideSanction.steps),
            )
            .where(wanted)
            .order_by(SideSanction.id.desc())
            .execution_options(populate_existing=True)
        )
        .all()
    )


def held_side_sanctions(person_id: int) -> list[SideSanction]:
    """What was imposed on the person, in whatever state it is since; the newest first."""
    imposed = exists().where(
        SideStep.side_sanction_id == SideSanction.id, SideStep.event == SideEvent.IMPOSED
    )
    rows = session().scalars(
        select(SideSanction)
        .options(selectinload(SideSanction.steps))
        .where(SideSanction.subject_id == person_id, imposed)
        .order_by(SideSanction.decided_on.desc(), SideSanction.id.desc())
        .execution_options(populate_existing=True)
    )
    return list(rows)


def _line(row: SideSanction, actor: Actor) -> SideLine:
    person = row.subject
    decides = row.decided_by == actor.person_id
    return SideLine(
        id=row.id,
        track=row.track,
        state=row.state,
        person=full_name(person.name, person.title_before, person.title_after),
        nip=person.nip or "",
        unit=person.unit.name,
        text=row.text,
        article=row.article,
        ground=row.ground,
        reason=row.reason,
        letter_number=row.letter_number,
        decided_on=row.decided_on,
        obey_until=row.obey_until,
        official=row.official,
        steps=row.steps,
        decides=decides,
        follows_up=decides or actor.has_role(Role.HR, person.unit_id),
    )
