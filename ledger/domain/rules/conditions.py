"""Conditions in CEL: compiled once, bounded, and checked against the published vocabulary."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cel import Context, Program
from cel import compile as compile_cel

from ledger.domain.facts import (
    PERSON_FIELDS,
    TIME_FIELDS,
    VOCABULARY,
    FactKind,
    Field,
    FieldType,
    Value,
)
from ledger.domain.rules.refusals import PackError, Place, choice_params
from ledger.domain.rules.syntax import (
    NAMESPACES,
    Token,
    TokenKind,
    split_conjuncts,
    tokenize,
)
from ledger.errors import sentence

# CEL has no cost limit of its own and a very long text ends the process, so the bounds are ours.
MAX_CONDITION_CHARS = 2000
MAX_NESTED_MACROS = 2
MAX_LIST_ITEMS = 100

Inputs = Mapping[str, Mapping[str, Value] | None]
"""The values of one evaluation: "fact", "person" (None when there is none), "time", "measure"."""

_MACROS = frozenset({"exists", "all"})
_METHODS = frozenset({"startsWith", "endsWith", "contains", "size"})
_WORDS = frozenset({"true", "false", "in"})
_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})
_TYPE_NAMES = {FieldType.INT: "bilangan", FieldType.TEXT: "teks", FieldType.BOOL: "true/false"}
_SYNTAX_ERROR = re.compile(r"<input>:(\d+):(\d+):")


class ConditionFailed(Exception):
    """The condition could not be worked out with these values."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A checked condition. ``parts`` must all hold; ``paths`` are the values it reads."""

    text: str
    parts: tuple[str, ...]
    paths: tuple[str, ...]


def condition_vocabulary(kind: FactKind, measures: Sequence[str]) -> dict[str, Field]:
    """Every path that the ``when`` of a rule on this fact may name."""
    return {
        **filter_vocabulary(kind),
        **{f"person.{name}": field for name, field in PERSON_FIELDS.items()},
        **{f"measure.{name}": Field(name, FieldType.INT, f"ukuran {name}") for name in measures},
    }


def filter_vocabulary(kind: FactKind) -> dict[str, Field]:
    """Every path that the filter of a measure over facts of this kind may name."""
    return {
        **{f"fact.{name}": field for name, field in VOCABULARY[kind].fields.items()},
        **{f"time.{name}": field for name, field in TIME_FIELDS.items()},
    }


def check_condition(text: str, vocabulary: Mapping[str, Field], place: Place) -> Condition:
    """Compile and check a condition. Raises PackError with the column of what is wrong."""
    _require_length(text, place)
    tokens = tokenize(text, place)
    _require_known_names(tokens, vocabulary, place)
    _require_bounds(tokens, place)
    _require_fitting_types(tokens, vocabulary, place)
    _require_compiles(text, place)
    parts = split_conjuncts(text, tokens)
    _require_truth_values(parts if text.strip() == parts[0] else (*parts, text), vocabulary, place)
    return Condition(text, parts, read_paths(tokens))


def read_paths(tokens: Sequence[Token]) -> tuple[str, ...]:
    """The paths among the tokens, each once, in the order they are read."""
    return tuple(dict.fromkeys(t.text for t in tokens if t.kind is TokenKind.PATH))


@lru_cache(maxsize=4096)
def parse_condition(text: str) -> Condition:
    """Parts and paths of a condition that was checked before."""
    tokens = tokenize(text, Place())
    return Condition(text, split_conjuncts(text, tokens), read_paths(tokens))


def make_context(inputs: Inputs, paths: Iterable[str]) -> Context:
    """The values of these paths, once for many conditions; handing over more only costs time."""
    values: dict[str, dict[str, Value]] = {}
    for path in paths:
        namespace, name = path.split(".")
        given = inputs.get(namespace)
        if given is not None and name in given:
            values.setdefault(namespace, {})[name] = given[name]
    return Context(dict(values))


def set_namespace(context: Context, name: str, values: Mapping[str, Value]) -> None:
    context.add_variable(name, dict(values))


