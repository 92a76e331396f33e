"""An account as an Actor: its roles today, the posts it holds, whom it leads."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, or_, select
from sqlalchemy.orm import aliased

from ledger.database import session
from ledger.domain.accounts import clean_identity
from ledger.domain.actors import Actor, Grant, Post
from ledger.domain.people import PersonState
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
    """Build the actor of a row of ``actor_rows``, in two or three more statements."""
    person, account, agency, is_superior = row[:4]
    today = now.astimezone(zone_info(agency.zone)).date()
    return Actor(
        agency_id=agency.id,
        name=person.name,
        account_id=account.id if account else None,
        person_id=person.id,
        unit_id=person.unit_id,
        session_id=session_id,
        grants=_grants(account.id, today) if account else (),
        posts=_posts(person, today),
        is_superior=is_superior,
        language=account.language if account else "id",
        extra={"agency_name": agency.name, "zone": agency.zone},
    )


def _grants(account_id: int, today: date) -> tuple[Grant, ...]:
    until = RoleGrant.valid_until
    held = session().execute(
        select(RoleGrant.role, RoleGrant.unit_id).where(
            RoleGrant.account_id == account_id,
            RoleGrant.valid_from <= today,
            or_(until.is_(None), until > today),
        )
    )
    return tuple(
        Grant(role=role, unit_ids=None if unit_id is None else subtree_ids(unit_id))
        for role, unit_id in held
    )


def _posts(person: Person, today: date) -> tuple[Post, ...]:
    """The posts held by letter, and the own one unless somebody else holds it for the time."""
    concerning = [ActingAppointment.person_id == person.id]
    if person.is_unit_head:
        concerning.append(ActingAppointment.unit_id == person.unit_id)
    appointments: Sequence[ActingAppointment] = (
        session().scalars(select(ActingAppointment).where(acting_on(today), or_(*concerning))).all()
    )
    return (*_own_post(person, appointments), *_acting_posts(person, appointments))


def _own_post(person: Person, appointments: Iterable[ActingAppointment]) -> tuple[Post, ...]:
    taken = any(one.unit_id == person.unit_id for one in appointments)
    return (Post(unit_id=person.unit_id),) if person.is_unit_head and not taken else ()


def _acting_posts(person: Person, appointments: Iterable[ActingAppointment]) -> tuple[Post, ...]:
    return tuple(
        Post(unit_id=one.unit_id, capacity=one.capacity, letter_number=one.letter_number)
        for one in appointments
        if one.person_id == person.id
    )
