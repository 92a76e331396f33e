"""A replay shared out: most of the people are judged by another process, the rest here.

What joins people with one another stays here, as do reading and handing over, which cost as much as
judging a third of the facts (measured: an even split left the other idle half of the time). Both
parts hear their facts in the order they became known, and their sums do not depend on who was
quicker.
"""

import multiprocessing
from collections import deque
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import date

from ledger.documents.workers import main_left_out, process_count
from ledger.domain.facts import Fact
from ledger.domain.rules.judging import People
from ledger.domain.simulations import other_half
from ledger.domain.simulations.other_half import Sides
from ledger.domain.simulations.replaying import Replay, Versions, divided, versions_of
from ledger.domain.simulations.reports import Compared
from ledger.services.collector import collector_held

#: Fewer facts are judged sooner than another process begins.
WORTH_SHARING = 30_000
_UNDER_WAY = 4
#: One person of so many is judged here.
_OURS_OF = 5


def replayed(
    compared: Compared,
    people: People,
    first: date,
    batches: Iterable[Sequence[Fact]],
    *,
    is_shared: bool,
) -> Sides:
    """What both versions lead to; ``is_shared`` only says how many work at it."""
    apart, joined = divided(compared)
    if is_shared and apart:
        return _in_parts(apart, joined, people, first, batches)
    whole = Replay(versions_of(compared), people, first)
    for facts in batches:
        with collector_held():
            whole.hear(facts)
    return whole.sides


def is_worth_sharing(facts: int) -> bool:
    return facts >= WORTH_SHARING and process_count() > 1


def _in_parts(
    apart: Versions,
    joined: Versions,
    people: People,
    first: date,
    batches: Iterable[Sequence[Fact]],
) -> Sides:
    here, together = Replay(apart, people, first), Replay(joined, people, first)
    context = multiprocessing.get_context("forkserver")
    with ProcessPoolExecutor(
        1, mp_context=context, initializer=other_half.begin, initargs=(apart, people, first)
    ) as pool:
        under_way: deque[Future[None]] = deque()
        for facts in batches:
            theirs = [fact for fact in facts if _is_theirs(fact)]
            with main_left_out():
                under_way.append(pool.submit(other_half.hear, theirs))
            with collector_held():
                here.hear(fact for fact in facts if not _is_theirs(fact))
                together.hear(facts)
            if len(under_way) > _UNDER_WAY:
                under_way.popleft().result()
        for waiting in under_way:
            waiting.result()
        there = pool.submit(other_half.end).result()
    for side, *others in zip(here.sides, there, together.sides, strict=True):
        for other in others:
            side.merge(other)
    return here.sides


def _is_theirs(fact: Fact) -> bool:
    return (fact.subject_person_id or 0) % _OURS_OF != 0
