"""Sixty-four writers on five accounts, four of which none of them has ever seen open."""

import random
import threading
from collections import Counter
from pathlib import Path

from flask import Flask

from ledger.database import db
from ledger.errors import RuleRefused
from ledger.services.quotas import quota_available
from tests.postings import DAY
from tests.proving.arenas import (
    Arena,
    entries_by_key,
    open_arena,
    points_by_person,
    require_whole,
)
from tests.proving.crews import Hand, Work, crew
from tests.proving.drills import Tell
from tests.proving.sizes import TURNS

PROCESSES, THREADS = 8, 8
WRITERS = PROCESSES * THREADS
PEOPLE = 4
MOST_POINTS = 5
#: Less than all of them ask for together, so that some must be refused.
QUOTA = WRITERS * TURNS * 2
OVERDRAWN = "ck_balance_not_overdrawn"


def writers(app: Flask, arena: Arena) -> Work:
    """Eight threads of one process that begin at the same moment."""

    def work(hand: Hand) -> None:
        ready, failures = threading.Barrier(THREADS), list[BaseException]()

        def live(thread: int) -> None:
            try:
                with app.app_context():
                    ready.wait()
                    _spend(hand, arena, hand.number * THREADS + thread)
                    db.session.remove()
            except BaseException as failure:
                failures.append(failure)

        threads = [threading.Thread(target=live, args=(number,)) for number in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failures:
            raise failures[0]

    return work


def _spend(hand: Hand, arena: Arena, writer: int) -> None:
    """Note what became of each thing this writer asked for."""
    chance = random.Random(writer)
    for turn in range(TURNS):
        person, points = chance.randrange(PEOPLE), chance.randint(1, MOST_POINTS)
        try:
            uid = arena.award(f"writer:{writer}:{turn}", person, points)
            hand.note(f"granted {person} {points} {uid}")
        except RuleRefused as refusal:
            hand.note(f"{refusal.constraint} {person} {points} -")


def test_sixty_four_writers_on_five_accounts_keep_every_point(
    app: Flask, tmp_path: Path, tell: Tell
) -> None:
    arena = open_arena(people=PEOPLE, points=QUOTA)
    with crew(tmp_path / "crew", writers(app, arena), PROCESSES) as group:
        group.go_home()
    told = [note.split(" ") for note in group.notes]
    outcomes = Counter(outcome for outcome, *_ in told)
    held = [0] * PEOPLE
    for outcome, person, points, _ in told:
        held[int(person)] += int(points) if outcome == "granted" else 0
    assert outcomes.total() == WRITERS * TURNS
    assert set(outcomes) == {"granted", OVERDRAWN}
    assert points_by_person(arena) == held
    assert quota_available(arena.unit_id, on=DAY) == QUOTA - sum(held)
    # Nobody was refused while there was enough for the most that anybody may ask.
    assert sum(held) > QUOTA - MOST_POINTS
    granted = [uid for outcome, _, _, uid in told if outcome == "granted"]
    assert sorted(entries_by_key(arena).values()) == sorted(granted)
    require_whole(arena)
    tell(
        f"{WRITERS} writers on {PEOPLE + 1} accounts, {outcomes.total()} requests",
        f"{outcomes['granted']} granted, {outcomes[OVERDRAWN]} refused, every point accounted for",
    )
