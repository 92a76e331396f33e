"""Neraca: whether an award takes longer the more entries stand, each of them sealed, on SQLite.

Up to 100,000 entries, and with BENCH_FULL=1 up to a million, which takes some minutes more.
"""

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from sqlalchemy import select

from bench.awards import application, awards, fill, posts, require_all_posted
from bench.clients import Load, drive
from bench.measures import Measure, percentile, report, workspace
from ledger.database import session
from ledger.domain.actors import system_actor
from ledger.domain.checkpoints import SignerKey
from ledger.domain.posting_commands import PostEntry
from ledger.models.people import Agency
from ledger.services.entry_batches import post_entries
from ledger.services.sealing import seal_all

SIZES = (1_000, 10_000, 100_000, *((1_000_000,) if os.environ.get("BENCH_FULL") else ()))
SECONDS = 4.0
AT_ONCE = 10_000
KEY = bytes(range(32))


def grow(asked: Iterator[PostEntry], missing: int, agency: Agency) -> None:
    """Post so many awards in bulk and seal them."""
    actor, now = system_actor(agency.id), datetime.now(UTC)
    for start in range(0, missing, AT_ONCE):
        commands = list(islice(asked, min(AT_ONCE, missing - start)))
        post_entries(commands, actor=actor, now=now)
    seal_all(agency.id, signer=SignerKey(agency.origin, KEY), now=datetime.now(UTC))


def measured(size: int, load: Load, busy: float) -> list[Measure]:
    (waits,) = load.latencies
    return [
        Measure(f"{size:,} entries: median", percentile(waits, 0.5) * 1000, "ms"),
        Measure(f"{size:,} entries: p99", percentile(waits, 0.99) * 1000, "ms"),
        Measure(f"{size:,} entries: processor time", busy * 1000, "ms"),
    ]


def grown(folder: Path) -> list[Measure]:
    fill(folder)
    # The clients leave the context of the application open, as each needs it to its end.
    application().app_context().push()
    agency, asked = session().scalars(select(Agency)).one(), awards(0)
    told, standing = [], 0
    for number, size in enumerate(SIZES, start=1):
        grow(asked, size - standing, agency)
        before = time.process_time()
        load = drive(clients=1, seconds=SECONDS, prepare=lambda _, own=number: posts(own))
        busy = (time.process_time() - before) / load.done
        standing = size + load.done
        told += measured(size, load, busy)
    require_all_posted(standing)
    return told


if __name__ == "__main__":
    with workspace() as place:
        report("Neraca, one award beside so many entries, WAL, FULL", grown(place))
