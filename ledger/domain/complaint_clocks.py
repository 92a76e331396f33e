"""The clocks of a complaint: filed in time, forwarded, settled by its type (UU 25/2009, LAPOR)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from ledger.domain.formats import date_text
from ledger.domain.sources import SourceStatus
from ledger.errors import InvalidInput, sentence

FILING_DAYS = 30
FILING_ARTICLE = "Pasal 42 UU 25/2009"


class ComplaintClock(StrEnum):
    """How long it may take: to inform, to settle, or to settle after a field examination."""

    INFORMATION = "information"
    ORDINARY = "ordinary"
    OVERSIGHT = "oversight"


@dataclass(frozen=True, slots=True)
class ComplaintRules:
    """Working days as one version of the rules has them, from its first day."""

    version: str
    valid_from: date
    forward: int
    settle: Mapping[ComplaintClock, int]
    article: str
    status: SourceStatus


#: The regulation of 2018 was seen second-hand only, so its days await a check of the text.
RULES = (
    ComplaintRules(
        "PermenPANRB 62/2018",
        date(2018, 1, 1),
        3,
        MappingProxyType(
            {
                ComplaintClock.INFORMATION: 5,
                ComplaintClock.ORDINARY: 14,
                ComplaintClock.OVERSIGHT: 60,
            }
        ),
        "PermenPANRB 62/2018",
        SourceStatus.SECOND_HAND,
    ),
)
CLOCK_LABELS: Mapping[ComplaintClock, str] = MappingProxyType(
    {
        ComplaintClock.INFORMATION: sentence("Permintaan informasi"),
        ComplaintClock.ORDINARY: sentence("Pengaduan tidak berkadar pengawasan"),
        ComplaintClock.OVERSIGHT: sentence("Pengaduan berkadar pengawasan"),
    }
)
FILED_TOO_LATE = sentence(
    "Pengaduan diajukan paling lambat %(days)s hari sesudah layanan diterima, yaitu %(last_day)s"
    " (%(article)s). Sesudah itu Anda tetap dapat mengadu kepada Ombudsman."
)
SERVED_AFTER = sentence("Tanggal layanan tidak boleh sesudah tanggal pengaduan")


def rules_on(day: date) -> ComplaintRules:
    """The version in force on the day, the first one for days before any."""
    in_force = [one for one in RULES if one.valid_from <= day]
    return in_force[-1] if in_force else RULES[0]


def forward_days(day: date) -> int:
    """Working days until it must be forwarded or answered."""
    return rules_on(day).forward


def settle_days(clock: ComplaintClock, day: date) -> int:
    """Working days until it must be settled."""
    return rules_on(day).settle[clock]


def clock_of(classification: str, *, points_at_violation: bool) -> ComplaintClock:
    """The clock by what was sent; what points at a violation needs an examination in the field."""
    if points_at_violation:
        return ComplaintClock.OVERSIGHT
    is_complaint = classification.casefold().strip() in ("", "pengaduan")
    return ComplaintClock.ORDINARY if is_complaint else ComplaintClock.INFORMATION


def require_filed_in_time(served_on: date | None, filed_on: date) -> None:
    """Refuse what came more than 30 days after the service, naming the last day (I30)."""
    if served_on is None:
        return
    if served_on > filed_on:
        raise InvalidInput(SERVED_AFTER, fields={"served_on": [SERVED_AFTER]})
    last_day = served_on + timedelta(days=FILING_DAYS)
    if filed_on > last_day:
        params = {
            "days": FILING_DAYS,
            "last_day": date_text(last_day),
            "article": FILING_ARTICLE,
        }
        raise InvalidInput(
            FILED_TOO_LATE, fields={"served_on": [FILED_TOO_LATE % params]}, **params
        )
