"""The clock of the web: views read it once and hand the moment down."""

from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)
