"""What was true on a past day depends on which of the three dates of an entry is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from ledger.domain.zones import zone_info
from ledger.errors import sentence


class CountedDate(StrEnum):
    """The date that decides whether an entry counts on a day.

    ``decided``: what the ledger itself said at the end of that day; an award decided later for a
    deed of that day is not in it. ``happened``: what we know today of the deeds up to that day,
    late decisions included; a correction counts from the day of the deed that it takes back.
    ``effective``: what had taken effect by then.
    """

    DECIDED = "decided"
    HAPPENED = "happened"
    EFFECTIVE = "effective"


COUNTED_LABELS: Mapping[CountedDate, str] = {
    CountedDate.DECIDED: sentence("diputuskan sampai dengan hari itu"),
    CountedDate.HAPPENED: sentence("terjadi sampai dengan hari itu, walau diputuskan kemudian"),
    CountedDate.EFFECTIVE: sentence("berlaku sampai dengan hari itu"),
}


@dataclass(frozen=True)
class EntryDates:
    happened_on: date
    decided_at: datetime
    effective_on: date


def counts_by(dates: EntryDates, day: date, counted: CountedDate, zone: str | ZoneInfo) -> bool:
    """Whether an entry counts at the end of ``day`` in the agency's zone."""
    if counted is CountedDate.DECIDED:
        return dates.decided_at < end_of_day(day, zone)
    return (dates.happened_on if counted is CountedDate.HAPPENED else dates.effective_on) <= day


def end_of_day(day: date, zone: str | ZoneInfo) -> datetime:
    """The first moment that belongs to the day no more, as UTC."""
    return datetime.combine(day + timedelta(days=1), time.min, zone_info(zone)).astimezone(UTC)
