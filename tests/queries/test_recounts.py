"""An explanation counts again what the rule counted, also for a team, and tells of oneself only."""

from datetime import date

import pytest
from flask import Flask

from ledger.database import session
from ledger.domain.facts import FactKind
from ledger.domain.people import Role
from ledger.domain.rules.pack import parse_pack
from ledger.models.rules import Firing
from ledger.queries.recounts import Reevaluation, reevaluate
from ledger.services.rules import TeamShare
from tests.domain.rules.samples import FIELDS
from tests.factories import make_actor, make_person
from tests.packs import put_in_force
from tests.standings import Story

TEXT = """
code: regu
name: Regu
description: Untuk uji.
rules:
  - code: regu-terlatih
    title: Regu terlatih
    sentence: Regu yang bersama menerapkan dua pelatihan dalam setahun memberi 6 poin.
    on: nomination_accepted
    measure:
      pelatihan:
        title: pelatihan seregu dalam tahun ini
        kind: count
        of: training_applied
        window: calendar_year
        by: team
    when: measure.pelatihan >= 2
    then: {points: {amount: 6, to: team}}
    decided_by: [head_of_unit]
    once_per: fact
    legal_basis: {text: Peraturan instansi, status: needs_check}
    effective: {from: 2026-01-01}
"""
RULE = parse_pack(TEXT).rules[0]
NOMINATED = {**FIELDS[FactKind.NOMINATION_ACCEPTED], "team_size": 2}
LEARNT = {"hours": 2, "planned": True}


@pytest.fixture
def story(app: Flask) -> Story:
    """One of the team learnt, the other too, and together they are put forward."""
    story = Story()
    second = make_actor(make_person(story.dinas, story.chief), Role.HR)
    put_in_force(TEXT, story.hr, second)
    for person in (story.staff, story.mate):
        story.tell(FactKind.TRAINING_APPLIED, person, date(2026, 10, 5), **LEARNT)
    team = (TeamShare(story.staff.id, 60), TeamShare(story.mate.id, 40))
    story.tell(FactKind.NOMINATION_ACCEPTED, story.staff, date(2026, 10, 9), team=team, **NOMINATED)
    return story


def again() -> Reevaluation:
    session().rollback()
    firing = session().query(Firing).filter_by(rule_code="regu-terlatih").one()
    return reevaluate(firing.id, RULE)


def test_team_is_counted_again_as_when_the_rule_fired(story: Story):
    found = again()
    (count,) = found.recounts
    assert (count.stored, count.recounted, count.later) == (2, 2, 0)
    assert found.is_same
    assert len(count.facts) == 1


def test_what_became_known_later_is_told_apart(story: Story):
    story.tell(FactKind.TRAINING_APPLIED, story.mate, date(2026, 10, 7), **LEARNT)
    (count,) = again().recounts
    assert (count.stored, count.recounted + count.later) == (2, 3)


def test_later_fact_of_a_colleague_never_fires_the_rule_of_the_team_again(story: Story):
    assert story.tell(FactKind.TRAINING_APPLIED, story.mate, date(2026, 10, 7), **LEARNT) == []
    assert session().query(Firing).filter_by(rule_code="regu-terlatih").count() == 1
    session().rollback()
