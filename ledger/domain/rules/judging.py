"""Many facts meet many rules: the one way for a single fact, an import and a simulation.

Facts are heard in the order they became known. Each is counted, judged by the rules in force when
it happened, and lets others be judged once more whose windows it falls into. Nothing is read from
a database here: whoever asks gives what is remembered of the past.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from ledger.domain.facts import Fact, FactKind, PersonFacts, Value, time_values
from ledger.domain.rules.book import BookRule, RuleBook, Sieve
from ledger.domain.rules.conditions import ConditionFailed, Inputs
from ledger.domain.rules.definitions import (
    MEASURE_SCOPES,
    SUBJECT_SCOPES,
    Measure,
    Outcome,
    Rule,
    Scope,
)
from ledger.domain.rules.evaluate import FiringResult, fired, once_key, subject_key
from ledger.domain.rules.limits import Limits, given_of, gives
from ledger.domain.rules.tallies import Seen, Tally, TallyGroup, tally_key

People: TypeAlias = Callable[[int, date], PersonFacts | None]
"""The person as they were on a day; None for nobody."""

_Place: TypeAlias = tuple[FactKind, Scope]
#: Facts of a kind about subjects of this scope between two days, both included.
_Window: TypeAlias = tuple[FactKind, Scope, date, date]


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


@dataclass(frozen=True, slots=True)
class _Docket:
    """What every fact of one kind and day meets, worked out for the first of them.

    ``counting`` and ``keeping`` say under which subjects it is counted and found again; the rules
    ``again`` judge the facts of the window at this place once more.
    """

    sieve: Sieve
    time: Mapping[str, Value]
    counting: tuple[tuple[Scope, TallyGroup], ...]
    keeping: tuple[Scope, ...]
    windows: tuple[_Window, ...]
    again: tuple[tuple[str, int], ...]


class _Kept:
    """Facts that may be judged once more, in the order they happened."""

    __slots__ = ("_days", "_ids", "facts")

    def __init__(self) -> None:
        self._days: list[date] = []
        self._ids: list[int] = []
        self.facts: list[Fact] = []

    def add(self, fact: Fact) -> None:
        """Put it at its place, once; the newest mostly comes last."""
        day, days, ids = fact.happened_on, self._days, self._ids
        place = len(days)
        if days and (days[-1], ids[-1]) >= (day, fact.id):
            first = bisect_left(days, day)
            place = bisect_left(ids, fact.id, first, bisect_right(days, day))
            if self.facts[place : place + 1] == [fact]:
                return
        days.insert(place, day)
        ids.insert(place, fact.id)
        self.facts.insert(place, fact)

    def within(self, first: date, last: date) -> list[Fact]:
        days = self._days
        if days[-1] < first:
            return []
        return self.facts[bisect_left(days, first) : bisect_right(days, last)]


class Judge:
    """The rules in force, what is remembered of the past, and what rules gave so far."""

    def __init__(self, book: RuleBook, people: People, limits: Limits | None = None) -> None:
        self.book = book
        self.limits = limits or Limits(book.rules)
        self._people = people
        self._tallies: dict[Measure, Tally] = {}
        self._counted: dict[_Place, TallyGroup] = {}
        self._kept: dict[tuple[FactKind, Scope, int], _Kept] = {}
        self._dockets: dict[tuple[FactKind, date], _Docket] = {}
        self._keeps = kept_kinds(book)
        self._waiting = _waiting_rules(book)
        for rule in book.rules:
            for _, measure in rule.measures:
                self._count(tally_key(measure))

    def recall(self, kind: FactKind, scope: Scope, subject: int, seen: Seen) -> None:
        """Count facts of the past about a subject; they are not judged."""
        if group := self._counted.get((kind, scope)):
            group.add(subject, seen)

    def keep(self, fact: Fact) -> None:
        """Remember a fact of the past that may have to be judged once more."""
        self._keep(fact, self._docket(fact))

    def hear(self, fact: Fact) -> list[Finding]:
        """What follows from a fact that has just become known."""
        docket = self._docket(fact)
        if docket.counting:
            order = (fact.happened_on, fact.recorded_at, fact.id)
            seen = Seen(fact.happened_on, fact.fields, order)
            for scope, group in docket.counting:
                if subject := _subject(fact, scope):
                    group.add(subject, seen)
        self._keep(fact, docket)
        findings = self._judged(fact, docket)
        if not docket.windows:
            return findings
        others = [self._others(window, fact) for window in docket.windows]
        if any(others):
            for code, place in docket.again:
                for other in others[place]:
                    findings += self._judged(other, self._docket(other), only=code)
        return findings

    def _docket(self, fact: Fact) -> _Docket:
        kind, day = fact.kind, fact.happened_on
        docket = self._dockets.get((kind, day))
        if docket is None:
            docket = self._dockets[kind, day] = self._new_docket(fact)
        return docket

    def _new_docket(self, fact: Fact) -> _Docket:
        kind, day = fact.kind, fact.happened_on
        asked = [
            (one.rule_code, (one.on, one.by, one.first_day, one.last_day))
            for one in self.book.touched(fact)
        ]
        windows = list(dict.fromkeys(window for _, window in asked))
        groups = ((scope, self._counted.get((kind, scope))) for scope in SUBJECT_SCOPES)
        return _Docket(
            sieve=self.book.sieve(kind, day),
            time=time_values(day),
            counting=tuple((scope, group) for scope, group in groups if group),
            keeping=tuple(scope for scope in MEASURE_SCOPES if (kind, scope) in self._keeps),
            windows=tuple(windows),
            again=tuple((code, windows.index(window)) for code, window in asked),
        )

    def _keep(self, fact: Fact, docket: _Docket) -> None:
        for scope in docket.keeping:
            for subject in _subjects(fact, scope):
                kept = self._kept.get((fact.kind, scope, subject))
                if kept is None:
                    kept = self._kept[fact.kind, scope, subject] = _Kept()
                kept.add(fact)

    def _judged(self, fact: Fact, docket: _Docket, only: str | None = None) -> list[Finding]:
        sieve = docket.sieve
        if not sieve.rules:
            return []
        person_id, day = fact.subject_person_id, fact.happened_on
        person = self._people(person_id, day) if person_id is not None else None
        inputs: dict[str, Mapping[str, Value] | None] = {
            "fact": fact.fields,
            "person": person.values() if person else None,
            "time": docket.time,
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
            kept = self._kept.get((kind, scope, _subject(fact, scope)))
            for other in list(kept.facts) if kept and _subject(fact, scope) else ():
                findings += self._judged(other, self._docket(other), only=code)
        return findings

    def _others(self, window: _Window, fact: Fact) -> Sequence[Fact]:
        """The facts of the window about the same subject, this one left out."""
        on, by, first, last = window
        kept = self._kept.get((on, by, _subject(fact, by)))
        found = kept.within(first, last) if kept else []
        return [one for one in found if one.id != fact.id or one.kind is not fact.kind]

    def _count(self, key: Measure) -> None:
        if key not in self._tallies:
            tally = self._tallies[key] = Tally(key)
            self._counted.setdefault((key.of, key.by), TallyGroup()).append(tally)


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


def _subject(fact: Fact, scope: Scope) -> int:
    """The person or the unit of the fact; zero for nobody."""
    return (fact.unit_id if scope is Scope.UNIT else fact.subject_person_id) or 0


def _subjects(fact: Fact, scope: Scope) -> tuple[int, ...]:
    """Under whom the fact is found again: everybody of a team, else one."""
    if scope is Scope.TEAM and fact.team:
        return tuple(person_id for person_id, _ in fact.team)
    return (_subject(fact, scope),)
