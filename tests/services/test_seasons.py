"""A season that ended is told to the rules once, with what each person was awarded in it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.domain.people import Role
from ledger.errors import Conflict
from ledger.models.proposals import Proposal
from ledger.models.rules import FactRecord, RulePack
from ledger.services.proposals import decide_proposal
from ledger.services.rules import ask_retirement, close_seasons, decide_retirement
from tests.factories import NOW, make_actor, make_person
from tests.packs import put_in_force
from tests.proposals import House

PACK = """
code: musim
name: Musim
description: Piala musim.
seasons:
  - {code: 2026-b, from: 2026-07-01, until: 2026-12-01}
rules:
  - code: piala-musim
    title: Piala musim
    sentence: Penghargaan musim bagi yang memperoleh 20 poin.
    on: season_closed
    when: fact.points >= 20
    then: {badge: {code: piala-musim, tier: perunggu, name: Piala Musim}}
    decided_by: [head_of_unit]
    once_per: fact
    legal_basis: {text: "Peraturan instansi", status: needs_check}
    effective: {from: 2026-01-01}
"""
AFTER = NOW + timedelta(days=8)


@pytest.fixture
def house(session: Session) -> House:
    found = House()
    author, second = (make_actor(make_person(found.dinas, found.chief), Role.HR) for _ in "ab")
    put_in_force(PACK, author, second)
    for person, points in ((found.staff, 25), (found.mate, 5)):
        proposal_id = found.propose(person, points=points)
        command = found.decide(proposal_id, found.head)
        decide_proposal(command, actor=found.actor(found.head), now=NOW)
    return found


def test_season_is_told_once_after_its_last_day(house: House, session: Session):
    assert close_seasons(house.agency.id, now=NOW) == 0
    assert close_seasons(house.agency.id, now=AFTER) == 2
    assert close_seasons(house.agency.id, now=AFTER) == 0
    session.expire_all()
    told = session.scalars(
        select(FactRecord).where(FactRecord.kind == "season_closed").order_by(FactRecord.person_id)
    ).all()
    assert [(one.person_id, one.fields["points"], one.fields["awards"]) for one in told] == [
        (house.staff.id, 25, 1),
        (house.mate.id, 5, 1),
    ]
    proposed = session.scalars(select(Proposal).where(Proposal.title == "Piala musim")).all()
    assert [one.person_id for one in proposed] == [house.staff.id]


def test_season_of_another_agency_is_not_told(house: House):
    assert close_seasons(House().agency.id, now=AFTER) == 0


OTHER = PACK.replace("code: musim\n", "code: lain\n").replace("piala-musim", "piala-lain")


@pytest.mark.parametrize(
    ("season", "is_refused"),
    [
        ("{code: 2026-b, from: 2026-07-01, until: 2026-12-01}", False),
        ("{code: 2026-c, from: 2026-12-01, until: 2027-01-01}", False),
        ("{code: 2026-c, from: 2026-11-30, until: 2027-01-01}", True),
        ("{code: 2026-b, from: 2027-01-01, until: 2027-07-01}", True),
    ],
)
def test_seasons_of_two_packs_are_the_same_or_share_no_day(
    house: House, session: Session, season: str, is_refused: bool
):
    author, second = (make_actor(make_person(house.dinas, house.chief), Role.HR) for _ in "ab")
    text = OTHER.replace("{code: 2026-b, from: 2026-07-01, until: 2026-12-01}", season)
    if is_refused:
        with pytest.raises(Conflict, match="satu kalender musim"):
            put_in_force(text, author, second)
    else:
        put_in_force(text, author, second)


def test_season_of_a_version_that_ended_since_is_still_told(house: House, session: Session):
    pack_id = session.query(RulePack).one().id
    author, second = (make_actor(make_person(house.dinas, house.chief), Role.HR) for _ in "ab")
    end = date(2026, 12, 1)
    why = "Lomba tidak dilanjutkan tahun depan."
    ask_retirement(pack_id, valid_until=end, reason=why, actor=author, now=NOW)
    decide_retirement(pack_id, confirm=True, actor=second, now=NOW)
    assert close_seasons(house.agency.id, now=AFTER) == 2
