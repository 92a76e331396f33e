"""Windows of measures in local days."""

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

from ledger.domain.periods import PeriodKind, period_of
from ledger.domain.rules.definitions import Window, WindowKind

_CALENDAR = {
    WindowKind.CALENDAR_YEAR: PeriodKind.YEAR,
    WindowKind.SEMESTER: PeriodKind.SEMESTER,
    WindowKind.QUARTER: PeriodKind.QUARTER,
    WindowKind.MONTH: PeriodKind.MONTH,
}
_ROLLING = frozenset({WindowKind.LAST_DAYS, WindowKind.LAST_MONTHS})
#: Days between which nothing can have happened.
NO_DAYS = (date.max, date.min)


def is_rolling(window: Window) -> bool:
    """Whether the window moves with the fact, rather than being a period that many facts share."""
    return window.kind in _ROLLING


@lru_cache(maxsize=65536)
def window_days(window: Window, day: date) -> tuple[date, date]:
    """First and last day, both included, of the window of a fact that happened on ``day``.

    A calendar window is the whole period around the day, so that the answer does not depend on
    the order in which facts of one period arrive. A rolling one ends with the day itself. Outside
    every season there are NO_DAYS, so that whatever is measured is nothing.
    """
    if window.kind in _CALENDAR:
        return period_days(_CALENDAR[window.kind], day)
    if window.kind is WindowKind.SEASON:
        season = next((one for one in window.seasons if one.holds(day)), None)
        return (season.start, season.last_day) if season else NO_DAYS
    length = window.length or 1
    if window.kind is WindowKind.LAST_DAYS:
        return day - timedelta(days=length - 1), day
    return months_away(day, -length) + timedelta(days=1), day


def days_reached(window: Window, day: date) -> tuple[date, date]:
    """The days of facts whose window holds ``day``: the window seen from the other end."""
    if not is_rolling(window):
        return window_days(window, day)
    length = window.length or 1
    if window.kind is WindowKind.LAST_DAYS:
        return day, day + timedelta(days=length - 1)
    # Month ends are clipped, so a later day may still reach back: 28 February from 31 August.
    last = months_away(day, length) + timedelta(days=3)
    while window_days(window, last)[0] > day:
        last -= timedelta(days=1)
    return day, last


@lru_cache(maxsize=16384)
def period_days(kind: PeriodKind, day: date) -> tuple[date, date]:
    """First and last day, both included, of the calendar period around ``day``."""
    period = period_of(day, kind)
    return period.start, period.last_day


def months_away(day: date, months: int) -> date:
    """The same day of another month, or the last day of that month when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
