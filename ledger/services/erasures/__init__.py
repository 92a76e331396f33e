"""Erasing what is personal, by schedule or on request, while every proof stays what it was."""

from ledger.services.erasures.requesting import decide_erasure, request_erasure
from ledger.services.erasures.scheduling import (
    confirm_retention_rule,
    record_retention_rule,
    run_retention,
)

__all__ = [
    "confirm_retention_rule",
    "decide_erasure",
    "record_retention_rule",
    "request_erasure",
    "run_retention",
]
