"""Posting: what is written, what is answered again, what is refused."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from ledger.database import session, transaction
from ledger.domain.actors import system_actor
from ledger.domain.canonical import read_canonical
from ledger.domain.entries import EntryKind
from ledger.domain.posting_commands import AwardShare
from ledger.errors import Conflict, NotFound, RuleRefused
from ledger.models.entries import (
    Balance,
    Entry,
    EntrySubject,
    MeritAccount,
    PendingLeaf,
    Posting,
    PrivateBody,
)
from ledger.services.awards import UNIT_ITSELF, post_award
from ledger.services.entries import post_entry
from ledger.services.merit_accounts import person_account_ref
from ledger.services.quotas import open_quota, quota_available
from tests.factories import make_agency, make_person, make_unit
from tests.postings import DAY, award, guidance, points_of


@pytest.fixture
def unit(app):
    return make_unit(make_agency())


@pytest.fixture
def actor(unit):
    return system_actor(unit.agency_id)


def test_entry_stands_with_subject_private_bodies_and_pending_leaf(unit, actor, now):
    person, official = make_person(unit), make_person(unit)
    uid = post_entry(guidance(person, now, decided_by=official.id), actor=actor, now=now)
    entry = session().scalars(select(Entry).where(Entry.uid == uid)).one()
    body = read_canonical(entry.body)
    assert body["actor"] == person_account_ref(official.id)
    assert body["unit"] == unit.code
    assert person.name not in entry.body.decode()
    assert entry.person_id == person.id
    assert session().get(PendingLeaf, entry.id) is not None
    assert session().get(EntrySubject, (entry.id, person.id)).points_delta == 0
    private = session().get(PrivateBody, (entry.id, "subject")).content
    assert private["subjects"] == [{"ref": person_account_ref(person.id), "points": 0}]
    assert set(session().get(PrivateBody, (entry.id, "reason")).content) == {
        "detail_sha256",
        "reason",
    }


def test_entry_is_read_back_as_it_was_told(unit, actor, now):
    local = now.astimezone(ZoneInfo("Asia/Jayapura"))
    told = guidance(make_person(unit), local, detail={"level": "lisan", "words": "Tepat — “waktu”"})
    uid = post_entry(told, actor=actor, now=now.replace(microsecond=7))
    entry = session().scalars(select(Entry).where(Entry.uid == uid)).one()
    assert entry.decided_at == now
    assert entry.recorded_at == now.replace(microsecond=7)
    assert (entry.happened_on, entry.kind) == (told.happened_on, told.kind)
    assert entry.detail == told.detail
    # A moment in another spelling would be found neither by comparison nor in its order.
    same = select(Entry.uid).where(Entry.decided_at == now, Entry.happened_on == told.happened_on)
    assert session().scalar(same) == uid


def test_same_request_again_answers_the_same_uid(unit, actor, now):
    command = guidance(make_person(unit), now)
    first = post_entry(command, actor=actor, now=now)
    with transaction():
        second = post_entry(command, actor=actor, now=now)
    assert first == second
    assert session().scalar(select(func.count()).select_from(Entry)) == 1


def test_other_request_with_the_same_key_is_a_conflict(unit, actor, now):
    command = guidance(make_person(unit), now)
    post_entry(command, actor=actor, now=now)
    with pytest.raises(Conflict) as refusal:
        post_entry(replace(command, facts={"level": "tertulis"}), actor=actor, now=now)
    assert refusal.value.code == "idempotency_conflict"


def test_caller_that_fails_leaves_no_entry(unit, actor, now):
    person = make_person(unit)

    def decide() -> None:
        with transaction():
            post_entry(guidance(person, now), actor=actor, now=now)
            raise RuntimeError("the caller failed later")

    with pytest.raises(RuntimeError):
        decide()
    assert session().scalar(select(func.count()).select_from(Entry)) == 0


def test_person_of_another_agency_is_not_found(unit, actor, now):
    stranger = make_person(make_unit(make_agency()))
    with pytest.raises(NotFound):
        post_entry(guidance(stranger, now, unit_id=unit.id), actor=actor, now=now)


def test_unit_of_another_agency_is_not_found(unit, actor, now):
    foreign = make_unit(make_agency())
    with pytest.raises(NotFound):
        post_entry(guidance(make_person(unit), now, unit_id=foreign.id), actor=actor, now=now)


def test_award_moves_points_from_the_quota_of_its_quarter(unit, actor, now):
    person = make_person(unit)
    open_quota(unit.id, "2026-T2", 100, actor=actor, now=now)
    uids = post_award(award(unit, now, AwardShare(person_id=person.id)), actor=actor, now=now)
    assert set(uids) == {person.id}
    assert points_of(person) == 30
    assert quota_available(unit.id, on=DAY) == 70
    assert session().scalar(select(func.sum(Balance.points))) == 0


def test_team_shares_become_entries_of_their_own(unit, actor, now):
    team = [make_person(unit) for _ in range(3)]
    open_quota(unit.id, "2026-T2", 100, actor=actor, now=now)
    shares = [
        AwardShare(person_id=p.id, share_percent=share)
        for p, share in zip(team, (34, 33, 33), strict=True)
    ]
    uids = post_award(award(unit, now, *shares, points=10), actor=actor, now=now)
    assert len(set(uids.values())) == 3
    assert [points_of(person) for person in team] == [4, 3, 3]
    assert session().scalar(select(func.count()).select_from(Posting)) == 2 + 6


def test_share_without_points_still_brings_the_badge(unit, actor, now):
    team = [make_person(unit), make_person(unit)]
    open_quota(unit.id, "2026-T2", 100, actor=actor, now=now)
    shares = [
        AwardShare(person_id=team[0].id, share_percent=99),
        AwardShare(person_id=team[1].id, share_percent=1),
    ]
    uids = post_award(award(unit, now, *shares, points=1), actor=actor, now=now)
    kinds = {
        uid: session().scalar(select(Entry.kind).where(Entry.uid == uid)) for uid in uids.values()
    }
    assert kinds[uids[team[0].id]] is EntryKind.AWARD_POINTS
    assert kinds[uids[team[1].id]] is EntryKind.AWARD_BADGE


def test_award_to_a_unit_stands_on_the_units_account(unit, actor, now):
    open_quota(unit.id, "2026-T2", 100, actor=actor, now=now)
    uids = post_award(award(unit, now), actor=actor, now=now)
    assert set(uids) == {UNIT_ITSELF}
    kept = select(Balance.points).join(MeritAccount).where(MeritAccount.ref == f"unit:{unit.code}")
    assert session().scalar(kept) == 30


def test_award_beyond_the_quota_is_refused_and_the_caller_goes_on(unit, actor, now):
    person = make_person(unit)
    open_quota(unit.id, "2026-T2", 20, actor=actor, now=now)
    command = award(unit, now, AwardShare(person_id=person.id))
    with transaction() as work:
        with pytest.raises(RuleRefused) as refusal:
            post_award(command, actor=actor, now=now)
        work.get(type(unit), unit.id).name = "Menunggu kuota"
    assert refusal.value.constraint == "ck_balance_not_overdrawn"
    session().expire_all()
    assert session().get(type(unit), unit.id).name == "Menunggu kuota"
    assert points_of(person) in (None, 0)


def test_award_from_a_quota_never_opened_is_refused(unit, actor, now):
    command = award(unit, now, AwardShare(person_id=make_person(unit).id))
    with pytest.raises(RuleRefused) as refusal:
        post_award(command, actor=actor, now=now)
    assert refusal.value.constraint == "ck_balance_not_overdrawn"


def test_award_without_points_needs_no_quota(unit, actor, now):
    person = make_person(unit)
    command = award(unit, now, AwardShare(person_id=person.id), points=0)
    assert post_award(command, actor=actor, now=now)[person.id]


def test_award_asked_again_is_answered_though_the_quota_is_spent(unit, actor, now):
    person = make_person(unit)
    open_quota(unit.id, "2026-T2", 30, actor=actor, now=now)
    command = award(unit, now, AwardShare(person_id=person.id))
    first = post_award(command, actor=actor, now=now)
    assert post_award(command, actor=actor, now=now) == first
    assert points_of(person) == 30
