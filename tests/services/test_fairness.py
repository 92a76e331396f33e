"""An answer is kept with the numbers it saw, by somebody else, and changes nothing."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from ledger.database import session, transaction
from ledger.domain.actors import Actor
from ledger.domain.facts import FactKind
from ledger.domain.fairness.flags import FlagKind, Gone
from ledger.domain.people import Role
from ledger.domain.periods import parse_period
from ledger.errors import InvalidInput, NotFound, RuleRefused
from ledger.models.fairness import FairnessAnswer, FairnessConcern
from ledger.models.nominations import Nomination
from ledger.models.people import Account
from ledger.models.rules import FactRecord
from ledger.queries.fairness import get_board, get_flag
from ledger.services.fairness import answer_flag
from tests.domain.rules.samples import FIELDS
from tests.factories import NOW, make_actor, make_person
from tests.fairness import Village
from tests.intake import make_office, tags
from tests.packs import put_in_force

INDEX = """
code: survei
name: Survei
description: Untuk uji.
rules:
  - code: cukup-responden
    title: Cukup responden
    sentence: Survei dengan paling sedikit 30 responden memberi unit 5 poin.
    on: survey_index_computed
    when: fact.respondents >= 30
    then: {points: {amount: 5, to: unit}}
    decided_by: [head_of_agency]
    once_per: fact
    legal_basis: {text: Peraturan instansi, status: needs_check}
    effective: {from: 2026-01-01}
"""
REASON = "Keduanya memimpin tim yang berbeda dan buktinya lengkap."


@pytest.fixture
def village(app: Flask) -> Village:
    town = Village()
    town.nominate(town.staff[0], town.staff[1])
    town.nominate(town.staff[1], town.staff[0])
    return town


def acting(account: Account, role: Role = Role.HR) -> Actor:
    return make_actor(account.person, role, account=account)


def key_of(village: Village) -> str:
    (flag,) = get_board(acting(village.hr), parse_period("2026")).kinds[FlagKind.RECIPROCAL]
    return flag.flag.key


def test_answer_is_kept_and_a_changed_number_opens_the_flag_again(village: Village):
    key = key_of(village)
    answer_id = answer_flag(key, reason=REASON, actor=acting(village.hr), now=NOW)
    answer = session().get_one(FairnessAnswer, answer_id)
    assert (answer.reason, answer.numbers) == (REASON, {"there": 1, "back": 1})
    concerned = select(FairnessConcern.person_id).order_by(FairnessConcern.person_id)
    assert list(session().scalars(concerned)) == [one.id for one in village.staff[:2]]
    assert tags("fairness_answer", answer_id) == ["fairness:flag:answered"]
    assert not get_flag(acting(village.inspector, Role.INSPECTORATE), key).flag.is_open
    village.nominate(village.staff[0], village.staff[1])
    again = get_flag(acting(village.hr), key)
    assert again.flag.is_open
    assert [one.is_same for one in again.answers] == [False]


def test_answer_needs_a_reason_and_a_flag_that_is_found(village: Village):
    with pytest.raises(InvalidInput):
        answer_flag(key_of(village), reason="Wajar.", actor=acting(village.hr), now=NOW)
    with pytest.raises(NotFound):
        answer_flag("reciprocal.2026.1-2", reason=REASON, actor=acting(village.hr), now=NOW)
    assert session().query(FairnessAnswer).count() == 0


def test_whom_it_concerns_cannot_answer_and_the_database_says_so_too(village: Village):
    key, person = key_of(village), village.staff[0]
    with pytest.raises(NotFound):
        answer_flag(key, reason=REASON, actor=make_actor(person, Role.HR), now=NOW)
    answer_id = answer_flag(key, reason=REASON, actor=acting(village.hr), now=NOW)
    with pytest.raises(RuleRefused, match="orang lain yang menjawabnya"), transaction() as work:
        work.add(
            FairnessConcern(
                agency_id=village.agency.id,
                answer_id=answer_id,
                answered_by=village.hr.person_id,
                person_id=village.hr.person_id,
            )
        )


def test_answer_is_never_changed(village: Village):
    answer_id = answer_flag(key_of(village), reason=REASON, actor=acting(village.hr), now=NOW)
    answer = session().get_one(FairnessAnswer, answer_id)
    with pytest.raises((RuleRefused, DBAPIError)), transaction():
        answer.reason = "Sesuatu yang lain sama sekali."
    session().rollback()
    assert session().get_one(FairnessAnswer, answer_id).reason == REASON


def test_answered_flag_that_is_found_no_more_is_shown_as_cancelled(village: Village):
    key = key_of(village)
    answer_flag(key, reason=REASON, actor=acting(village.hr), now=NOW)
    assert get_board(acting(village.hr), parse_period("2026")).gone == []
    with transaction() as work:
        for one in work.scalars(select(Nomination).where(Nomination.state != "draft")):
            one.happened_on, one.submitted_at = date(2025, 5, 5), None
            work.flush()
    (gone,) = get_board(acting(village.hr), parse_period("2026")).gone
    assert (gone.why, gone.reason, gone.params["there"]) == (Gone.FACTS, REASON, 1)
    assert " – " in gone.params["names"]


def test_flag_at_a_threshold_is_cancelled_when_the_threshold_moves(app: Flask):
    office = make_office()
    author, second = (make_actor(make_person(office.unit), Role.HR) for _ in "ab")
    put_in_force(INDEX, author, second)
    with transaction() as work:
        for number in range(10):
            work.add(
                FactRecord(
                    agency_id=office.agency.id,
                    kind="survey_index_computed",
                    source_id=number + 1,
                    unit_id=office.unit.id,
                    happened_on=date(2026, 10, 5),
                    recorded_at=NOW,
                    fields=dict(
                        FIELDS[FactKind.SURVEY_INDEX_COMPUTED],
                        respondents=30 if number else 34,
                    ),
                )
            )
    year = parse_period("2026")
    ((flag,),) = get_board(office.by_hr, year).kinds.values()
    answer_flag(flag.flag.key, reason=REASON, actor=office.by_hr, now=NOW)
    put_in_force(INDEX.replace("30", "40"), author, second, valid_from=date(2026, 12, 1))
    board = get_board(office.by_hr, year)
    assert dict(board.kinds) == {}
    (gone,) = board.gone
    assert (gone.why, gone.params["threshold"], gone.params["now"]) == (Gone.THRESHOLD, 30, "40")
    with pytest.raises(NotFound):
        get_flag(office.by_hr, flag.flag.key)
