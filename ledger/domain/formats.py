"""How dates, times and numbers are written for a person: Indonesian first, English second."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal

from ledger.domain.zones import zone_info, zone_label

INDONESIAN = "id"

_AT = {"id": "pukul", "en": "at"}


def date_text(day: date, *, locale: str = INDONESIAN) -> str:
    """``6 Agustus 2026``."""
    return format_date(day, "d MMMM y", locale=locale)


def weekday_date_text(day: date, *, locale: str = INDONESIAN) -> str:
    """``Kamis, 6 Agustus 2026``, as a summons names the day."""
    return format_date(day, "EEEE, d MMMM y", locale=locale)


def month_text(day: date, *, locale: str = INDONESIAN) -> str:
    """``Agustus 2026``."""
    return format_date(day, "MMMM y", locale=locale)


def time_text(moment: datetime, zone: str | ZoneInfo, *, locale: str = INDONESIAN) -> str:
    """``pukul 14.05 WIB``: the moment on the clock of ``zone``. The moment must be aware."""
    local = _localise(moment, zone)
    return f"{_AT.get(locale[:2], _AT['en'])} {local:%H.%M} {zone_label(local)}"


def datetime_text(moment: datetime, zone: str | ZoneInfo, *, locale: str = INDONESIAN) -> str:
    """``6 Agustus 2026 pukul 14.05 WIB``. The moment must be aware."""
    day = _localise(moment, zone).date()
    return f"{date_text(day, locale=locale)} {time_text(moment, zone, locale=locale)}"


def number_text(
    value: int | float | Decimal, *, decimals: int | None = None, locale: str = INDONESIAN
) -> str:
    """``1.250,5``; with ``decimals`` rounded half up to exactly that many places."""
    number = Decimal(str(value))
    if not number.is_finite():
        raise ValueError("only a finite number can be written")
    if decimals is None:
        return format_decimal(number, locale=locale, decimal_quantization=False)
    places = f".{'0' * decimals}" if decimals else ""
    rounded = number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return format_decimal(rounded, format=f"#,##0{places}", locale=locale)


def signed_number_text(value: int, *, locale: str = INDONESIAN) -> str:
    """``+25``, ``-1.250`` or ``0``: a change, so its direction is always written."""
    return f"{'+' if value > 0 else ''}{number_text(value, locale=locale)}"


def _localise(moment: datetime, zone: str | ZoneInfo) -> datetime:
    # A naive moment would silently be taken for the zone of the machine.
    if moment.tzinfo is None:
        raise ValueError("the moment must say its zone")
    return moment.astimezone(zone_info(zone))
