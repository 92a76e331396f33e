"""A rule in words: its condition as HR reads it, without the signs of the language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ledger.domain.rules.conditions import parse_condition
from ledger.domain.rules.definitions import Rule
from ledger.domain.rules.explain import path_meaning
from ledger.domain.rules.refusals import Place
from ledger.domain.rules.syntax import Token, TokenKind, tokenize
from ledger.errors import sentence

_SIGNS: Mapping[str, str] = MappingProxyType(
    {
        "&&": sentence("dan"),
        "||": sentence("atau"),
        "!": sentence("tidak:"),
        "==": sentence("sama dengan"),
        "!=": sentence("bukan"),
        ">=": sentence("paling sedikit"),
        ">": sentence("lebih dari"),
        "<=": sentence("paling banyak"),
        "<": sentence("kurang dari"),
        "in": sentence("salah satu dari"),
        "true": sentence("ya"),
        "false": sentence("tidak"),
    }
)
_NOTHING = sentence("tidak tercatat")
_OPENING, _CLOSING = frozenset("(["), frozenset(")],")


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of a condition; ``is_sentence`` when it is to be put in the reader's language.

    ``joins`` when no blank stands before it.
    """

    text: str
    is_sentence: bool = False
    joins: bool = False


def condition_words(rule: Rule) -> tuple[tuple[Word, ...], ...]:
    """The parts of the condition, which must all hold, each as the words to read."""
    return tuple(tuple(_words(rule, part)) for part in parse_condition(rule.when).parts)


def _words(rule: Rule, part: str) -> Iterator[Word]:
    before = ""
    for token in tokenize(part, Place()):
        text, is_sentence = _told(rule, token)
        joins = not before or before in _OPENING or token.text in _CLOSING
        yield Word(text, is_sentence, joins)
        before = token.text


def _told(rule: Rule, token: Token) -> tuple[str, bool]:
    if token.kind is TokenKind.PATH:
        return path_meaning(rule, token.text), not token.text.startswith("measure.")
    if token.kind is TokenKind.TEXT:
        value = token.text[1:-1].replace("_", " ")
        return (value, False) if value else (_NOTHING, True)
    if token.text in _SIGNS:
        return _SIGNS[token.text], True
    return token.text, False
