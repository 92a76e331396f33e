"""Sealing: dense places, one checkpoint after another, proofs that hold without Neraca."""

import threading

import pytest
from sqlalchemy import select, text

from ledger.database import db, session, transaction
from ledger.domain.actors import system_actor
from ledger.domain.checkpoints import SignerKey, open_checkpoint
from ledger.domain.merkle import leaf_hash, root_of
from ledger.domain.proofs import check_holder_proof
from ledger.errors import Conflict, NotFound
from ledger.models.entries import Checkpoint, Entry, PendingLeaf, SealedLeaf
from ledger.queries.seals import entry_proof
from ledger.services.entries import post_entry
from ledger.services.sealing import seal_all, seal_pending
from tests.factories import make_agency, make_person, make_unit
from tests.postings import guidance
from tests.statements import listening


@pytest.fixture
def agency(app):
    return make_agency()


@pytest.fixture
def signer(agency):
    return SignerKey(agency.origin, bytes(range(32)))


def post_some(agency, now, count: int) -> list[str]:
    person, actor = make_person(make_unit(agency)), system_actor(agency.id)
    return [
        post_entry(
            guidance(person, now, idempotency_key=f"proposal:{person.id}:{number}"),
            actor=actor,
            now=now,
        )
        for number in range(count)
    ]


def test_nothing_waits_nothing_is_signed(agency, signer, now):
    assert seal_pending(agency.id, signer=signer, now=now) is None
    assert seal_all(agency.id, signer=signer, now=now) is None
    # A batch that is as full as none at all must not be looked at for ever.
    assert seal_all(agency.id, signer=signer, now=now, batch=1) is None


def test_sealed_entries_stand_densely_under_a_signed_root(agency, signer, now):
    post_some(agency, now, 5)
    checkpoint = seal_pending(agency.id, signer=signer, now=now)
    places = session().scalars(select(SealedLeaf.position).order_by(SealedLeaf.position)).all()
    bodies = session().scalars(select(Entry.body).order_by(Entry.id))
    assert list(places) == [0, 1, 2, 3, 4]
    assert checkpoint.root == root_of(leaf_hash(body) for body in bodies)
    assert session().scalars(select(PendingLeaf)).all() == []
    kept = session().scalars(select(Checkpoint)).one()
    assert open_checkpoint(kept.note, signer.verifier_key) == checkpoint


def test_batches_grow_one_tree_and_chain_their_checkpoints(agency, signer, now):
    post_some(agency, now, 11)
    sizes = []
    while checkpoint := seal_pending(agency.id, signer=signer, now=now, limit=3):
        sizes.append(checkpoint.size)
    kept = session().scalars(select(Checkpoint).order_by(Checkpoint.tree_size)).all()
    bodies = session().scalars(select(Entry.body).order_by(Entry.id))
    assert sizes == [3, 6, 9, 11]
    assert kept[-1].root == root_of(leaf_hash(body) for body in bodies)
    assert [row.previous_sha256 for row in kept] == ["0" * 64, *(row.sha256 for row in kept[:-1])]


@pytest.mark.parametrize(("waiting", "sizes"), [(5, [3, 5]), (6, [3, 6]), (2, [2])])
def test_all_that_waits_is_sealed_in_full_batches(agency, signer, now, waiting, sizes):
    post_some(agency, now, waiting)
    assert seal_all(agency.id, signer=signer, now=now, batch=3).size == waiting
    kept = session().scalars(select(Checkpoint.tree_size).order_by(Checkpoint.tree_size))
    assert kept.all() == sizes


def test_batch_that_is_not_full_is_the_last_look(agency, signer, now):
    """Else it would seal a handful after the other as long as somebody posts."""
    post_some(agency, now, 2)
    with listening() as heard:
        seal_all(agency.id, signer=signer, now=now, batch=3)
    assert sum("JOIN pending_leaf" in statement for statement in heard) == 1


def test_agencies_have_trees_of_their_own(agency, signer, now):
    other = make_agency()
    post_some(agency, now, 2)
    post_some(other, now, 3)
    assert seal_all(agency.id, signer=signer, now=now).size == 2
    theirs = SignerKey(other.origin, bytes(32))
    assert seal_all(other.id, signer=theirs, now=now).size == 3


def test_tree_of_an_agency_is_locked_apart_from_every_other(agency, signer, now):
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    post_some(agency, now, 1)
    with transaction() as work:
        seal_pending(agency.id, signer=signer, now=now)
        held = work.execute(
            text(
                "SELECT classid::bigint, objid::bigint, objsubid FROM pg_locks"
                " WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
            )
        ).all()
    # Of two keys (objsubid 2): the house, in letters, and the agency.
    assert held == [(int.from_bytes(b"nera"), agency.id, 2)]


def test_two_sealers_at_once_leave_no_gap_and_no_twin(app, agency, signer, now):
    post_some(agency, now, 40)
    # A row belongs to the session of one thread, so the others are given its id.
    agency_id = agency.id

    def seal() -> None:
        with app.app_context():
            while seal_pending(agency_id, signer=signer, now=now, limit=4):
                pass
            db.session.remove()

    threads = [threading.Thread(target=seal) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session().rollback()
    places = session().scalars(select(SealedLeaf.position).order_by(SealedLeaf.position)).all()
    assert list(places) == list(range(40))
    sizes = session().scalars(select(Checkpoint.tree_size).order_by(Checkpoint.tree_size)).all()
    assert sizes == list(range(4, 41, 4))


def test_every_entry_can_be_proved_to_its_holder(agency, signer, now):
    uids = post_some(agency, now, 6)
    seal_pending(agency.id, signer=signer, now=now, limit=4)
    seal_all(agency.id, signer=signer, now=now)
    for index, uid in enumerate(uids):
        text = entry_proof(uid, agency_id=agency.id, with_private=True)
        held = check_holder_proof(text, signer.verifier_key)
        assert (held.index, held.body["uid"], len(held.private)) == (index, uid, 2)


def test_proof_for_others_opens_nothing_private(agency, signer, now):
    (uid,) = post_some(agency, now, 1)
    seal_all(agency.id, signer=signer, now=now)
    text = entry_proof(uid, agency_id=agency.id, with_private=False)
    assert check_holder_proof(text, signer.verifier_key).private == {}


def test_entry_that_waits_has_no_proof_yet(agency, now):
    (uid,) = post_some(agency, now, 1)
    with pytest.raises(Conflict) as refusal:
        entry_proof(uid, agency_id=agency.id, with_private=False)
    assert refusal.value.code == "not_sealed"


def test_entry_of_another_agency_has_no_proof_here(agency, now):
    (uid,) = post_some(agency, now, 1)
    with pytest.raises(NotFound):
        entry_proof(uid, agency_id=make_agency().id, with_private=False)
