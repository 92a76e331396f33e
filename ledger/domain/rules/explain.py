"""Why a rule fired, or which of its conditions is still open, from the inputs that were kept."""

from collections.abc import Mapping
from dataclasses import dataclass

from cel import Context

from ledger.domain.facts import PERSON_FIELDS, TIME_FIELDS, VOCABULARY, Value
from ledger.domain.rules.conditions import (
    ConditionFailed,
    Inputs,
    holds,
    make_context,
    parse_condition,
)
from ledger.domain.rules.definitions import LegalBasis, Rule
from ledger.domain.rules.evaluate import WITHHELD_SENTENCES, Withheld, conduct_guard
from ledger.domain.rules.outcomes import needs_person
from ledger.domain.rules.refusals import Place
from ledger.domain.rules.syntax import TokenKind, tokenize
from ledger.errors import sentence

_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_OPERATOR_WORDS = {
    "==": sentence("sama dengan"),
    "!=": sentence("bukan"),
    ">=": sentence("paling sedikit"),
    ">": sentence("lebih dari"),
    "<=": sentence("paling banyak"),
    "<": sentence("kurang dari"),
}


@dataclass(frozen=True, slots=True)
class ValueUsed:
    """One value a part of the condition read, with its meaning in Indonesian."""

    path: str
    meaning: str
    value: Value | None


@dataclass(frozen=True, slots=True)
class Part:
    """One condition of those that must all hold.

    A simple comparison also has ``operator`` (CEL), ``operator_words`` (Indonesian) and
    ``threshold``; ``missing`` is how much a count still lacks, None where that says nothing.
    """

    text: str
    held: bool
    values: tuple[ValueUsed, ...]
    operator: str | None = None
    operator_words: str | None = None
    threshold: Value | None = None
    missing: int | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer to "Mengapa saya (belum) mendapat ini?" for one rule and its inputs."""

    rule_code: str
    title: str
    sentence: str
    legal_basis: LegalBasis
    held: bool
    withheld: Withheld | None
    withheld_sentence: str | None
    parts: tuple[Part, ...]

    @property
    def open_parts(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if not part.held)


def explain(rule: Rule, inputs: Inputs) -> Explanation:
    """Re-run a rule on kept inputs, part by part. Pure; a pack no longer in force works too."""
    condition = parse_condition(rule.when)
    context = make_context(inputs, condition.paths)
    withheld = conduct_guard(rule, inputs.get("fact") or {})
    if inputs.get("person") is None and needs_person(rule, condition.paths):
        withheld = Withheld.NO_PERSON
    parts = tuple(_part(rule, text, inputs, context) for text in condition.parts)
    return Explanation(
        rule_code=rule.code,
        title=rule.title,
        sentence=rule.sentence,
        legal_basis=rule.legal_basis,
        held=all(part.held for part in parts),
        withheld=withheld,
        withheld_sentence=WITHHELD_SENTENCES[withheld] if withheld else None,
        parts=parts,
    )


def path_meaning(rule: Rule, path: str) -> str:
    """What a path of the rule's condition means, in Indonesian."""
    namespace, name = path.split(".")
    if namespace == "measure":
        return dict(rule.measures)[name].title or name
    fields = {"person": PERSON_FIELDS, "time": TIME_FIELDS}.get(
        namespace, VOCABULARY[rule.on].fields
    )
    return fields[name].meaning


def _part(rule: Rule, text: str, inputs: Inputs, context: Context) -> Part:
    try:
        held = holds(text, context)
    except ConditionFailed:
        held = False
    paths = parse_condition(text).paths
    values = tuple(
        ValueUsed(path, path_meaning(rule, path), _look_up(inputs, path)) for path in paths
    )
    comparison = _comparison(text)
    if comparison is None:
        return Part(text, held, values)
    operator, threshold = comparison
    missing = _missing(values[0].value, operator, threshold)
    return Part(text, held, values, operator, _OPERATOR_WORDS[operator], threshold, missing)


def _look_up(inputs: Mapping[str, Mapping[str, Value] | None], path: str) -> Value | None:
    namespace, name = path.split(".")
    return (inputs.get(namespace) or {}).get(name)


def _comparison(text: str) -> tuple[str, Value] | None:
    """Operator and threshold of "path operator literal", also when written the other way round.

    A bare path, and one with "!" before it, compare with true and false.
    """
    tokens = tokenize(text, Place())
    kinds = [token.kind for token in tokens]
    if kinds == [TokenKind.PATH]:
        return "==", True
    if kinds == [TokenKind.SIGN, TokenKind.PATH] and tokens[0].text == "!":
        return "==", False
    if len(tokens) != 3 or tokens[1].text not in _TURNED:
        return None
    left, sign, right = tokens
    if left.kind is TokenKind.PATH and right.literal is not None:
        return sign.text, right.literal
    if right.kind is TokenKind.PATH and left.literal is not None:
        return _TURNED[sign.text], left.literal
    return None


def _missing(value: Value | None, operator: str, threshold: Value) -> int | None:
    numbers = [n for n in (value, threshold) if isinstance(n, int) and not isinstance(n, bool)]
    if len(numbers) != 2 or operator not in (">=", ">"):
        return None
    return max(0, numbers[1] - numbers[0] + (operator == ">"))
