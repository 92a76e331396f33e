"""The clock of the web: views read it once and hand the moment down."""

from collections.abc import Callable
from datetime import UTC, datetime

from flask import current_app

#: Where an application keeps another clock than the machine's, as a rehearsal may: ``extensions``.
EXTENSION = "clock"


def now() -> datetime:
    clock: Callable[[], datetime] = current_app.extensions.get(EXTENSION, _machine_time)
    return clock()


def _machine_time() -> datetime:
    return datetime.now(UTC)
