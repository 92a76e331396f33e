"""Conditions that remember their answers: the same values are worked out once.

A condition reads few values, most of them out of closed lists, so ten thousand facts ask the same
few questions. What is remembered is CEL's own answer, so there is no second reading of a rule.
"""

from collections.abc import Iterable, Mapping
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

Key: TypeAlias = tuple[tuple[Value | None, ...], ...]
_NOTHING: Mapping[str, Value] = {}


class Reader:
    """Reads the values at some paths, None where there is none: what answers are remembered by."""

    __slots__ = ("_names",)

    def __init__(self, paths: Iterable[str]) -> None:
        names: dict[str, list[str]] = {}
        for path in paths:
            namespace, _, name = path.partition(".")
            names.setdefault(namespace, []).append(name)
        self._names = tuple((namespace, tuple(some)) for namespace, some in names.items())

    def read(self, inputs: Inputs) -> Key:
        return tuple(
            [tuple(map((inputs.get(space) or _NOTHING).get, some)) for space, some in self._names]
        )


class Remembered:
    """One checked condition. A value that is missing is no value, and fails as it does in CEL."""

    __slots__ = ("_answers", "_reader", "paths", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.paths = parse_condition(text).paths
        self._reader = Reader(self.paths)
        self._answers: dict[Key, bool | str] = {}

    def holds(self, inputs: Inputs) -> bool:
        """The answer of ``conditions.holds``. Raises ConditionFailed."""
        key = self._reader.read(inputs)
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
