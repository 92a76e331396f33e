"""Why a badge has not come yet: what is met, what is not, how much is missing and until when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from ledger.database import session
from ledger.domain.facts import VOCABULARY, Fact, PersonFacts, time_values
from ledger.domain.periods import period_of
from ledger.domain.rules.conditions import Inputs
from ledger.domain.rules.definitions import Badge, Requirement, Rule, Scope
from ledger.domain.rules.evaluate import season_key
from ledger.domain.rules.explain import Part, explain
from ledger.domain.rules.measures import measure_value
from ledger.domain.rules.windows import window_days
from ledger.models.rules import Firing
from ledger.queries.standing.reach import facts_asked, measure_request, merit_rules


@dataclass(frozen=True, kw_only=True)
class Distance:
    """One badge: ``counts`` grow with what happens, ``next_fact`` is asked of the next event.

    ``is_given`` when its rule already proposed it for this period; ``blocked`` are conditions
    about the person that no event changes. Nothing here knows of conduct, cases or holds.
    """

    rule_code: str
    title: str
    sentence: str
    badge: Badge
    fact: str
    counts: Sequence[Part]
    next_fact: Sequence[Part]
    blocked: Sequence[Part]
    requires: Sequence[tuple[Requirement, str, bool]]
    until: date | None
    is_given: bool

    @property
    def missing(self) -> int:
        return sum(part.missing or 0 for part in self.counts)

    @property
    def share(self) -> float:
        """How far the person has come, from 0 to 1; the nearest badge is told first."""
        shares = [_share(part) for part in self.counts]
        return min(shares, default=0.0)


def distances(
    agency_id: int, person_id: int, person: PersonFacts, *, today: date
) -> tuple[Distance, ...]:
    """Every badge that a rule in force gives to a person, the nearest first; three queries."""
    rules = [rule for rule in merit_rules(agency_id, today) if _is_for_person(rule)]
    facts = facts_asked(agency_id, person_id, rules, today)
    given = _given(agency_id, person_id)
    titles = {rule.code: rule.title for rule in merit_rules(agency_id, today)}
    told = [_distance(rule, person_id, person, facts, given, titles, today) for rule in rules]
    told.sort(key=lambda one: (one.is_given, bool(one.blocked), -one.share, one.rule_code))
    return tuple(told)


def _is_for_person(rule: Rule) -> bool:
    return rule.then.badge is not None and all(
        measure.by is Scope.PERSON for _, measure in rule.measures
    )


def _given(agency_id: int, person_id: int) -> Mapping[str, Sequence[tuple[str, Mapping[str, str]]]]:
    """By rule, the once-keys for which it fired for the person, with the badge it proposed."""
    rows = session().execute(
        select(Firing.rule_code, Firing.once_key, Firing.outcome).where(
            Firing.agency_id == agency_id, Firing.subject_key == f"person:{person_id}"
        )
    )
    found: dict[str, list[tuple[str, Mapping[str, str]]]] = {}
    for row in rows:
        found.setdefault(row.rule_code, []).append((row.once_key, row.outcome.get("badge") or {}))
    return found


def _distance(
    rule: Rule,
    person_id: int,
    person: PersonFacts,
    facts: Sequence[Fact],
    given: Mapping[str, Sequence[tuple[str, Mapping[str, str]]]],
    titles: Mapping[str, str],
    today: date,
) -> Distance:
    parts = explain(rule, _inputs(rule, person_id, person, facts, today)).parts
    about_fact = [part for part in parts if _reads(part, "fact.")]
    counts = [part for part in parts if part not in about_fact and _reads(part, "measure.")]
    ends = [window_days(measure.window, today)[1] for _, measure in rule.measures]
    this_time = _once_key(rule, today)
    assert rule.then.badge is not None  # noqa: S101 - only rules that give one are asked.
    return Distance(
        rule_code=rule.code,
        title=rule.title,
        sentence=rule.sentence,
        badge=rule.then.badge,
        fact=VOCABULARY[rule.on].title,
        counts=counts,
        next_fact=about_fact,
        blocked=[one for one in parts if one not in (*about_fact, *counts) and not one.held],
        requires=[_requirement(one, given, titles) for one in rule.requires],
        until=min(ends) if ends else None,
        is_given=any(key == this_time for key, _ in given.get(rule.code, ())),
    )


def _once_key(rule: Rule, today: date) -> str | None:
    """What a firing of today would be kept under; None where every fact counts for itself."""
    period, season = rule.once_per.period, rule.once_per.season_on(today)
    if season is not None:
        return season_key(season)
    return period_of(today, period).code() if period else None


def _inputs(
    rule: Rule, person_id: int, person: PersonFacts, facts: Sequence[Fact], today: date
) -> Inputs:
    counts = {
        name: measure_value(measure_request(rule, name, measure, person_id, today), facts)
        for name, measure in rule.measures
    }
    return {
        "fact": {},
        "person": person.values(),
        "time": time_values(today),
        "measure": dict(counts),
    }


def _requirement(
    asked: Requirement,
    given: Mapping[str, Sequence[tuple[str, Mapping[str, str]]]],
    titles: Mapping[str, str],
) -> tuple[Requirement, str, bool]:
    if asked.rule is not None:
        return asked, titles.get(asked.rule, asked.rule), asked.rule in given
    badges = [badge for fired in given.values() for _, badge in fired]
    held = next((one for one in badges if one.get("code") == asked.badge), None)
    return asked, (held or {}).get("name") or asked.badge or "", held is not None


def _reads(part: Part, namespace: str) -> bool:
    return any(used.path.startswith(namespace) for used in part.values)


def _share(part: Part) -> float:
    value = part.values[0].value if part.values else 0
    if part.held:
        return 1.0
    if part.missing is None or not isinstance(value, int):
        return 0.0
    return value / (value + part.missing) if value + part.missing else 0.0
