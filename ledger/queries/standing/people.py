"""Whose standing somebody may open: one's own, and the merit of one's own staff."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.facts import PersonFacts
from ledger.domain.people import PersonKind, PersonState, Role
from ledger.domain.positions import PositionLevel
from ledger.errors import NotFound, sentence
from ledger.models.people import Person, Position, Unit

NO_STANDING = sentence("Halaman ini tidak ada.")


@dataclass(frozen=True, kw_only=True)
class PersonHead:
    """Who a standing is about, as the page names them."""

    id: int
    agency_id: int
    name: str
    nip: str
    position: str
    unit: str
    unit_id: int
    superior_id: int | None
    facts: PersonFacts


def get_head(person_id: int, *, agency_id: int, today: date) -> PersonHead:
    """Raises NotFound, also for somebody of another agency or who is never a subject."""
    row = (
        session()
        .execute(
            select(Person, Unit.name, Unit.code, Position.title, Position.level)
            .join(Unit, Unit.id == Person.unit_id)
            .outerjoin(Position, Position.id == Person.position_id)
            .where(
                Person.id == person_id,
                Person.agency_id == agency_id,
                Person.state == PersonState.ACTIVE,
            )
        )
        .one_or_none()
    )
    if row is None:
        raise NotFound(NO_STANDING)
    person, unit, unit_code, title, level = row
    rank = PositionLevel(level) if level else PositionLevel.PELAKSANA
    return PersonHead(
        id=person.id,
        agency_id=person.agency_id,
        name=person.name,
        nip=person.nip or "",
        position=title or "",
        unit=unit,
        unit_id=person.unit_id,
        superior_id=person.superior_id,
        facts=PersonFacts(
            kind=person.kind.value,
            position_level=rank.value,
            level_rank=rank.rank,
            unit_code=unit_code,
            years_of_service=_whole_years(person.appointed_on, today),
        ),
    )


def require_merit_reader(head: PersonHead, actor: Actor) -> None:
    """Oneself, the direct superior and HR over the unit; raises NotFound for everybody else."""
    is_superior = actor.person_id is not None and head.superior_id == actor.person_id
    if head.id == actor.person_id or is_superior:
        return
    if not actor.has_role(Role.HR, head.unit_id):
        raise NotFound(NO_STANDING)


def is_never_subject(head: PersonHead) -> bool:
    """A pejabat negara decides and is never judged, so there is nothing to show."""
    return head.facts.kind == PersonKind.PEJABAT_NEGARA


def _whole_years(start: date | None, on: date) -> int:
    if start is None:
        return 0
    return max(0, on.year - start.year - ((on.month, on.day) < (start.month, start.day)))
