"""A part of the ledger is checked against what was signed, wherever it begins."""

import pytest

from ledger.domain.actors import system_actor
from ledger.domain.checks import CheckReport, RequestCheck
from ledger.errors import InvalidInput
from ledger.queries.verified_ranges import verify_range
from ledger.services.entries import post_entry
from ledger.services.sealing import seal_all
from tests.factories import make_agency, make_person, make_unit
from tests.inspecting import signer_of
from tests.postings import guidance
from tests.tampering import tamper

SEALS = (3, 4, 9, 13)


@pytest.fixture
def ledger(app, now):
    """Thirteen entries under four seals: the agency, the public key, the uids in order."""
    unit = make_unit(make_agency())
    signer, uids = signer_of(app, unit.agency_id), []
    for number in range(SEALS[-1]):
        command = guidance(make_person(unit), now, idempotency_key=f"proposal:{number}")
        uids.append(post_entry(command, actor=system_actor(unit.agency_id), now=now))
        if number + 1 in SEALS:
            seal_all(unit.agency_id, signer=signer, now=now)
    return unit.agency_id, signer.verifier_key, uids


def checked(ledger, first: int | None = None, last: int | None = None) -> CheckReport:
    agency_id, key, _ = ledger
    return verify_range(agency_id, RequestCheck(first=first, last=last), verifier_key=key)


@pytest.mark.parametrize("first", range(13))
def test_every_honest_part_is_sound_up_to_the_seal_that_covers_it(ledger, first):
    for last in range(first, 13):
        report = checked(ledger, first, last)
        assert report.findings == ()
        assert report.size == next(size for size in SEALS if size > last)
        assert report.entries == report.size - first


def test_changed_entry_is_found_from_every_part_that_holds_it(ledger):
    _, _, uids = ledger
    # Body and leaf together, as somebody would who knows how an entry is checked.
    tamper("UPDATE entry SET body = :body, leaf_hash = :leaf WHERE uid = :uid",
           body=b"{}", leaf=bytes(32), uid=uids[6])  # fmt: skip
    for first in range(13):
        # From 7 on it is the very hash that stands left of the part.
        is_told = first <= 7
        assert checked(ledger, first, max(first, 7)).is_ok is not is_told, first
    assert checked(ledger, 0, 2).is_ok is True


def test_forged_hash_left_of_the_part_leads_to_another_root(ledger):
    tamper("UPDATE tree_node SET hash = :hash WHERE level = 3", hash=bytes(32))
    found = {one.what for one in checked(ledger, 8, 8).findings}
    assert "checkpoint:9:root" in found


def test_missing_hash_left_of_the_part_is_named(ledger):
    tamper("DELETE FROM tree_node WHERE level = 3")
    assert "tree_node:3:0" in {one.what for one in checked(ledger, 8, 8).findings}


def test_later_seal_that_does_not_append_is_found(ledger):
    tamper("UPDATE checkpoint SET note = replace(note, '13', '14') WHERE tree_size = 13")
    assert [one.what for one in checked(ledger, 0, 1).findings] == ["growth"]


def test_part_in_which_nothing_lies_is_told(ledger):
    with pytest.raises(InvalidInput, match="Tidak ada entri tersegel"):
        checked(ledger, 13, 20)


def test_forged_place_far_away_keeps_nobody_busy(ledger):
    tamper("UPDATE sealed_leaf SET position = 4000000000000000000 WHERE position = 12")
    report = checked(ledger, 0)
    assert report.is_ok is False
