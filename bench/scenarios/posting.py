"""Neraca: awards of points through the posting service on SQLite, each durable when it returns.

Sixteen clients are the threads of two processes, as `neraca serve` runs; those of a process may
share a commit. Beside them sixteen processes of one thread, where nobody can share.
"""

from pathlib import Path

from bench.awards import fill, posts, require_all_posted
from bench.measures import Measure, report, workspace
from bench.processes import drive_processes

SECONDS = 6.0
#: How many threads a web process of `neraca serve` has.
THREADS = 8


def measured(folder: Path, name: str, *, clients: int, threads: int = 1) -> list[Measure]:
    place = folder / name
    place.mkdir()
    fill(place)
    load = drive_processes(clients=clients, threads=threads, seconds=SECONDS, prepare=posts)
    require_all_posted(load.done)
    return load.measures(name)


if __name__ == "__main__":
    with workspace() as folder:
        report(
            "Neraca, awards with postings, balances, pending leaves, WAL, FULL",
            [
                *measured(folder, "1 client", clients=1),
                *measured(folder, "16 clients", clients=16, threads=THREADS),
                *measured(folder, "16 processes", clients=16),
            ],
        )
