"""Who holds which role, who acts as head by letter, and between whom conflicts are declared."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased, contains_eager

from ledger.database import session
from ledger.models.people import (
    Account,
    ActingAppointment,
    ConflictDeclaration,
    Person,
    RoleGrant,
    Unit,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantLine:
    """A role held or to be held; ``unit`` is empty for the whole agency."""

    grant: RoleGrant
    person_id: int
    name: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictLine:
    declaration: ConflictDeclaration
    name: str
    other: str


def list_grants(agency_id: int, *, on: date, person_id: int | None = None) -> list[GrantLine]:
    """The roles that count on the day or later, by name; of one person when asked."""
    until = RoleGrant.valid_until
    wanted = (
        select(RoleGrant, Person.id, Person.name, Unit.name)
        .join(Account, Account.id == RoleGrant.account_id)
        .join(Person, Person.id == Account.person_id)
        .outerjoin(Unit, Unit.id == RoleGrant.unit_id)
        .where(RoleGrant.agency_id == agency_id, or_(until.is_(None), until > on))
        .order_by(Person.name, RoleGrant.role, RoleGrant.id)
    )
    if person_id is not None:
        wanted = wanted.where(Person.id == person_id)
    return [
        GrantLine(grant=grant, person_id=holder_id, name=name, unit=unit or "")
        for grant, holder_id, name, unit in session().execute(wanted)
    ]


def list_acting_appointments(
    agency_id: int, *, reach: Collection[int] | None = None
) -> Sequence[ActingAppointment]:
    """The appointments nobody ended, by the day they began; their people and units are loaded."""
    wanted = (
        select(ActingAppointment)
        .join(ActingAppointment.unit)
        .join(ActingAppointment.person)
        .where(ActingAppointment.agency_id == agency_id, ActingAppointment.ended_at.is_(None))
        .order_by(ActingAppointment.valid_from.desc(), ActingAppointment.id.desc())
        .options(contains_eager(ActingAppointment.unit), contains_eager(ActingAppointment.person))
    )
    if reach is not None:
        wanted = wanted.where(ActingAppointment.unit_id.in_(reach))
    return session().scalars(wanted).all()


def list_conflicts(agency_id: int, *, person_id: int | None = None) -> list[ConflictLine]:
    """Declared conflicts, the newest first; those that touch one person when asked."""
    one, other = aliased(Person), aliased(Person)
    wanted = (
        select(ConflictDeclaration, one.name, other.name)
        .join(one, one.id == ConflictDeclaration.person_id)
        .join(other, other.id == ConflictDeclaration.other_person_id)
        .where(ConflictDeclaration.agency_id == agency_id)
        .order_by(ConflictDeclaration.id.desc())
    )
    if person_id is not None:
        wanted = wanted.where(_touches(person_id))
    return [
        ConflictLine(declaration=declaration, name=name, other=other_name)
        for declaration, name, other_name in session().execute(wanted)
    ]


def _touches(person_id: int) -> ColumnElement[bool]:
    return or_(
        ConflictDeclaration.person_id == person_id,
        ConflictDeclaration.other_person_id == person_id,
    )
