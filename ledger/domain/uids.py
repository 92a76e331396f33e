"""Names made outside the database: sortable ULIDs for entries, opaque references for accounts."""

import re
from datetime import UTC, datetime, timedelta

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# Two letters at a time take half as long.
_PAIRS = tuple(first + second for first in _ALPHABET for second in _ALPHABET)
_PLACES = tuple(range(120, -1, -10))
_UID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def new_uid(moment: datetime, random10: bytes) -> str:
    """A ULID of 26 characters: 48 bits of milliseconds, then 80 random bits."""
    if len(random10) != 10:
        raise ValueError("a ULID takes 10 random bytes")
    milliseconds = (moment - _EPOCH) // timedelta(milliseconds=1)
    return _crockford(milliseconds.to_bytes(6) + random10)


def new_ref(random16: bytes) -> str:
    """An opaque reference of 26 characters, which says nothing of whom or when."""
    if len(random16) != 16:
        raise ValueError("a reference takes 16 random bytes")
    return _crockford(random16)


def is_uid(text: str) -> bool:
    return _UID.fullmatch(text) is not None


def _crockford(blob: bytes) -> str:
    number = int.from_bytes(blob)
    return "".join([_PAIRS[number >> place & 1023] for place in _PLACES])
