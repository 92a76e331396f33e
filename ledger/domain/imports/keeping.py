"""Problems, warnings and notes as plain values, and back as sentences."""

from collections.abc import Iterable, Sequence
from typing import Any

from ledger.domain.imports.results import Phrase, RowProblem, RowWarning


def kept_problems(problems: Sequence[RowProblem]) -> list[Any]:
    """As JSON keeps them: each sentence with its values, so that it can be told in English too."""
    return [
        [one.row, one.column, one.value, *_kept(one.reason), *_kept(one.remedy)] for one in problems
    ]


def told_problems(kept: Iterable[Any]) -> tuple[RowProblem, ...]:
    return tuple(
        RowProblem(row, column, value, Phrase(reason, **told), Phrase(remedy, **mend))
        for row, column, value, reason, told, remedy, mend in kept
    )


def kept_warnings(warnings: Sequence[RowWarning]) -> list[Any]:
    return [[one.row, one.column, one.value, *_kept(one.reason)] for one in warnings]


def told_warnings(kept: Iterable[Any]) -> tuple[RowWarning, ...]:
    return tuple(
        RowWarning(row, column, value, Phrase(reason, **told))
        for row, column, value, reason, told in kept
    )


def kept_notes(notes: Sequence[Phrase]) -> list[Any]:
    return [list(_kept(one)) for one in notes]


def told_notes(kept: Iterable[Any]) -> tuple[Phrase, ...]:
    return tuple(Phrase(text, **params) for text, params in kept)


def _kept(phrase: Phrase) -> tuple[str, dict[str, Any]]:
    params = {name: _plain(value) for name, value in phrase.params.items()}
    return phrase.text, params


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float) else str(value)
