"""Balances sealed each night: once a day, over what is sealed, and checked by replay."""

from datetime import timedelta

import pytest

from ledger.database import session
from ledger.domain.actors import system_actor
from ledger.domain.canonical import read_canonical
from ledger.domain.checkpoints import SignerKey
from ledger.domain.posting_commands import AwardShare
from ledger.jobs.sealing import seal_balances
from ledger.queries.entries import get_entry
from ledger.queries.verification import verify_ledger
from ledger.services.awards import post_award
from ledger.services.balance_seals import seal_balances_of_day
from ledger.services.quotas import open_quota
from ledger.services.sealing import seal_all
from tests.factories import make_agency, make_person, make_unit
from tests.postings import award
from tests.tampering import tamper


@pytest.fixture
def agency(app):
    return make_agency()


@pytest.fixture
def signer(agency) -> SignerKey:
    return SignerKey(agency.origin, bytes(range(32)))


@pytest.fixture
def post(agency, now):
    """Posts another award to the same person."""
    unit, actor = make_unit(agency), system_actor(agency.id)
    person = make_person(unit)
    open_quota(unit.id, "2026-T2", 500, actor=actor, now=now)

    def post(key: str) -> None:
        share = AwardShare(person_id=person.id)
        post_award(award(unit, now, share, key=key), actor=actor, now=now)

    return post


def facts_of(uid: str, agency) -> dict:
    return read_canonical(get_entry(uid, agency_id=agency.id).body)["facts"]


def test_balances_are_sealed_once_in_a_day_of_the_agency(agency, signer, post, now):
    post("a")
    seal_all(agency.id, signer=signer, now=now)
    assert seal_balances_of_day(agency.id, now=now)
    assert seal_balances_of_day(agency.id, now=now + timedelta(hours=1)) is None
    assert seal_balances_of_day(agency.id, now=now + timedelta(hours=24))


def test_nothing_is_stated_before_the_first_seal(agency, post, now):
    post("a")
    assert seal_balances_of_day(agency.id, now=now) is None


def test_what_waits_for_its_seal_is_not_in_the_root(agency, signer, post, now):
    post("a")
    seal_all(agency.id, signer=signer, now=now)
    before = facts_of(seal_balances_of_day(agency.id, now=now), agency)
    post("b")
    after = facts_of(seal_balances_of_day(agency.id, now=now + timedelta(days=1)), agency)
    assert before == after
    assert (before["tree_size"], before["accounts"]) == (2, 3)


def test_stated_root_is_verified_by_replay(agency, signer, post, now):
    for day in range(3):
        post(f"award:{day}")
        seal_all(agency.id, signer=signer, now=now)
        seal_balances(None, now + timedelta(days=day))
    seal_all(agency.id, signer=signer, now=now)
    session().rollback()
    assert verify_ledger(agency.id, verifier_key=signer.verifier_key).is_ok


def test_balances_that_were_edited_before_the_night_are_found_later(agency, signer, post, now):
    post("a")
    seal_all(agency.id, signer=signer, now=now)
    tamper("UPDATE balance SET points = points + 1 WHERE points > 0")
    uid = seal_balances_of_day(agency.id, now=now)
    seal_all(agency.id, signer=signer, now=now)
    tamper("UPDATE balance SET points = points - 1 WHERE points > 0")
    report = verify_ledger(agency.id, verifier_key=signer.verifier_key)
    assert {(one.entry_uid, one.what) for one in report.findings} == {(uid, "balances_root")}
