"""Neraca on PostgreSQL: the same awards by 8 workers, without sealing and while a worker seals.

The workers are the threads of two processes, which may share a commit; beside them 8 processes.
"""

import bisect
import multiprocessing
import time
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

from sqlalchemy import select

from bench.awards import application, fill, posts, require_all_posted
from bench.measures import Measure, percentile, report, workspace
from bench.processes import drive_processes
from ledger.database import db, session
from ledger.domain.checkpoints import SignerKey
from ledger.domain.entries import EntryKind
from ledger.jobs.registry import PERIODIC
from ledger.models.entries import Entry, SealedLeaf
from ledger.queries.seals import agencies_to_seal, origin_of
from ledger.services.sealing import seal_all
from tests.postgres import postgres_url

SECONDS = 8.0
WORKERS = 8
THREADS = 4
KEY = bytes(range(32))
# As often as the clock of the house sweeps.
(EVERY,) = (work.every.total_seconds() for work in PERIODIC if work.name == "ledger.seal")

#: The size of the tree after a round of sealing, and when that was durable.
Rounds = list[tuple[int, float]]


def seal_until_told(pipe: Connection) -> None:
    """The worker that seals: a round, a pause, and one last round when it is told to stop."""
    with application().app_context():
        rounds = _sealed()
        pipe.send("ready")
        stops = False
        while not stops:
            stops = pipe.poll(EVERY)
            rounds += _sealed()
        pipe.send(rounds)


def _sealed() -> Rounds:
    rounds = []
    for agency_id in agencies_to_seal():
        signer = SignerKey(origin_of(agency_id), KEY)
        if checkpoint := seal_all(agency_id, signer=signer, now=datetime.now(UTC)):
            rounds.append((checkpoint.size, time.time()))
    session().rollback()
    return rounds


def seconds_to_seal(rounds: Rounds) -> list[float]:
    """From the moment an award was asked for, which is before its commit, to its checkpoint."""
    sizes = [size for size, _ in rounds]
    with application().app_context():
        placed = session().execute(
            select(SealedLeaf.position, Entry.recorded_at)
            .join(Entry, Entry.id == SealedLeaf.entry_id)
            .where(Entry.kind == EntryKind.AWARD_POINTS)
        )
        waits = [
            rounds[bisect.bisect_right(sizes, position)][1] - recorded_at.timestamp()
            for position, recorded_at in placed
        ]
        db.session.remove()
        db.engine.dispose()
    return waits


def unsealed(
    folder: Path, url: str, name: str, *, workers: int = WORKERS, threads: int = 1
) -> list[Measure]:
    fill(folder, url)
    load = drive_processes(clients=workers, threads=threads, seconds=SECONDS, prepare=posts)
    require_all_posted(load.done)
    return load.measures(name)


def sealed(folder: Path, url: str) -> list[Measure]:
    fill(folder, url)
    ours, theirs = multiprocessing.Pipe()
    sealer = multiprocessing.get_context("fork").Process(target=seal_until_told, args=(theirs,))
    sealer.start()
    ours.recv()
    load = drive_processes(clients=WORKERS, threads=THREADS, seconds=SECONDS, prepare=posts)
    ours.send("stop")
    rounds = ours.recv()
    sealer.join()
    require_all_posted(load.done)
    waits = seconds_to_seal(rounds)
    assert len(waits) == load.done
    return [
        *load.measures(f"{WORKERS} workers, sealed"),
        Measure("commit to seal: median", percentile(waits, 0.5), "s"),
        Measure("commit to seal: p99", percentile(waits, 0.99), "s"),
    ]


if __name__ == "__main__":
    server = postgres_url()
    assert server, "no PostgreSQL server could be found or started"
    with workspace() as place:
        report(
            "Neraca on PostgreSQL, synchronous commit",
            [
                *unsealed(place, server, "1 worker", workers=1),
                *unsealed(place, server, f"{WORKERS} processes"),
                *unsealed(place, server, f"{WORKERS} workers", threads=THREADS),
                *sealed(place, server),
            ],
        )
