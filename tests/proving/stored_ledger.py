"""The ledger as the database has it, read by plain queries and compared with the model."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import func, select

from ledger.database import session
from ledger.domain.checkpoints import VerifierKey, open_checkpoint
from ledger.domain.proofs import check_holder_proof
from ledger.models.entries import (
    Balance,
    Checkpoint,
    Entry,
    MeritAccount,
    PendingLeaf,
    Posting,
    SealedLeaf,
)
from ledger.queries.seals import entry_proof
from ledger.queries.verification import verify_ledger
from tests.proving.ledger_model import Account, LedgerModel, root_by_pymerkle


def require_same(agency_id: int, model: LedgerModel, key: VerifierKey) -> None:
    """Balances, postings, what waits, the places in the tree, its root, and two of its proofs."""
    session().rollback()
    require_same_points(agency_id, model)
    require_same_entries(agency_id, model)
    if model.sealed:
        require_same_tree(agency_id, model, key)
        for place in {0, model.sealed - 1}:
            require_proof(agency_id, model, place, key)
    session().rollback()


def require_same_points(agency_id: int, model: LedgerModel) -> None:
    posted = func.coalesce(func.sum(Posting.points_delta), 0)
    rows = session().execute(
        select(
            MeritAccount.kind, MeritAccount.unit_id, MeritAccount.person_id, Balance.points, posted
        )
        .join(Balance, Balance.account_id == MeritAccount.id)
        .outerjoin(Posting, Posting.account_id == MeritAccount.id)
        .where(MeritAccount.agency_id == agency_id)
        .group_by(MeritAccount.id, Balance.account_id)
    )
    stored: Counter[Account] = Counter()
    for kind, unit_id, person_id, points, from_postings in rows:
        account = (kind.value, unit_id or person_id or 0)
        assert points == from_postings, f"{account}: {points} beside postings of {from_postings}"
        stored[account] = points
    assert stored == model.points
    assert stored.total() == 0


def require_same_entries(agency_id: int, model: LedgerModel) -> None:
    """Each entry is sealed or waits, never both, and the places are 0, 1, 2 …"""
    rows = (
        session()
        .execute(
            select(Entry.uid, SealedLeaf.position, PendingLeaf.entry_id)
            .outerjoin(SealedLeaf, SealedLeaf.entry_id == Entry.id)
            .outerjoin(PendingLeaf, PendingLeaf.entry_id == Entry.id)
            .where(Entry.agency_id == agency_id)
            .order_by(Entry.id)
        )
        .all()
    )
    assert [uid for uid, _, _ in rows] == [entry.uid for entry in model.entries]
    assert [place for _, place, _ in rows[: model.sealed]] == list(range(model.sealed))
    assert all(waits is None for _, _, waits in rows[: model.sealed])
    assert all(place is None and waits for _, place, waits in rows[model.sealed :])


def require_same_tree(agency_id: int, model: LedgerModel, key: VerifierKey) -> None:
    newest = (
        session()
        .scalars(
            select(Checkpoint)
            .where(Checkpoint.agency_id == agency_id)
            .order_by(Checkpoint.tree_size.desc())
        )
        .first()
    )
    assert newest is not None
    signed = open_checkpoint(newest.note, key)
    assert (signed.size, newest.tree_size) == (model.sealed, model.sealed)
    assert signed.root == newest.root == root_by_pymerkle(_sealed_bodies(agency_id))


def require_proof(agency_id: int, model: LedgerModel, place: int, key: VerifierKey) -> None:
    uid = model.entries[place].uid
    text = entry_proof(uid, agency_id=agency_id, with_private=True)
    held = check_holder_proof(text, key)
    assert (held.index, held.body["uid"]) == (place, uid)


def require_every_proof(agency_id: int, model: LedgerModel, key: VerifierKey) -> None:
    """At the end of a run: every sealed entry can be proved, and all of it verifies."""
    session().rollback()
    for place in range(model.sealed):
        require_proof(agency_id, model, place, key)
    session().rollback()
    assert verify_ledger(agency_id, verifier_key=key).findings == ()
    session().rollback()


def _sealed_bodies(agency_id: int) -> Sequence[bytes]:
    return (
        session()
        .scalars(
            select(Entry.body)
            .join(SealedLeaf, SealedLeaf.entry_id == Entry.id)
            .where(SealedLeaf.agency_id == agency_id)
            .order_by(SealedLeaf.position)
        )
        .all()
    )
