"""Many facts in one call: the same as one by one, each rule once, and a failure stops alone."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from ledger.database import db, transaction
from ledger.domain.facts import Fact, FactKind
from ledger.domain.proposals import ProposalKind
from ledger.models.events import AuditEvent, Notification
from ledger.models.proposals import ApprovalStep, Proposal, ProposalSubject
from ledger.models.rules import FactRecord, Firing, RuleFailure
from ledger.services.rules import apply_facts
from tests.domain.rules.samples import FIELDS
from tests.factories import make_person
from tests.services.rules.test_apply import House

FIRST = date(2026, 1, 5)


@pytest.fixture
def house(session: Session, now) -> House:
    return House(now)


def _facts(house: House, count: int, seed: int) -> list[Fact]:
    """Thanks, complaints, nominations and trainings of three people, far and wide of a year."""
    chance, facts = Random(seed), []
    kinds = [
        FactKind.COMMENDATION_VERIFIED,
        FactKind.COMPLAINT_SUBSTANTIATED,
        FactKind.NOMINATION_ACCEPTED,
        FactKind.TRAINING_APPLIED,
    ]
    for number in range(1, count + 1):
        kind, person = chance.choice(kinds), chance.choice(house.staff)
        fields = dict(FIELDS[kind])
        if kind is FactKind.NOMINATION_ACCEPTED:
            fields["stage"] = chance.choice(["gagasan", "uji_coba", "diterapkan", "direplikasi"])
        facts.append(
            Fact(
                kind=kind,
                id=number,
                agency_id=house.unit.agency_id,
                subject_person_id=person.id,
                unit_id=house.unit.id,
                happened_on=FIRST + timedelta(days=chance.randrange(300)),
                recorded_at=house.now,
                fields=fields,
                proposer_id=house.actor.person_id,
            )
        )
    return facts


def _firings(session: Session) -> dict[tuple[str, str, int], dict[str, Any]]:
    """By rule, subject and fact: what was given."""
    rows = session.query(Firing.rule_code, Firing.subject_key, Firing.fact_id, Firing.outcome)
    return {(code, about, fact_id): outcome for code, about, fact_id, outcome in rows}


def _apply(house: House, facts: Iterable[list[Fact]]) -> list[int]:
    made: list[int] = []
    for some in facts:
        with transaction():
            made += apply_facts(some, actor=house.actor, now=house.now)
    return made


def test_many_at_once_are_judged_as_one_by_one(house: House, session: Session) -> None:
    facts = _facts(house, 60, seed=4)
    alone = _apply(house, ([fact] for fact in facts))
    expected = _firings(session)
    kinds = sorted(one.kind for one in session.query(Proposal))
    # The same once more about three others, of whom nothing is known yet.
    twins = {one.id: make_person(house.unit, house.head).id for one in house.staff}
    others = [
        replace(fact, id=fact.id + 1000, subject_person_id=twins[fact.subject_person_id])
        for fact in facts
    ]
    together = _apply(house, [others])
    later = {key: given for key, given in _firings(session).items() if key[2] > 1000}
    assert len(alone) == len(together) > 0
    assert sorted(kinds * 2) == sorted(one.kind for one in session.query(Proposal))
    assert later == {
        (code, f"person:{twins[int(about.removeprefix('person:'))]}", fact_id + 1000): given
        for (code, about, fact_id), given in expected.items()
    }


def test_each_proposal_of_many_has_its_steps_subjects_event_and_message(
    house: House, session: Session
) -> None:
    facts = [
        fact for fact in _facts(house, 60, seed=5) if fact.kind is FactKind.NOMINATION_ACCEPTED
    ]
    team = ((house.staff[0].id, 60), (house.staff[1].id, 40))
    ids = _apply(house, [[replace(fact, team=team) for fact in facts]])
    awards = [session.get_one(Proposal, id_) for id_ in ids]
    assert ids
    for award in awards:
        assert award.kind is ProposalKind.AWARD
        assert award.number == f"RK-2026-{award.id:06}"
        shares = session.query(ProposalSubject).filter_by(proposal_id=award.id)
        if award.outcome.get("points"):
            assert sum(one.points_delta for one in shares) == award.outcome["points"]["amount"]
        steps = session.query(ApprovalStep).filter_by(proposal_id=award.id).all()
        assert steps[0].assignee_id == house.head.id
        told = session.query(Notification).filter_by(key=f"proposal:{award.id}:step:1")
        assert [one.person_id for one in told] == [house.head.id]
    created = session.query(AuditEvent).filter_by(tag="proposal:award:created")
    assert created.count() == len(ids)


def test_sixteen_writers_fire_each_rule_once(app: Flask, house: House, session: Session) -> None:
    facts = [
        Fact(
            kind=FactKind.COMMENDATION_VERIFIED,
            id=number,
            agency_id=house.unit.agency_id,
            subject_person_id=house.staff[number % 2].id,
            unit_id=house.unit.id,
            happened_on=date(2026, 6, 5),
            recorded_at=house.now,
            fields={"rating": 4, "refused_tip": False, "about_person": True},
        )
        for number in range(32)
    ]
    actor, now = house.actor, house.now

    def write(some: list[Fact]) -> int:
        with app.app_context():
            try:
                return len(apply_facts(some, actor=actor, now=now))
            finally:
                db.session.remove()

    session.rollback()
    with ThreadPoolExecutor(16) as pool:
        made = list(pool.map(write, [facts[start : start + 2] for start in range(0, 32, 2)]))
    fired = session.query(Firing.rule_code, Firing.subject_key, Firing.once_key).all()
    assert len(fired) == len(set(fired)) == sum(made) == 6
    assert session.query(FactRecord).count() == 32


def test_rule_that_cannot_be_followed_is_kept_and_the_others_go_on(
    house: House, session: Session
) -> None:
    """Whoever put the fact forward is its subject: no official may decide on that."""
    good, bad = _facts(house, 40, seed=6)[:2]
    nomination = {
        "kind": FactKind.NOMINATION_ACCEPTED,
        "fields": FIELDS[FactKind.NOMINATION_ACCEPTED],
    }
    good, bad = replace(good, **nomination), replace(bad, **nomination)
    bad = replace(bad, proposer_id=bad.subject_person_id)
    assert len(_apply(house, [[bad, good]])) == 1
    failure = session.query(RuleFailure).one()
    assert (failure.rule_code, failure.fact_id) == ("inovasi-gagasan", bad.id)
    assert "Pengusul" in failure.reason
    assert session.query(Firing.fact_id).all() == [(good.id,)]
