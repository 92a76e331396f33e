"""A clock that runs backwards: seals wait, and none is dated before what it covers."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ledger.database import session
from ledger.domain.checkpoints import SignerKey
from ledger.models.entries import Checkpoint, PendingLeaf
from ledger.services.seal_places import CLOCK_SLACK, ClockBackwards
from ledger.services.sealing import seal_all, seal_pending
from tests.factories import make_agency
from tests.services.test_sealing import post_some

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


@pytest.fixture
def agency(app):
    return make_agency()


@pytest.fixture
def signer(agency):
    return SignerKey(agency.origin, bytes(range(32)))


def sealed_at() -> list:
    session().rollback()
    return list(session().scalars(select(Checkpoint.sealed_at).order_by(Checkpoint.tree_size)))


def test_clock_set_back_refuses_the_seal_in_a_sentence_until_it_is_right(agency, signer, now):
    post_some(agency, now - HOUR, 1)
    seal_all(agency.id, signer=signer, now=now)
    post_some(agency, now - HOUR, 2)
    early = now - CLOCK_SLACK - SECOND
    with pytest.raises(ClockBackwards, match="mundur dari segel terakhir") as refusal:
        seal_all(agency.id, signer=signer, now=early)
    assert refusal.value.code == "clock_backwards"
    with pytest.raises(ClockBackwards):
        seal_pending(agency.id, signer=signer, now=early)
    assert len(session().scalars(select(PendingLeaf)).all()) == 2
    assert seal_all(agency.id, signer=signer, now=now).size == 3
    assert sealed_at() == [now, now]


def test_clock_set_back_a_little_seals_at_the_moment_of_the_one_before(agency, signer, now):
    """Machines that seal in turn differ by seconds; their seals still follow each other."""
    post_some(agency, now - HOUR, 1)
    seal_all(agency.id, signer=signer, now=now)
    post_some(agency, now - HOUR, 1)
    assert seal_all(agency.id, signer=signer, now=now - CLOCK_SLACK).size == 2
    assert sealed_at() == [now, now]


def test_operator_may_say_that_the_earlier_clock_was_wrong(agency, signer, now):
    post_some(agency, now - HOUR, 1)
    seal_all(agency.id, signer=signer, now=now + 24 * HOUR)
    post_some(agency, now - HOUR, 1)
    with pytest.raises(ClockBackwards):
        seal_all(agency.id, signer=signer, now=now)
    assert seal_all(agency.id, signer=signer, now=now, despite_clock=True).size == 2
    assert sealed_at() == [now + 24 * HOUR] * 2


def test_entry_from_a_clock_ahead_waits_and_holds_up_nobody(agency, signer, now):
    post_some(agency, now + CLOCK_SLACK + SECOND, 1)
    post_some(agency, now, 2)
    assert seal_all(agency.id, signer=signer, now=now).size == 2
    assert len(session().scalars(select(PendingLeaf)).all()) == 1
    assert seal_all(agency.id, signer=signer, now=now) is None
    assert seal_all(agency.id, signer=signer, now=now + 2 * SECOND).size == 3
