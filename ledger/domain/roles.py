"""Commands about roles, acting appointments and declared conflicts."""

from dataclasses import dataclass
from datetime import date, timedelta

from ledger.domain.people import Capacity, ConflictKind, Role
from ledger.errors import sentence

CONFLICT_LABELS = {
    ConflictKind.FAMILY: sentence("Hubungan keluarga"),
    ConflictKind.BUSINESS: sentence("Hubungan usaha"),
    ConflictKind.PARTY: sentence("Pihak yang terkait"),
    ConflictKind.OTHER: sentence("Hubungan lain"),
}
ACTING_CAPACITIES = tuple(one for one in Capacity if one is not Capacity.DEFINITIF)


def last_day(valid_until: date) -> date:
    """The last day on which something counts, as people write it."""
    return valid_until - timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class GrantRole:
    """``valid_until`` is the first day without the role; no unit means the whole agency."""

    person_id: int
    role: Role
    unit_id: int | None = None
    valid_from: date
    valid_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class AppointActing:
    """``valid_until`` is the first day after; ``approval_letter`` is of the minister, if any."""

    unit_id: int
    person_id: int
    capacity: Capacity
    letter_number: str
    valid_from: date
    valid_until: date | None = None
    approval_letter: str = ""


@dataclass(frozen=True, kw_only=True)
class DeclareConflict:
    """``person_id`` may not decide about ``other_person_id``, nor the other way round."""

    person_id: int
    other_person_id: int
    kind: ConflictKind
    note: str = ""
