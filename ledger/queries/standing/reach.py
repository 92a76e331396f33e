"""What a person is close to: rules whose counts already have something, but not yet enough."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from ledger.database import session
from ledger.domain.facts import Fact, FactKind, PersonFacts, time_values
from ledger.domain.rules.conditions import Inputs
from ledger.domain.rules.definitions import Measure, Rule, Scope
from ledger.domain.rules.evaluate import rules_in_force
from ledger.domain.rules.explain import Part, explain
from ledger.domain.rules.measures import MeasureRequest, measure_value
from ledger.domain.rules.windows import window_days
from ledger.models.rules import FactRecord
from ledger.queries.rule_books import book_of

MOST_SHOWN = 3
#: Farther away than this share of the threshold it is no help to say.
_NEAR_ENOUGH = 1 / 3


@dataclass(frozen=True, kw_only=True)
class Goal:
    """A rule within reach: ``missing`` more of what ``counted`` names lead to ``title``."""

    rule_code: str
    title: str
    sentence: str
    counted: str
    value: int
    threshold: int
    until: date

    @property
    def missing(self) -> int:
        return self.threshold - self.value


def goals_within_reach(
    agency_id: int, person_id: int, person: PersonFacts, *, today: date
) -> tuple[Goal, ...]:
    """At most three, the nearest first; two queries whatever the number of rules."""
    rules = [rule for rule in merit_rules(agency_id, today) if _counts_by_person(rule)]
    facts = facts_asked(agency_id, person_id, rules, today)
    found = (_goal(rule, person_id, person, facts, today) for rule in rules)
    near = [goal for goal in found if goal is not None]
    near.sort(key=lambda goal: (-goal.value / goal.threshold, goal.missing, goal.rule_code))
    return tuple(near[:MOST_SHOWN])


def merit_rules(agency_id: int, today: date) -> Sequence[Rule]:
    """Those that judge facts of this day; a version stays in force until its successor begins."""
    packs = (pack for pack in book_of(agency_id).packs if pack.judges(today))
    rules = [rule for pack in packs for rule in pack.rules]
    return [rule for rule in rules_in_force(rules, today) if _is_merit(rule)]


def _is_merit(rule: Rule) -> bool:
    return any((rule.then.points, rule.then.badge, rule.then.document))


def _counts_by_person(rule: Rule) -> bool:
    return bool(rule.measures) and all(m.by is Scope.PERSON for _, m in rule.measures)


def facts_asked(
    agency_id: int, person_id: int, rules: Iterable[Rule], today: date
) -> Sequence[Fact]:
    measures = [measure for rule in rules for _, measure in rule.measures]
    if not measures:
        return ()
    first = min(window_days(measure.window, today)[0] for measure in measures)
    rows = session().scalars(
        select(FactRecord).where(
            FactRecord.agency_id == agency_id,
            FactRecord.person_id == person_id,
            FactRecord.kind.in_(sorted({measure.of.value for measure in measures})),
            FactRecord.happened_on.between(first, max(_last_days(measures, today))),
        )
    )
    return [_fact(row) for row in rows]


def _last_days(measures: Iterable[Measure], today: date) -> list[date]:
    return [window_days(measure.window, today)[1] for measure in measures]


def _fact(row: FactRecord) -> Fact:
    return Fact(
        kind=FactKind(row.kind),
        id=row.source_id,
        agency_id=row.agency_id,
        subject_person_id=row.person_id,
        unit_id=row.unit_id,
        happened_on=row.happened_on,
        recorded_at=row.recorded_at,
        fields=row.fields,
    )


def _goal(
    rule: Rule, person_id: int, person: PersonFacts, facts: Sequence[Fact], today: date
) -> Goal | None:
    counts = {
        name: measure_value(measure_request(rule, name, measure, person_id, today), facts)
        for name, measure in rule.measures
    }
    inputs: Inputs = {
        "fact": {},
        "person": person.values(),
        "time": time_values(today),
        "measure": dict(counts),
    }
    parts = explain(rule, inputs).parts
    if any(not part.held and not _is_open(part) for part in parts):
        return None
    return _nearest(rule, parts, today)


def measure_request(
    rule: Rule, name: str, measure: Measure, person_id: int, today: date
) -> MeasureRequest:
    first_day, last_day = window_days(measure.window, today)
    return MeasureRequest(
        rule.code, name, measure, measure.of, first_day, last_day, person_id, None
    )


def _is_open(part: Part) -> bool:
    """It speaks of the fact still to come, or of a count that may still grow."""
    of_fact = any(value.path.startswith("fact.") for value in part.values)
    return of_fact or part.missing is not None


def _nearest(rule: Rule, parts: Iterable[Part], today: date) -> Goal | None:
    """The goal for the count that lacks most; None when nothing lacks or nothing is there yet."""
    lacking = [part for part in parts if part.missing and _is_measure(part)]
    if not lacking:
        return None
    part = max(lacking, key=lambda one: one.missing or 0)
    value, missing = int(part.values[0].value or 0), part.missing or 0
    if value / (value + missing) < _NEAR_ENOUGH:
        return None
    measure = dict(rule.measures)[part.values[0].path.partition(".")[2]]
    return Goal(
        rule_code=rule.code,
        title=rule.title,
        sentence=rule.sentence,
        counted=part.values[0].meaning,
        value=value,
        threshold=value + missing,
        until=window_days(measure.window, today)[1],
    )


def _is_measure(part: Part) -> bool:
    return part.values[0].path.startswith("measure.")
