"""Until when the file of an ended case is kept: the agency's own schedule, or not said at all."""

from datetime import date

from ledger.domain.retention import last_day_kept
from ledger.models.cases import Case
from ledger.services.settings import setting_value

#: Whole years after the case ended, from the agency's jadwal retensi arsip; nothing without it.
RETENTION_YEARS_KEY = "case.retention_years"


def kept_until(case: Case, *, on: date) -> date | None:
    """None while the case is open, and where the agency has not set its years."""
    if case.closed_at is None:
        return None
    typed = str(setting_value(case.agency_id, RETENTION_YEARS_KEY, on=on, default="")).strip()
    return last_day_kept(case.closed_at.date(), int(typed)) if typed.isdecimal() else None
