"""Accepted facts meet the rules in force: firings with their reasons, then proposals."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from ledger.database import session, transaction
from ledger.domain.actors import Actor
from ledger.domain.facts import Fact
from ledger.domain.rules.book import RuleBook
from ledger.domain.rules.definitions import Rule, Scope
from ledger.domain.rules.judging import Finding
from ledger.models.people import Person, Unit
from ledger.models.rules import FactRecord
from ledger.queries.rule_books import book_of
from ledger.services.collector import collector_held
from ledger.services.many_rows import insert_rows
from ledger.services.rules.firing import fire
from ledger.services.rules.measuring import judge_for

#: So many facts share their statements, and the past that is read for them; memory stays flat.
AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class TeamShare:
    """One member of a team and what part of the points is theirs, in percent."""

    person_id: int
    share_percent: int


def apply_rules(
    fact: Fact,
    *,
    proposer_id: int | None,
    team: Sequence[TeamShare] = (),
    actor: Actor,
    now: datetime,
) -> list[int]:
    """Record the fact, let the rules in force judge it, and return the ids of new proposals.

    A rule that already fired for the subject and period stays silent. A fact that arrives after
    younger ones lets those be judged once more, so that the order of arrival does not matter.
    """
    shares = tuple((one.person_id, one.share_percent) for one in team)
    told = replace(fact, proposer_id=proposer_id, team=shares)
    return apply_facts([told], actor=actor, now=now)


def apply_facts(facts: Sequence[Fact], *, actor: Actor, now: datetime) -> list[int]:
    """The same for many facts, in their order and with the same result as one by one.

    A rule that cannot be worked out with a fact, or whose proposal is refused, stops there alone:
    it is kept as a failure and shown to HR.
    """
    if not facts:
        return []
    proposals: list[int] = []
    with transaction():
        book = book_of(actor.agency_id)
        _hold_subjects(facts, book)
        for some in _batches(facts):
            with collector_held():
                findings = judge_facts(book, some)
                proposals += fire(findings, actor=actor, now=now)
    return proposals


def judge_facts(book: RuleBook, facts: Sequence[Fact]) -> list[Finding]:
    """Record the facts and say what follows from each, the past taken into account."""
    judge = judge_for(book, facts)
    _record(facts)
    return [finding for fact in facts for finding in judge.hear(fact)]


def _batches(facts: Sequence[Fact]) -> Iterator[Sequence[Fact]]:
    return (facts[start : start + AT_ONCE] for start in range(0, len(facts), AT_ONCE))


def _hold_subjects(facts: Sequence[Fact], book: RuleBook) -> None:
    """Let facts about the same subject come one after the other, so that each counts the others.

    Two at once would each see a past without the other, and a rule that asks for both would stay
    silent for ever. People always before units, and in order, so that nobody waits in a ring.
    """
    work = session()
    # There only one transaction writes at a time anyway.
    if work.get_bind().dialect.name == "sqlite":
        return
    rules = list(book.rules)
    by_unit = any(_looks_at(rule, Scope.UNIT) for rule in rules)
    people = {fact.subject_person_id for fact in facts}
    people |= {person_id for fact in facts for person_id, _ in fact.team}
    if any(_looks_at(rule, Scope.NOMINATOR) for rule in rules):
        people |= {fact.proposer_id for fact in facts}
    units = {fact.unit_id for fact in facts if by_unit or fact.subject_person_id is None}
    for table, ids in ((Person, people), (Unit, units)):
        if wanted := sorted(one for one in ids if one is not None):
            held = select(table.id).where(table.id.in_(wanted)).order_by(table.id)
            work.execute(held.with_for_update(key_share=True))


def _looks_at(rule: Rule, scope: Scope) -> bool:
    """Whether what the rule says depends on other facts or firings of this scope."""
    return any(measure.by is scope for _, measure in rule.measures) or any(
        cap.per is scope for cap in rule.caps
    )


def _record(facts: Sequence[Fact]) -> None:
    insert_rows(
        session(),
        FactRecord,
        [
            {
                "agency_id": fact.agency_id,
                "kind": fact.kind.value,
                "source_id": fact.id,
                "person_id": fact.subject_person_id,
                "unit_id": fact.unit_id,
                "happened_on": fact.happened_on,
                "recorded_at": fact.recorded_at,
                "fields": dict(fact.fields),
                "team": [list(one) for one in fact.team] or None,
                "proposer_id": fact.proposer_id,
            }
            for fact in facts
        ],
    )
