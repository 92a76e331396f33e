"""Why one person would stand otherwise: each award that only one of the two versions gives."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ledger.domain.facts import Fact, time_values
from ledger.domain.rules.conditions import Inputs
from ledger.domain.rules.definitions import Outcome, Rule
from ledger.domain.rules.explain import Explanation, Part, explain
from ledger.domain.rules.judging import Finding, People
from ledger.domain.rules.measures import measure_requests, measure_value
from ledger.domain.simulations.figures import finding_key, shared_points
from ledger.domain.simulations.reports import Compared

#: So many lines of one person are kept; the greatest difference first.
MOST_LINES = 20


@dataclass(frozen=True)
class Past:
    """Everything about one person that a rule may measure, and who they are."""

    facts: Sequence[Fact]
    people: People

    def inputs(self, rule: Rule, fact: Fact) -> Inputs:
        """The values that the rule sees for the fact when all of them are known."""
        person_id = fact.subject_person_id
        person = None if person_id is None else self.people(person_id, fact.happened_on)
        return {
            "fact": dict(fact.fields),
            "person": person.values() if person else None,
            "time": time_values(fact.happened_on),
            "measure": {
                asked.name: measure_value(asked, self.facts)
                for asked in measure_requests(rule, fact)
            },
        }


def explain_moves(
    person_id: int,
    before: Iterable[Finding],
    after: Iterable[Finding],
    *,
    compared: Compared,
    past: Past,
) -> list[dict[str, Any]]:
    """The differing awards of the person; plain JSON, conduct left out."""
    had = {finding_key(one): one for one in before if _is_merit(one.outcome)}
    has = {finding_key(one): one for one in after if _is_merit(one.outcome)}
    lines = []
    for key in had.keys() | has.keys():
        old, new = had.get(key), has.get(key)
        points = [_own(one, person_id) for one in (old, new)]
        if points == [None, None] or (points[0] == points[1] and _badge(old) == _badge(new)):
            continue
        lines.append(_line(old, new, points, compared, past))
    lines.sort(
        key=lambda line: (
            -abs((line["after"] or 0) - (line["before"] or 0)),
            line["day"],
            line["rule"],
        )
    )
    return lines[:MOST_LINES]


def _line(
    old: Finding | None,
    new: Finding | None,
    points: Sequence[int | None],
    compared: Compared,
    past: Past,
) -> dict[str, Any]:
    told = new or old
    if told is None:
        raise ValueError("a line tells of one firing at least")
    return {
        "rule": told.rule.code,
        "title": told.rule.title,
        "sentence": told.rule.sentence,
        "legal_basis": told.rule.legal_basis.text,
        "day": told.fact.happened_on.isoformat(),
        "before": points[0],
        "after": points[1],
        "badge_before": _badge(old),
        "badge_after": _badge(new),
        "parts": _parts(told, new, compared, past),
    }


def _parts(
    told: Finding, new: Finding | None, compared: Compared, past: Past
) -> list[dict[str, Any]]:
    """The conditions as the new version sees them; none when it has no such rule."""
    if new is not None and new.result is not None:
        return _told_parts(explain(new.rule, new.result.inputs))
    rule = _rule(compared.candidate.rules, told)
    return _told_parts(explain(rule, past.inputs(rule, told.fact))) if rule else []


def _rule(rules: Iterable[Rule], told: Finding) -> Rule | None:
    same = (rule for rule in rules if rule.code == told.rule.code and rule.on is told.rule.on)
    return next(same, None)


def _told_parts(explanation: Explanation) -> list[dict[str, Any]]:
    return [_part(part) for part in explanation.parts]


def _part(part: Part) -> dict[str, Any]:
    return {
        "text": part.text,
        "held": part.held,
        "values": [[one.path, one.meaning, one.value] for one in part.values],
        "operator": part.operator_words,
        "threshold": part.threshold,
    }


def _own(finding: Finding | None, person_id: int) -> int | None:
    """What of it is the person's; None when none of it is about them."""
    return None if finding is None else dict(shared_points(finding)).get(person_id)


def _is_merit(outcome: Outcome | None) -> bool:
    return outcome is not None and any((outcome.points, outcome.badge, outcome.document))


def _badge(finding: Finding | None) -> str | None:
    badge = finding.outcome.badge if finding and finding.outcome else None
    return f"{badge.name} ({badge.tier})" if badge else None
