"""Neraca: many awards in one call, on both databases, beside executemany of bare rows."""

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import psycopg
from sqlalchemy import make_url, select

from bench.awards import application, awards, fill, require_all_posted
from bench.measures import Measure, report, workspace
from bench.scenarios.raw_sqlite import BODY, connected
from ledger.database import db, session, transaction
from ledger.domain.actors import system_actor
from ledger.domain.posting_commands import PostEntry
from ledger.models.people import Agency
from ledger.services.entries import post_entry
from ledger.services.entry_batches import post_entries
from tests.postgres import postgres_url

#: Entries of one transaction, and how many such transactions are timed after one to warm up.
AT_ONCE = 5_000
TIMES = 4
#: How many are posted one by one, for comparison.
SINGLY = 1_000


def entries_a_second(work: Callable[[int], None]) -> float:
    work(0)
    started = time.perf_counter()
    for turn in range(1, TIMES + 1):
        work(turn)
    return AT_ONCE * TIMES / (time.perf_counter() - started)


def ours(folder: Path, url: str | None) -> list[Measure]:
    """What is asked is made before the clock starts; names, seals and rows are what is measured."""
    fill(folder, url)
    with application().app_context():
        actor = system_actor(session().scalars(select(Agency.id)).one())
        asked = awards(0)
        singly = list(islice(asked, SINGLY))
        turns = [list(islice(asked, AT_ONCE)) for _ in range(TIMES + 1)]
        started = time.perf_counter()
        with transaction():
            for command in singly:
                post_entry(command, actor=actor, now=datetime.now(UTC))
        alone = SINGLY / (time.perf_counter() - started)
        before = time.process_time()

        def post(turn: int) -> None:
            require_new(post_entries(turns[turn], actor=actor, now=datetime.now(UTC)), turns[turn])

        rate = entries_a_second(post)
        busy = (time.process_time() - before) / (AT_ONCE * (TIMES + 1))
        db.session.remove()
        db.engine.dispose()
    require_all_posted(SINGLY + AT_ONCE * (TIMES + 1))
    name = "PostgreSQL" if url else "SQLite"
    return [
        Measure(f"{name}: rate", rate, "/s"),
        Measure(f"{name}: processor time of the process, an entry", busy * 1e6, "µs"),
        Measure(f"{name}, one by one in one transaction: rate", alone, "/s"),
    ]


def require_new(uids: Sequence[str], asked: Sequence[PostEntry]) -> None:
    assert len(set(uids)) == len(asked)


def bare_rows_on_sqlite(folder: Path) -> Measure:
    with closing(connected(folder / "bare.sqlite3")) as connection:
        connection.execute("CREATE TABLE entry (id INTEGER PRIMARY KEY, body BLOB NOT NULL)")

        def insert(_turn: int) -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT INTO entry (body) VALUES (?)", [(BODY,)] * AT_ONCE)
            connection.execute("COMMIT")

        return Measure("SQLite, bare rows: rate", entries_a_second(insert), "/s")


def bare_rows_on_postgresql(url: str) -> Measure:
    dsn = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(dsn) as connection:
        connection.execute("CREATE TABLE bare (id BIGSERIAL PRIMARY KEY, body BYTEA NOT NULL)")

        def insert(_turn: int) -> None:
            with connection.transaction(), connection.cursor() as cursor:
                cursor.executemany("INSERT INTO bare (body) VALUES (%s)", [(BODY,)] * AT_ONCE)

        return Measure("PostgreSQL, bare rows: rate", entries_a_second(insert), "/s")


if __name__ == "__main__":
    server = postgres_url()
    assert server, "no PostgreSQL server could be found or started"
    with workspace() as place:
        for name in ("sqlite", "postgresql"):
            (place / name).mkdir()
        report(
            f"Neraca, {AT_ONCE:,} awards in one transaction and one process",
            [
                *ours(place / "sqlite", None),
                bare_rows_on_sqlite(place),
                *ours(place / "postgresql", server),
                bare_rows_on_postgresql(server),
            ],
        )
