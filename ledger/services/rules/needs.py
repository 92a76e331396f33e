"""What of the past must be known before some facts can be judged: kinds, scopes and days."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from ledger.domain.facts import Fact, FactKind
from ledger.domain.rules.book import RuleBook
from ledger.domain.rules.definitions import MeasureKind, Rule, Scope, Window
from ledger.domain.rules.limits import gives
from ledger.domain.rules.tallies import tally_key
from ledger.domain.rules.windows import days_reached, window_days

Place: TypeAlias = tuple[FactKind, Scope]
Days: TypeAlias = tuple[date, date]

#: Where the order of facts matters, each is read by itself; the others are read as sums.
_ORDERED = frozenset({MeasureKind.LATEST, MeasureKind.LONGEST_RUN})
_EVER = (date.min, date.max)


@dataclass(slots=True)
class Needs:
    """``counted`` facts feed the measures; ``kept`` ones may have to be judged once more.

    ``ordered`` are those of the counted that are asked for one by one; ``rules`` may fire, and
    ``givers`` are the codes of rules that others wait for.
    """

    counted: dict[Place, Days] = field(default_factory=dict)
    kept: dict[Place, Days] = field(default_factory=dict)
    ordered: set[Place] = field(default_factory=set)
    rules: dict[str, Rule] = field(default_factory=dict)
    givers: set[str] = field(default_factory=set)


def needs_of(book: RuleBook, facts: Iterable[Fact]) -> Needs:
    """What the rules of the book may ask while they judge these facts."""
    needs, rules = Needs(), list(book.rules)
    for kind, days in _days_by_kind(facts).items():
        for rule in rules:
            if rule.on is kind:
                _judge(needs, rule, days)
            for _, measure in rule.measures:
                own = measure.of is rule.on and measure.window.length is None
                if measure.of is kind and (not own or measure.by is Scope.TEAM):
                    reached = _reached(measure.window, days)
                    _widen(needs.kept, (rule.on, measure.by), reached)
                    _judge(needs, rule, reached)
    _follow_requirements(needs, rules)
    return needs


def _judge(needs: Needs, rule: Rule, days: Days) -> None:
    """The rule may be asked about facts of these days."""
    needs.rules[rule.code] = rule
    for _, measure in rule.measures:
        key = tally_key(measure)
        place = (key.of, key.by)
        first = window_days(key.window, days[0])[0] if days[0] > date.min else date.min
        last = window_days(key.window, days[1])[1] if days[1] < date.max else date.max
        if first > last:
            first, last = _EVER
        _widen(needs.counted, place, (first, last))
        if key.kind in _ORDERED:
            needs.ordered.add(place)


def _follow_requirements(needs: Needs, rules: Sequence[Rule]) -> None:
    """A rule that waits for another is asked again about everything once that one fires."""
    for rule in rules:
        if rule.requires:
            for scope in (Scope.PERSON, Scope.UNIT):
                _widen(needs.kept, (rule.on, scope), _EVER)
            _judge(needs, rule, _EVER)
            needs.givers |= {giver.code for giver in rules if gives(giver, rule)}


def _reached(window: Window, days: Days) -> Days:
    first, last = days_reached(window, days[0])[0], days_reached(window, days[1])[1]
    return (first, last) if first <= last else days


def _days_by_kind(facts: Iterable[Fact]) -> Mapping[FactKind, Days]:
    found: dict[FactKind, Days] = {}
    for fact in facts:
        first, last = found.get(fact.kind, (fact.happened_on, fact.happened_on))
        found[fact.kind] = (min(first, fact.happened_on), max(last, fact.happened_on))
    return found


def _widen(wanted: dict[Place, Days], place: Place, days: Days) -> None:
    first, last = wanted.get(place, days)
    wanted[place] = (min(first, days[0]), max(last, days[1]))
