"""Two versions replayed over the facts of a period, without writing anything."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ledger.domain.facts import Fact, FactKind
from ledger.domain.rules.definitions import Rule, WindowKind
from ledger.domain.rules.windows import months_away
from ledger.domain.simulations.explaining import explain_moves
from ledger.domain.simulations.figures import Side, Teams
from ledger.domain.simulations.replaying import PersonOn, Replay, people_on
from ledger.domain.simulations.reports import MOST_EXPLAINED, Compared, compare
from ledger.queries.simulated_facts import (
    count_facts,
    nomination_teams,
    people_facts,
    read_facts,
    units_of_person,
)

Progress = Callable[[int, int], object]
_TOLD_EVERY = 5000


@dataclass(frozen=True)
class Span:
    """The days of the facts that are judged, both included."""

    first: date
    last: date


@dataclass(frozen=True)
class Ground:
    """What both versions stand on: the agency, its people and its teams."""

    agency_id: int
    person_on: PersonOn
    teams: Teams


def read_ground(agency_id: int) -> Ground:
    return Ground(agency_id, people_on(people_facts(agency_id)), nomination_teams(agency_id))


def compare_versions(
    compared: Compared, span: Span, *, agency_id: int, report: Progress
) -> dict[str, Any]:
    """What the candidate would have led to in the period beside what the base would have."""
    ground = read_ground(agency_id)
    before, after = _replays(compared, ground)
    sides = Side(), Side()
    start = first_read(compared, span)
    kinds = kinds_read(compared)
    total = count_facts(agency_id, kinds, start, span.last)
    facts = 0
    for done, fact in enumerate(read_facts(agency_id, kinds, start, span.last)):
        if done % _TOLD_EVERY == 0:
            report(done, total)
        facts += fact.happened_on >= span.first
        for replay, side in zip((before, after), sides, strict=True):
            for fired in replay.tell(fact):
                if fired.fact.happened_on >= span.first:
                    side.add(fired, ground.teams)
    found = compare(compared, *sides, facts=facts, failed=after.failed)
    asked = [row[0] for row in found["changes"][:MOST_EXPLAINED]]
    found["explained"] = [
        {"person": one, "lines": explain_person(compared, span, one, ground)} for one in asked
    ]
    report(total, total)
    return found


def explain_person(
    compared: Compared, span: Span, person_id: int, ground: Ground
) -> list[dict[str, Any]]:
    """Each award that one version gives the person and the other does not, and why."""
    before, after = _replays(compared, ground)
    found: tuple[list[Any], list[Any]] = ([], [])
    for fact in _facts_of_person(compared, span, person_id, ground):
        for replay, kept in zip((before, after), found, strict=True):
            kept += [one for one in replay.tell(fact) if one.fact.happened_on >= span.first]
    return explain_moves(
        person_id, *found, after_replay=after, compared=compared, teams=ground.teams
    )


def first_read(compared: Compared, span: Span) -> date:
    """From where facts are read: what a window, a once-key or a cap of the first day reaches.

    They begin with the calendar year at the latest, and a rolling window reaches back from there.
    """
    start = span.first.replace(month=1, day=1)
    return min((_window_start(rule, start) for rule in _rules(compared)), default=start)


def kinds_read(compared: Compared) -> Sequence[FactKind]:
    """The kinds that a rule of either version judges or measures."""
    rules = list(_rules(compared))
    measured = {measure.of for rule in rules for _, measure in rule.measures}
    return sorted({rule.on for rule in rules} | measured)


def _facts_of_person(
    compared: Compared, span: Span, person_id: int, ground: Ground
) -> Iterable[Fact]:
    teams = [
        number
        for number, team in ground.teams.items()
        if any(member == person_id for member, _ in team)
    ]
    units = units_of_person(ground.agency_id, person_id, teams)
    return read_facts(
        ground.agency_id,
        kinds_read(compared),
        first_read(compared, span),
        span.last,
        person_id=person_id,
        unit_ids=units,
        nominations=teams,
    )


def _replays(compared: Compared, ground: Ground) -> tuple[Replay, Replay]:
    base = compared.base.rules if compared.base else ()
    return Replay(base, ground.person_on), Replay(compared.candidate.rules, ground.person_on)


def _rules(compared: Compared) -> Iterator[Rule]:
    yield from compared.candidate.rules
    yield from compared.base.rules if compared.base else ()


def _window_start(rule: Rule, day: date) -> date:
    starts = [day]
    for _, measure in rule.measures:
        length = measure.window.length or 0
        if measure.window.kind is WindowKind.LAST_DAYS:
            starts.append(day - timedelta(days=length))
        elif measure.window.kind is WindowKind.LAST_MONTHS:
            starts.append(months_away(day, -length))
    return min(starts)
