"""Staff lists and the page of one person, for HR and for choosing somebody in a form."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, or_, select
from sqlalchemy.orm import aliased

from ledger.database import session
from ledger.domain.names import full_name, normalise_text
from ledger.domain.people import AccountState, PersonKind, PersonState
from ledger.domain.superiors import FROM_TREE
from ledger.errors import NotFound, sentence
from ledger.models.events import AuditEvent
from ledger.models.people import Account, Appraiser, Person, Position, Unit
from ledger.queries.units import subtree_ids

NO_PERSON = sentence("Pegawai ini tidak ada.")
HISTORY_LENGTH = 20


@dataclass(frozen=True, kw_only=True)
class PeopleFilter:
    """Which people of an agency: ``reach`` None is everybody, ``unit_id`` includes below."""

    agency_id: int
    text: str = ""
    unit_id: int | None = None
    reach: Collection[int] | None = None
    without_superior: bool = False
    state: PersonState = PersonState.ACTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    id: int
    name: str
    full_name: str
    nip: str | None
    position: str
    unit: str
    is_unit_head: bool
    superior: str
    account: AccountState | None


@dataclass(frozen=True, kw_only=True)
class PersonPage:
    """All that HR sees of one person; ``account`` is None before an invitation."""

    person: Person
    full_name: str
    unit: Unit
    position: str
    superior: Person | None
    superior_from_tree: bool
    account: Account | None
    staff_count: int
    history: Sequence[AuditEvent] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedAppraiser:
    """Another than the direct superior, who rates the work since that day, by which letter."""

    person_id: int
    name: str
    unit_id: int
    since: date
    source: str


def count_people(wanted: PeopleFilter) -> int:
    return session().scalar(select(number_of_people(wanted))) or 0


def number_of_people(wanted: PeopleFilter) -> ScalarSelect[int]:
    """The same number as a part of a larger statement."""
    counted: Select[*tuple[Any, ...]] = select(func.count()).select_from(Person)
    number: ScalarSelect[int] = _filtered(counted, wanted).scalar_subquery()
    return number


def list_people(wanted: PeopleFilter, *, offset: int = 0, limit: int = 25) -> list[PersonLine]:
    """A page of people by name. ``text`` finds parts of a name, or the beginning of a NIP;
    whoever is called exactly so stands first.
    """
    superior = aliased(Person)
    columns: Select[*tuple[Any, ...]] = (
        select(Person, Unit.name, Position.title, superior.name, Account.state)
        .join(Unit, Unit.id == Person.unit_id)
        .outerjoin(Position, Position.id == Person.position_id)
        .outerjoin(superior, superior.id == Person.superior_id)
        .outerjoin(Account, Account.person_id == Person.id)
    )
    rows = session().execute(
        _filtered(columns, wanted)
        .order_by(
            func.lower(Person.name) != normalise_text(wanted.text).lower(),
            func.lower(Person.name),
            Person.id,
        )
        .offset(offset)
        .limit(limit)
    )
    return [_line(*row) for row in rows]


def get_person_page(person_id: int, *, agency_id: int) -> PersonPage:
    """The page of one person; raises NotFound."""
    superior = aliased(Person)
    work = session()
    row = work.execute(
        select(Person, Unit, Position.title, superior, Account)
        .join(Unit, Unit.id == Person.unit_id)
        .outerjoin(Position, Position.id == Person.position_id)
        .outerjoin(superior, superior.id == Person.superior_id)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(Person.id == person_id, Person.agency_id == agency_id)
    ).one_or_none()
    if row is None:
        raise NotFound(NO_PERSON)
    person, unit, title, head, account = row
    staff = select(func.count()).where(
        Person.superior_id == person_id, Person.state == PersonState.ACTIVE
    )
    history = (
        select(AuditEvent)
        .where(AuditEvent.subject_kind == "person", AuditEvent.subject_id == person_id)
        .order_by(AuditEvent.id.desc())
        .limit(HISTORY_LENGTH)
    )
    return PersonPage(
        person=person,
        full_name=full_name(person.name, person.title_before, person.title_after),
        unit=unit,
        position=title or "",
        superior=head,
        superior_from_tree=person.superior_source == FROM_TREE,
        account=account,
        staff_count=work.scalar(staff) or 0,
        history=work.scalars(history).all(),
    )


def named_appraiser(person_id: int, *, on: date) -> NamedAppraiser | None:
    """Who was named that day to rate the person's work; None when it is the direct superior."""
    row = (
        session()
        .execute(
            select(Appraiser, Person)
            .outerjoin(Person, Person.id == Appraiser.appraiser_id)
            .where(Appraiser.person_id == person_id, Appraiser.valid_from <= on)
            .order_by(Appraiser.id.desc())
            .limit(1)
        )
        .one_or_none()
    )
    if row is None or row[1] is None or row[1].state is not PersonState.ACTIVE:
        return None
    named, person = row
    return NamedAppraiser(
        person_id=person.id,
        name=full_name(person.name, person.title_before, person.title_after),
        unit_id=person.unit_id,
        since=named.valid_from,
        source=named.source,
    )


def find_person_id(text: str, *, agency_id: int) -> int | None:
    """The one active person of a NIP or official code as typed, for forms and commands."""
    plain = "".join(text.split())
    return session().scalar(
        select(Person.id).where(
            Person.agency_id == agency_id,
            Person.state == PersonState.ACTIVE,
            or_(Person.nip == plain, Person.official_code == plain.upper()),
        )
    )


def list_names(person_ids: Collection[int]) -> dict[int, str]:
    """The names of several people by their id."""
    rows = session().execute(select(Person.id, Person.name).where(Person.id.in_(person_ids)))
    return {row.id: row.name for row in rows}


def _filtered(columns: Select[*tuple[Any, ...]], wanted: PeopleFilter) -> Any:
    columns = columns.where(Person.agency_id == wanted.agency_id, Person.state == wanted.state)
    if wanted.reach is not None:
        columns = columns.where(Person.unit_id.in_(wanted.reach))
    if wanted.unit_id is not None:
        columns = columns.where(Person.unit_id.in_(subtree_ids(wanted.unit_id)))
    if wanted.without_superior:
        columns = columns.where(
            Person.superior_id.is_(None), Person.kind != PersonKind.PEJABAT_NEGARA
        )
    text = normalise_text(wanted.text)
    return columns.where(_matches(text)) if text else columns


def _matches(text: str) -> ColumnElement[bool]:
    digits = "".join(letter for letter in text if letter not in " .'")
    if digits.isdigit():
        return Person.nip.startswith(digits, autoescape=True)
    return or_(
        Person.name.icontains(text, autoescape=True),
        Person.official_code == text.upper(),
    )


def _line(
    person: Person, unit: str, title: str | None, superior: str | None, state: AccountState | None
) -> PersonLine:
    return PersonLine(
        id=person.id,
        name=person.name,
        full_name=full_name(person.name, person.title_before, person.title_after),
        nip=person.nip,
        position=title or "",
        unit=unit,
        is_unit_head=person.is_unit_head,
        superior=superior or "",
        account=state,
    )
