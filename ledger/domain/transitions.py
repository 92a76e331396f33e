"""The one way a state table is read: a step that stands in it, or a refusal."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from ledger.errors import InvalidTransition, sentence

State = TypeVar("State", bound=StrEnum)
Event = TypeVar("Event", bound=StrEnum)

NO_SUCH_STEP = sentence(
    "Langkah ini tidak tersedia. Statusnya sekarang: %(state)s."
    " Muat ulang halaman untuk melihat keadaan terbaru."
)


def follow(
    table: Mapping[tuple[State, Event], State],
    labels: Mapping[State, str],
    state: State,
    event: Event,
) -> State:
    """Give the state after ``event``; raises InvalidTransition when the table has no such step."""
    try:
        return table[state, event]
    except KeyError:
        raise InvalidTransition(NO_SUCH_STEP, state=labels[state]) from None


def events_from(table: Mapping[tuple[State, Event], State], state: State) -> tuple[Event, ...]:
    """List the steps that stand open in ``state``, in the order of the table."""
    return tuple(event for origin, event in table if origin == state)
