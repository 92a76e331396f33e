"""Totals that betray nobody: groups under five are hidden, and so is what would give them away."""

from collections.abc import Sequence
from dataclasses import dataclass

#: From here on a group is large enough that its size says nothing about one person.
SMALLEST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class ProtectedTotals:
    """What may be published of some groups of one total.

    A count of None stands for one to four. ``total`` None means that the exact total is withheld
    as well, because with it the hidden groups could be worked out; ``at_least`` is then what the
    shown groups already add up to.
    """

    counts: tuple[int | None, ...]
    total: int | None
    at_least: int

    @property
    def hides(self) -> bool:
        return None in self.counts


def open_totals(counts: Sequence[int]) -> ProtectedTotals:
    """The same shape with nothing hidden, for those who know the groups anyway."""
    return ProtectedTotals(tuple(counts), sum(counts), sum(counts))


def protect_totals(counts: Sequence[int]) -> ProtectedTotals:
    """Hide every group of one to four, and the total where it would uncover one of them.

    Complementary suppression: after it each hidden group may still have at least two sizes. No
    other breakdown of the same total may be published beside it.
    """
    shown = tuple(None if 0 < count < SMALLEST_SHOWN else count for count in counts)
    hidden = [count for count in counts if 0 < count < SMALLEST_SHOWN]
    at_least = sum(counts) - sum(hidden)
    total = None if _is_uncovered(hidden) else sum(counts)
    return ProtectedTotals(shown, total, at_least)


def _is_uncovered(hidden: Sequence[int]) -> bool:
    """Whether their sum leaves only one size for a hidden group.

    One group is its own sum. Several are known when the sum is the least or the most they can have.
    """
    if not hidden:
        return False
    most = (SMALLEST_SHOWN - 1) * len(hidden)
    return len(hidden) == 1 or sum(hidden) in (len(hidden), most)
