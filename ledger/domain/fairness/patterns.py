"""When numbers stand out: gifts to few, bursts in one day, and values just at a threshold."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

#: Whoever sends or approves less than this may well have had only few to choose from.
LEAST_SENT = 8
FEW = 2
#: In percent of all that one person sent or approved.
LEAST_SHARE = 70

LEAST_BURST = 10
BURST_TIMES = 5
LEAST_FROM_ADDRESS = 5

LEAST_AT_THRESHOLD = 8
_BESIDE = 3


@dataclass(frozen=True, slots=True)
class Concentration:
    """``most`` of ``total`` went to ``people``, the most favoured first."""

    total: int
    most: int
    people: tuple[int, ...]

    @property
    def percent(self) -> int:
        return self.most * 100 // self.total


@dataclass(frozen=True, slots=True)
class Bunch:
    """``at`` values stand exactly at the threshold, ``below`` and ``above`` in the three beside."""

    threshold: int
    below: int
    at: int
    above: int


def concentration(received: Mapping[int, int]) -> Concentration | None:
    """Whether nearly everything went to one or two people; ``received`` counts by person."""
    total = sum(received.values())
    if total < LEAST_SENT:
        return None
    favoured = sorted(received, key=lambda person: (-received[person], person))
    for few in range(1, FEW + 1):
        most = sum(received[person] for person in favoured[:few])
        if most * 100 >= LEAST_SHARE * total:
            return Concentration(total, most, tuple(favoured[:few]))
    return None


def burst(by_day: Mapping[str, int]) -> tuple[str, int, int] | None:
    """The busiest day, its count and the usual one, when it stands far above the others."""
    if not by_day:
        return None
    day = max(by_day, key=lambda one: (by_day[one], one))
    others = [count for one, count in by_day.items() if one != day]
    usual = int(median(others)) if others else 0
    many = by_day[day] >= LEAST_BURST and by_day[day] >= BURST_TIMES * max(1, usual)
    return (day, by_day[day], usual) if many else None


def bunch(by_value: Mapping[int, int], threshold: int) -> Bunch | None:
    """Whether values crowd exactly at a threshold, more than at three values beside it together."""
    at = by_value.get(threshold, 0)
    below = sum(by_value.get(threshold - step, 0) for step in range(1, _BESIDE + 1))
    above = sum(by_value.get(threshold + step, 0) for step in range(1, _BESIDE + 1))
    # The mean of the three values on the busier side, times three, is their sum.
    if at < LEAST_AT_THRESHOLD or at <= max(below, above):
        return None
    return Bunch(threshold, below, at, above)
