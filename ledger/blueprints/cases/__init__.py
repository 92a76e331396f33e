"""Discipline cases for those who act in them: the list, the file, and one page for each step."""

from ledger.blueprints.cases import (
    deciding,
    delivering,
    ending,
    examining,
    overseeing,
    reading,
    supporting,
    team,
    witnesses,
)
from ledger.blueprints.cases.frame import blueprint

__all__ = [
    "blueprint",
    "deciding",
    "delivering",
    "ending",
    "examining",
    "overseeing",
    "reading",
    "supporting",
    "team",
    "witnesses",
]
