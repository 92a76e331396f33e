"""Two versions replayed over facts, and which of their rules may be replayed in parts. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from ledger.domain.facts import Fact
from ledger.domain.rules.book import PackInForce, RuleBook
from ledger.domain.rules.definitions import Rule, Scope
from ledger.domain.rules.judging import Judge, People
from ledger.domain.rules.limits import gives
from ledger.domain.rules.outcomes import concerns_person
from ledger.domain.simulations.figures import Side
from ledger.domain.simulations.reports import Compared


@dataclass(frozen=True, slots=True)
class Versions:
    """The rules of both sides, as if they had been in force on every day."""

    before: tuple[Rule, ...]
    after: tuple[Rule, ...]

    def __bool__(self) -> bool:
        return bool(self.before or self.after)


class Replay:
    """What both versions lead to from ``first`` on; earlier facts are only remembered."""

    def __init__(self, versions: Versions, people: People, first: date) -> None:
        self.sides = Side(), Side()
        self._first = first
        self._judges = _judges(versions, people, self.sides)

    def hear(self, facts: Iterable[Fact]) -> None:
        for fact in facts:
            for judge, concerned in self._judges:
                for finding in judge.hear(fact):
                    if finding.fact.happened_on >= self._first:
                        for side in concerned:
                            side.add(finding)


def versions_of(compared: Compared) -> Versions:
    return Versions(compared.base.rules if compared.base else (), compared.candidate.rules)


def divided(compared: Compared) -> tuple[Versions, Versions]:
    """Rules that judge each person by themselves, and those that join people with one another.

    The first may be replayed over the facts of some people here and of the others elsewhere.
    """
    whole = versions_of(compared)
    rules = (*whole.before, *whole.after)
    joining = [rule for rule in rules if _joins_people(rule)]
    while more := [
        rule
        for rule in rules
        if rule not in joining and any(gives(rule, one) or gives(one, rule) for one in joining)
    ]:
        joining += more
    apart, joined = (
        Versions(
            *(
                tuple(rule for rule in side if (rule in joining) is is_joined)
                for side in (whole.before, whole.after)
            )
        )
        for is_joined in (False, True)
    )
    return apart, joined


def looks_at_others(rule: Rule) -> bool:
    """Whether what it says of one person depends on facts about others."""
    return (
        rule.once_per.scope is Scope.UNIT
        or any(measure.by is not Scope.PERSON for _, measure in rule.measures)
        or any(cap.per is not Scope.PERSON for cap in rule.caps)
    )


def _joins_people(rule: Rule) -> bool:
    about_units = not concerns_person(rule.then) and bool(rule.cooling_off or rule.requires)
    return looks_at_others(rule) or about_units


def _judges(
    versions: Versions, people: People, sides: tuple[Side, Side]
) -> list[tuple[Judge, tuple[Side, ...]]]:
    """Judges with whom each concerns: a rule that both versions have alike is asked once."""
    before, after = versions.before, versions.after
    # A rule that waits for another may hear otherwise of it, so then nothing is shared.
    alike = [] if any(r.requires for r in (*before, *after)) else [r for r in after if r in before]
    parts = (
        (tuple(alike), sides),
        (tuple(rule for rule in before if rule not in alike), sides[:1]),
        (tuple(rule for rule in after if rule not in alike), sides[1:]),
    )
    return [(judge_of(rules, people), concerned) for rules, concerned in parts if rules]


def judge_of(rules: tuple[Rule, ...], people: People) -> Judge:
    """A judge to whom these rules are in force on every day."""
    return Judge(_book_of(rules), people)


@lru_cache(maxsize=16)
def _book_of(rules: tuple[Rule, ...]) -> RuleBook:
    """What a book works out of its rules serves every judge, and twenty people are explained."""
    return RuleBook([PackInForce(0, rules, date.min)])
