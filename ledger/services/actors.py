"""An account as an Actor: its roles today, the posts it holds, whom it leads."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, String, Text, cast, null, or_, select, union_all
from sqlalchemy.orm import aliased

from ledger.database import BigId, session
from ledger.domain.accounts import clean_identity
from ledger.domain.actors import Actor, Grant, Post
from ledger.domain.people import Capacity, PersonState, Role
from ledger.domain.zones import zone_info
from ledger.errors import NotFound, sentence
from ledger.models.people import Account, ActingAppointment, Agency, Person, RoleGrant
from ledger.queries.units import acting_on, subtree_ids

NO_PERSON = sentence("Pegawai %(identity)s tidak ada di instansi ini. Periksa NIP-nya.")


def actor_of_person(person_id: int, *, now: datetime) -> Actor:
    """The person acting, with an account or without; raises NotFound, also when they left."""
    row = session().execute(actor_rows().where(Person.id == person_id)).one_or_none()
    if row is None:
        raise NotFound(NO_PERSON, identity=person_id)
    return actor_from_row(row, now=now)


# An alias costs more than the statement it stands in, so each is made once.
_staff = aliased(Person)


def actor_of_identity(identity: str, *, agency_id: int, now: datetime) -> Actor:
    """The person of a NIP or official code, for commands with ``--as``; raises NotFound."""
    code = clean_identity(identity)
    rows = actor_rows().where(
        Person.agency_id == agency_id, or_(Person.nip == code, Person.official_code == code)
    )
    row = session().execute(rows).one_or_none()
    if row is None:
        raise NotFound(NO_PERSON, identity=identity)
    return actor_from_row(row, now=now)


def actor_rows() -> Select[Person, Any, Agency, bool]:
    """People who have not left, with their account (or None), agency and whether they lead."""
    leads = select(_staff.id).where(_staff.superior_id == Person.id).exists()
    return (
        select(Person, Account, Agency, leads)
        .join(Agency, Agency.id == Person.agency_id)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(Person.state == PersonState.ACTIVE)
    )


def actor_from_row(
    row: Row[*tuple[Any, ...]], *, now: datetime, session_id: int | None = None
) -> Actor:
    """Build the actor of a row of ``actor_rows``, in one statement, plus one per role of a unit."""
    person, account, agency, is_superior = row[:4]
    today = now.astimezone(zone_info(agency.zone)).date()
    grants, posts = _held(person, account.id if account else None, today)
    return Actor(
        agency_id=agency.id,
        name=person.name,
        account_id=account.id if account else None,
        person_id=person.id,
        unit_id=person.unit_id,
        session_id=session_id,
        grants=grants,
        posts=posts,
        is_superior=is_superior,
        language=account.language if account else "id",
        extra={"agency_name": agency.name, "zone": agency.zone},
    )


def _held(
    person: Person, account_id: int | None, today: date
) -> tuple[tuple[Grant, ...], tuple[Post, ...]]:
    """The roles, and the posts held by letter or as head, in one statement for both."""
    rows = session().execute(union_all(_roles(account_id, today), _letters(person, today))).all()
    grants = tuple(
        Grant(
            role=Role(row.role), unit_ids=None if row.unit_id is None else subtree_ids(row.unit_id)
        )
        for row in rows
        if row.role is not None
    )
    letters = [row for row in rows if row.role is None]
    return grants, (*_own_post(person, letters), *_acting_posts(person, letters))


def _grant(row: Row[Any]) -> Grant:
    below = None if row.unit_id is None else subtree_ids(row.unit_id)
    return Grant(role=Role(row.role), unit_ids=below)


def _roles(account_id: int | None, today: date) -> Select[*tuple[Any, ...]]:
    until = RoleGrant.valid_until
    return select(
        cast(RoleGrant.role, String(64)).label("role"),
        RoleGrant.unit_id,
        cast(null(), BigId).label("person_id"),
        cast(null(), String(64)).label("capacity"),
        cast(null(), Text()).label("letter_number"),
    ).where(
        RoleGrant.account_id == account_id,
        RoleGrant.valid_from <= today,
        or_(until.is_(None), until > today),
    )


def _letters(person: Person, today: date) -> Select[*tuple[Any, ...]]:
    """Who stands in for whom by letter, as far as it concerns the person."""
    concerning = [ActingAppointment.person_id == person.id]
    if person.is_unit_head:
        concerning.append(ActingAppointment.unit_id == person.unit_id)
    return select(
        cast(null(), String(64)),
        ActingAppointment.unit_id,
        ActingAppointment.person_id,
        cast(ActingAppointment.capacity, String(64)),
        ActingAppointment.letter_number,
    ).where(acting_on(today), or_(*concerning))


def _own_post(person: Person, appointments: Iterable[Row[Any]]) -> tuple[Post, ...]:
    taken = any(one.unit_id == person.unit_id for one in appointments)
    return (Post(unit_id=person.unit_id),) if person.is_unit_head and not taken else ()


def _acting_posts(person: Person, appointments: Iterable[Row[Any]]) -> tuple[Post, ...]:
    return tuple(
        Post(unit_id=one.unit_id, capacity=Capacity(one.capacity), letter_number=one.letter_number)
        for one in appointments
        if one.person_id == person.id
    )
