"""What every scenario of posting does: an agency with a quota, and clients that post awards."""

import os
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from itertools import count
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from bench.clients import Work
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

ORIGIN = "bench.example/log/1"
# As many as an agency of a few thousand people has: awards of one unit wait for its one quota.
UNITS = 32
PEOPLE = 320
DAY = date(2026, 5, 4)
PERIOD = "2026-T2"
# The most that may be opened at once; every award takes one point of it.
QUOTA = 1_000_000
# Where the clients, which are processes of their own, find the database.
FOLDER, DATABASE = "BENCH_FOLDER", "BENCH_DATABASE"
_starting = threading.Lock()


def application() -> Flask:
    """Over the database that the environment names; without one over SQLite in the folder."""
    with _starting:
        return _application(os.getpid(), Path(os.environ[FOLDER]), os.environ.get(DATABASE))


@cache
def _application(_process: int, folder: Path, url: str | None) -> Flask:
    """One in each process, whose threads share it as those of a server do."""
    if url:
        return create_app(Config(mode="testing", data_dir=folder, database_url=url))
    return create_app(Config(mode="testing", data_dir=folder))


def fill(folder: Path, database_url: str | None = None) -> None:
    """An agency whose units have people and quotas that last."""
    os.environ[FOLDER] = str(folder)
    if database_url:
        os.environ[DATABASE] = database_url
    with application().app_context():
        with db.engine.begin() as connection:
            Base.metadata.drop_all(connection)
            Base.metadata.create_all(connection)
            reinstall_guards(connection)
        with transaction() as work:
            agency = Agency(code="A", name="Agency", origin=ORIGIN)
            work.add(agency)
            work.flush()
            units = [
                Unit(agency_id=agency.id, code=f"U{number:03}", name="Unit")
                for number in range(UNITS)
            ]
            work.add_all(units)
            work.flush()
            work.add_all(_person_of(units[number % UNITS], number) for number in range(PEOPLE))
        actor, now = system_actor(agency.id), datetime.now(UTC)
        for unit in units:
            open_quota(unit.id, PERIOD, QUOTA, actor=actor, now=now)
        for person_id in session().scalars(select(Person.id)).all():
            person_account_ref(person_id)
        db.engine.dispose()


def awards(number: int) -> Iterator[PostEntry]:
    """The awards that one client asks for, without end; each has a key of its own."""
    people = session().execute(
        select(Person.id, MeritAccount.ref, Unit.id, Unit.code)
        .join(MeritAccount, MeritAccount.person_id == Person.id)
        .join(Unit, Unit.id == Person.unit_id)
        .order_by(Person.id)
    )
    found = [row._tuple() for row in people]
    for turn in count():
        person_id, ref, unit_id, unit_code = found[(turn + number * 7) % PEOPLE]
        yield PostEntry(
            kind=EntryKind.AWARD_POINTS,
            idempotency_key=f"client:{number}:{turn}",
            happened_on=DAY,
            decided_at=datetime.now(UTC),
            unit_id=unit_id,
            subjects=((person_id, 1),),
            reason_code="swift-service",
            facts={"minutes": 12},
            lines=award_lines(quota_key(unit_code, PERIOD), {ref: 1}),
            detail={"badge": "swift"},
            subject_private={"name": "Somebody"},
            reason_private={"reason": "Ten words that say why somebody is thanked today."},
        )


def posts(number: int) -> Work:
    """One client: each piece of work is one award, durable when it returns."""
    application().app_context().push()
    actor = system_actor(session().scalars(select(Agency.id)).one())
    asked = awards(number)

    def post_one_entry() -> None:
        command = next(asked)
        post_entry(command, actor=actor, now=command.decided_at)

    return post_one_entry


def require_all_posted(done: int) -> None:
    """Every award that was acknowledged stands, and the points balance."""
    with application().app_context():
        rows = session().scalar(select(func.count()).select_from(Entry))
        total = session().scalar(select(func.sum(Balance.points)))
        db.session.remove()
        db.engine.dispose()
    # The opening of a quota is an entry as well.
    assert rows == done + UNITS
    assert total == 0


def _person_of(unit: Unit, number: int) -> Person:
    return Person(
        agency_id=unit.agency_id,
        unit_id=unit.id,
        nip=f"198503152010011{number:03}",
        kind=PersonKind.PNS,
        name=f"Person {number}",
    )
