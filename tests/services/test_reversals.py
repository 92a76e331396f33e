"""Corrections: the mirror, once, with everything that hangs on the entry."""

import pytest
from sqlalchemy import func, select

from ledger.database import session
from ledger.domain.actors import system_actor
from ledger.domain.entries import EntryKind
from ledger.domain.posting_commands import AwardShare
from ledger.errors import NotFound, RuleRefused
from ledger.models.entries import Balance, Entry, EntrySubject, PrivateBody
from ledger.models.events import AuditEvent
from ledger.queries.entries import is_in_force
from ledger.services.awards import post_award
from ledger.services.quotas import open_quota, quota_available
from ledger.services.reversals import reverse_entry
from tests.factories import make_agency, make_person, make_unit
from tests.postings import DAY, award, points_of

REASON = "Penghargaan ini diberikan kepada orang yang keliru."


@pytest.fixture
def unit(app):
    return make_unit(make_agency())


@pytest.fixture
def actor(unit):
    return system_actor(unit.agency_id)


@pytest.fixture
def person(unit):
    return make_person(unit)


@pytest.fixture
def uid(unit, actor, person, now) -> str:
    open_quota(unit.id, "2026-T2", 100, actor=actor, now=now)
    uids = post_award(award(unit, now, AwardShare(person_id=person.id)), actor=actor, now=now)
    return uids[person.id]


def in_force() -> list[str]:
    kinds = (EntryKind.AWARD_POINTS, EntryKind.REVERSAL)
    return list(session().scalars(select(Entry.uid).where(is_in_force(), Entry.kind.in_(kinds))))


def test_reversal_gives_the_points_back_to_the_quota(uid, unit, actor, person, now):
    assert in_force() == [uid]
    reversal = reverse_entry(uid, reason=REASON, proposal_id=None, actor=actor, now=now)
    assert points_of(person) == 0
    assert quota_available(unit.id, on=DAY) == 100
    assert session().scalar(select(func.sum(Balance.points))) == 0
    assert in_force() == []
    row = session().scalars(select(Entry).where(Entry.uid == reversal)).one()
    assert (row.kind, row.reverses_uid) == (EntryKind.REVERSAL, uid)
    assert (row.happened_on, row.person_id) == (DAY, person.id)
    assert session().get(EntrySubject, (row.id, person.id)).points_delta == -30
    assert session().get(PrivateBody, (row.id, "reason")).content["reason"] == REASON
    assert session().scalars(select(AuditEvent.tag)).all().count("entry:reversal:posted") == 1


def test_reversal_asked_again_is_the_same_one(uid, actor, now):
    first = reverse_entry(uid, reason=REASON, proposal_id=None, actor=actor, now=now)
    assert reverse_entry(uid, reason=REASON, proposal_id=None, actor=actor, now=now) == first


def test_entry_is_reversed_only_once(uid, actor, now):
    reversal = reverse_entry(uid, reason=REASON, proposal_id=None, actor=actor, now=now)
    session().rollback()
    with pytest.raises(RuleRefused) as refusal:
        reverse_entry(uid, reason=REASON, proposal_id=1, actor=actor, now=now)
    assert refusal.value.constraint == "uq_entry_agency_id_reverses_uid"
    with pytest.raises(RuleRefused) as refusal:
        reverse_entry(reversal, reason=REASON, proposal_id=None, actor=actor, now=now)
    assert refusal.value.constraint == "ck_entry_reversal_is_final"
    assert refusal.value.message.startswith("Koreksi tidak dapat dikoreksi lagi.")


def test_entry_of_another_agency_cannot_be_reversed(uid, now):
    stranger = system_actor(make_agency().id)
    with pytest.raises(NotFound):
        reverse_entry(uid, reason=REASON, proposal_id=None, actor=stranger, now=now)
