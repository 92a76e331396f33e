"""Who is whose superior by the tree of units, and the correction of what the tree says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

#: The source of a superior that nobody corrected.
FROM_TREE = "tree"
LONGEST_SOURCE = 200


@dataclass(frozen=True, kw_only=True)
class CorrectSuperior:
    """Say who the superior really is; ``source`` tells how that is known, a letter for example."""

    person_id: int
    superior_id: int
    source: str


@dataclass(frozen=True, kw_only=True)
class NameAppraiser:
    """Say who rates the work of a person from a day on; ``source`` is the letter, for example."""

    person_id: int
    appraiser_id: int
    valid_from: date
    source: str


def heads_upward(
    parents: Mapping[int, int | None], heads: Mapping[int, int]
) -> dict[int, tuple[int | None, int | None]]:
    """For each unit give the superior of its staff and the superior of its head.

    ``parents`` maps a unit to the one above, ``heads`` a unit to its head. The staff answer to
    the head of their unit; a head, or the staff of a unit without one, to the nearest head above.
    """
    return {
        unit: (_nearest(unit, parents, heads), _nearest(parents[unit], parents, heads))
        for unit in parents
    }


def _nearest(
    unit: int | None, parents: Mapping[int, int | None], heads: Mapping[int, int]
) -> int | None:
    passed: set[int] = set()
    while unit is not None and unit not in passed:
        if unit in heads:
            return heads[unit]
        passed.add(unit)
        unit = parents.get(unit)
    return None