def holds(text: str, context: Context) -> bool:
    """Whether a checked condition holds. Raises ConditionFailed when it cannot be worked out."""
    try:
        result = _program(text).execute(context)
    except (ArithmeticError, KeyError, RuntimeError, TypeError, ValueError) as error:
        raise ConditionFailed(str(error)) from error
    if not isinstance(result, bool):
        raise ConditionFailed(f"not true or false: {result!r}")
    return result


@lru_cache(maxsize=4096)
def _program(text: str) -> Program:
    return compile_cel(text)


def _require_length(text: str, place: Place) -> None:
    if not text.strip():
        raise PackError(sentence("%(place)s: syarat masih kosong."), place=place)
    if len(text) > MAX_CONDITION_CHARS:
        raise PackError(
            sentence("%(place)s: syarat terlalu panjang, paling banyak %(limit)s huruf."),
            place=place,
            limit=MAX_CONDITION_CHARS,
        )


def _require_known_names(
    tokens: Sequence[Token], vocabulary: Mapping[str, Field], place: Place
) -> None:
    bound = set(_bound_names(tokens))
    for index, token in enumerate(tokens):
        before = tokens[index - 1].text if index else ""
        if token.kind is TokenKind.PATH and (token.text not in vocabulary or before == "."):
            raise _unknown_field(token, vocabulary, place)
        if token.kind is TokenKind.NAME:
            _require_known_name(tokens, index, bound, vocabulary, place)


def _require_known_name(
    tokens: Sequence[Token],
    index: int,
    bound: set[str],
    vocabulary: Mapping[str, Field],
    place: Place,
) -> None:
    token = tokens[index]
    if _text_at(tokens, index + 1) == "(" and token.text not in _WORDS:
        if token.text not in _MACROS | _METHODS:
            raise PackError(
                sentence(
                    "%(place)s: fungsi %(found)s tidak tersedia.%(hint)s Yang tersedia: %(known)s."
                ),
                place=place.at(token.column),
                **choice_params(token.text, _MACROS | _METHODS),
            )
    elif token.text not in _WORDS | bound:
        raise _unknown_field(token, vocabulary, place)


def _unknown_field(token: Token, vocabulary: Mapping[str, Field], place: Place) -> PackError:
    return PackError(
        sentence("%(place)s: %(found)s tidak dikenal.%(hint)s Yang dikenal: %(known)s."),
        place=place.at(token.column),
        **choice_params(token.text, vocabulary),
    )


def _bound_names(tokens: Sequence[Token]) -> Iterator[str]:
    """The names that exists(x, ...) and all(x, ...) introduce."""
    for macro, _, name, comma in zip(tokens, tokens[1:], tokens[2:], tokens[3:], strict=False):
        if macro.text in _MACROS and name.kind is TokenKind.NAME and comma.text == ",":
            yield name.text


def _require_bounds(tokens: Sequence[Token], place: Place) -> None:
    """Follow the open brackets; each remembers what opened it and how many commas it held."""
    opened: list[tuple[str, int]] = []
    for before, token in zip((None, *tokens), tokens, strict=False):
        if token.text in ("(", "["):
            opened.append((before.text if before and token.text == "(" else token.text, 0))
            _require_shallow(opened, token, place)
        elif token.text in (")", "]") and opened:
            opened.pop()
        elif token.text == "," and opened:
            opener, commas = opened.pop()
            opened.append((opener, commas + 1))
            _require_short(opener, commas + 1, token, place)


def _require_shallow(opened: Sequence[tuple[str, int]], token: Token, place: Place) -> None:
    if sum(opener in _MACROS for opener, _ in opened) > MAX_NESTED_MACROS:
        raise PackError(
            sentence("%(place)s: exists dan all paling banyak bertingkat %(limit)s."),
            place=place.at(token.column),
            limit=MAX_NESTED_MACROS,
        )


def _require_short(opener: str, commas: int, token: Token, place: Place) -> None:
    if opener == "[" and commas >= MAX_LIST_ITEMS:
        raise PackError(
            sentence("%(place)s: daftar paling banyak berisi %(limit)s nilai."),
            place=place.at(token.column),
            limit=MAX_LIST_ITEMS,
        )


