"""A fact that lets others be judged once more sees all that they saw, and fires nothing twice."""

from datetime import date

from flask import Flask

from ledger.database import session
from ledger.domain.facts import FactKind
from ledger.domain.people import Role
from ledger.models.rules import Firing
from ledger.services.rules import TeamShare
from tests.domain.rules.samples import FIELDS
from tests.factories import make_actor, make_person
from tests.packs import put_in_force
from tests.standings import Story

RULE = """
code: bersama
name: Bersama
description: Untuk uji.
rules:
  - code: {code}
    title: Bersama
    sentence: Bersama-sama memberi 6 poin.
    on: {on}
    measure:
      pelatihan: {{title: pelatihan, kind: count, of: training_applied,
                  window: calendar_year, by: {by}}}
    when: measure.pelatihan >= {least}
    then: {{points: {{amount: 6, to: person}}}}
    decided_by: [head_of_unit]
    once_per: {once}
    legal_basis: {{text: Peraturan instansi, status: needs_check}}
    effective: {{from: 2026-01-01}}
"""
LEARNT = {"hours": 2, "planned": True}
THANKED = {"rating": 3, "refused_tip": False, "about_person": True}
NOMINATED = {**FIELDS[FactKind.NOMINATION_ACCEPTED], "team_size": 2}


def ruled(**changes: object) -> Story:
    story = Story()
    second = make_actor(make_person(story.dinas, story.chief), Role.HR)
    values = {"code": "bersama-sama", "once": "fact", **changes}
    put_in_force(RULE.format(**values), story.hr, second)
    return story


def fired() -> list[int | None]:
    session().rollback()
    rows = session().query(Firing).filter_by(rule_code="bersama-sama").order_by(Firing.id)
    return [one.person_id for one in rows]


def test_facts_of_colleagues_in_a_unit_are_judged_again_and_fire_once(app: Flask):
    story = ruled(on="commendation_verified", by="unit", least=2, once="person+year")
    story.tell(FactKind.COMMENDATION_VERIFIED, story.staff, date(2026, 10, 1), **THANKED)
    story.tell(FactKind.TRAINING_APPLIED, story.staff, date(2026, 10, 2), **LEARNT)
    assert fired() == []
    story.tell(FactKind.TRAINING_APPLIED, story.mate, date(2026, 10, 3), **LEARNT)
    assert fired() == [story.staff.id]
    story.tell(FactKind.TRAINING_APPLIED, story.mate, date(2026, 10, 4), **LEARNT)
    assert fired() == [story.staff.id]


def test_measure_of_a_team_judged_again_counts_everybody_in_it(app: Flask):
    story = ruled(on="nomination_accepted", by="team", least=2)
    story.tell(FactKind.TRAINING_APPLIED, story.staff, date(2026, 10, 1), **LEARNT)
    team = (TeamShare(story.staff.id, 60), TeamShare(story.mate.id, 40))
    day = date(2026, 10, 5)
    story.tell(FactKind.NOMINATION_ACCEPTED, story.mate, day, team=team, **NOMINATED)
    assert fired() == []
    story.tell(FactKind.TRAINING_APPLIED, story.mate, date(2026, 10, 7), **LEARNT)
    assert fired() == [story.mate.id]
