"""A condition as rows that a form can show: a field, an operator and its values, or free CEL."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ledger.domain.facts import Value
from ledger.domain.rules.refusals import Place
from ledger.domain.rules.syntax import Token, TokenKind, tokenize


class Join(StrEnum):
    """Whether every row must hold, or one of them is enough."""

    ALL = "all"
    ANY = "any"


class Operator(StrEnum):
    EQUAL = "=="
    DIFFERENT = "!="
    AT_LEAST = ">="
    MORE = ">"
    AT_MOST = "<="
    LESS = "<"
    ONE_OF = "in"
    NONE_OF = "not_in"


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison of a field with its values; or, with ``text``, a part in free CEL."""

    path: str = ""
    operator: Operator | None = None
    values: tuple[Value, ...] = ()
    text: str = ""

    @property
    def is_free(self) -> bool:
        return self.operator is None


@dataclass(frozen=True, slots=True)
class Rows:
    join: Join
    rows: tuple[Row, ...]


_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_LISTS = (Operator.ONE_OF, Operator.NONE_OF)
_DEPTH = {"(": 1, "[": 1, ")": -1, "]": -1}


def read_rows(text: str) -> Rows:
    """The rows of a condition. What is no simple comparison becomes a row of free CEL.

    Raises PackError for signs that no condition may hold.
    """
    tokens = tokenize(text, Place())
    tops = {token.text for token in _top(tokens)}
    if "?" in tops:
        return Rows(Join.ALL, (Row(text=text.strip()),))
    join, sign = (Join.ANY, "||") if "||" in tops else (Join.ALL, "&&")
    return Rows(join, tuple(_read(part) for part in _split(text, tokens, sign)))


def write_rows(rows: Rows) -> str:
    """The condition of these rows; reading it gives the same rows again."""
    sign = " && " if rows.join is Join.ALL else " || "
    alone = len(rows.rows) == 1
    return sign.join(_written(row, rows.join, is_alone=alone) for row in rows.rows)


def can_quote(text: str) -> bool:
    """Whether the text can stand in a condition: one kind of quote at most, nothing to escape."""
    return not ({'"', "'"} <= set(text) or "\\" in text or "\n" in text)


def _top(tokens: Iterable[Token]) -> Iterable[Token]:
    depth = 0
    for token in tokens:
        depth += _DEPTH.get(token.text, 0)
        if depth == 0:
            yield token


def _split(text: str, tokens: Sequence[Token], sign: str) -> list[str]:
    cuts = [token.start for token in _top(tokens) if token.text == sign]
    starts, ends = [0, *(cut + 2 for cut in cuts)], [*cuts, len(text)]
    return [text[start:end].strip() for start, end in zip(starts, ends, strict=True)]


def _read(part: str) -> Row:
    tokens = tokenize(part, Place())
    return _truth(tokens) or _comparison(tokens) or _list(tokens) or Row(text=part)


def _truth(tokens: Sequence[Token]) -> Row | None:
    is_not = len(tokens) == 2 and tokens[0].text == "!"
    if len(tokens) == 1 + is_not and tokens[-1].kind is TokenKind.PATH:
        return Row(tokens[-1].text, Operator.EQUAL, (not is_not,))
    return None


def _comparison(tokens: Sequence[Token]) -> Row | None:
    signs = [index for index, token in enumerate(tokens) if token.text in _TURNED]
    if len(signs) != 1:
        return None
    left, sign, right = tokens[: signs[0]], tokens[signs[0]].text, tokens[signs[0] + 1 :]
    for path, literal, operator in ((left, right, sign), (right, left, _TURNED[sign])):
        value = _literal(literal)
        if len(path) == 1 and path[0].kind is TokenKind.PATH and value is not None:
            return Row(path[0].text, Operator(operator), (value,))
    return None


def _list(tokens: Sequence[Token]) -> Row | None:
    """path in [a, b], or !(path in [a, b])."""
    is_not = [token.text for token in tokens[:2]] == ["!", "("] and tokens[-1].text == ")"
    inside = tokens[2:-1] if is_not else tokens
    shape = [token.text for token in inside[1:3]] == ["in", "["] and inside[-1].text == "]"
    if not shape or inside[0].kind is not TokenKind.PATH:
        return None
    items = inside[3:-1]
    values = [_literal([token]) for token in items[::2]]
    commas = all(token.text == "," for token in items[1::2])
    if not values or not commas or len(items) % 2 == 0 or None in values:
        return None
    known = tuple(value for value in values if value is not None)
    return Row(inside[0].text, Operator.NONE_OF if is_not else Operator.ONE_OF, known)


def _literal(tokens: Sequence[Token]) -> Value | None:
    if len(tokens) == 2 and tokens[0].text == "-" and tokens[1].kind is TokenKind.NUMBER:
        return -int(tokens[1].text)
    return tokens[0].literal if len(tokens) == 1 else None


def _written(row: Row, join: Join, *, is_alone: bool) -> str:
    if row.operator is None:
        tops = {token.text for token in _top(tokenize(row.text, Place()))}
        loose = {"?", "||"} if join is Join.ALL else {"?"}
        return f"({row.text})" if tops & loose and not is_alone else row.text
    if row.operator in _LISTS:
        listed = f"{row.path} in [{', '.join(_quoted(value) for value in row.values)}]"
        return listed if row.operator is Operator.ONE_OF else f"!({listed})"
    (value,) = row.values
    if isinstance(value, bool) and row.operator is Operator.EQUAL:
        return row.path if value else f"!{row.path}"
    return f"{row.path} {row.operator} {_quoted(value)}"


def _quoted(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return f"'{value}'" if '"' in value else f'"{value}"'
