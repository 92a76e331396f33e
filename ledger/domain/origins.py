"""The origins of one ledger: a restore that is behind goes on under the next, never under the old.

``…/log/1`` signed what a backup does not hold, so a tree that grew from the backup under the same
name would be a second history. The next origin grows from the restored leaves, and its first entry
names the last checkpoint that is known of the one before.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ledger.domain.checkpoints import Checkpoint

_NUMBERED = re.compile(r"(?P<stem>.+/log/)(?P<number>[1-9][0-9]{0,8})")


@dataclass(frozen=True)
class OriginSpan:
    """From which place of the tree entries carry the origin."""

    starts_at: int
    name: str


def next_origin(origin: str) -> str:
    """``kota.go.id/log/2`` after ``kota.go.id/log/1``; a name without a number begins at two."""
    found = _NUMBERED.fullmatch(origin)
    if found is None:
        return f"{origin}/log/2"
    return f"{found['stem']}{int(found['number']) + 1}"


def continues(origin: str, earlier: str) -> bool:
    """Whether a log of this origin may hold entries that were sealed under the earlier one."""
    here, there = _NUMBERED.fullmatch(origin), _NUMBERED.fullmatch(earlier)
    if origin == earlier or here is None:
        return origin == earlier
    if there is None:
        return here["stem"] == f"{earlier}/log/"
    return here["stem"] == there["stem"] and int(here["number"]) >= int(there["number"])


def opening_facts(last: Checkpoint) -> dict[str, str | int]:
    """What the first entry of an origin states of the one before."""
    return {
        "previous_origin": last.origin,
        "previous_size": last.size,
        "previous_root": last.root.hex(),
    }


def origin_at(spans: Sequence[OriginSpan], position: int) -> str:
    """The origin that the entry at a place must carry; ``spans`` in the order of their starts."""
    return next(span.name for span in reversed(spans) if span.starts_at <= position)
