"""Many facts meet many rules: the one way for a single fact, an import and a simulation.

Facts are heard in the order they became known. Each is counted, judged by the rules in force when
it happened, and lets others be judged once more whose windows it falls into. Nothing is read from
a database here: whoever asks gives what is remembered of the past.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from ledger.domain.facts import Fact, FactKind, PersonFacts, Value, time_values
from ledger.domain.rules.book import BookRule, RuleBook
from ledger.domain.rules.conditions import ConditionFailed, Inputs
from ledger.domain.rules.definitions import Measure, Outcome, Rule, Scope
from ledger.domain.rules.evaluate import FiringResult, fired, once_key, subject_key
from ledger.domain.rules.limits import Limits, given_of, gives
from ledger.domain.rules.measures import Reconsideration
from ledger.domain.rules.tallies import Seen, Tally, tally_key

People: TypeAlias = Callable[[int, date], PersonFacts | None]
"""The person as they were on a day; None for nobody."""

_Kept: TypeAlias = tuple[FactKind, Scope, int]


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that fired for a fact, or that could not be worked out with it.

    ``outcome`` is what the limits leave of the rule's outcome; None when it failed for ``reason``.
    """

    pack_id: int
    rule: Rule
    fact: Fact
    result: FiringResult | None
    outcome: Outcome | None
    reason: str = ""


class Judge:
    """The rules in force, what is remembered of the past, and what rules gave so far."""

    def __init__(self, book: RuleBook, people: People, limits: Limits | None = None) -> None:
        self.book = book
        self.limits = limits or Limits(book.rules)
        self._people = people
        self._tallies: dict[Measure, Tally] = {}
        self._counted: dict[tuple[FactKind, Scope], list[Tally]] = {}
        self._kept: dict[_Kept, list[tuple[date, int, Fact]]] = {}
        self._keeps = kept_kinds(book)
        self._waiting = _waiting_rules(book)
        for rule in book.rules:
            for _, measure in rule.measures:
                self._count(tally_key(measure))

    def recall(self, kind: FactKind, scope: Scope, subject: int, seen: Seen) -> None:
        """Count facts of the past about a subject; they are not judged."""
        for tally in self._counted.get((kind, scope), ()):
            tally.add(subject, seen)

    def keep(self, fact: Fact) -> None:
        """Remember a fact of the past that may have to be judged once more."""
        for scope, subject in _subjects(fact):
            if (fact.kind, scope) in self._keeps:
                rows = self._kept.setdefault((fact.kind, scope, subject), [])
                row = (fact.happened_on, fact.id, fact)
                place = bisect_left(rows, row[:2], key=lambda one: one[:2])
                if rows[place : place + 1] != [row]:
                    rows.insert(place, row)

    def hear(self, fact: Fact) -> list[Finding]:
        """What follows from a fact that has just become known."""
        order = (fact.happened_on, fact.recorded_at, fact.id)
        seen = Seen(fact.happened_on, fact.fields, order)
        for scope, subject in _subjects(fact)[:2]:
            if subject:
                self.recall(fact.kind, scope, subject, seen)
        self.keep(fact)
        findings = self._judged(fact)
        for asked in self.book.touched(fact):
            for other in self._others(asked, fact):
                if (other.kind, other.id) != (fact.kind, fact.id):
                    findings += self._judged(other, only=asked.rule_code)
        return findings

    def _judged(self, fact: Fact, only: str | None = None) -> list[Finding]:
        sieve = self.book.sieve(fact.kind, fact.happened_on)
        if not sieve.rules:
            return []
        person_id, day = fact.subject_person_id, fact.happened_on
        person = self._people(person_id, day) if person_id is not None else None
        inputs: dict[str, Mapping[str, Value] | None] = {
            "fact": fact.fields,
            "person": person.values() if person else None,
            "time": time_values(day),
        }
        findings: list[Finding] = []
        for one in sieve.open_rules(fact, inputs):
            if only in (None, one.rule.code):
                findings += self._asked(one, fact, inputs)
        return findings

    def _asked(self, one: BookRule, fact: Fact, inputs: Inputs) -> list[Finding]:
        rule = one.rule
        about, once = subject_key(rule, fact), once_key(rule, fact)
        if self.limits.has_fired(rule.code, about, once):
            return []
        measured = {**inputs, "measure": self._measures(one, fact)}
        try:
            if not one.when.holds(measured):
                return []
        except ConditionFailed as failure:
            return [Finding(one.pack_id, rule, fact, None, None, str(failure))]
        if not self._is_free(rule, about, fact.happened_on):
            return []
        plain: Inputs = {name: dict(values or {}) for name, values in measured.items()}
        result = fired(rule, fact, plain if measured["person"] else {**plain, "person": None})
        outcome = self.limits.within_caps(rule, fact, result.outcome or rule.then)
        if outcome is None:
            return []
        self.limits.add(given_of(rule, fact, outcome, once))
        return [Finding(one.pack_id, rule, fact, result, outcome), *self._unlocked(rule, fact)]

    def _is_free(self, rule: Rule, about: str, day: date) -> bool:
        return all(
            self.limits.meets(one, about) for one in rule.requires
        ) and not self.limits.is_cooling(rule, about, day)

    def _measures(self, one: BookRule, fact: Fact) -> dict[str, Value]:
        measured: dict[str, Value] = {}
        for name, measure, key in one.tallies:
            subjects = measured_subjects(measure.by, fact)
            measured[name] = self._tallies[key].value(subjects, fact.happened_on)
        return measured

    def _unlocked(self, rule: Rule, fact: Fact) -> list[Finding]:
        """Other rules that waited for this one are asked once more about the same subject."""
        findings: list[Finding] = []
        for code, kind, scope in self._waiting.get(rule.code, ()):
            subject = dict(_subjects(fact)).get(scope)
            if subject:
                for _, _, other in list(self._kept.get((kind, scope, subject), ())):
                    findings += self._judged(other, only=code)
        return findings

    def _others(self, asked: Reconsideration, fact: Fact) -> Iterator[Fact]:
        subject = dict(_subjects(fact)).get(Scope.PERSON if asked.by is Scope.TEAM else asked.by)
        rows = self._kept.get((asked.on, asked.by, subject or 0), [])
        first = bisect_left(rows, asked.first_day, key=lambda row: row[0])
        last = bisect_right(rows, asked.last_day, key=lambda row: row[0])
        return iter([row[2] for row in rows[first:last]])

    def _count(self, key: Measure) -> None:
        if key not in self._tallies:
            tally = self._tallies[key] = Tally(key)
            self._counted.setdefault((key.of, key.by), []).append(tally)


