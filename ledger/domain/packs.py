"""The life of a version of a rule pack, and when what was seen of it is fresh enough to decide."""

from datetime import datetime, timedelta
from enum import StrEnum


class PackState(StrEnum):
    DRAFT = "draft"
    SIMULATED = "simulated"
    ACTIVE = "active"
    RETIRED = "retired"


TRANSITIONS = {
    (PackState.DRAFT, "simulate"): PackState.SIMULATED,
    (PackState.SIMULATED, "simulate"): PackState.SIMULATED,
    (PackState.SIMULATED, "activate"): PackState.ACTIVE,
    (PackState.ACTIVE, "retire"): PackState.RETIRED,
}


class RetirementState(StrEnum):
    """Of a request to end a version that no other one follows."""

    ASKED = "asked"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    CONFIRMED = "confirmed"


#: Not in force yet; everything else has judged facts, or may at any moment.
WAITING = (PackState.DRAFT, PackState.SIMULATED)

#: A simulation older than this speaks of a ledger that has moved on.
FRESH_DAYS = 7


def is_fresh(finished_at: datetime, *, last_change_at: datetime | None, now: datetime) -> bool:
    """Whether a simulation still says what an activation would do.

    It is at most FRESH_DAYS old, and since then no other version of the pack was put in force and
    none was ended, for then it compared with what no longer holds.
    """
    is_young = now - finished_at <= timedelta(days=FRESH_DAYS)
    return is_young and (last_change_at is None or last_change_at <= finished_at)
