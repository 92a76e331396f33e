"""The three time zones of Indonesia, by their names on paper and in the IANA database."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ledger.errors import InvalidInput, sentence

ZONE_NAMES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}

_NAME_BY_OFFSET_HOURS = {7: "WIB", 8: "WITA", 9: "WIT"}


def zone_info(zone: str | ZoneInfo) -> ZoneInfo:
    """Return the zone of ``WIB``, ``WITA``, ``WIT`` or of an IANA name.

    Raises InvalidInput when nobody knows the name.
    """
    if isinstance(zone, ZoneInfo):
        return zone
    try:
        return ZoneInfo(ZONE_NAMES.get(zone.strip().upper(), zone.strip()))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidInput(
            sentence('Zona waktu "%(zone)s" tidak dikenal. Tulis WIB, WITA, atau WIT.'),
            code="zone_unknown",
            zone=zone,
        ) from None


def zone_name(zone: str) -> str:
    """Return WIB, WITA or WIT for the IANA name of such a zone; any other name stays as it is."""
    return next((name for name, iana in ZONE_NAMES.items() if iana == zone), zone)


def zone_label(moment: datetime) -> str:
    """Return WIB, WITA or WIT for an aware moment, else its offset such as ``UTC+05.30``."""
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError("a moment without a zone has no zone name")
    minutes = int(offset.total_seconds()) // 60
    if minutes % 60 == 0 and minutes // 60 in _NAME_BY_OFFSET_HOURS:
        return _NAME_BY_OFFSET_HOURS[minutes // 60]
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours:02d}.{rest:02d}"
