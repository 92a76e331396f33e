"""One value, one sequence of bytes: JSON canonicalisation for the types the ledger allows."""

import json
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from hashlib import sha256
from types import NoneType
from typing import Any, NoReturn

import orjson

from ledger.errors import InvalidInput, sentence

# RFC 8785 numbers are IEEE doubles, which count exactly up to here.
INTEGER_LIMIT = 2**53 - 1

_REQUEST_TAG = b"neraca/request/v1"
# Most values of a command are one of these; asking for them first halves the time of a hash.
_ALREADY_PLAIN = frozenset({str, int, bool, NoneType})
_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER


class NotCanonical(InvalidInput):
    """The value has no canonical bytes in the ledger's restricted types."""

    code = "not_canonical"


def canonical_bytes(value: Any) -> bytes:
    """RFC 8785 bytes of text, integers within 2^53, booleans, sequences and mappings.

    Text is normalised to NFC, so the same name typed on two keyboards seals the same. Keys are
    ASCII, where sorting by code point and by UTF-16 unit agree. Raises NotCanonical for anything
    else, ``None`` and floats included: what is absent is left out.
    """
    return _written(value if _is_restricted(value) else _restricted(value))


def require_restricted(value: Any) -> None:
    """Raise NotCanonical unless canonical_bytes would take the value."""
    if not _is_restricted(value):
        _restricted(value)


def read_canonical(body: bytes) -> dict[str, Any]:
    """Parse stored bytes of an object; raises NotCanonical unless they are its only spelling.

    A second spelling (doubled keys, spaces, floats) would let two readers of one sealed body see
    two different things.
    """
    try:
        value = _DECODER.decode(body.decode())
    except (ValueError, RecursionError) as error:
        raise _refusal("body") from error
    if not isinstance(value, dict) or _written(value) != body:
        raise _refusal("body")
    return value


def utc_text(moment: datetime) -> str:
    """``2026-03-01T01:02:03.000004Z``: UTC with six decimals. Refuses a moment without a zone."""
    if moment.tzinfo is None:
        raise _refusal("datetime")
    text = moment.astimezone(UTC).isoformat(timespec="microseconds")
    return text.removesuffix("+00:00") + "Z"


def plain(value: Any) -> Any:
    """A command's payload in the restricted types, ready for plain_bytes.

    Dataclasses become mappings, dates and decimals text, bytes their SHA-256; a field that is
    ``None`` is left out. Raises NotCanonical for what has no such form.
    """
    kind: Any = type(value)
    return value if kind in _ALREADY_PLAIN else _way_of(kind)(value)


def plain_bytes(value: Any) -> bytes:
    """The canonical bytes of what ``plain`` answered, without looking at every part again."""
    written = _written(value)
    # Only other than ASCII has more than one spelling.
    return written if written.isascii() else canonical_bytes(value)


def request_hash(verb: str, payload: Any) -> str:
    """Hex SHA-256 of what was asked: the same idempotency key with another hash is a conflict."""
    body = plain_bytes({"verb": verb, "payload": plain(payload)})
    return sha256(_REQUEST_TAG + body).hexdigest()


@lru_cache(maxsize=256)
def _way_of(kind: type) -> Callable[[Any], Any]:
    """How values of a type become plain; found once, for the commands of a process are alike."""
    if is_dataclass(kind):
        names = tuple(field.name for field in fields(kind))
        return lambda value: _plain_mapping({name: getattr(value, name) for name in names})
    for types, way in _WAYS:
        if issubclass(kind, types):
            return way
    raise _refusal(kind.__name__)


def _plain_mapping(value: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        str(key): item if type(item) in _ALREADY_PLAIN else plain(item)
        for key, item in value.items()
        if item is not None
    }


def _plain_list(value: Iterable[Any]) -> list[Any]:
    items = [plain(item) for item in value]
    if None in items:
        raise _refusal("NoneType")
    return items


def _plain_set(value: Iterable[Any]) -> list[Any]:
    return sorted(_plain_list(value), key=canonical_bytes)


def _written(value: Any) -> bytes:
    try:
        return orjson.dumps(value, option=_OPTIONS)
    except orjson.JSONEncodeError as error:
        raise _refusal("text") from error


def _is_restricted(value: Any) -> bool:
    """Whether a value can be written as it stands; a look costs less than a copy."""
    kind = type(value)
    if kind is str:
        return str.isascii(value)
    if kind is dict:
        return _is_restricted_object(value)
    if kind is list:
        return all(map(_is_restricted, value))
    if kind is int:
        return -INTEGER_LIMIT <= int(value) <= INTEGER_LIMIT
    return kind is bool


def _is_restricted_object(value: dict[Any, Any]) -> bool:
    for key, item in value.items():
        if type(key) is not str or not key.isascii():
            return False
        if not (item.isascii() if type(item) is str else _is_restricted(item)):
            return False
    return True


def _restricted(value: Any) -> Any:
    """The same value in the restricted types; raises NotCanonical where there is none."""
    if isinstance(value, str):
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return _restricted_integer(value)
    if isinstance(value, Mapping):
        return {_restricted_key(key): _restricted(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_restricted(item) for item in value]
    raise _refusal(type(value).__name__)


def _restricted_integer(value: int) -> int:
    if abs(value) > INTEGER_LIMIT:
        raise _refusal("integer")
    return value


def _restricted_key(key: Any) -> str:
    if not isinstance(key, str) or not key.isascii():
        raise _refusal("key")
    return key


def _refusal(what: str) -> NotCanonical:
    return NotCanonical(
        sentence("Isian ini tidak dapat dicatat dalam buku besar (%(what)s)."), what=what
    )


def _refuse_number(text: str) -> NoReturn:
    raise _refusal(text)


#: The first that fits counts: an enumeration of texts is a text as well, a moment is also a day.
_WAYS: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (Mapping, _plain_mapping),
    ((list, tuple), _plain_list),
    ((set, frozenset), _plain_set),
    (Enum, lambda value: value.value),
    (datetime, utc_text),
    (date, date.isoformat),
    (Decimal, lambda value: format(value.normalize(), "f")),
    (bytes, lambda value: sha256(value).hexdigest()),
    ((str, int), lambda value: value),
)
_DECODER = json.JSONDecoder(parse_float=_refuse_number, parse_constant=_refuse_number)
