"""The register of the code of ethics (PP 42/2004), apart from discipline in words and limits."""

from ledger.services.ethics.acting import (
    decide_ethics,
    hear_ethics,
    open_ethics,
    record_ethics_absence,
    seat_panel,
    summon_ethics,
)
from ledger.services.ethics.reading import (
    ethics_case,
    ethics_cases,
    open_ethics_case,
    people_by_nip,
)

__all__ = [
    "decide_ethics",
    "ethics_case",
    "ethics_cases",
    "hear_ethics",
    "open_ethics",
    "open_ethics_case",
    "people_by_nip",
    "record_ethics_absence",
    "seat_panel",
    "summon_ethics",
]
