"""What rules already gave: who has what since when, and how much of each limit is used."""

from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from ledger.domain.facts import Fact
from ledger.domain.rules.definitions import Cap, Outcome, Requirement, Rule, Scope, Tier
from ledger.domain.rules.evaluate import subject_key
from ledger.domain.rules.windows import days_reached, period_days, window_days

_TIERS = {tier: place for place, tier in enumerate(Tier)}
#: A rule, the scope of a cap and its subject.
_Account = tuple[str, Scope, int]


@dataclass(frozen=True, slots=True)
class Given:
    """One firing of the past, as the limits of rules see it."""

    rule_code: str
    subject_key: str
    once_key: str
    happened_on: date
    person_id: int | None = None
    unit_id: int | None = None
    nominator_id: int | None = None
    points: int = 0
    badge: tuple[str, Tier] | None = None
    #: A proposal that was refused gives nothing to build upon, but it was made.
    is_refused: bool = False


class Limits:
    """Everything rules gave so far to the subjects at hand, as far as one of them asks for it."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        asking = list(rules)
        self._capped = {rule.code: {cap.per for cap in rule.caps} for rule in asking if rule.caps}
        self._dated = {rule.code for rule in asking if rule.cooling_off} | {
            one.rule for rule in asking for one in rule.requires if one.rule
        }
        self._fired: set[tuple[str, str, str]] = set()
        self._days: dict[tuple[str, str], list[date]] = {}
        self._badges: dict[tuple[str, str], int] = {}
        self._used: dict[_Account, dict[date, tuple[int, int]]] = {}

    def add(self, given: Given) -> None:
        about = given.subject_key
        self._fired.add((given.rule_code, about, given.once_key))
        if given.badge and not given.is_refused:
            code, tier = given.badge
            self._badges[about, code] = max(self._badges.get((about, code), 0), _TIERS[tier])
        if given.rule_code in self._dated and not given.is_refused:
            insort(self._days.setdefault((given.rule_code, about), []), given.happened_on)
        for scope in self._capped.get(given.rule_code, ()):
            months = self._used.setdefault((given.rule_code, scope, _subject(scope, given)), {})
            month = given.happened_on.replace(day=1)
            points, awards = months.get(month, (0, 0))
            months[month] = (points + given.points, awards + 1)

    def has_fired(self, rule_code: str, subject_key: str, once_key: str) -> bool:
        return (rule_code, subject_key, once_key) in self._fired

    def meets(self, requirement: Requirement, subject_key: str) -> bool:
        if requirement.rule is not None:
            return (requirement.rule, subject_key) in self._days
        held = self._badges.get((subject_key, requirement.badge or ""))
        return held is not None and held >= _TIERS[requirement.tier]

    def is_cooling(self, rule: Rule, subject_key: str, day: date) -> bool:
        """Whether the rule fired for the subject so shortly before, or after, that it rests."""
        if rule.cooling_off is None:
            return False
        first = window_days(rule.cooling_off, day)[0]
        last = days_reached(rule.cooling_off, day)[1]
        days = self._days.get((rule.code, subject_key), ())
        return any(first <= one <= last for one in days)

    def within_caps(self, rule: Rule, fact: Fact, outcome: Outcome) -> Outcome | None:
        """The outcome with as many points as the caps leave; None when nothing is left of it."""
        if not rule.caps:
            return outcome
        asking = given_of(rule, fact, outcome, "")
        left = [self._left(rule, cap, asking) for cap in rule.caps]
        if any(not room for cap, room in zip(rule.caps, left, strict=True) if cap.awards):
            return None
        if outcome.points is None:
            return outcome
        rooms = [room for cap, room in zip(rule.caps, left, strict=True) if cap.points]
        amount = min((outcome.points.amount, *rooms))
        if amount > 0:
            return replace(outcome, points=replace(outcome.points, amount=amount))
        smaller = replace(outcome, points=None)
        return smaller if any((smaller.badge, smaller.document)) else None

    def _left(self, rule: Rule, cap: Cap, asking: Given) -> int:
        months = self._used.get((rule.code, cap.per, _subject(cap.per, asking)), {})
        first, last = period_days(cap.period, asking.happened_on)
        used = [uses for month, uses in months.items() if first <= month <= last]
        if cap.awards:
            return max(0, cap.awards - sum(awards for _, awards in used))
        return max(0, (cap.points or 0) - sum(points for points, _ in used))


def gives(giver: Rule, waiting: Rule) -> bool:
    """Whether a firing of the one may be what the other waits for."""
    badge = giver.then.badge
    return any(
        asked.rule == giver.code or (badge is not None and asked.badge == badge.code)
        for asked in waiting.requires
    )


def given_of(rule: Rule, fact: Fact, outcome: Outcome, once_key: str) -> Given:
    """A firing of this very moment."""
    badge = outcome.badge
    return Given(
        rule_code=rule.code,
        subject_key=subject_key(rule, fact),
        once_key=once_key,
        happened_on=fact.happened_on,
        person_id=fact.subject_person_id,
        unit_id=fact.unit_id,
        nominator_id=fact.proposer_id,
        points=outcome.points.amount if outcome.points else 0,
        badge=(badge.code, badge.tier) if badge else None,
    )


def _subject(scope: Scope, given: Given) -> int:
    """Whose account a cap of this scope looks at; those of nobody share one."""
    if scope is Scope.PERSON:
        return given.person_id or 0
    return (given.unit_id if scope is Scope.UNIT else given.nominator_id) or 0
