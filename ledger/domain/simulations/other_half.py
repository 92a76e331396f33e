"""The process that hears half of a replay: it is sent facts and says in the end what came of them.

It stands by itself, so that such a process begins without the rest of the application.
"""

import gc
from collections.abc import Sequence
from datetime import date
from typing import TypeAlias

from ledger.domain.facts import Fact
from ledger.domain.rules.judging import People
from ledger.domain.simulations.figures import Side
from ledger.domain.simulations.replaying import Replay, Versions

Sides: TypeAlias = tuple[Side, Side]

#: The one replay of this process.
_REPLAYS: list[Replay] = []


def begin(versions: Versions, people: People, first: date) -> None:
    gc.disable()  # Nothing here forms a circle, so looking for some would only take time.
    _REPLAYS.append(Replay(versions, people, first))


def hear(facts: Sequence[Fact]) -> None:
    _REPLAYS[0].hear(facts)


def end() -> Sides:
    return _REPLAYS[0].sides
