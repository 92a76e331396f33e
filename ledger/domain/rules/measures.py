"""Measures: what to ask of the past for one fact, and the answer over facts at hand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from ledger.domain.facts import Fact, FactKind, Value, time_values
from ledger.domain.rules.conditions import ConditionFailed, holds, make_context, parse_condition
from ledger.domain.rules.definitions import Measure, MeasureKind, Rule, Scope
from ledger.domain.rules.windows import days_reached, window_days


@dataclass(frozen=True, slots=True)
class MeasureRequest:
    """A question the database can answer: facts ``of`` this kind about this subject in
    ``[first_day, last_day]``, both included. Exactly one of the two subject ids is set.

    Answer it with ``measure_value`` over those facts, or with one SQL aggregate when ``filter``
    is None. The fact that is being evaluated must already be among the stored ones.
    """

    rule_code: str
    name: str
    measure: Measure
    of: FactKind
    first_day: date
    last_day: date
    person_id: int | None
    unit_id: int | None


@dataclass(frozen=True, slots=True)
class Reconsideration:
    """Facts that must be evaluated once more because an older fact arrived after them."""

    rule_code: str
    on: FactKind
    by: Scope
    first_day: date
    last_day: date


def measure_requests(rule: Rule, fact: Fact) -> tuple[MeasureRequest, ...]:
    """What must be known to evaluate the rule; empty when the fact lacks the subject asked for."""
    requests = []
    for name, measure in rule.measures:
        by_person = measure.by is not Scope.UNIT
        subject = fact.subject_person_id if by_person else fact.unit_id
        if subject is None:
            return ()
        first_day, last_day = window_days(measure.window, fact.happened_on)
        person_id, unit_id = (subject, None) if by_person else (None, subject)
        requests.append(
            MeasureRequest(
                rule.code, name, measure, measure.of, first_day, last_day, person_id, unit_id
            )
        )
    return tuple(requests)


def measure_value(request: MeasureRequest, facts: Iterable[Fact]) -> int:
    """The answer over any facts; those outside the request are left out. Pure."""
    ordered = sorted((fact for fact in facts if _is_asked(request, fact)), key=_order)
    measure = request.measure
    passing = [_passes(measure, fact) for fact in ordered]
    chosen = [fact for fact, passes in zip(ordered, passing, strict=True) if passes]
    match measure.kind:
        case MeasureKind.COUNT:
            return len(chosen)
        case MeasureKind.LONGEST_RUN:
            return _longest_run(passing)
        case MeasureKind.SUM:
            return sum(int(_value(measure, fact)) for fact in chosen)
        case MeasureKind.LATEST:
            return int(_value(measure, chosen[-1])) if chosen else 0
        case MeasureKind.DISTINCT:
            return len({_value(measure, fact) for fact in chosen})


def reconsiderations(rules: Iterable[Rule], fact: Fact) -> tuple[Reconsideration, ...]:
    """Which other facts of the same subject this fact may change the answer for.

    Facts of the rule's own kind in a calendar window need none: the fact itself sees them all.
    """
    found = []
    for rule in rules:
        for _, measure in rule.measures:
            own = (
                measure.of is rule.on
                and measure.window.length is None
                and measure.by is not Scope.TEAM
            )
            if measure.of is fact.kind and not own:
                days = days_reached(measure.window, fact.happened_on)
                found.append(Reconsideration(rule.code, rule.on, measure.by, *days))
    return tuple(found)


def _is_asked(request: MeasureRequest, fact: Fact) -> bool:
    same_subject = (
        fact.unit_id == request.unit_id
        if request.person_id is None
        else fact.subject_person_id == request.person_id
    )
    in_window = request.first_day <= fact.happened_on <= request.last_day
    return fact.kind is request.of and same_subject and in_window


def _order(fact: Fact) -> tuple[date, datetime, int]:
    return fact.happened_on, fact.recorded_at, fact.id


def _passes(measure: Measure, fact: Fact) -> bool:
    if measure.filter is None:
        return True
    inputs = {"fact": fact.fields, "time": time_values(fact.happened_on)}
    try:
        return holds(measure.filter, make_context(inputs, parse_condition(measure.filter).paths))
    except ConditionFailed:
        return False


def _longest_run(passing: Iterable[bool]) -> int:
    longest = current = 0
    for passes in passing:
        current = current + 1 if passes else 0
        longest = max(longest, current)
    return longest


def _value(measure: Measure, fact: Fact) -> Value:
    return fact.fields[measure.field or ""]
