"""The totals of boards equal the ledger, however far they were kept; who sees them is on record."""

import random
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from ledger.database import session, transaction
from ledger.domain.actors import system_actor
from ledger.domain.boards import BoardBrackets, BoardPolicy, BoardVisibility, DecideBoardPolicy
from ledger.domain.checkpoints import SignerKey
from ledger.domain.people import Role
from ledger.domain.periods import local_day, parse_period
from ledger.domain.posting_commands import AwardShare
from ledger.errors import Forbidden, InvalidInput
from ledger.models.boards import BoardMark, BoardTotal
from ledger.models.boards import BoardPolicy as PolicyRow
from ledger.models.entries import Entry, MeritAccount, Posting
from ledger.models.events import AuditEvent
from ledger.queries.boards import get_board, points_by_unit, policy_history, policy_in_force
from ledger.services.awards import post_award
from ledger.services.boards import decide_board_policy, refresh_board
from ledger.services.quotas import open_quota
from ledger.services.reversals import reverse_entry
from ledger.services.sealing import seal_pending
from tests.factories import make_actor, make_agency, make_person, make_unit
from tests.postings import award

ZONE = "Asia/Jakarta"
QUARTERS = ("2026-T1", "2026-T2", "2026-T3")
REASON = "Hasil unit dipakai dalam rapat evaluasi triwulan."
OFF = BoardPolicy(visibility=BoardVisibility.HIDDEN)


class Book:
    """Awards on random days to people of three units, some taken back, some sealed, some kept."""

    def __init__(self, now, *, seed: int) -> None:
        self.now, self.chance = now, random.Random(seed)
        self.agency = make_agency(zone=ZONE)
        self.actor = system_actor(self.agency.id)
        self.signer = SignerKey(self.agency.origin, bytes(range(32)))
        self.people = [make_person(make_unit(self.agency)) for _ in range(3)]
        for person in self.people:
            for quarter in QUARTERS:
                open_quota(person.unit_id, quarter, 9_000, actor=self.actor, now=now)

    def write(self, count: int) -> None:
        for number in range(count):
            person = self.chance.choice(self.people)
            day = date(2026, 1, 1) + timedelta(days=self.chance.randrange(270))
            decided = self.now - timedelta(days=self.chance.randrange(200), hours=number)
            command = award(
                person.unit,
                decided,
                AwardShare(person_id=person.id),
                key=f"{number}:{self.chance.random()}",
                points=self.chance.randrange(1, 40),
                happened_on=day,
            )
            (uid,) = post_award(command, actor=self.actor, now=self.now).values()
            if self.chance.random() < 0.3:
                reverse_entry(
                    uid, reason="Salah orang.", proposal_id=None, actor=self.actor, now=self.now
                )
        session().rollback()

    def seal(self, limit: int) -> None:
        seal_pending(self.agency.id, signer=self.signer, now=self.now, limit=limit)
        session().rollback()

    def shown(self, code: str, before: date | None) -> dict[int, int]:
        found = points_by_unit(self.agency.id, parse_period(code), decided_before=before, zone=ZONE)
        return {unit: points for unit, points in found.items() if points}

    def summed(self, code: str, before: date | None) -> dict[int, int]:
        """The same from the postings of people, one by one; openings of quotas are not theirs."""
        period, sums = parse_period(code), {}
        rows = session().execute(
            select(Entry, Posting.points_delta)
            .join(Posting, Posting.entry_id == Entry.id)
            .join(MeritAccount, MeritAccount.id == Posting.account_id)
            .where(MeritAccount.person_id.is_not(None), Entry.agency_id == self.agency.id)
        )
        for entry, points in rows:
            decided = local_day(entry.decided_at, ZONE)
            if period.contains(entry.happened_on) and (before is None or decided < before):
                sums[entry.unit_id] = sums.get(entry.unit_id, 0) + points
        return {unit: points for unit, points in sums.items() if points}


