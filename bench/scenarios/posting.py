"""Neraca: an award of points through the posting service on SQLite, one transaction each."""

from pathlib import Path

from bench.awards import AT_ONCE, fill, posts, posts_in_bulk, require_all_posted
from bench.measures import Measure, report, workspace
from bench.processes import drive_processes

SECONDS = 6.0


def measured(folder: Path, clients: int) -> list[Measure]:
    place = folder / str(clients)
    place.mkdir()
    fill(place)
    load = drive_processes(clients=clients, seconds=SECONDS, prepare=posts)
    require_all_posted(load.done)
    return load.measures(f"{clients} client{'s' if clients > 1 else ''}")


def in_bulk(folder: Path) -> Measure:
    place = folder / "bulk"
    place.mkdir()
    fill(place)
    load = drive_processes(clients=1, seconds=SECONDS, prepare=posts_in_bulk)
    require_all_posted(load.done * AT_ONCE)
    return Measure("bulk: rate", load.done * AT_ONCE / load.seconds, "/s")


if __name__ == "__main__":
    with workspace() as folder:
        report(
            "Neraca, awards with postings, balances, pending leaves, WAL, FULL",
            [*measured(folder, 1), *measured(folder, 16), in_bulk(folder)],
        )
