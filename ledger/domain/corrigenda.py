"""Which totals a corrigendum may restate, without giving away a group that the recap hides."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.domain.small_groups import ProtectedTotals


@dataclass(frozen=True, slots=True)
class ChangedTotal:
    """A count before and after; None is a group of one to four, or a sum that is withheld."""

    place: int
    before: int | None
    after: int | None


def changed_totals(before: ProtectedTotals, after: ProtectedTotals) -> tuple[ChangedTotal, ...]:
    """The groups of which another count is printed now, by their place."""
    pairs = enumerate(zip(before.counts, after.counts, strict=True))
    return tuple(ChangedTotal(place, old, new) for place, (old, new) in pairs if old != new)


def hides_change(before: ProtectedTotals, after: ProtectedTotals, exact: Sequence[int]) -> bool:
    """Whether the two sums together would uncover a hidden group.

    The sum of the recap is known already. When a group that is hidden before or after is one of
    those that changed, the new sum says by how many, and with it how large the group is. ``exact``
    says by how many each group changed.
    """
    return any(
        difference and None in (old, new)
        for difference, old, new in zip(exact, before.counts, after.counts, strict=True)
    )
