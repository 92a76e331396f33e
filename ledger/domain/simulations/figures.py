"""What a replay comes to: points, badges and papers; conduct as counts and nothing more."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ledger.domain.posting_commands import quota_period
from ledger.domain.rules.definitions import Recipient
from ledger.domain.shares import split_points
from ledger.domain.simulations.replaying import Fired

Team = Sequence[tuple[int, int]]
"""The members of a team with their shares in percent."""

#: Points or badges of a team go to its members, of anything else to the person of the fact.
Teams = Mapping[int, Team]

GUIDANCE, CASES = "guidance", "cases"
CONDUCT = (GUIDANCE, CASES)
MERIT = ("points", "badges", "documents")
COUNTED = ("firings", *MERIT, *CONDUCT)


@dataclass
class Side:
    """What one version would have led to, if everything it proposed had been approved."""

    totals: Counter[str] = field(default_factory=Counter)
    by_rule: dict[str, Counter[str]] = field(default_factory=dict)
    points_of: Counter[int] = field(default_factory=Counter)
    badges_of: dict[int, set[str]] = field(default_factory=dict)
    points_of_unit: Counter[int] = field(default_factory=Counter)
    people_of_unit: dict[int, set[int]] = field(default_factory=dict)
    quota: Counter[tuple[int, str]] = field(default_factory=Counter)
    keys: set[tuple[str, str, str]] = field(default_factory=set)

    def add(self, fired: Fired, teams: Teams) -> None:
        counted = _counted(fired)
        self.totals += counted
        self.by_rule.setdefault(fired.rule.code, Counter()).update(counted)
        self.keys.add(fired.key)
        if any(counted[name] for name in MERIT):
            self._add_merit(fired, teams)

    def _add_merit(self, fired: Fired, teams: Teams) -> None:
        outcome, unit_id = fired.outcome, fired.fact.unit_id
        points = outcome.points.amount if outcome.points else 0
        if points and unit_id is not None:
            self.quota[unit_id, quota_period(fired.fact.happened_on)] += points
            self.points_of_unit[unit_id] += points
        for person_id, own in shared_points(fired, teams):
            self.points_of[person_id] += own
            if unit_id is not None:
                self.people_of_unit.setdefault(unit_id, set()).add(person_id)
            if outcome.badge:
                kept = self.badges_of.setdefault(person_id, set())
                kept.add(f"{outcome.badge.code}:{outcome.badge.tier}")

    @property
    def people(self) -> set[int]:
        return self.points_of.keys() | self.badges_of.keys()


def shared_points(fired: Fired, teams: Teams) -> list[tuple[int, int]]:
    """Each person and their part, as proposals and awards share it out."""
    points = fired.outcome.points.amount if fired.outcome.points else 0
    to = fired.outcome.points.to if fired.outcome.points else None
    person_id = fired.fact.subject_person_id
    if to is Recipient.UNIT:
        return []
    team = teams.get(fired.fact.id) if to is Recipient.TEAM else None
    if team:
        parts = split_points(points, [share for _, share in team])
        return [(member, part) for (member, _), part in zip(team, parts, strict=True)]
    return [] if person_id is None else [(person_id, points)]


def _counted(fired: Fired) -> Counter[str]:
    outcome = fired.outcome
    return Counter(
        firings=1,
        points=outcome.points.amount if outcome.points else 0,
        badges=int(outcome.badge is not None),
        documents=int(outcome.document is not None),
        guidance=int(outcome.guidance is not None),
        cases=int(outcome.open_case is not None),
    )
