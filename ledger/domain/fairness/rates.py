"""How often groups are nominated, with the uncertainty of small numbers, and nobody shown alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from ledger.domain.small_groups import SMALLEST_SHOWN

#: Of the standard normal distribution: 95 percent lie between minus and plus this.
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Group:
    """People who share something, and how many of them were nominated at least once.

    ``names`` holds more than one name where small groups were put together.
    """

    names: tuple[str, ...]
    people: int
    nominated: int

    @property
    def rate(self) -> float:
        return self.nominated / self.people if self.people else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        return wilson_interval(self.nominated, self.people)


def wilson_interval(found: int, of: int) -> tuple[float, float]:
    """Where the true rate lies with 95 percent confidence (Wilson 1927); (0, 1) when nobody is
    there to count. Unlike the simple formula it stays honest for few people and for zero."""
    if of == 0:
        return 0.0, 1.0
    rate, square = found / of, _Z * _Z / of
    middle = (rate + square / 2) / (1 + square)
    half = _Z * sqrt(rate * (1 - rate) / of + square / (4 * of)) / (1 + square)
    # At the ends the formula is exact; only the machine's last digit is not.
    low = 0.0 if found == 0 else max(0.0, middle - half)
    return low, 1.0 if found == of else min(1.0, middle + half)


def protected_groups(groups: Iterable[Group]) -> tuple[Group, ...]:
    """The groups with none under five: the small ones are told as one, with the next when needed.

    Nothing else of the same people is told, so no subtraction brings a small group back: what was
    put together is at least two groups and at least five people. Without enough people in all,
    nothing is told.
    """
    ordered = sorted((one for one in groups if one.people), key=lambda one: one.people)
    merged: list[Group] = []
    while ordered and (ordered[0].people < SMALLEST_SHOWN or _is_too_little(merged)):
        merged.append(ordered.pop(0))
    if _is_too_little(merged):
        return ()
    together = [_together(merged)] if merged else []
    return (*sorted(ordered, key=lambda one: one.names), *together)


def overlooked(groups: Sequence[Group]) -> tuple[Group, ...]:
    """Groups in which nobody was nominated although chance alone would hardly leave them out.

    Even the highest rate that fits such a group lies below the rate of all together.
    """
    everybody = sum(one.people for one in groups)
    rate = sum(one.nominated for one in groups) / everybody if everybody else 0.0
    return tuple(one for one in groups if one.nominated == 0 and one.interval[1] < rate)


def _is_too_little(merged: Sequence[Group]) -> bool:
    """Whether somebody is held back whom their own sum would uncover."""
    if not merged:
        return False
    return len(merged) == 1 or sum(one.people for one in merged) < SMALLEST_SHOWN


def _together(groups: Sequence[Group]) -> Group:
    return Group(
        tuple(sorted(name for one in groups for name in one.names)),
        sum(one.people for one in groups),
        sum(one.nominated for one in groups),
    )
