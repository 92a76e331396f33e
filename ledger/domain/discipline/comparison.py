"""How a kind compares with what was imposed in like cases; shown before anybody signs."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ledger.domain.discipline.kinds import Kind
from ledger.errors import sentence

#: Fewer past cases say nothing about a practice.
COMPARABLES_MIN = 3
#: Two kinds further than the middle one: R1 beside R3, R3 beside S2.
DISTANCE_MIN = 2

#: The rule in words, beside every note.
OUTLIER_RULE = sentence(
    "Sebanding berarti pasal, dampak, dan pengulangannya sama. Suatu jenis menonjol bila ada"
    " paling sedikit tiga kasus sebanding dan jenis itu terpaut dua jenis atau lebih dari jenis"
    " yang di tengah."
)


@dataclass(frozen=True, slots=True)
class Comparable:
    """One past decision in a like case: only the kind and the year, of nobody in particular."""

    kind: Kind
    year: int


@dataclass(frozen=True, slots=True)
class Practice:
    """What was imposed before: how often each kind, lightest first, and the one in the middle."""

    counts: tuple[tuple[Kind, int], ...]
    middle: Kind | None

    @property
    def total(self) -> int:
        return sum(count for _, count in self.counts)

    def is_outlier(self, kind: Kind) -> bool:
        """Whether the kind stands apart from the practice, by the rule above."""
        return (
            self.middle is not None
            and self.total >= COMPARABLES_MIN
            and abs(kind.weight - self.middle.weight) >= DISTANCE_MIN
        )


def practice_of(past: Iterable[Comparable]) -> Practice:
    """Sum up past decisions; of an even number the lighter of the two in the middle counts."""
    kinds = sorted((one.kind for one in past), key=lambda kind: kind.weight)
    counts = Counter(kinds)
    ordered = tuple((kind, counts[kind]) for kind in Kind if kind in counts)
    return Practice(ordered, kinds[(len(kinds) - 1) // 2] if kinds else None)
