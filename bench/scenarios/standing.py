"""Capaian saya and the queue of decisions, whole pages, with a thousand and 100,000 people."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from bench.crowds import crowded
from bench.measures import Measure, percentile, report, workspace
from ledger.database import db
from ledger.services.sessions import open_session

SIZES = (1_000, 100_000)
ROUNDS = 60
WARM_UP = 8
SMALLEST_PAGE = 2_000


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """Collect the statements that are sent."""
    heard: list[str] = []
    with app.app_context():
        engine = db.engine

    def hear(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            heard.append(statement)

    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(engine, "before_cursor_execute", hear)


def signed_in(app: Flask, account_id: int) -> FlaskClient:
    now = datetime.now(UTC)
    with app.app_context():
        key = open_session(account_id, device="bench", life=timedelta(hours=8), now=now)
    client: FlaskClient = app.test_client()
    with client.session_transaction() as kept:
        kept["_user_id"] = key
    return client


def visited(client: FlaskClient, path: str, name: str) -> list[Measure]:
    """The median and the slow end of one page, and how many statements it sends."""
    seconds = []
    for number in range(WARM_UP + ROUNDS):
        started = time.perf_counter()
        answer = client.get(path)
        if number >= WARM_UP:
            seconds.append(time.perf_counter() - started)
        assert answer.status_code == 200
        assert len(answer.data) > SMALLEST_PAGE
    with counted(client.application) as heard:
        client.get(path)
    return [
        Measure(f"{name}: median", percentile(seconds, 0.5) * 1000, "ms"),
        Measure(f"{name}: p95", percentile(seconds, 0.95) * 1000, "ms"),
        Measure(f"{name}: queries", len(heard), ""),
    ]


def measured(folder: Path, people: int) -> list[Measure]:
    with crowded(folder / str(people), people) as (app, crowd):
        staff = signed_in(app, crowd.staff_account)
        head = signed_in(app, crowd.head_account)
        return [
            *visited(staff, "/capaian?periode=2026", f"{people:,} people: standing"),
            *visited(head, "/keputusan", f"{people:,} people: queue"),
        ]


if __name__ == "__main__":
    with workspace() as place:
        told = [measure for size in SIZES for measure in measured(place, size)]
        report("Neraca, whole pages on SQLite", told)
