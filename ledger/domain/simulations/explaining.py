"""Why one person would stand otherwise: each award that only one of the two versions gives."""

from collections.abc import Iterable, Sequence
from typing import Any

from ledger.domain.rules.definitions import Outcome, Rule
from ledger.domain.rules.explain import Explanation, Part, explain
from ledger.domain.simulations.figures import Teams, shared_points
from ledger.domain.simulations.replaying import Fired, Replay
from ledger.domain.simulations.reports import Compared

#: So many lines of one person are kept; the greatest difference first.
MOST_LINES = 20


def explain_moves(
    person_id: int,
    before: Sequence[Fired],
    after: Sequence[Fired],
    *,
    after_replay: Replay,
    compared: Compared,
    teams: Teams,
) -> list[dict[str, Any]]:
    """The differing awards of the person; plain JSON, conduct left out."""
    had = {one.key: one for one in before if _is_merit(one.outcome)}
    has = {one.key: one for one in after if _is_merit(one.outcome)}
    lines = []
    for key in had.keys() | has.keys():
        old, new = had.get(key), has.get(key)
        points = [_own(one, person_id, teams) for one in (old, new)]
        if points == [None, None] or (points[0] == points[1] and _badge(old) == _badge(new)):
            continue
        lines.append(_line(old, new, points, after_replay, compared))
    lines.sort(
        key=lambda line: (
            -abs((line["after"] or 0) - (line["before"] or 0)),
            line["day"],
            line["rule"],
        )
    )
    return lines[:MOST_LINES]


def _line(
    old: Fired | None,
    new: Fired | None,
    points: Sequence[int | None],
    replay: Replay,
    compared: Compared,
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
        "parts": _parts(told, new, replay, compared),
    }


def _parts(
    told: Fired, new: Fired | None, replay: Replay, compared: Compared
) -> list[dict[str, Any]]:
    """The conditions as the new version sees them; none when it has no such rule."""
    if new is not None:
        return _told_parts(explain(new.rule, new.inputs))
    rule = _rule(compared.candidate.rules, told)
    return _told_parts(explain(rule, replay.inputs(rule, told.fact))) if rule else []


def _rule(rules: Iterable[Rule], told: Fired) -> Rule | None:
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


def _own(fired: Fired | None, person_id: int, teams: Teams) -> int | None:
    """What of it is the person's; None when none of it is about them."""
    if fired is None:
        return None
    return dict(shared_points(fired, teams)).get(person_id)


def _is_merit(outcome: Outcome) -> bool:
    return any((outcome.points, outcome.badge, outcome.document))


def _badge(fired: Fired | None) -> str | None:
    badge = fired.outcome.badge if fired else None
    return f"{badge.name} ({badge.tier})" if badge else None
