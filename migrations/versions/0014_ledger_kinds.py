"""Two more kinds of entry: balances sealed each night, and an origin opened by a restore.

SQLite cannot change a CHECK, so the table is copied; its checks are named again because the copy
would not know them. A step back refuses while an entry of a new kind stands.
"""

import sqlalchemy as sa
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
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_entry_kind"), "entry", type_="check")
        op.create_check_constraint(op.f("ck_entry_kind"), "entry", condition)
        return
    checks = (
        sa.CheckConstraint(condition, name=op.f("ck_entry_kind")),
        sa.CheckConstraint("posting_count >= 0", name=op.f("ck_entry_posting_count")),
    )
    with op.batch_alter_table("entry", recreate="always", table_args=checks):
        pass
