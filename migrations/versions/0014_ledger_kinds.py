"""Two more kinds of entry: balances sealed each night, and an origin opened by a restore.

SQLite cannot change a CHECK, so there the table is copied with the new one in place of the old.
A step back refuses while an entry of a new kind stands.
"""

from alembic import op

revision = "0014_ledger_kinds"
down_revision = "0013_lean_entries"

BEFORE = (
    "opening",
    "quota_opening",
    "quota_widened",
    "award_points",
    "award_badge",
    "award_document",
    "points_expired",
    "guidance",
    "sanction",
    "rule_activated",
    "document_issued",
    "document_revoked",
    "recap_issued",
    "reversal",
)
AFTER = (*BEFORE, "balances_sealed", "origin_opened")


def upgrade() -> None:
    allow_kinds(AFTER)


def downgrade() -> None:
    allow_kinds(BEFORE)


def allow_kinds(kinds: tuple[str, ...]) -> None:
    condition = f"kind IN ({', '.join(repr(kind) for kind in kinds)})"
    with op.batch_alter_table("entry") as table:
        table.drop_constraint(op.f("ck_entry_kind"), type_="check")
        table.create_check_constraint(op.f("ck_entry_kind"), condition)