@pytest.mark.parametrize("seed", range(3))
def test_board_equals_the_sum_of_the_postings_whatever_was_sealed_and_kept(app, now, seed):
    book = Book(now, seed=seed)
    for step in (book.write, book.seal, None, book.write, book.seal, None, book.write):
        if step is None:
            refresh_board(book.agency.id)
        else:
            step(book.chance.randrange(3, 12))
        for code in (*QUARTERS, "2026"):
            for before in (None, date(2026, 7, 1)):
                assert book.shown(code, before) == book.summed(code, before)


def test_totals_can_be_lost_and_made_again_in_small_steps(app, now):
    book = Book(now, seed=7)
    book.write(12)
    book.seal(100)
    read = refresh_board(book.agency.id)
    kept = totals()
    assert (read > 12, refresh_board(book.agency.id)) == (True, 0)
    with transaction() as work:
        work.execute(delete(BoardTotal))
        work.execute(delete(BoardMark))
    assert refresh_board(book.agency.id, batch=5) == read
    assert totals() == kept


def test_quota_and_expiry_are_nobodys_result(app, now):
    book = Book(now, seed=1)
    book.seal(100)
    refresh_board(book.agency.id)
    assert totals() == {}
    assert book.shown("2026", None) == {}


@pytest.fixture
def officer(app):
    unit = make_unit(make_agency())
    return make_actor(make_person(unit), Role.HR)


def decide(actor, now, policy=OFF, reason=REASON) -> None:
    decide_board_policy(DecideBoardPolicy(policy=policy, reason=reason), actor=actor, now=now)


def test_policy_holds_from_the_newest_decision_and_keeps_those_before(officer, now):
    assert policy_in_force(officer.agency_id) == BoardPolicy()
    decide(officer, now)
    by_size = BoardPolicy(visibility=BoardVisibility.UNIT, brackets=BoardBrackets.SIZE)
    decide(officer, now, by_size)
    assert policy_in_force(officer.agency_id) == by_size
    assert [line.policy for line in policy_history(officer.agency_id)] == [by_size, OFF]
    tags = session().scalars(select(AuditEvent.tag)).all()
    assert tags == ["board:policy:decided"] * 2


def test_policy_is_refused_without_reason_without_change_and_from_others(officer, now):
    with pytest.raises(InvalidInput):
        decide(officer, now, reason="Begitu.")
    with pytest.raises(InvalidInput):
        decide(officer, now, BoardPolicy())
    stranger = make_actor(make_person(make_unit(make_agency())), Role.AUDITOR)
    with pytest.raises(Forbidden):
        decide(stranger, now)
    assert policy_history(officer.agency_id) == []


def test_database_keeps_a_decision_about_the_board_as_it_was_made(officer, now):
    decide(officer, now)
    row = session().scalars(select(PolicyRow)).one()
    row.visibility = BoardVisibility.AGENCY
    with pytest.raises(IntegrityError, match="board_policy_append_only"):
        session().flush()
    session().rollback()


def test_reader_of_the_own_unit_alone_gets_no_other_line(app, now):
    book = Book(now, seed=3)
    unit_id = book.people[0].unit_id
    for person in book.people:
        for _ in range(5):
            make_person(person.unit)
    policy = BoardPolicy(visibility=BoardVisibility.UNIT, brackets=BoardBrackets.NONE)
    board = get_board(
        book.agency.id,
        parse_period("2026-T2"),
        policy=policy,
        today=date(2026, 7, 2),
        zone=ZONE,
        own_unit_id=unit_id,
    )
    listed = [row.unit.unit_id for bracket in board.brackets for row in bracket.rows]
    assert listed == [unit_id]


def totals() -> dict[tuple, int]:
    rows = session().scalars(select(BoardTotal))
    found = {(r.unit_id, r.happened_month, r.decided_month): r.points for r in rows}
    session().rollback()
    return found
