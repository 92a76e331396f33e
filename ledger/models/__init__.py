"""The mapped tables, one file per aggregate; importing this package maps them all."""

from ledger.models import (
    calendars,
    cases,
    commendations,
    development,
    documents,
    entries,
    events,
    imports,
    indicators,
    jobs,
    mistakes,
    nominations,
    people,
    proposals,
    rules,
    violations,
)

__all__ = [
    "calendars",
    "cases",
    "commendations",
    "development",
    "documents",
    "entries",
    "events",
    "imports",
    "indicators",
    "jobs",
    "mistakes",
    "nominations",
    "people",
    "proposals",
    "rules",
    "violations",
]
