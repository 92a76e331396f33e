"""Conditions that remember their answers: the same values are worked out once.

A condition reads few values, most of them out of closed lists, so ten thousand facts ask the same
few questions. What is remembered is CEL's own answer, so there is no second reading of a rule.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import TypeAlias

from ledger.domain.facts import Value
from ledger.domain.rules.conditions import (
    ConditionFailed,
    Inputs,
    holds,
    make_context,
    parse_condition,
)

#: So many answers of one condition are kept; then it starts anew, so that memory stays flat.
MAX_ANSWERS = 20_000

Key: TypeAlias = tuple[Value | None, ...]


class Remembered:
    """One checked condition. A value that is missing is no value, and fails as it does in CEL."""

    __slots__ = ("_answers", "_reads", "paths", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.paths = parse_condition(text).paths
        self._reads = tuple(split_path(path) for path in self.paths)
        self._answers: dict[Key, bool | str] = {}

    def holds(self, inputs: Inputs) -> bool:
        """The answer of ``conditions.holds``. Raises ConditionFailed."""
        key = read_values(inputs, self._reads)
        answer = self._answers.get(key)
        if answer is None:
            if len(self._answers) >= MAX_ANSWERS:
                self._answers.clear()
            answer = self._answers[key] = self._worked_out(inputs)
        if isinstance(answer, str):
            raise ConditionFailed(answer)
        return answer

    def _worked_out(self, inputs: Inputs) -> bool | str:
        try:
            return holds(self.text, make_context(inputs, self.paths))
        except ConditionFailed as failure:
            return str(failure)


@lru_cache(maxsize=1024)
def remembered(text: str) -> Remembered:
    """The same condition in several rules, filters and versions remembers its answers once."""
    return Remembered(text)


def split_path(path: str) -> tuple[str, str]:
    namespace, _, name = path.partition(".")
    return namespace, name


def read_values(inputs: Inputs, reads: tuple[tuple[str, str], ...]) -> Key:
    """The values at these paths; None where there is none."""
    nothing: Mapping[str, Value] = {}
    return tuple([(inputs.get(space) or nothing).get(name) for space, name in reads])
