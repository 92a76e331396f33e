"""Who plays in the demo: real people of the imported agency, found by their units."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ledger.database import session, transaction
from ledger.domain.actors import Actor
from ledger.domain.people import AccountState, PersonKind, Role
from ledger.domain.roles import GrantRole
from ledger.models.commendations import Service
from ledger.models.entries import Balance, MeritAccount
from ledger.models.people import Account, Person, Unit
from ledger.queries.units import subtree_ids
from ledger.services.actors import actor_of_person
from ledger.services.demo.clock import DemoClock
from ledger.services.roles import grant_role

HR_OFFICERS = 4


@dataclass(frozen=True, kw_only=True)
class DemoAccount:
    """An account one can sign in with: who it is for, and its name at the door."""

    title: str
    identity: str
    name: str
    unit: str


@dataclass(frozen=True, kw_only=True)
class Cast:
    """The people of the demo by what they do; ids of persons."""

    hr: tuple[int, ...]
    inspectorate: int
    auditor: int
    operator: int
    unit_admin: int
    governor: int
    leader: int
    supervisor: int
    staff: int


class Actors:
    """The actors of a day, built once each; roles and posts do not change during a demo day."""

    def __init__(self, clock: DemoClock) -> None:
        self._clock = clock
        self._known: dict[int, Actor] = {}

    def of(self, person_id: int) -> Actor:
        if person_id not in self._known:
            self._known[person_id] = actor_of_person(person_id, now=self._clock.now)
        return self._known[person_id]

    def forget(self) -> None:
        self._known.clear()


def choose_cast(agency_id: int) -> Cast:
    """Find the people by the names of their units; any agency with such units will do."""
    hr_people = _people_under(agency_id, "Kepegawaian")
    inspectors = _people_under(agency_id, "Inspektorat")
    operators = _people_under(agency_id, "Informatika") or hr_people[HR_OFFICERS:]
    counter = _counter_unit(agency_id)
    front = _staff_of(counter)
    supervisor = session().get_one(Person, front[0])
    return Cast(
        hr=tuple(hr_people[:HR_OFFICERS]),
        inspectorate=inspectors[0],
        auditor=inspectors[1],
        operator=operators[-1],
        unit_admin=front[1],
        governor=_governor(agency_id),
        leader=supervisor.superior_id or _governor(agency_id),
        supervisor=supervisor.id,
        staff=front[2],
    )


def grant_roles(cast: Cast, *, actor: Actor, now: datetime) -> None:
    """Give each of the cast the role of their part, for the whole agency or their unit."""
    today = now.date().replace(month=1, day=1)
    unit_id = session().get_one(Person, cast.unit_admin).unit_id
    parts: list[tuple[int, Role, int | None]] = [(one, Role.HR, None) for one in cast.hr]
    parts += [
        (cast.inspectorate, Role.INSPECTORATE, None),
        (cast.auditor, Role.AUDITOR, None),
        (cast.operator, Role.OPERATOR, None),
        (cast.unit_admin, Role.UNIT_ADMIN, unit_id),
    ]
    for person_id, role, unit in parts:
        command = GrantRole(person_id=person_id, role=role, unit_id=unit, valid_from=today)
        grant_role(command, actor=actor, now=now)


def open_staff_account(cast: Cast, password_hash: str, *, now: datetime) -> DemoAccount:
    """An account for the person with the most to see: merit of their own, and no office."""
    leaders = select(Person.superior_id).where(Person.superior_id.is_not(None))
    found = session().scalar(
        select(MeritAccount.person_id)
        .join(Balance, Balance.account_id == MeritAccount.id)
        .join(Person, Person.id == MeritAccount.person_id)
        .where(Person.is_unit_head.is_(False), Person.id.not_in(leaders))
        .order_by(Balance.points.desc(), Person.nip)
        .limit(1)
    )
    return open_account("ASN", found or cast.staff, password_hash, now=now)


def open_account(title: str, person_id: int, password_hash: str, *, now: datetime) -> DemoAccount:
    """An account for one more person, with a word for who that is."""
    with transaction() as work:
        _activate(person_id, password_hash, now)
        work.flush()
    return _account_line(title, person_id)


def open_accounts(cast: Cast, password_hash: str, *, now: datetime) -> list[DemoAccount]:
    """Give the cast active accounts that share one password; only ever for an invented agency."""
    parts = (
        ("Atasan langsung", cast.supervisor),
        ("Pimpinan (kepala dinas)", cast.leader),
        ("Kepegawaian", cast.hr[0]),
        ("Kepegawaian kedua", cast.hr[1]),
        ("Admin unit", cast.unit_admin),
        ("Inspektorat", cast.inspectorate),
        ("Auditor", cast.auditor),
        ("Operator", cast.operator),
        ("Gubernur", cast.governor),
    )
    with transaction() as work:
        for person_id in (*(one for _, one in parts), *cast.hr[2:]):
            _activate(person_id, password_hash, now)
        work.flush()
    return [_account_line(title, person_id) for title, person_id in parts]


def _activate(person_id: int, password_hash: str, now: datetime) -> None:
    work = session()
    person = work.get_one(Person, person_id)
    row = work.scalar(select(Account).where(Account.person_id == person_id))
    if row is None:
        row = Account(agency_id=person.agency_id, person_id=person_id, invited_at=now)
        work.add(row)
    row.password_hash, row.state = password_hash, AccountState.ACTIVE
    row.activated_at = row.password_changed_at = now


def _account_line(title: str, person_id: int) -> DemoAccount:
    person = session().get_one(Person, person_id)
    unit = session().get_one(Unit, person.unit_id)
    identity = person.nip or person.official_code or ""
    return DemoAccount(title=title, identity=identity, name=person.name, unit=unit.name)


def _people_under(agency_id: int, word: str) -> list[int]:
    """The people of the first unit with the word in its name and of all units below it."""
    unit_id = session().scalar(
        select(Unit.id)
        .where(Unit.agency_id == agency_id, Unit.name.contains(word))
        .order_by(Unit.code)
        .limit(1)
    )
    if unit_id is None:
        return []
    return list(
        session().scalars(
            select(Person.id)
            .where(Person.unit_id.in_(subtree_ids(unit_id)))
            .order_by(Person.is_unit_head, Person.unit_id, Person.nip)
        )
    )


def _counter_unit(agency_id: int) -> int:
    """A unit that serves citizens, so that all parts of the story meet in it."""
    found = session().scalar(
        select(Service.unit_id)
        .join(Unit, Unit.id == Service.unit_id)
        .where(Service.agency_id == agency_id)
        .order_by(Unit.code)
        .limit(1)
    )
    return (
        found
        or session()
        .scalars(
            select(Person.unit_id)
            .where(Person.agency_id == agency_id)
            .order_by(Person.unit_id.desc())
        )
        .first()
        or 0
    )


def _staff_of(unit_id: int) -> list[int]:
    """The head first, then the others."""
    return list(
        session().scalars(
            select(Person.id)
            .where(Person.unit_id == unit_id)
            .order_by(Person.is_unit_head.desc(), Person.nip)
        )
    )


def _governor(agency_id: int) -> int:
    return (
        session()
        .scalars(
            select(Person.id).where(
                Person.agency_id == agency_id, Person.kind == PersonKind.PEJABAT_NEGARA
            )
        )
        .one()
    )
