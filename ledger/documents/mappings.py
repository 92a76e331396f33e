"""Frozen dataclasses of primitives to plain mappings and back, refusing what does not fit."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import lru_cache
from types import NoneType
from typing import Any, NoReturn, TypeVar, get_args, get_origin, get_type_hints

from ledger.errors import InvalidInput, sentence

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """Dataclasses become dicts and tuples become lists, so that the result can be JSON."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    return value


def from_plain(cls: Callable[..., T], raw: Mapping[str, Any], *, path: str = "") -> T:
    """Build the dataclass from a mapping; InvalidInput names the first place that does not fit."""
    hints = _hints(cls)
    unknown = sorted(set(raw) - set(hints))
    if unknown:
        raise InvalidInput(
            sentence("Isian dokumen %(field)s tidak dikenal. Hapus isian itu."),
            code="document_field_unknown",
            field=_join(path, unknown[0]),
        )
    missing = sorted(_required(cls) - set(raw))
    if missing:
        raise InvalidInput(
            sentence("Isian dokumen %(field)s belum ada. Lengkapi isian itu."),
            code="document_field_missing",
            field=_join(path, missing[0]),
        )
    return cls(**{name: _value(hints[name], raw[name], _join(path, name)) for name in raw})


def _value(hint: Any, raw: Any, path: str) -> Any:
    if is_dataclass(hint) and isinstance(hint, type):
        if not isinstance(raw, Mapping):
            _misfit(path)
        return from_plain(hint, raw, path=path)
    if get_origin(hint) is tuple:
        return _items(get_args(hint)[0], raw, path)
    choices = get_args(hint) or (hint,)
    if raw is None and NoneType in choices:
        return None
    inner = next(choice for choice in choices if choice is not NoneType)
    if is_dataclass(inner):
        return _value(inner, raw, path)
    fits = isinstance(raw, inner) and (inner is bool or not isinstance(raw, bool))
    if not fits:
        _misfit(path)
    return raw


def _items(hint: Any, raw: Any, path: str) -> tuple[Any, ...]:
    if not isinstance(raw, list | tuple):
        _misfit(path)
    return tuple(_value(hint, item, f"{path}[{index}]") for index, item in enumerate(raw))


def _misfit(path: str) -> NoReturn:
    raise InvalidInput(
        sentence("Isian dokumen %(field)s bentuknya salah. Perbaiki isian itu."),
        code="document_field_misfit",
        field=path,
    )


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


@lru_cache(maxsize=64)
def _hints(cls: Any) -> dict[str, Any]:
    hints = get_type_hints(cls)
    return {field.name: hints[field.name] for field in fields(cls)}


@lru_cache(maxsize=64)
def _required(cls: Any) -> frozenset[str]:
    return frozenset(
        field.name
        for field in fields(cls)
        if field.default is MISSING and field.default_factory is MISSING
    )
