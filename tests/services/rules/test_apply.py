"""Facts meet the rules in force: once, within caps, whatever the order they arrive in."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from itertools import permutations
from threading import Event
from time import sleep
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from ledger.database import db, transaction
from ledger.domain.actors import Actor
from ledger.domain.facts import Fact, FactKind
from ledger.domain.people import Role
from ledger.domain.proposals import ProposalKind
from ledger.models.people import Person
from ledger.models.proposals import Proposal
from ledger.models.rules import FactRecord, Firing
from ledger.queries.rules import get_firing_reason
from ledger.services.rules import TeamShare, apply_rules
from tests import factories
from tests.domain.rules.samples import PACKS
from tests.packs import put_in_force


class House:
    """A unit with a head, its superior, two officers of HR, and both shipped packs in force."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        agency = factories.make_agency()
        factories.load_calendar(agency)
        top = factories.make_unit(agency)
        governor = factories.make_official(top)
        self.unit = factories.make_unit(agency, top)
        self.head = factories.make_person(self.unit, governor, is_unit_head=True)
        self.staff = [factories.make_person(self.unit, self.head) for _ in range(3)]
        officers = [factories.make_person(top, governor) for _ in range(2)]
        self.hr, second = (factories.make_actor(one, Role.HR) for one in officers)
        for path in sorted(PACKS.glob("*.yaml")):
            text = path.read_text(encoding="utf-8")
            put_in_force(text, self.hr, second, now=now)

    def apply(
        self,
        kind: FactKind,
        number: int,
        day: date,
        person: Person,
        team: tuple[TeamShare, ...] = (),
        **fields: Any,
    ) -> list[int]:
        fact = Fact(
            kind=kind,
            id=number,
            agency_id=self.unit.agency_id,
            subject_person_id=person.id,
            unit_id=self.unit.id,
            happened_on=day,
            recorded_at=self.now,
            fields=fields,
        )
        proposer = self.actor.person_id
        with transaction():
            return apply_rules(
                fact, proposer_id=proposer, team=team, actor=self.actor, now=self.now
            )

    @property
    def actor(self) -> Actor:
        return self.hr


@pytest.fixture
def house(session: Session, now: datetime) -> House:
    return House(now)


def _innovation(house: House, number: int, day: date, **extra: Any) -> list[int]:
    return house.apply(
        FactKind.NOMINATION_ACCEPTED,
        number,
        day,
        house.staff[0],
        category="pelayanan_publik",
        stage="diterapkan",
        impact_percent=12,
        team_size=2,
        evidence_count=1,
        **extra,
    )


def test_accepted_innovation_proposes_points_to_the_team(house: House, session: Session) -> None:
    shares = (TeamShare(house.staff[0].id, 60), TeamShare(house.staff[1].id, 40))
    proposals = _innovation(house, 1, date(2026, 6, 5), team=shares)
    proposal = session.get_one(Proposal, proposals[0])
    assert proposal.kind is ProposalKind.AWARD
    assert [subject.share_percent for subject in proposal.subjects] == [60, 40]
    assert proposal.outcome["points"]["amount"] == 60
    assert session.query(FactRecord).count() == 1


def test_facts_at_the_same_moment_count_each_other(app: Flask, house: House, session: Session):
    """The second waits for the first, so that three thanks at once are three and not one."""
    facts = [
        Fact(
            kind=FactKind.COMMENDATION_VERIFIED,
            id=number,
            agency_id=house.unit.agency_id,
            subject_person_id=house.staff[0].id,
            unit_id=house.unit.id,
            happened_on=date(2026, 6, 5),
            recorded_at=house.now,
            fields={"rating": 4, "refused_tip": False, "about_person": True},
        )
        for number in (1, 2, 3)
    ]
    actor, applied = house.actor, Event()

    def apply(fact: Fact, *, last: bool) -> list[int]:
        with app.app_context():
            try:
                with transaction():
                    found = apply_rules(fact, proposer_id=None, actor=actor, now=house.now)
                    applied.set()
                    sleep(0 if last else 0.5)
                return found
            finally:
                db.session.remove()

    session.rollback()
    apply(facts[0], last=True)
    applied.clear()
    with ThreadPoolExecutor(2) as pool:
        second = pool.submit(apply, facts[1], last=False)
        assert applied.wait(20)
        third = pool.submit(apply, facts[2], last=True)
        assert (second.result(), len(third.result())) == ([], 1)
    session.expire_all()
    assert session.query(Firing.rule_code).all() == [("sahabat-warga-perunggu",)]


def test_fact_before_the_pack_is_in_force_is_recorded_and_proposes_nothing(
    house: House, session: Session
) -> None:
    assert _innovation(house, 1, date(2025, 12, 31)) == []
    assert session.query(FactRecord).count() == 1
    assert session.query(Firing).count() == 0


def _thanks(house: House, number: int, day: date) -> list[int]:
    return house.apply(
        FactKind.COMMENDATION_VERIFIED,
        number,
        day,
        house.staff[0],
        rating=4,
        refused_tip=False,
        about_person=True,
    )


@pytest.mark.parametrize(
    "days", list(permutations([date(2026, 4, 2), date(2026, 5, 9), date(2026, 6, 30)]))
)
def test_three_thanks_of_a_quarter_fire_once_in_any_order(
    house: House, session: Session, days: tuple[date, ...]
) -> None:
    made = [_thanks(house, number, day) for number, day in enumerate(days, 1)]
    assert [len(one) for one in made] == [0, 0, 1]
    assert _thanks(house, 9, date(2026, 6, 1)) == []
    assert session.query(Firing.once_key).one().once_key == "2026-T2"


def test_firing_keeps_its_inputs_and_explains_itself(house: House, session: Session) -> None:
    for number, day in enumerate((date(2026, 4, 2), date(2026, 5, 9), date(2026, 6, 30)), 1):
        _thanks(house, number, day)
    firing = session.query(Firing).one()
    reason = get_firing_reason(firing.id)
    assert reason.explanation.held
    assert all(part.held for part in reason.explanation.parts)
    assert 3 in firing.inputs["measure"].values()


def test_older_complaint_that_arrives_late_completes_the_count(
    house: House, session: Session
) -> None:
    def complain(number: int, day: date) -> list[int]:
        return house.apply(
            FactKind.COMPLAINT_SUBSTANTIATED,
            number,
            day,
            house.staff[0],
            cause="people",
            category="sikap",
            from_lapor=True,
            suspected=False,
        )

    assert complain(1, date(2026, 6, 20)) == []
    late = complain(2, date(2026, 3, 1))
    kinds = [session.get_one(Proposal, one).kind for one in late]
    assert kinds == [ProposalKind.GUIDANCE]


def test_levy_proposes_a_case_and_never_guidance(house: House, session: Session) -> None:
    proposals = house.apply(
        FactKind.VIOLATION_ASSESSED,
        1,
        date(2026, 6, 5),
        house.staff[0],
        code="L5g",
        impact="unit",
        level="sedang",
        suspected=True,
        always_case=True,
    )
    kinds = {session.get_one(Proposal, one).kind for one in proposals}
    assert kinds == {ProposalKind.OPEN_CASE}


def test_caps_leave_what_is_left(house: House, session: Session) -> None:
    for number in range(1, 7):
        house.apply(
            FactKind.NOMINATION_ACCEPTED,
            number,
            date(2026, 6, number),
            house.staff[0],
            category="pelayanan_publik",
            stage="gagasan",
            impact_percent=0,
            team_size=1,
            evidence_count=0,
        )
    points = [one.outcome["points"]["amount"] for one in session.query(Firing)]
    assert points == [10, 10, 10, 10]
