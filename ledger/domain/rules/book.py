"""The rules in force as one book: which of them judge a fact, found without asking each."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ledger.domain.facts import VOCABULARY, Fact, FactKind, Value
from ledger.domain.rules.conditions import ConditionFailed, Inputs, parse_condition
from ledger.domain.rules.definitions import Measure, Rule, Scope
from ledger.domain.rules.evaluate import conduct_guard, missing_subject, rules_in_force
from ledger.domain.rules.measures import Reconsideration, reconsiderations
from ledger.domain.rules.outcomes import is_conduct
from ledger.domain.rules.remembered import (
    MAX_ANSWERS,
    Key,
    Reader,
    Remembered,
    remembered,
)
from ledger.domain.rules.tallies import tally_key

_GUARD_FIELDS = ("cause", "suspected", "always_case", "code", "days_in_year")


@dataclass(frozen=True, slots=True)
class PackInForce:
    """The rules of one version of a pack and the days of the facts that it judges."""

    id: int
    rules: tuple[Rule, ...]
    valid_from: date
    valid_until: date | None = None

    def judges(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


@dataclass(frozen=True, slots=True, eq=False)
class BookRule:
    """A rule of a pack, ready to be asked.

    ``early`` are the parts of its condition that read no measure; ``tallies`` name each measure
    with the tally that answers it.
    """

    pack_id: int
    rule: Rule
    when: Remembered
    early: tuple[Remembered, ...]
    tallies: tuple[tuple[str, Measure, Measure], ...]


class RuleBook:
    """Every version of every pack that may judge the facts at hand."""

    def __init__(self, packs: Iterable[PackInForce]) -> None:
        self.packs = tuple(sorted(packs, key=lambda pack: pack.id))
        self._ready = {
            (pack.id, index): _book_rule(pack.id, rule)
            for pack in self.packs
            for index, rule in enumerate(pack.rules)
        }
        self._turns = sorted(_turns(self.packs))
        self._sieves: dict[tuple[BookRule, ...], Sieve] = {}
        self._by_stretch: dict[tuple[FactKind, int], Sieve] = {}
        self._touched: dict[tuple[FactKind, date], tuple[Reconsideration, ...]] = {}

    @property
    def rules(self) -> Iterator[Rule]:
        """All of them, also those of other days."""
        return (rule for pack in self.packs for rule in pack.rules)

    def sieve(self, kind: FactKind, day: date) -> "Sieve":
        """The rules that judge facts of the kind and day."""
        # Between two days on which anything begins or ends, the same rules judge.
        stretch = kind, bisect_right(self._turns, day)
        found = self._by_stretch.get(stretch)
        if found is None:
            rules = tuple(self._judging(kind, day))
            found = self._sieves.setdefault(rules, Sieve(kind, rules))
            self._by_stretch[stretch] = found
        return found

    def touched(self, fact: Fact) -> tuple[Reconsideration, ...]:
        """Which other facts must be judged once more because this one became known."""
        key = (fact.kind, fact.happened_on)
        found = self._touched.get(key)
        if found is None:
            rules = [r for pack in self.packs if pack.judges(fact.happened_on) for r in pack.rules]
            found = self._touched[key] = tuple(dict.fromkeys(reconsiderations(rules, fact)))
        return found

    def _judging(self, kind: FactKind, day: date) -> Iterator[BookRule]:
        for pack in self.packs:
            if pack.judges(day):
                places = {id(rule): (pack.id, index) for index, rule in enumerate(pack.rules)}
                asked = (rule for rule in pack.rules if rule.on is kind)
                for rule in rules_in_force(asked, day):
                    yield self._ready[places[id(rule)]]


class Sieve:
    """The rules on one kind of fact; lets through those that are still open before any measure.

    Facts that agree in what the rules read there go through the sieve once.
    """

    def __init__(self, kind: FactKind, rules: Sequence[BookRule]) -> None:
        self.rules = tuple(rules)
        paths = dict.fromkeys(path for one in rules for part in one.early for path in part.paths)
        if any(is_conduct(one.rule.then) for one in rules):
            known = (name for name in _GUARD_FIELDS if name in VOCABULARY[kind].fields)
            paths |= dict.fromkeys(f"fact.{name}" for name in known)
        self._reader = Reader(paths)
        self._answers: dict[tuple[Key, bool, bool], tuple[BookRule, ...]] = {}

    def open_rules(self, fact: Fact, inputs: Inputs) -> tuple[BookRule, ...]:
        has_person = fact.subject_person_id is not None and inputs.get("person") is not None
        key = (self._reader.read(inputs), has_person, fact.unit_id is not None)
        found = self._answers.get(key)
        if found is None:
            if len(self._answers) >= MAX_ANSWERS:
                self._answers.clear()
            found = tuple(one for one in self.rules if _is_open(one, fact.fields, inputs, *key[1:]))
            self._answers[key] = found
        return found


def _turns(packs: Iterable[PackInForce]) -> set[date]:
    """The first days of everything, and the first days without it."""
    spans = {(pack.valid_from, pack.valid_until) for pack in packs}
    spans |= {(r.effective.start, r.effective.end) for pack in packs for r in pack.rules}
    return {day for span in spans for day in span if day is not None}


def _is_open(
    one: BookRule,
    fields: Mapping[str, Value],
    inputs: Inputs,
    has_person: bool,
    has_unit: bool,
) -> bool:
    if missing_subject(one.rule, has_person=has_person, has_unit=has_unit):
        return False
    return conduct_guard(one.rule, fields) is None and all(
        _may_hold(part, inputs) for part in one.early
    )


def _may_hold(part: Remembered, inputs: Inputs) -> bool:
    """A part that fails may still be overruled by another one that is false, as CEL has it."""
    try:
        return part.holds(inputs)
    except ConditionFailed:
        return True


def _book_rule(pack_id: int, rule: Rule) -> BookRule:
    when = remembered(rule.when)
    parts = parse_condition(rule.when).parts
    early = tuple(
        remembered(part)
        for part in parts
        if not any(path.startswith("measure.") for path in parse_condition(part).paths)
    )
    tallies = tuple((name, measure, tally_key(measure)) for name, measure in rule.measures)
    return BookRule(pack_id, rule, when, early, tallies)


def measured_kinds(rules: Iterable[Rule]) -> frozenset[tuple[FactKind, Scope]]:
    """Whose facts of which kind any of the rules counts."""
    keys = (tally_key(measure) for rule in rules for _, measure in rule.measures)
    return frozenset((key.of, key.by) for key in keys)
