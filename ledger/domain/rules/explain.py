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
from ledger.domain.rules.rows import Operator, Row, read_rows
from ledger.domain.rules.words import OPERATOR_LABELS, told_value


@dataclass(frozen=True, slots=True)
class ValueUsed:
    """One value a part of the condition read, with its meaning in Indonesian.

    ``told`` is the value as people call it: "Sangat Baik" for very_good.
    """

    path: str
    meaning: str
    value: Value | None
    told: Value | None


@dataclass(frozen=True, slots=True)
class Part:
    """One condition of those that must all hold.

    A simple comparison also has ``operator`` (CEL), ``operator_words`` (Indonesian), the values
    ``wanted`` as people call them and, where it is one value, that as ``threshold``; ``missing``
    is how much a count still lacks, None where that says nothing.
    """

    text: str
    held: bool
    values: tuple[ValueUsed, ...]
    operator: str | None = None
    operator_words: str | None = None
    wanted: tuple[Value, ...] = ()
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
    values = tuple(_used(rule, path, inputs) for path in paths)
    row = _simple(text)
    if row is None or row.operator is None:
        return Part(text, held, values)
    threshold = row.values[0] if len(row.values) == 1 else None
    return Part(
        text,
        held,
        values,
        operator=row.operator,
        operator_words=OPERATOR_LABELS[row.operator],
        wanted=tuple(told_value(row.path, value) for value in row.values),
        threshold=threshold,
        missing=_missing(values[0].value, row.operator, threshold),
    )


def _used(rule: Rule, path: str, inputs: Inputs) -> ValueUsed:
    value = _look_up(inputs, path)
    told = None if value is None else told_value(path, value)
    return ValueUsed(path, path_meaning(rule, path), value, told)


def _look_up(inputs: Mapping[str, Mapping[str, Value] | None], path: str) -> Value | None:
    namespace, name = path.split(".")
    return (inputs.get(namespace) or {}).get(name)


def _simple(text: str) -> Row | None:
    """The part as one comparison of a field, None where it is free CEL."""
    rows = read_rows(text).rows
    return rows[0] if len(rows) == 1 and not rows[0].is_free else None


def _missing(value: Value | None, operator: Operator, threshold: Value | None) -> int | None:
    numbers = [n for n in (value, threshold) if isinstance(n, int) and not isinstance(n, bool)]
    if len(numbers) != 2 or operator not in (Operator.AT_LEAST, Operator.MORE):
        return None
    return max(0, numbers[1] - numbers[0] + (operator is Operator.MORE))
