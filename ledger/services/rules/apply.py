"""One accepted fact meets the rules in force: firings with their reasons, then proposals."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import insert, select

from ledger.database import session, transaction
from ledger.domain.actors import Actor
from ledger.domain.facts import Fact
from ledger.domain.proposals import CreateProposal, ProposalKind, ProposalShare
from ledger.domain.rules.definitions import Outcome, Recipient, Rule, Scope
from ledger.domain.rules.evaluate import FiringResult, evaluate, rules_in_force
from ledger.domain.rules.measures import Reconsideration, reconsiderations
from ledger.domain.rules.outcomes import outcome_data
from ledger.models.people import Person, Unit
from ledger.models.rules import FactRecord, Firing, RulePack, RuleVersion
from ledger.services.proposals import create_proposal
from ledger.services.rules.measuring import (
    measures_for,
    person_facts,
    points_left,
    recorded_facts,
)
from ledger.services.rules.notices import tell_audiences
from ledger.services.rules.packs import rules_on


@dataclass(frozen=True, slots=True)
class TeamShare:
    """One member of a team and what part of the points is theirs, in percent."""

    person_id: int
    share_percent: int


@dataclass(frozen=True, slots=True)
class _Application:
    """Who brought the fact forward, whose it is, and when the rules were asked."""

    proposer_id: int | None
    team: Sequence[TeamShare]
    actor: Actor
    now: datetime


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
    application = _Application(proposer_id, team, actor, now)
    with transaction():
        packs = rules_on(fact.agency_id, fact.happened_on)
        _hold_subject(fact, packs)
        _record(fact)
        proposals = _judge(fact, packs, application)
        everything = [rule for _, rules in packs for rule in rules]
        for asked in reconsiderations(everything, fact):
            proposals += _reconsider(asked, fact, application)
        return proposals


def _hold_subject(fact: Fact, packs: Sequence[tuple[RulePack, tuple[Rule, ...]]]) -> None:
    """Let facts about the same subject come one after the other, so that each counts the others.

    Two at once would each see a past without the other, and a rule that asks for both would stay
    silent for ever. The person always before the unit, so that nobody waits in a ring.
    """
    work = session()
    # There only one transaction writes at a time anyway.
    if work.get_bind().dialect.name == "sqlite":
        return
    by_unit = fact.subject_person_id is None or any(
        measure.by is Scope.UNIT
        for _, rules in packs
        for rule in rules
        for _, measure in rule.measures
    )
    if fact.subject_person_id is not None:
        person = select(Person.id).where(Person.id == fact.subject_person_id)
        work.execute(person.with_for_update(key_share=True))
    if by_unit and fact.unit_id is not None:
        unit = select(Unit.id).where(Unit.id == fact.unit_id)
        work.execute(unit.with_for_update(key_share=True))


def _record(fact: Fact) -> None:
    session().execute(
        insert(FactRecord).values(
            agency_id=fact.agency_id,
            kind=fact.kind.value,
            source_id=fact.id,
            person_id=fact.subject_person_id,
            unit_id=fact.unit_id,
            happened_on=fact.happened_on,
            recorded_at=fact.recorded_at,
            fields=dict(fact.fields),
        )
    )


def _judge(
    fact: Fact,
    packs: Sequence[tuple[RulePack, tuple[Rule, ...]]],
    application: _Application,
    only: str | None = None,
) -> list[int]:
    proposals: list[int] = []
    person = None
    for pack, rules in packs:
        asked = [rule for rule in rules if rule.on is fact.kind and only in (None, rule.code)]
        asked = list(rules_in_force(asked, fact.happened_on))
        if not asked:
            continue
        person = person or person_facts(fact.subject_person_id, fact.happened_on)
        for result in evaluate(asked, fact, person, measures_for(asked, fact)):
            if result.fires:
                proposals += _fire(result, fact, pack, application)
    return proposals


def _reconsider(asked: Reconsideration, fact: Fact, application: _Application) -> list[int]:
    by_person = asked.by is Scope.PERSON
    others = recorded_facts(
        fact.agency_id,
        asked.on,
        person_id=fact.subject_person_id if by_person else None,
        unit_id=None if by_person else fact.unit_id,
        first_day=asked.first_day,
        last_day=asked.last_day,
    )
    proposals = []
    for other in others:
        if (other.kind, other.id) != (fact.kind, fact.id):
            packs = rules_on(fact.agency_id, other.happened_on)
            proposals += _judge(other, packs, application, only=asked.rule_code)
    return proposals


def _fire(result: FiringResult, fact: Fact, pack: RulePack, application: _Application) -> list[int]:
    outcome = _within_caps(result, fact)
    if outcome is None or _has_fired(result, fact):
        return []
    version_id = _version_id(pack.id, result.rule.code)
    firing = _firing_row(result, outcome, fact, version_id, application.now)
    work = session()
    work.add(firing)
    work.flush()
    tell_audiences(outcome, fact, key=f"firing:{firing.id}", now=application.now)
    kind = _kind(outcome)
    if kind is None:
        return []
    command = _proposal(kind, result.rule, outcome, fact, firing.id, application)
    return [create_proposal(command, actor=application.actor, now=application.now)]


def _within_caps(result: FiringResult, fact: Fact) -> Outcome | None:
    """The outcome with as many points as the caps leave; None when nothing is left of it."""
    outcome = result.outcome
    if outcome is None or outcome.points is None or not result.rule.caps:
        return outcome
    left = points_left(result.rule, fact)
    if left:
        return replace(outcome, points=replace(outcome.points, amount=left))
    smaller = replace(outcome, points=None)
    return smaller if any((smaller.badge, smaller.document)) else None


def _has_fired(result: FiringResult, fact: Fact) -> bool:
    found = session().scalar(
        select(Firing.id).where(
            Firing.agency_id == fact.agency_id,
            Firing.rule_code == result.rule.code,
            Firing.subject_key == result.subject_key,
            Firing.once_key == result.once_key,
        )
    )
    return found is not None


def _version_id(pack_id: int, code: str) -> int:
    return (
        session()
        .scalars(
            select(RuleVersion.id).where(RuleVersion.pack_id == pack_id, RuleVersion.code == code)
        )
        .one()
    )


def _firing_row(
    result: FiringResult, outcome: Outcome, fact: Fact, version_id: int, now: datetime
) -> Firing:
    return Firing(
        agency_id=fact.agency_id,
        rule_version_id=version_id,
        rule_code=result.rule.code,
        fact_kind=fact.kind.value,
        fact_id=fact.id,
        subject_key=result.subject_key,
        once_key=result.once_key,
        person_id=fact.subject_person_id,
        unit_id=fact.unit_id,
        happened_on=fact.happened_on,
        fired_at=now,
        inputs={name: dict(values or {}) for name, values in result.inputs.items()},
        outcome=outcome_data(outcome),
    )


def _kind(outcome: Outcome) -> ProposalKind | None:
    """What is proposed; a rule that only notifies proposes nothing."""
    if outcome.guidance:
        return ProposalKind.GUIDANCE
    if outcome.open_case:
        return ProposalKind.OPEN_CASE
    merit = (outcome.points, outcome.badge, outcome.document)
    return ProposalKind.AWARD if any(merit) else None


def _proposal(
    kind: ProposalKind,
    rule: Rule,
    outcome: Outcome,
    fact: Fact,
    firing_id: int,
    application: _Application,
) -> CreateProposal:
    if fact.unit_id is None:
        raise ValueError("a fact that leads to a proposal names its unit")
    to_unit = outcome.points is not None and outcome.points.to is Recipient.UNIT
    return CreateProposal(
        kind=kind,
        unit_id=fact.unit_id,
        title=rule.title,
        happened_on=fact.happened_on,
        outcome=outcome_data(outcome),
        steps=rule.decided_by,
        subjects=() if to_unit else _subjects(outcome, fact, application.team),
        firing_id=firing_id,
        proposer_id=application.proposer_id,
        is_assessed=fact.fields.get("suspected") is False,
    )


def _subjects(outcome: Outcome, fact: Fact, team: Sequence[TeamShare]) -> tuple[ProposalShare, ...]:
    """The whole team where the rule rewards the team, else the person alone."""
    if team and outcome.points is not None and outcome.points.to is Recipient.TEAM:
        return tuple(
            ProposalShare(person_id=one.person_id, share_percent=one.share_percent) for one in team
        )
    if fact.subject_person_id is None:
        return ()
    return (ProposalShare(person_id=fact.subject_person_id),)
