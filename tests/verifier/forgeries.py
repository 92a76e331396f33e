"""Every way we know to change an export, by name."""

from bench.ledgers import ORIGIN
from ledger.domain.checkpoints import SignerKey
from tests.verifier import forged_entries as entries
from tests.verifier import forged_rows as rows
from tests.verifier.forging import Forgery

OTHER_KEY = SignerKey(ORIGIN, bytes(32))
OTHER_LOG = SignerKey("lain.go.id/log/1", bytes(range(32)))

FORGERIES: dict[str, Forgery] = {
    **{f"edited {name}": entries.field_forgery(name, is_careful=False) for name in entries.FIELDS},
    **{f"forged {name}": entries.field_forgery(name, is_careful=True) for name in entries.FIELDS},
    "edited points": entries.points_forgery(is_careful=False),
    "forged points": entries.points_forgery(is_careful=True),
    "removed field": entries.removed_field,
    "added field": entries.added_field,
    "changed leaf": entries.changed_leaf,
    "changed node": entries.changed_node,
    "removed nodes": entries.removed_nodes,
    "changed index": entries.changed_index,
    "contradicting rows": entries.contradicting_rows,
    "deleted": entries.deleted,
    "emptied": entries.emptied,
    "deleted and renumbered": entries.deleted_and_renumbered,
    "cut tail": entries.cut_tail,
    "repeated": entries.repeated,
    "inserted": entries.inserted,
    "inserted pending": entries.inserted_pending,
    "swapped": entries.swapped,
    "swapped lines": entries.swapped_lines,
    "lost checkpoint": rows.lost_checkpoint,
    "replayed checkpoint": rows.replayed_checkpoint,
    "swapped checkpoints": rows.swapped_checkpoints,
    "checkpoint without signature": rows.checkpoint_forgery("note", "lain\n1\nAAAA\n\n"),
    "changed previous": rows.checkpoint_forgery("previous", "0" * 63 + "1"),
    "changed checkpoint hash": rows.checkpoint_forgery("sha256", "0" * 64),
    "moved size": rows.moved_size,
    "changed root": rows.changed_root,
    "signed by another key": rows.signed_again(OTHER_KEY),
    "signed for another ledger": rows.signed_again(OTHER_LOG),
    "backward clock": rows.backward_clock,
    "older export": rows.older_export,
    "other history": rows.other_history,
    "swapped salts": rows.swapped_salts,
    "changed private part": rows.changed_private,
    "changed balance": rows.balance_forgery("points"),
    "changed version": rows.balance_forgery("version"),
    "deleted balance": rows.deleted_balance,
    "swapped balances": rows.swapped_balances,
    "repeated balance": rows.repeated_balance,
    "changed number": rows.document_forgery("number", "800/9/LAIN/2026"),
    "changed state": rows.document_forgery("state", "numbered"),
    "changed paper": rows.document_forgery("doc_sha256", "0" * 64),
    "changed sequence": rows.fact_forgery("document_sequence", 99),
    "changed decision": rows.fact_forgery("decision", "LAIN"),
    "swapped papers": rows.swapped_papers,
    "swapped numbers": rows.swapped_numbers,
    "deleted document": rows.deleted_document,
    "repeated document": rows.repeated_document,
    "changed register": rows.changed_register,
    "changed count": rows.changed_count,
    "changed origin of the file": rows.changed_header("origin", "lain.go.id/log/1"),
    "changed key of the file": rows.changed_header("key", OTHER_KEY.verifier_key.text),
    "changed version of the file": rows.changed_header("version", 2),
}
