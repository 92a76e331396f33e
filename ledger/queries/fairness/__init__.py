"""Flags of fairness and how often groups are nominated, counted anew each time they are read."""

from ledger.queries.fairness.coverage import Coverage, get_coverage
from ledger.queries.fairness.gone import GoneFlag
from ledger.queries.fairness.page import (
    Board,
    FlagPage,
    ReadableFlag,
    get_board,
    get_flag,
    require_fairness_reader,
)

__all__ = [
    "Board",
    "Coverage",
    "FlagPage",
    "GoneFlag",
    "ReadableFlag",
    "get_board",
    "get_coverage",
    "get_flag",
    "require_fairness_reader",
]
