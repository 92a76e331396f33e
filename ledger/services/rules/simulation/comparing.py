"""Two versions replayed over the facts of a period, without writing anything."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from ledger.domain.facts import Fact, FactKind
from ledger.domain.rules.definitions import Rule, RulePack
from ledger.domain.rules.judging import Finding, Judge, People
from ledger.domain.rules.windows import window_days
from ledger.domain.simulations.explaining import Past, explain_moves
from ledger.domain.simulations.replaying import judge_of, looks_at_others, versions_of
from ledger.domain.simulations.reports import MOST_EXPLAINED, Compared, compare
from ledger.queries.simulated_facts import (
    count_facts,
    list_person_ids,
    nominations_of,
    read_facts,
    units_of_person,
)
from ledger.services.rules.measuring import people_at
from ledger.services.rules.simulation.sharing import is_worth_sharing, replayed

Progress = Callable[[int, int], object]
_TOLD_EVERY = 5000


@dataclass(frozen=True)
class Span:
    """The days of the facts that are judged, both included."""

    first: date
    last: date


@dataclass(frozen=True)
class Ground:
    """What both versions stand on: the agency and its people."""

    agency_id: int
    people: People


def read_ground(agency_id: int) -> Ground:
    return Ground(agency_id, people_at(list_person_ids(agency_id)))


def compare_versions(
    compared: Compared, span: Span, *, agency_id: int, report: Progress
) -> dict[str, Any]:
    """What the candidate would have led to in the period beside what the base would have."""
    ground = read_ground(agency_id)
    start, kinds = first_read(compared, span), kinds_read(compared)
    total = count_facts(agency_id, kinds, start, span.last)
    facts = Counter[str]()
    heard = _told(read_facts(agency_id, kinds, start, span.last), total, span, facts, report)
    shared = is_worth_sharing(total)
    sides = replayed(compared, ground.people, span.first, heard, is_shared=shared)
    found = compare(compared, *sides, facts=facts["judged"])
    asked = [row[0] for row in found["changes"][:MOST_EXPLAINED]]
    found["explained"] = [
        {"person": one, "lines": explain_person(compared, span, one, ground)} for one in asked
    ]
    report(total, total)
    return found


def _told(
    facts: Iterable[Fact], total: int, span: Span, counted: Counter[str], report: Progress
) -> Iterator[Sequence[Fact]]:
    """Some thousand facts at a time; whoever waits is told how many there were."""
    rest, done = iter(facts), 0
    while batch := list(islice(rest, _TOLD_EVERY)):
        report(done, total)
        done += len(batch)
        counted["judged"] += sum(fact.happened_on >= span.first for fact in batch)
        yield batch


def findings_of(
    pack: RulePack, span: Span, *, agency_id: int, report: Progress
) -> Iterator[Finding]:
    """What one version says of the facts up to the last day, those before the first included."""
    compared = Compared(candidate=pack, base=None)
    judge = judge_of(pack.rules, read_ground(agency_id).people)
    start, kinds = first_read(compared, span), kinds_read(compared)
    total = count_facts(agency_id, kinds, start, span.last)
    for done, fact in enumerate(read_facts(agency_id, kinds, start, span.last)):
        if done % _TOLD_EVERY == 0:
            report(done, total)
        yield from judge.hear(fact)
    report(total, total)


def explain_person(
    compared: Compared, span: Span, person_id: int, ground: Ground
) -> list[dict[str, Any]]:
    """Each award that one version gives the person and the other does not, and why."""
    facts = list(_facts_of_person(compared, span, person_id, ground))
    before, after = (
        [
            finding
            for fact in facts
            for finding in judge.hear(fact)
            if finding.fact.happened_on >= span.first
        ]
        for judge in _judges(compared, ground)
    )
    past = Past(facts, ground.people)
    return explain_moves(person_id, before, after, compared=compared, past=past)


def first_read(compared: Compared, span: Span) -> date:
    """From where facts are read: what a window, a once-key or a cap of the first day reaches.

    They begin with the calendar year at the latest, and a rolling window reaches back from there.
    """
    start = span.first.replace(month=1, day=1)
    return min((*(_window_start(rule, start) for rule in _rules(compared)), start))


def kinds_read(compared: Compared) -> Sequence[FactKind]:
    """The kinds that a rule of either version judges or measures."""
    rules = list(_rules(compared))
    measured = {measure.of for rule in rules for _, measure in rule.measures}
    return sorted({rule.on for rule in rules} | measured)


def _facts_of_person(
    compared: Compared, span: Span, person_id: int, ground: Ground
) -> Iterable[Fact]:
    teams = nominations_of(person_id)
    by_unit = any(looks_at_others(rule) for rule in _rules(compared))
    units = units_of_person(ground.agency_id, person_id, teams) if by_unit else ()
    return read_facts(
        ground.agency_id,
        kinds_read(compared),
        first_read(compared, span),
        span.last,
        person_id=person_id,
        unit_ids=units,
        nominations=teams,
    )


def _judges(compared: Compared, ground: Ground) -> tuple[Judge, Judge]:
    """Each version as if it had been in force on every day; the base first."""
    rules = versions_of(compared)
    return judge_of(rules.before, ground.people), judge_of(rules.after, ground.people)


def _rules(compared: Compared) -> Iterator[Rule]:
    yield from compared.candidate.rules
    yield from compared.base.rules if compared.base else ()


def _window_start(rule: Rule, day: date) -> date:
    starts = (window_days(measure.window, day)[0] for _, measure in rule.measures)
    return min(starts, default=day)