def evaluate_many(
    book: RuleBook,
    facts: Iterable[Fact],
    people: People,
    *,
    limits: Limits | None = None,
) -> Iterator[Finding]:
    """What the rules of the book say about facts in the order they became known. Pure."""
    judge = Judge(book, people, limits)
    for fact in facts:
        yield from judge.hear(fact)


def measured_subjects(by: Scope, fact: Fact) -> tuple[int, ...]:
    """Whose facts a measure of this scope counts for the fact."""
    if by is Scope.UNIT:
        return (fact.unit_id,) if fact.unit_id is not None else ()
    if by is Scope.TEAM and fact.team:
        return tuple(person_id for person_id, _ in fact.team)
    return (fact.subject_person_id,) if fact.subject_person_id is not None else ()


def kept_kinds(book: RuleBook) -> frozenset[tuple[FactKind, Scope]]:
    """Facts of which kind and scope may have to be judged once more."""
    kept = {
        (rule.on, measure.by)
        for rule in book.rules
        for _, measure in rule.measures
        if not (measure.of is rule.on and measure.window.length is None) or measure.by is Scope.TEAM
    }
    waiting = {
        (rule.on, scope)
        for rule in book.rules
        if rule.requires
        for scope in (Scope.PERSON, Scope.UNIT)
    }
    return frozenset(kept | waiting)


def _waiting_rules(book: RuleBook) -> dict[str, tuple[tuple[str, FactKind, Scope], ...]]:
    """By the code of a rule, those that ask for it or for a badge it gives."""
    rules = list(book.rules)
    waiting: dict[str, dict[tuple[str, FactKind, Scope], None]] = {}
    for rule in rules:
        for giver in (one for one in rules if gives(one, rule)):
            for scope in (Scope.PERSON, Scope.UNIT):
                waiting.setdefault(giver.code, {})[rule.code, rule.on, scope] = None
    return {code: tuple(found) for code, found in waiting.items()}


def _subjects(fact: Fact) -> tuple[tuple[Scope, int], ...]:
    """The person, the unit, and everybody of the team: under whom a fact is found again."""
    team = tuple((Scope.TEAM, one) for one, _ in fact.team) or (
        (Scope.TEAM, fact.subject_person_id or 0),
    )
    return (
        (Scope.PERSON, fact.subject_person_id or 0),
        (Scope.UNIT, fact.unit_id or 0),
        *team,
    )
