"""Builders of rows for tests: each makes what it needs, and the test names what matters."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from ledger.database import session, transaction
from ledger.domain.actors import Actor, Grant, Post
from ledger.domain.people import AccountState, Capacity, PersonKind, Role
from ledger.models.calendars import CalendarYear, Holiday
from ledger.models.people import Account, Agency, Person, Position, Unit

_numbers = count(1)
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def make_agency(**fields: Any) -> Agency:
    number = next(_numbers)
    values = {
        "code": f"CONTOH{number}",
        "name": "Pemerintah Provinsi Contoh",
        "government": "PEMERINTAH PROVINSI CONTOH",
        "city": "Kota Contoh",
        "head_title": "Gubernur Contoh",
        "origin": f"contoh.go.id/neraca/{number}/log/1",
    }
    return _save(Agency(**{**values, **fields}))


def make_unit(agency: Agency, parent: Unit | None = None, **fields: Any) -> Unit:
    number = next(_numbers)
    values = {"code": f"U{number:03}", "name": f"Unit {number}", "letter_code": f"UNIT{number}"}
    return _save(
        Unit(agency_id=agency.id, parent_id=parent.id if parent else None, **{**values, **fields})
    )


def make_position(agency: Agency, title: str = "", level: str = "pelaksana") -> Position:
    title = title or f"Jabatan {next(_numbers)}"
    return _save(Position(agency_id=agency.id, title=title, level=level, kind_code="4"))


def make_person(unit: Unit, superior: Person | None = None, **fields: Any) -> Person:
    number = next(_numbers)
    values: dict[str, Any] = {
        "nip": f"19850315201001{1 + number % 2}{number % 999 + 1:03}",
        "kind": PersonKind.PNS,
        "name": f"Pegawai {number}",
        "superior_id": superior.id if superior else None,
    }
    return _save(Person(agency_id=unit.agency_id, unit_id=unit.id, **{**values, **fields}))


def make_official(unit: Unit, **fields: Any) -> Person:
    """A pejabat negara at the top of the tree: no NIP, decides, never a subject."""
    values: dict[str, Any] = {
        "nip": None,
        "official_code": f"PEJABAT-NEGARA-{next(_numbers)}",
        "kind": PersonKind.PEJABAT_NEGARA,
        "name": "Rahayu Kartini",
        "is_unit_head": True,
    }
    return make_person(unit, **{**values, **fields})


def make_account(person: Person, **fields: Any) -> Account:
    values: dict[str, Any] = {
        "email": f"akun{next(_numbers)}@contoh.go.id",
        "state": AccountState.ACTIVE,
        "password_hash": "x",
        "invited_at": NOW,
    }
    return _save(Account(agency_id=person.agency_id, person_id=person.id, **{**values, **fields}))


def make_actor(person: Person, *roles: Role, account: Account | None = None) -> Actor:
    """The person acting: heads its unit when it is the head, with the given roles everywhere."""
    account = account or make_account(person)
    posts = (Post(unit_id=person.unit_id, capacity=Capacity.DEFINITIF),)
    subordinates = session().query(Person).filter(Person.superior_id == person.id).count()
    return Actor(
        agency_id=person.agency_id,
        name=person.name,
        account_id=account.id,
        person_id=person.id,
        unit_id=person.unit_id,
        grants=tuple(Grant(role=role) for role in roles),
        posts=posts if person.is_unit_head else (),
        is_superior=bool(subordinates),
    )


def load_calendar(agency: Agency, *years: int, holidays: tuple[date, ...] = ()) -> None:
    with transaction() as work:
        for year in years or (2025, 2026):
            work.add(CalendarYear(agency_id=agency.id, year=year, loaded_at=NOW))
        for day in holidays:
            work.add(Holiday(agency_id=agency.id, day=day, kind="libur"))


def _save(row: Any) -> Any:
    with transaction() as work:
        work.add(row)
    return row
