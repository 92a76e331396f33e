"""What the matrix answers: allowed or not, with the sentence and the article to show beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ledger.errors import RuleRefused, sentence

WITHIN_AUTHORITY = sentence("Sesuai wewenang menurut %(article)s.")


class DecisionType(StrEnum):
    RECOGNITION = "recognition"
    GUIDANCE = "guidance"
    DISCIPLINE = "discipline"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the official may decide, with the sentence and the article to show beside it."""

    allowed: bool
    reason: str
    article: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> str:
        return self.reason % self.params if self.params else self.reason


def granted(article: str) -> Verdict:
    return Verdict(True, WITHIN_AUTHORITY, article, {"article": article})


def refused(reason: str, article: str, **params: Any) -> Verdict:
    return Verdict(False, reason, article, {"article": article, **params})


def require_authority(verdict: Verdict) -> None:
    """Refuse with the sentence of the matrix; raises RuleRefused named ``authority``."""
    if not verdict.allowed:
        raise RuleRefused(verdict.reason, constraint="authority", **verdict.params)
