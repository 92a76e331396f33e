"""Requests sent again and again over a wire that breaks: each is done once, or not yet."""

import random
import threading
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from ledger.database import db, session
from ledger.domain.posting_commands import WidenQuota
from ledger.models.events import AuditEvent
from ledger.services.quotas import quota_available, widen_quota
from tests.conftest import DATABASES
from tests.factories import NOW
from tests.postings import DAY
from tests.proving.arenas import (
    PERIOD,
    Arena,
    entries_by_key,
    open_arena,
    points_by_person,
    require_whole,
)
from tests.proving.drills import Tell
from tests.proving.sizes import REQUESTS
from tests.proving.wires import Wire, wired

CLIENTS = 8
PEOPLE = 4
MOST_SENDS = 5
#: On each database; three sends of each are the mean.
DIFFERENT = REQUESTS // len(DATABASES) // 3
#: Of all sends, so many meet a wire that breaks.
BROKEN = 0.4
#: Requests that are under way together, so that the same one may arrive twice at once.
WINDOW = 16
OPENED = 1_000_000
WIDENED = 7


@dataclass
class Storm:
    """What the clients share: what is still to be sent, and what they were told."""

    arena: Arena
    wire: Wire
    waiting: SimpleQueue[int] = field(default_factory=SimpleQueue)
    answers: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    outcomes: Counter[str] = field(default_factory=Counter)
    failures: list[BaseException] = field(default_factory=list)

    def send(self, number: int) -> str:
        """Award, an award that is taken back at once, or a wider quota; the uid that it got."""
        if number % 10 == 0:
            command = WidenQuota(
                key=f"storm:{number}",
                unit_id=self.arena.unit_id,
                period=PERIOD,
                points=WIDENED,
                reason="Kuota triwulan ini sudah habis.",
            )
            return widen_quota(command, actor=self.arena.actor, now=NOW)
        uid = self.arena.award(f"storm:{number}", number % PEOPLE, number % 3 + 1)
        return self.arena.reverse(uid) if is_taken_back(number) else uid


def is_taken_back(number: int) -> bool:
    return number % 10 == 1


def sends(chance: random.Random) -> list[int]:
    """Every request one to five times, the repetitions among those that came soon after."""
    found: list[int] = []
    for start in range(0, DIFFERENT, WINDOW):
        numbers = range(start, min(start + WINDOW, DIFFERENT))
        window = [number for number in numbers for _ in range(chance.randint(1, MOST_SENDS))]
        chance.shuffle(window)
        found += window
    return found


def client(app: Flask, storm: Storm, seed: int) -> None:
    chance = random.Random(seed)
    with app.app_context():
        try:
            while True:
                _send_once(storm, storm.waiting.get_nowait(), chance)
        except Empty:
            pass
        except BaseException as failure:
            storm.failures.append(failure)
        finally:
            db.session.remove()


def _send_once(storm: Storm, number: int, chance: random.Random) -> None:
    if chance.random() < BROKEN:
        storm.wire.arm(chance)
    try:
        uid = storm.send(number)
    except DBAPIError:
        storm.outcomes["cut"] += 1
        db.session.remove()
        return
    finally:
        storm.wire.disarm()
    storm.outcomes["answered"] += 1
    storm.answers[number].add(uid)


def blow(app: Flask, storm: Storm) -> None:
    threads = [threading.Thread(target=client, args=(app, storm, seed)) for seed in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not storm.failures, storm.failures[0]


def test_requests_sent_again_over_a_broken_wire_are_done_once(app: Flask, tell: Tell) -> None:
    arena = open_arena(people=PEOPLE, points=OPENED)
    with wired(db.engine) as wire:
        storm = Storm(arena, wire)
        sent = sends(random.Random(3))
        for number in sent:
            storm.waiting.put(number)
        blow(app, storm)
    assert storm.outcomes["cut"] > 0
    assert storm.outcomes["answered"] > 0
    # Once more, all, undisturbed: what was done is answered, what was not is done.
    for number in range(DIFFERENT):
        storm.answers[number].add(storm.send(number))
    doubled = {number: uids for number, uids in storm.answers.items() if len(uids) > 1}
    assert not doubled
    require_done_once(arena, storm)
    tell(
        f"{DIFFERENT} requests sent {len(sent)} times, {wire.cuts} cuts",
        f"{len(doubled)} duplicates",
    )


def require_done_once(arena: Arena, storm: Storm) -> None:
    """The ledger holds each request once, in entries, points and events."""
    taken_back = [number for number in range(DIFFERENT) if is_taken_back(number)]
    widened = len(range(0, DIFFERENT, 10))
    entries = entries_by_key(arena)
    assert len(entries) == DIFFERENT + len(taken_back)
    assert {uid for uids in storm.answers.values() for uid in uids} <= set(entries.values())
    held = [0] * PEOPLE
    for number in range(DIFFERENT):
        if number % 10 and not is_taken_back(number):
            held[number % PEOPLE] += number % 3 + 1
    assert points_by_person(arena) == held
    assert quota_available(arena.unit_id, on=DAY) == OPENED + widened * WIDENED - sum(held)
    assert _events("quota:points:widened") == widened
    assert _events("entry:reversal:posted") == len(taken_back)
    require_whole(arena)


def _events(tag: str) -> int:
    found = session().scalar(
        select(func.count()).select_from(AuditEvent).where(AuditEvent.tag == tag)
    )
    return found or 0
