"""Writers and the sealer are killed, the server is stopped: what was acknowledged stands."""

import random
import time
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from ledger.database import db
from tests.postgres import PrivateServer
from tests.proving.arenas import (
    Arena,
    entries_by_key,
    open_arena,
    points_by_person,
    require_whole,
)
from tests.proving.crews import Crew, Hand, Work, crew
from tests.proving.drills import Tell
from tests.proving.sizes import KILLS, STOPS

WRITERS = 4
SEALER = WRITERS
PEOPLE = 4
#: One in so many entries is taken back again.
TAKEN_BACK = 5
#: Seldom enough for the series to stay quick, often enough to name the kill that broke something.
LOOK_EVERY = 10
#: The longest wait between a sign of life and the kill or stop: a few pieces of work.
SECONDS = 0.03


def worker(app: Flask, arena: Arena) -> Work:
    """The last hand seals, the others post; each goes on where the one before it was killed."""

    def work(hand: Hand) -> None:
        with app.app_context():
            if hand.number == SEALER:
                _seal(hand, arena)
            else:
                _post(hand, arena)
            db.session.remove()

    return work


def _post(hand: Hand, arena: Arena) -> None:
    for turn in count(len(hand.notes)):
        if not hand.is_wanted:
            return
        key, person, points = f"hand:{hand.number}:{turn}", turn % PEOPLE, turn % 3 + 1
        uid = _until_answered(partial(arena.award, key, person, points))
        back = "" if turn % TAKEN_BACK else _until_answered(partial(arena.reverse, uid))
        hand.note(f"{person} {points} {uid} {back}")


def _seal(hand: Hand, arena: Arena) -> None:
    while hand.is_wanted:
        _until_answered(partial(arena.seal, batch=20))
        hand.note("sealed")
        time.sleep(0.01)


def _until_answered(ask: Callable[[], Any]) -> Any:
    """Ask again, with the same key, as long as the server is away; as a client does."""
    while True:
        try:
            return ask()
        except OperationalError:
            db.session.remove()
            time.sleep(0.02)


def acknowledged(group: Crew) -> list[list[str]]:
    """Of every piece of work that was acknowledged: person, points, uid, and that of its reversal.

    A last line that a kill cut in two was acknowledged to nobody.
    """
    return [note.split(" ") for hand in group.hands[:WRITERS] for note in hand.notes]


def require_nothing_lost(group: Crew, arena: Arena) -> int:
    """Every uid that somebody was told stands in the ledger; how many those are."""
    told = {uid for *_, uid, back in acknowledged(group) for uid in (uid, back) if uid}
    lost = told - set(entries_by_key(arena).values())
    assert not lost, f"{len(lost)} of {len(told)} acknowledged entries are gone"
    return len(told)


def require_nothing_more(group: Crew, arena: Arena) -> None:
    """After all have gone home, exactly what was acknowledged stands there, each thing once."""
    done = acknowledged(group)
    told = [uid for *_, uid, back in done for uid in (uid, back) if uid]
    assert sorted(told) == sorted(entries_by_key(arena).values())
    held = [0] * PEOPLE
    for person, points, _, back in done:
        held[int(person)] += 0 if back else int(points)
    assert points_by_person(arena) == held


def test_killed_writers_lose_nothing_that_was_acknowledged(
    app: Flask, tmp_path: Path, tell: Tell
) -> None:
    arena = open_arena(people=PEOPLE, points=1_000_000)
    chance = random.Random(1)
    with crew(tmp_path / "crew", worker(app, arena), WRITERS + 1) as group:
        for kill in range(1, KILLS + 1):
            group.kill(chance.randrange(WRITERS + 1), chance, longest_seconds=SECONDS)
            if kill % LOOK_EVERY == 0:
                require_nothing_lost(group, arena)
        group.go_home()
    told = require_nothing_lost(group, arena)
    assert told > 0
    require_nothing_more(group, arena)
    require_whole(arena)
    tell(f"{KILLS} kill -9 of {WRITERS} writers and the sealer", f"0 of {told} lost")


@pytest.mark.postgresql
def test_stopped_server_loses_nothing_that_was_acknowledged(
    private_app: Flask, private_server: PrivateServer, tmp_path: Path, tell: Tell
) -> None:
    arena = open_arena(people=PEOPLE, points=1_000_000)
    chance = random.Random(2)
    with crew(tmp_path / "crew", worker(private_app, arena), WRITERS + 1) as group:
        for _ in range(STOPS):
            group.wait_for_work(*range(WRITERS))
            time.sleep(chance.uniform(0, SECONDS))
            private_server.stop_at_once()
            private_server.start()
            db.engine.dispose()
            require_nothing_lost(group, arena)
        group.wait_for_work(*range(WRITERS + 1))
        group.go_home()
    told = require_nothing_lost(group, arena)
    assert told > 0
    require_nothing_more(group, arena)
    require_whole(arena)
    tell(f"{STOPS} immediate stops under {WRITERS} writers", f"0 of {told} lost")
