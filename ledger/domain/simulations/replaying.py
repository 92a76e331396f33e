"""Facts told again to some rules in the order they became known, as the ledger was told them.

What comes out is what ``apply_rules`` would have kept: a rule fires once for its once-key, caps
lessen its points, and a fact that arrives late lets younger ones be judged again.
"""

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from ledger.domain.facts import Fact, FactKind, PersonFacts
from ledger.domain.rules.conditions import Inputs
from ledger.domain.rules.definitions import Effective, Outcome, Rule, Scope
from ledger.domain.rules.evaluate import FiringResult, Withheld, evaluate, rules_in_force
from ledger.domain.rules.measures import (
    CapRequest,
    FactHistory,
    cap_requests,
    points_within_caps,
    reconsiderations,
)

PersonOn = Callable[[int, date], PersonFacts | None]
"""The person of an id as the rules see them on a day."""


@dataclass(frozen=True, slots=True)
class Fired:
    """One firing of a replay, with the values it saw."""

    rule: Rule
    fact: Fact
    subject_key: str
    once_key: str
    outcome: Outcome
    inputs: Inputs

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it happen once in the agency."""
        return self.rule.code, self.subject_key, self.once_key


@dataclass
class Replay:
    """The rules of one version and all they remember of the facts so far."""

    rules: Sequence[Rule]
    person_on: PersonOn
    _history: FactHistory = field(default_factory=FactHistory)
    _told: dict[tuple[FactKind, Scope, int], list[Fact]] = field(default_factory=dict)
    _fired: set[tuple[str, str, str]] = field(default_factory=set)
    _points: dict[tuple[str, Scope, int | None, date], int] = field(default_factory=dict)
    #: How often a condition could not be worked out, by rule.
    failed: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._judging = {kind: tuple(r for r in self.rules if r.on is kind) for kind in FactKind}
        self._looked_back = {
            rule.on
            for rule in self.rules
            for _, measure in rule.measures
            if measure.of is not rule.on or measure.window.length is not None
        }

    def tell(self, fact: Fact) -> list[Fired]:
        """Judge one more fact; what fires of it, and of those that it makes be judged again."""
        self._remember(fact)
        found = self._judge(fact, self._judging[fact.kind])
        for asked in reconsiderations(self.rules, fact):
            subject = fact.subject_person_id if asked.by is Scope.PERSON else fact.unit_id
            rules = [rule for rule in self._judging[asked.on] if rule.code == asked.rule_code]
            for other in self._between(
                asked.on, asked.by, subject, asked.first_day, asked.last_day
            ):
                if (other.kind, other.id) != (fact.kind, fact.id):
                    found += self._judge(other, rules)
        return found

    def inputs(self, rule: Rule, fact: Fact) -> Inputs:
        """The values that the rule would see for the fact after all that was told."""
        person_id = fact.subject_person_id
        person = None if person_id is None else self.person_on(person_id, fact.happened_on)
        (result,) = evaluate(
            [replace(rule, effective=Effective(fact.happened_on))],
            fact,
            person,
            {rule.code: self._history.measures(rule, fact)},
        )
        return result.inputs

    def _remember(self, fact: Fact) -> None:
        self._history.add(fact)
        if fact.kind not in self._looked_back:
            return
        pairs = ((Scope.PERSON, fact.subject_person_id), (Scope.UNIT, fact.unit_id))
        for scope, subject in pairs:
            if subject is not None:
                rows = self._told.setdefault((fact.kind, scope, subject), [])
                insort(rows, fact, key=_order)

    def _between(
        self, kind: FactKind, by: Scope, subject: int | None, first: date, last: date
    ) -> Sequence[Fact]:
        rows = self._told.get((kind, by, subject or 0), [])
        return rows[bisect_left(rows, first, key=_day) : bisect_right(rows, last, key=_day)]

    def _judge(self, fact: Fact, rules: Iterable[Rule]) -> list[Fired]:
        asked = rules_in_force(rules, fact.happened_on)
        if not asked:
            return []
        person_id = fact.subject_person_id
        person = None if person_id is None else self.person_on(person_id, fact.happened_on)
        measures = {rule.code: self._history.measures(rule, fact) for rule in asked}
        results = evaluate(asked, fact, person, measures)
        return [one for result in results for one in self._keep(result, fact)]

    def _keep(self, result: FiringResult, fact: Fact) -> list[Fired]:
        if result.withheld is Withheld.CONDITION_FAILED:
            self.failed[result.rule.code] += 1
        subject_key, once_key, outcome = result.subject_key, result.once_key, result.outcome
        if outcome is None or subject_key is None or once_key is None:
            return []
        rule = result.rule
        if (rule.code, subject_key, once_key) in self._fired:
            return []
        left = self._within_caps(rule, outcome, fact)
        if left is None:
            return []
        self._fired.add((rule.code, subject_key, once_key))
        return [Fired(rule, fact, subject_key, once_key, left, result.inputs)]

    def _within_caps(self, rule: Rule, outcome: Outcome, fact: Fact) -> Outcome | None:
        if outcome.points is None or not rule.caps:
            return outcome
        asked = [_cap_key(rule, request, fact) for request in cap_requests(rule, fact)]
        left = points_within_caps(rule, [self._points.get(key, 0) for key in asked])
        if left:
            for key in asked:
                self._points[key] = self._points.get(key, 0) + left
            return replace(outcome, points=replace(outcome.points, amount=left))
        smaller = replace(outcome, points=None)
        return smaller if any((smaller.badge, smaller.document)) else None


def people_on(people: Mapping[int, tuple[PersonFacts, date | None]]) -> PersonOn:
    """The people as they are now, with their years of service on the day asked for."""

    def person_on(person_id: int, day: date) -> PersonFacts | None:
        known = people.get(person_id)
        if known is None:
            return None
        person, appointed_on = known
        return replace(person, years_of_service=whole_years(appointed_on, day))

    return person_on


def whole_years(start: date | None, on: date) -> int:
    """Whole years from a day to another; none when the first is not known."""
    if start is None:
        return 0
    return max(0, on.year - start.year - ((on.month, on.day) < (start.month, start.day)))


def _cap_key(rule: Rule, request: CapRequest, fact: Fact) -> tuple[str, Scope, int | None, date]:
    per_person = request.cap.per is Scope.PERSON
    subject = fact.subject_person_id if per_person else fact.unit_id
    # Two caps of one rule for the same subject may span different periods from the same day on.
    return f"{rule.code}:{request.cap.period}", request.cap.per, subject, request.first_day


def _order(fact: Fact) -> tuple[date, datetime, int]:
    return fact.happened_on, fact.recorded_at, fact.id


def _day(fact: Fact) -> date:
    return fact.happened_on
