"""Sealing with a separate signer: nothing is lost and nothing is signed twice in two ways."""

import os

import pytest
from sqlalchemy import select, text

from ledger.database import db, session
from ledger.domain.checkpoints import SignerKey, open_checkpoint
from ledger.domain.signing import format_request
from ledger.domain.witnesses import Fork, Rollback
from ledger.gateways.signers import DistantSigner, SignerRefused, SignerSilent, SignerSocket
from ledger.gateways.signing import SignerRoom, SignerServer, signer_running
from ledger.models.entries import Checkpoint, PendingLeaf, SealDraft, SealedLeaf
from ledger.queries.verification import verify_ledger
from ledger.services.sealing import seal_all, seal_pending
from tests.factories import make_agency
from tests.services.test_sealing import post_some


class Answering:
    """The real room of the signer, asked directly; ``fail`` says when an answer is lost."""

    def __init__(self, room: SignerRoom, key: SignerKey) -> None:
        self.name, self._room = key.name, room
        self.asked: list[str] = []
        self.fails_before = self.fails_after = False

    def sign(self, request):
        if self.fails_before:
            raise SignerSilent("tidak ada")
        note = self._room.sign(format_request(request))
        self.asked.append(note)
        if self.fails_after:
            raise SignerSilent("jawaban hilang")
        return note


@pytest.fixture
def agency(app):
    return make_agency()


@pytest.fixture
def key(agency):
    return SignerKey(agency.origin, bytes(range(32)))


@pytest.fixture
def room(key, tmp_path):
    room = SignerRoom(tmp_path / "penanda")
    room.begin(key.name, key=key, last=None)
    return room


@pytest.fixture
def signer(room, key):
    return Answering(room, key)


def waiting() -> int:
    session().rollback()
    return len(session().scalars(select(PendingLeaf)).all())


def is_whole(agency, key) -> bool:
    session().rollback()
    return verify_ledger(agency.id, verifier_key=key.verifier_key).is_ok


def test_signed_apart_it_is_sealed_as_ever(agency, key, signer, now):
    post_some(agency, now, 11)
    assert seal_all(agency.id, signer=signer, now=now, batch=3).size == 11
    kept = session().scalars(select(Checkpoint).order_by(Checkpoint.tree_size)).all()
    assert [one.tree_size for one in kept] == [3, 6, 9, 11]
    assert [one.note for one in kept] == signer.asked
    assert open_checkpoint(kept[-1].note, key.verifier_key).size == 11
    assert session().scalars(select(SealDraft)).all() == []
    assert (waiting(), is_whole(agency, key)) == (0, True)


def test_nothing_waits_nobody_is_asked(agency, signer, now):
    assert seal_all(agency.id, signer=signer, now=now) is None
    assert signer.asked == []


def test_signer_away_loses_nothing_and_is_asked_again(agency, key, signer, now):
    post_some(agency, now, 3)
    signer.fails_before = True
    for _ in range(2):
        with pytest.raises(SignerSilent):
            seal_all(agency.id, signer=signer, now=now)
    assert waiting() == 3
    post_some(agency, now, 2)
    signer.fails_before = False
    sizes = [seal_pending(agency.id, signer=signer, now=now).size for _ in range(2)]
    assert sizes == [3, 5]
    assert (waiting(), is_whole(agency, key)) == (0, True)


def test_answer_that_was_lost_is_asked_for_again_whatever_came_meanwhile(agency, key, signer, now):
    """The worker died between the signature and the seal; the signer remembers, and so do we."""
    post_some(agency, now, 3)
    signer.fails_after = True
    with pytest.raises(SignerSilent):
        seal_all(agency.id, signer=signer, now=now)
    assert waiting() == 3
    post_some(agency, now, 4)
    signer.fails_after = False
    assert seal_pending(agency.id, signer=signer, now=now).size == 3
    assert seal_pending(agency.id, signer=signer, now=now).size == 7
    assert signer.asked[0] == signer.asked[1]
    assert is_whole(agency, key)


def test_draft_is_sealed_the_same_by_a_key_that_came_back(agency, key, signer, now):
    post_some(agency, now, 3)
    signer.fails_after = True
    with pytest.raises(SignerSilent):
        seal_all(agency.id, signer=signer, now=now)
    post_some(agency, now, 2)
    assert seal_pending(agency.id, signer=key, now=now).size == 3
    assert session().scalars(select(Checkpoint.note)).all() == signer.asked


def test_second_worker_with_the_same_draft_seals_it_once(agency, key, signer, now):
    """The other was quicker: it sealed while this one waited for the signer's answer."""
    post_some(agency, now, 3)
    answers = signer.sign

    def slow(request):
        signer.sign = answers
        assert seal_pending(agency.id, signer=signer, now=now).size == 3
        return answers(request)

    signer.sign = slow
    assert seal_pending(agency.id, signer=signer, now=now).size == 3
    places = session().scalars(select(SealedLeaf.position).order_by(SealedLeaf.position)).all()
    assert places == [0, 1, 2]
    assert is_whole(agency, key)


def test_signer_that_starts_behind_is_shown_the_way(agency, key, signer, now):
    """The key signed here before it was given away, so its memory is empty."""
    post_some(agency, now, 5)
    seal_all(agency.id, signer=key, now=now)
    post_some(agency, now, 3)
    assert seal_all(agency.id, signer=signer, now=now).size == 8
    assert is_whole(agency, key)


def test_ledger_that_was_set_back_gets_no_signature(agency, key, signer, now):
    """An older copy of the database grows another history: the signer refuses."""
    post_some(agency, now, 5)
    seal_all(agency.id, signer=signer, now=now)
    other = make_agency()
    post_some(other, now, 3)
    with pytest.raises(Rollback, match="padahal 5 entri sudah"):
        seal_all(other.id, signer=signer, now=now)


def test_real_socket_refusal_reaches_the_sealer_with_its_code(agency, key, room, now, tmp_path):
    path = tmp_path / "soket"
    server = SignerServer(path, room, {os.getuid() + 1})
    distant = DistantSigner(key.name, SignerSocket(path, timeout=30.0), key.verifier_key)
    post_some(agency, now, 2)
    with signer_running(server, path):
        with pytest.raises(SignerRefused) as refusal:
            seal_all(agency.id, signer=distant, now=now)
        server.users = frozenset({os.getuid()})
        assert refusal.value.code == "foreign_user"
        assert seal_all(agency.id, signer=distant, now=now).size == 2
    assert is_whole(agency, key)


def test_draft_that_somebody_changed_is_refused_once_it_was_signed(agency, key, signer, now):
    post_some(agency, now, 3)
    signer.fails_after = True
    with pytest.raises(SignerSilent):
        seal_all(agency.id, signer=signer, now=now)
    session().rollback()
    with db.engine.begin() as connection:
        ids = connection.execute(select(SealDraft.entry_ids)).scalar_one()
        swapped = f"[{ids[1]}, {ids[0]}, {ids[2]}]"
        connection.execute(text("UPDATE seal_draft SET entry_ids = :ids"), {"ids": swapped})
    signer.fails_after = False
    with pytest.raises(Fork, match="dua sejarah"):
        seal_all(agency.id, signer=signer, now=now)
    assert waiting() == 3
