"""Raw SQL against a posted entry: every way of changing it is refused by the name of its guard."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from ledger.database import constraint_of, db, session
from ledger.domain.checkpoints import SignerKey
from ledger.queries.verification import verify_ledger
from tests.postings import sealed_ledger

ATTACKS = {
    "UPDATE entry SET detail = '{}'": "tg_entry_append_only",
    "DELETE FROM entry": "tg_entry_append_only",
    "UPDATE posting SET points_delta = 1": "tg_posting_append_only",
    "DELETE FROM posting": "tg_posting_append_only",
    "UPDATE entry_subject SET points_delta = 1": "tg_entry_subject_append_only",
    "DELETE FROM entry_subject": "tg_entry_subject_append_only",
    "UPDATE sealed_leaf SET position = position + 9": "tg_sealed_leaf_append_only",
    "DELETE FROM sealed_leaf": "tg_sealed_leaf_append_only",
    "UPDATE tree_node SET hash = hash": "tg_tree_node_append_only",
    "UPDATE checkpoint SET note = 'lain'": "tg_checkpoint_append_only",
    "DELETE FROM checkpoint": "tg_checkpoint_append_only",
    "UPDATE merit_account SET ref = 'person:lain'": "tg_merit_account_append_only",
    "UPDATE private_body SET content = '{}'": "tg_private_body_fixed",
    "UPDATE pending_leaf SET agency_id = agency_id": "tg_pending_leaf_fixed",
    "UPDATE balance SET points = 999 WHERE points > 0": "tg_balance_steps",
    "DELETE FROM balance": "tg_balance_kept",
    # After an entry was closed nothing joins it, whether it waits for its seal or has it.
    "INSERT INTO posting (entry_id, line, agency_id, account_id, points_delta)"
    " SELECT entry_id, 9, agency_id, account_id, 1 FROM posting WHERE line = 1": (
        "tg_posting_entry_is_closed"
    ),
    "INSERT INTO entry_subject (entry_id, person_id, agency_id, points_delta)"
    " SELECT e.id, p.id, e.agency_id, 1 FROM entry e, person p": (
        "tg_entry_subject_entry_is_closed"
    ),
    "INSERT INTO pending_leaf (entry_id, agency_id) SELECT entry_id, agency_id FROM sealed_leaf": (
        "tg_pending_leaf_is_sealed_once"
    ),
    "INSERT INTO pending_leaf (entry_id, agency_id) SELECT entry_id, agency_id FROM pending_leaf": (
        "pk_pending_leaf"
    ),
    "INSERT INTO sealed_leaf (agency_id, position, entry_id)"
    " SELECT agency_id, position + 9, entry_id FROM sealed_leaf": "uq_sealed_leaf_entry_id",
    "INSERT INTO balance (account_id, agency_id, is_issuance, points, version)"
    " SELECT account_id, agency_id, is_issuance, 999, 0 FROM balance": "pk_balance",
}
REPLACEMENTS = {
    "REPLACE INTO entry SELECT * FROM entry": "pk_entry",
    "REPLACE INTO checkpoint SELECT * FROM checkpoint": "pk_checkpoint",
    "REPLACE INTO sealed_leaf SELECT * FROM sealed_leaf": "pk_sealed_leaf",
    "REPLACE INTO balance SELECT account_id, agency_id, is_issuance, 999, 0 FROM balance": (
        "pk_balance"
    ),
    "UPDATE OR REPLACE posting SET points_delta = 1": "tg_posting_append_only",
}
NEW_ENTRY = (
    "INSERT INTO entry (id, agency_id, uid, kind, idempotency_key, request_sha256, happened_on,"
    " decided_at, effective_on, recorded_at, posting_count, detail, body, leaf_hash)"
    " SELECT 900, agency_id, 'U', kind, 'k', request_sha256, happened_on, decided_at,"
    " effective_on, recorded_at, :count, detail, body, leaf_hash FROM entry LIMIT 1"
)
NEW_POSTING = (
    "INSERT INTO posting (entry_id, line, agency_id, account_id, points_delta)"
    " SELECT 900, :line, id, (SELECT account_id FROM balance WHERE points > 0"
    " ORDER BY points DESC, account_id LIMIT 1 OFFSET :line - 1), :delta FROM agency"
)


@pytest.fixture
def signer(app, now) -> SignerKey:
    """The key of a ledger with two sealed entries and one that waits."""
    _, signer = sealed_ledger(now)
    return signer


def refused_by(statement: str) -> str | None:
    with db.engine.connect() as connection, pytest.raises(IntegrityError) as refusal:
        connection.execute(text(statement))
    return constraint_of(refusal.value)


@pytest.mark.parametrize("statement", ATTACKS)
def test_attack_is_refused_by_name_and_changes_nothing(signer, statement):
    assert refused_by(statement) == ATTACKS[statement]
    assert is_whole(signer)


def test_balance_is_not_moved_by_hand_however_its_version_steps(signer):
    refused = refused_by("UPDATE balance SET points = -1, version = version + 1 WHERE points > 0")
    # There the guard of postings alone may move a balance; here at least nothing is overdrawn.
    by_dialect = {"postgresql": "tg_balance_steps", "sqlite": "ck_balance_not_overdrawn"}
    assert refused == by_dialect[db.engine.dialect.name]
    assert is_whole(signer)


@pytest.mark.parametrize("statement", REPLACEMENTS)
def test_replacement_is_refused_by_name(signer, statement):
    if db.engine.dialect.name == "postgresql":
        pytest.skip("only SQLite knows REPLACE")
    assert refused_by(statement) == REPLACEMENTS[statement]
    assert is_whole(signer)


def is_whole(signer: SignerKey) -> bool:
    (agency_id,) = session().execute(text("SELECT id FROM agency")).one()
    return verify_ledger(agency_id, verifier_key=signer.verifier_key).is_ok


@pytest.mark.parametrize("points", [(5,), (5, -4), (5, -5, 3)])
def test_entry_that_does_not_balance_cannot_be_closed(signer, points):
    with db.engine.connect() as connection:
        connection.execute(text(NEW_ENTRY), {"count": len(points)})
        for line, delta in enumerate(points, start=1):
            connection.execute(text(NEW_POSTING), {"line": line, "delta": delta})
        with pytest.raises(IntegrityError) as refusal:
            connection.execute(
                text("INSERT INTO pending_leaf (entry_id, agency_id) SELECT 900, id FROM agency")
            )
    assert constraint_of(refusal.value) == "tg_entry_postings_balanced"
