"""Calendar arithmetic of rules in local days: windows of measures and periods of once-keys."""

from calendar import monthrange
from datetime import date, timedelta

from ledger.domain.rules.definitions import Period, Window, WindowKind

_CALENDAR_MONTHS = {
    WindowKind.CALENDAR_YEAR: 12,
    WindowKind.SEMESTER: 6,
    WindowKind.QUARTER: 3,
    WindowKind.MONTH: 1,
}
_PERIOD_MONTHS = {Period.YEAR: 12, Period.SEMESTER: 6, Period.QUARTER: 3, Period.MONTH: 1}
_PERIOD_LETTERS = {Period.SEMESTER: "S", Period.QUARTER: "T"}


def window_days(window: Window, day: date) -> tuple[date, date]:
    """First and last day, both included, of the window of a fact that happened on ``day``.

    A calendar window is the whole period around the day, so that the answer does not depend on
    the order in which facts of one period arrive. A rolling one ends with the day itself.
    """
    if window.kind in _CALENDAR_MONTHS:
        return _block_days(day, _CALENDAR_MONTHS[window.kind])
    length = window.length or 1
    if window.kind is WindowKind.LAST_DAYS:
        return day - timedelta(days=length - 1), day
    return _months_away(day, -length) + timedelta(days=1), day


def days_reached(window: Window, day: date) -> tuple[date, date]:
    """The days of facts whose window holds ``day``: the window seen from the other end."""
    if window.kind in _CALENDAR_MONTHS:
        return window_days(window, day)
    length = window.length or 1
    if window.kind is WindowKind.LAST_DAYS:
        return day, day + timedelta(days=length - 1)
    # Month ends are clipped, so a later day may still reach back: 28 February from 31 August.
    last = _months_away(day, length) + timedelta(days=3)
    while window_days(window, last)[0] > day:
        last -= timedelta(days=1)
    return day, last


def period_days(period: Period, day: date) -> tuple[date, date]:
    """First and last day, both included, of the calendar period around ``day``."""
    return _block_days(day, _PERIOD_MONTHS[period])


def period_code(period: Period, day: date) -> str:
    """The name of the period around ``day``: 2026, 2026-S2, 2026-T3 or 2026-08."""
    if period is Period.YEAR:
        return f"{day.year}"
    if period is Period.MONTH:
        return f"{day.year}-{day.month:02d}"
    number = (day.month - 1) // _PERIOD_MONTHS[period] + 1
    return f"{day.year}-{_PERIOD_LETTERS[period]}{number}"


def _block_days(day: date, months: int) -> tuple[date, date]:
    first_month = (day.month - 1) // months * months + 1
    last_month = first_month + months - 1
    last_day = monthrange(day.year, last_month)[1]
    return date(day.year, first_month, 1), date(day.year, last_month, last_day)


def _months_away(day: date, months: int) -> date:
    """The same day of another month, or the last day of that month when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