def _require_fitting_types(
    tokens: Sequence[Token], vocabulary: Mapping[str, Field], place: Place
) -> None:
    """A text against a number is false for ever in CEL, so it is refused while it is written."""
    for index, token in enumerate(tokens):
        if token.text in _COMPARISONS and 0 < index < len(tokens) - 1:
            left, right = tokens[index - 1], tokens[index + 1]
            _require_fit(left, right, vocabulary, place)
            _require_fit(right, left, vocabulary, place)
        elif token.text == "in" and index and _text_at(tokens, index + 1) == "[":
            for item in _items_from(tokens, index + 2):
                _require_fit(tokens[index - 1], item, vocabulary, place)


def _items_from(tokens: Sequence[Token], index: int) -> Iterator[Token]:
    while index < len(tokens) and tokens[index].text != "]":
        yield tokens[index]
        index += 1


def _require_fit(path: Token, other: Token, vocabulary: Mapping[str, Field], place: Place) -> None:
    field = vocabulary.get(path.text)
    if path.kind is not TokenKind.PATH or field is None:
        return
    literal = other.literal
    other_type = vocabulary[other.text].type if other.text in vocabulary else _type_of(literal)
    if other_type is not None and other_type is not field.type:
        raise PackError(
            sentence(
                "%(place)s: %(path)s berisi %(expected)s, tidak bisa dibandingkan dengan %(found)s."
            ),
            place=place.at(other.column),
            path=path.text,
            expected=_TYPE_NAMES[field.type],
            found=other.text,
        )
    if field.choices and literal is not None and literal not in ("", *field.choices):
        raise PackError(
            sentence(
                "%(place)s: %(path)s tidak pernah bernilai %(found)s.%(hint)s"
                " Pilihannya: %(known)s."
            ),
            place=place.at(other.column),
            path=path.text,
            **choice_params(literal, field.choices),
        )


def _type_of(literal: Value | None) -> FieldType | None:
    if literal is None:
        return None
    if isinstance(literal, bool):
        return FieldType.BOOL
    return FieldType.INT if isinstance(literal, int) else FieldType.TEXT


def _require_compiles(text: str, place: Place) -> None:
    try:
        program = _program(text)
    except ValueError as error:
        raise _syntax_error(text, str(error), place) from error
    # The tokens above already refuse an unknown name; CEL's own list is the second opinion.
    for name in program.variables():
        if name not in NAMESPACES and name not in _bound_names(tokenize(text, place)):
            raise PackError(
                sentence("%(place)s: %(found)s tidak dikenal."), place=place, found=name
            )


def _syntax_error(text: str, message: str, place: Place) -> PackError:
    match = _SYNTAX_ERROR.search(message)
    line, column = (int(match[1]), int(match[2])) if match else (1, 1)
    lines = text.splitlines()
    offset = sum(len(before) + 1 for before in lines[: line - 1])
    rest = lines[line - 1][max(column - 10, 0) : column + 10].strip() if line <= len(lines) else ""
    return PackError(
        sentence('%(place)s: syarat tidak dapat dibaca di dekat "%(near)s".'),
        place=place.at(offset + column),
        near=rest,
    )


def _require_truth_values(
    texts: Sequence[str], vocabulary: Mapping[str, Field], place: Place
) -> None:
    """Work the condition out with small and large values: each part must be true or false."""
    for inputs in (_sample(vocabulary, 0), _sample(vocabulary, 1)):
        context = make_context(inputs, vocabulary)
        for text in texts:
            try:
                holds(text, context)
            except ConditionFailed as error:
                raise PackError(
                    sentence(
                        "%(place)s: bagian '%(part)s' tidak menghasilkan benar atau salah;"
                        " bandingkan bilangan dengan bilangan dan teks dengan teks."
                    ),
                    place=place,
                    part=text[:80],
                ) from error


def _sample(vocabulary: Mapping[str, Field], size: int) -> dict[str, dict[str, Value]]:
    values: dict[FieldType, Value] = {
        FieldType.INT: size,
        FieldType.TEXT: "a" * size,
        FieldType.BOOL: bool(size),
    }
    inputs: dict[str, dict[str, Value]] = {name: {} for name in NAMESPACES}
    for path, field in vocabulary.items():
        namespace, name = path.split(".")
        inputs[namespace][name] = values[field.type]
    return inputs


def _text_at(tokens: Sequence[Token], index: int) -> str:
    return tokens[index].text if index < len(tokens) else ""
