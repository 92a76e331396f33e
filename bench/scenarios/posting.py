"""Neraca: an award of points through the posting service on SQLite, one transaction each."""

import os
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from bench.clients import Work
from bench.measures import Measure, report, workspace
from bench.processes import drive_processes
from ledger.config import Config
from ledger.database import Base, db, session, transaction
from ledger.domain.actors import system_actor
from ledger.domain.entries import EntryKind
from ledger.domain.people import PersonKind
from ledger.domain.posting_commands import PostEntry
from ledger.domain.postings import award_lines, quota_key
from ledger.factory import create_app
from ledger.models.entries import Balance, Entry, MeritAccount
from ledger.models.guards import reinstall_guards
from ledger.models.people import Agency, Person, Unit
from ledger.services.entries import post_entry
from ledger.services.merit_accounts import person_account_ref
from ledger.services.quotas import open_quota

SECONDS = 6.0
PEOPLE = 100
DAY = date(2026, 5, 4)
PERIOD = "2026-T2"
# Where the clients, which are processes of their own, find the database.
FOLDER = "BENCH_FOLDER"


def application(folder: Path) -> Flask:
    return create_app(Config(mode="testing", data_dir=folder))


def fill(folder: Path) -> None:
    """An agency with one unit, a hundred people and a quota that lasts."""
    with application(folder).app_context():
        with db.engine.begin() as connection:
            Base.metadata.create_all(connection)
            reinstall_guards(connection)
        with transaction() as work:
            agency = Agency(code="A", name="Agency", origin="bench.example/log/1")
            work.add(agency)
            work.flush()
            unit = Unit(agency_id=agency.id, code="U001", name="Unit")
            work.add(unit)
            work.flush()
            work.add_all(person_of(unit, number) for number in range(PEOPLE))
        actor, now = system_actor(agency.id), datetime.now(UTC)
        open_quota(unit.id, PERIOD, 1_000_000_000, actor=actor, now=now)
        for person_id in session().scalars(select(Person.id)).all():
            person_account_ref(person_id)
        db.engine.dispose()


def person_of(unit: Unit, number: int) -> Person:
    return Person(
        agency_id=unit.agency_id,
        unit_id=unit.id,
        nip=f"1985031520100110{number:02}",
        kind=PersonKind.PNS,
        name=f"Person {number}",
    )


def posts(number: int) -> Work:
    """One client: each piece of work is one award, durable when it returns."""
    application(Path(os.environ[FOLDER])).app_context().push()
    (unit_id, unit_code, agency_id) = (
        session().execute(select(Unit.id, Unit.code, Unit.agency_id)).one()
    )
    people, refs = zip(
        *session().execute(
            select(MeritAccount.person_id, MeritAccount.ref).where(MeritAccount.person_id > 0)
        ),
        strict=True,
    )
    actor, numbers, quota = system_actor(agency_id), count(), quota_key(unit_code, PERIOD)

    def post_one_entry() -> None:
        turn = next(numbers)
        place, now = (turn + number * 7) % PEOPLE, datetime.now(UTC)
        post_entry(
            PostEntry(
                kind=EntryKind.AWARD_POINTS,
                idempotency_key=f"client:{number}:{turn}",
                happened_on=DAY,
                decided_at=now,
                unit_id=unit_id,
                subjects=((people[place], 25),),
                reason_code="swift-service",
                facts={"minutes": 12},
                lines=award_lines(quota, {refs[place]: 25}),
                detail={"badge": "swift"},
                subject_private={"name": "Somebody"},
                reason_private={"reason": "Ten words that say why somebody is thanked today."},
            ),
            actor=actor,
            now=now,
        )

    return post_one_entry


def measured(folder: Path, clients: int) -> list[Measure]:
    place = folder / str(clients)
    place.mkdir()
    os.environ[FOLDER] = str(place)
    fill(place)
    load = drive_processes(clients=clients, seconds=SECONDS, prepare=posts)
    with application(place).app_context():
        rows = session().scalar(select(func.count()).select_from(Entry))
        total = session().scalar(select(func.sum(Balance.points)))
        db.engine.dispose()
    # The opening of the quota is an entry as well.
    assert rows == load.done + 1
    assert total == 0
    return load.measures(f"{clients} client{'s' if clients > 1 else ''}")


if __name__ == "__main__":
    with workspace() as folder:
        report(
            "Neraca, awards with postings, balances, seal requests, WAL, FULL",
            [*measured(folder, 1), *measured(folder, 16)],
        )
