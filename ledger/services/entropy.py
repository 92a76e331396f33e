"""Where random bytes come from; the demo replaces it so that the same data give the same ledger."""

import random
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_source: ContextVar[Callable[[int], bytes]] = ContextVar("entropy", default=secrets.token_bytes)


def random_bytes(size: int) -> bytes:
    """Bytes nobody can guess, outside ``seeded_entropy``."""
    return _source.get()(size)


@contextmanager
def seeded_entropy(seed: int) -> Iterator[None]:
    """Repeatable bytes for invented agencies only; never around a real one."""
    token = _source.set(random.Random(seed).randbytes)  # noqa: S311 - repeatable on purpose
    try:
        yield
    finally:
        _source.reset(token)
