"""Processes whose threads share commits are killed: nobody was told of an entry that is gone."""

import os
import random
import threading
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from flask import Flask

from ledger.database import db
from ledger.domain.entries import EntryKind
from ledger.domain.posting_commands import PostEntry
from ledger.services.entries import post_entry
from tests.postings import DAY
from tests.proving.arenas import Arena, entries_by_key, open_arena, require_whole
from tests.proving.crews import Hand, Work, crew
from tests.proving.drills import Tell
from tests.proving.sizes import KILLS

PROCESSES = 2
THREADS = 8
PEOPLE = 4
SECONDS = 0.03


def worker(app: Flask, arena: Arena) -> Work:
    """As a web process of `neraca serve`: each thread posts by itself and notes what it is told."""

    def work(hand: Hand) -> None:
        threads = [
            threading.Thread(target=_post, args=(app, arena, hand, place), daemon=True)
            for place in range(THREADS)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    return work


def _post(app: Flask, arena: Arena, hand: Hand, place: int) -> None:
    with app.app_context():
        for turn in count():
            if not hand.is_wanted:
                break
            now = datetime.now(UTC)
            key = f"{os.getpid()}:{place}:{turn}"
            command = _guidance(arena, key, arena.people[turn % PEOPLE], now)
            hand.note(f"{key} {post_entry(command, actor=arena.actor, now=now)}")
        db.session.remove()


def _guidance(arena: Arena, key: str, person_id: int, now: datetime) -> PostEntry:
    return PostEntry(
        kind=EntryKind.GUIDANCE,
        idempotency_key=key,
        happened_on=DAY,
        decided_at=now,
        unit_id=arena.unit_id,
        subjects=((person_id, 0),),
        reason_private={"reason": "Antrean dibiarkan tanpa petugas."},
    )


def test_killed_processes_acknowledged_nothing_that_is_gone(
    app: Flask, tmp_path: Path, tell: Tell
) -> None:
    arena, chance = open_arena(people=PEOPLE, points=100), random.Random(3)
    with crew(tmp_path / "crew", worker(app, arena), PROCESSES) as group:
        for _ in range(KILLS // 4):
            group.kill(chance.randrange(PROCESSES), chance, longest_seconds=SECONDS)
        group.wait_for_work(*range(PROCESSES))
        group.go_home()
    told = dict(note.split(" ") for note in group.notes)
    assert len(told) > KILLS // 4
    assert told.items() <= entries_by_key(arena).items()
    require_whole(arena)
    done = f"{KILLS // 4} kill -9 of processes with {THREADS} threads that share commits"
    tell(done, f"0 of {len(told)} lost")
