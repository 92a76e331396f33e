"""The floor under every ledger on SQLite: one row, one durable commit, nothing else.

Its clients are processes, as those of our own posting are.
"""

import os
import sqlite3
from pathlib import Path

from bench.clients import Work
from bench.measures import Measure, report, workspace
from bench.processes import drive_processes

SECONDS = 4.0
# Where the clients find the database.
FILE = "BENCH_FILE"
PATIENCE_SECONDS = 60
# About as many bytes as the row of one entry with its body.
BODY = b"x" * 600


def connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=PATIENCE_SECONDS, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def commits(_number: int) -> Work:
    connection = connected(Path(os.environ[FILE]))

    def commit_one_row() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO entry (body) VALUES (?)", (BODY,))
        connection.execute("COMMIT")

    return commit_one_row


def measured(folder: Path, clients: int) -> list[Measure]:
    path = folder / f"raw-{clients}.sqlite3"
    connected(path).execute("CREATE TABLE entry (id INTEGER PRIMARY KEY, body BLOB NOT NULL)")
    os.environ[FILE] = str(path)
    load = drive_processes(clients=clients, seconds=SECONDS, prepare=commits)
    (rows,) = connected(path).execute("SELECT count(*) FROM entry").fetchone()
    assert rows == load.done
    return load.measures(f"{clients} client{'s' if clients > 1 else ''}")


if __name__ == "__main__":
    with workspace() as place:
        report(
            "raw sqlite3, one-row commits, WAL, FULL",
            [*measured(place, 1), *measured(place, 16)],
        )
