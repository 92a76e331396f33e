"""What a replay comes to: points, badges and papers; conduct as counts and nothing more."""

from collections import Counter
from dataclasses import dataclass, field

from ledger.domain.posting_commands import quota_period
from ledger.domain.rules.definitions import Outcome, Recipient
from ledger.domain.rules.judging import Finding
from ledger.domain.shares import split_points

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
    keys: set[tuple[str, str | None, str | None]] = field(default_factory=set)
    #: How often a rule could not be worked out, by its code.
    failed: Counter[str] = field(default_factory=Counter)

    def add(self, finding: Finding) -> None:
        outcome, result = finding.outcome, finding.result
        # Whoever put a fact forward is no subject of what it leads to; such a proposal is refused.
        by_subject = finding.fact.proposer_id in dict(shared_points(finding))
        if outcome is None or result is None or by_subject:
            self.failed[finding.rule.code] += 1
            return
        counted = _counted(outcome)
        self.totals.update(counted)
        self.by_rule.setdefault(finding.rule.code, Counter()).update(counted)
        self.keys.add(finding_key(finding))
        if any(counted[name] for name in MERIT):
            self._add_merit(finding, outcome)

    def _add_merit(self, finding: Finding, outcome: Outcome) -> None:
        unit_id = finding.fact.unit_id
        points = outcome.points.amount if outcome.points else 0
        if points and unit_id is not None:
            self.quota[unit_id, quota_period(finding.fact.happened_on)] += points
            self.points_of_unit[unit_id] += points
        for person_id, own in shared_points(finding):
            self.points_of[person_id] += own
            if unit_id is not None:
                self.people_of_unit.setdefault(unit_id, set()).add(person_id)
            if outcome.badge:
                kept = self.badges_of.setdefault(person_id, set())
                kept.add(f"{outcome.badge.code}:{outcome.badge.tier}")

    def merge(self, other: "Side") -> None:
        """Add what other facts led to; nothing fired in both."""
        self.totals.update(other.totals)
        self.points_of.update(other.points_of)
        self.points_of_unit.update(other.points_of_unit)
        self.failed.update(other.failed)
        self.quota.update(other.quota)
        for code, counted in other.by_rule.items():
            self.by_rule.setdefault(code, Counter()).update(counted)
        for person_id, badges in other.badges_of.items():
            self.badges_of.setdefault(person_id, set()).update(badges)
        for unit_id, people in other.people_of_unit.items():
            self.people_of_unit.setdefault(unit_id, set()).update(people)
        self.keys |= other.keys

    @property
    def people(self) -> set[int]:
        return self.points_of.keys() | self.badges_of.keys()


def finding_key(finding: Finding) -> tuple[str, str | None, str | None]:
    """What makes a firing happen once in the agency."""
    result = finding.result
    return (
        finding.rule.code,
        result.subject_key if result else None,
        result.once_key if result else None,
    )


def shared_points(finding: Finding) -> list[tuple[int, int]]:
    """Each person and their part, as proposals and awards share it out."""
    given = finding.outcome.points if finding.outcome else None
    points, to = (given.amount, given.to) if given else (0, None)
    fact = finding.fact
    if to is Recipient.UNIT:
        return []
    if to is Recipient.TEAM and fact.team:
        parts = split_points(points, [share for _, share in fact.team])
        return [(member, part) for (member, _), part in zip(fact.team, parts, strict=True)]
    return [] if fact.subject_person_id is None else [(fact.subject_person_id, points)]


def _counted(outcome: Outcome) -> Counter[str]:
    return Counter(
        firings=1,
        points=outcome.points.amount if outcome.points else 0,
        badges=int(outcome.badge is not None),
        documents=int(outcome.document is not None),
        guidance=int(outcome.guidance is not None),
        cases=int(outcome.open_case is not None),
    )
