"""The small part of CEL that conditions may use, as tokens that know where they stand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from ledger.domain.rules.refusals import PackError, Place
from ledger.errors import sentence

NAMESPACES = ("fact", "person", "time", "measure")

# A backslash inside a text, a comment, an index and a division have no match here, so that what
# these tokens see and what CEL runs can never differ.
_TOKEN = re.compile(
    r"""(?P<SPACE>\s+)
      | (?P<TEXT>"[^"\\\n]*"|'[^'\\\n]*')
      | (?P<NUMBER>[0-9]+)(?![\w.])
      | (?P<PATH>(?:fact|person|time|measure)\.[A-Za-z_]\w*)
      | (?P<NAME>[A-Za-z_]\w*)
      | (?P<SIGN>&&|\|\||==|!=|<=|>=|[-+*<>!?:.,()\[\]])""",
    re.VERBOSE | re.ASCII,
)


class TokenKind(Enum):
    TEXT = auto()
    NUMBER = auto()
    PATH = auto()
    NAME = auto()
    SIGN = auto()


@dataclass(frozen=True, slots=True)
class Token:
    kind: TokenKind
    text: str
    start: int

    @property
    def column(self) -> int:
        return self.start + 1

    @property
    def literal(self) -> str | int | bool | None:
        """The value of a literal; None when it is no literal."""
        if self.kind is TokenKind.TEXT:
            return self.text[1:-1]
        if self.kind is TokenKind.NUMBER:
            return int(self.text)
        return {"true": True, "false": False}.get(self.text)


def tokenize(text: str, place: Place) -> tuple[Token, ...]:
    """The tokens of a condition. Raises PackError at the first sign that is not allowed."""
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            raise _unreadable(text, position, place)
        if match.lastgroup != "SPACE":
            tokens.append(Token(TokenKind[match.lastgroup], match.group(), position))
        position = match.end()
    _require_no_glued_text(tokens, place)
    return tuple(tokens)


def split_conjuncts(text: str, tokens: Sequence[Token]) -> tuple[str, ...]:
    """The parts that must all hold. One part when the condition is an "or" at its top."""
    depth = 0
    cuts: list[int] = []
    for token in tokens:
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(token.text, 0)
        if depth == 0 and token.text in ("||", "?"):
            return (text.strip(),)
        if depth == 0 and token.text == "&&":
            cuts.append(token.start)
    starts = [0, *(cut + 2 for cut in cuts)]
    ends = [*cuts, len(text)]
    return tuple(text[start:end].strip() for start, end in zip(starts, ends, strict=True))


def _unreadable(text: str, position: int, place: Place) -> PackError:
    if text[position].isdigit():
        return PackError(
            sentence("%(place)s: pakailah bilangan bulat; pecahan tidak dipakai dalam syarat."),
            place=place.at(position + 1),
        )
    return PackError(
        sentence("%(place)s: tanda %(found)s tidak dipakai dalam syarat."),
        place=place.at(position + 1),
        found=text[position],
    )


def _require_no_glued_text(tokens: Sequence[Token], place: Place) -> None:
    """Refuse r"..", b".." and triple quotes, which CEL would read in another way."""
    for before, token in pairwise(tokens):
        if token.kind is not TokenKind.TEXT or token.start > before.start + len(before.text):
            continue
        if before.kind in (TokenKind.TEXT, TokenKind.NAME):
            raise PackError(
                sentence('%(place)s: tulislah teks di antara satu pasang tanda kutip ("...").'),
                place=place.at(before.column),
            )
