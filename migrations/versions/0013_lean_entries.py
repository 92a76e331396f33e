"""What every posting writes is kept in fewer trees, for each is a page to make durable.

Indexes that no query asks for are dropped: the agency of a row is found through its entry, and
``uq_entry_agency_id_uid`` begins with the agency already. On SQLite the parts of an entry move
into the tree of their own key, which their rows otherwise only stand beside.
"""

from typing import Any

from alembic import op

revision = "0013_lean_entries"
down_revision = "0012_cases"

UNASKED = (
    ("entry", "agency_id"),
    ("entry", "decided_by"),
    ("entry", "rule_version_id"),
    ("entry_subject", "agency_id"),
    ("pending_leaf", "agency_id"),
    ("private_body", "agency_id"),
)
PARTS = ("entry_subject", "posting", "private_body")


def upgrade() -> None:
    for table, column in UNASKED:
        op.drop_index(op.f(f"ix_{table}_{column}"), table)
    _rebuild({"sqlite_with_rowid": False})


def downgrade() -> None:
    _rebuild({"sqlite_with_rowid": True})
    for table, column in UNASKED:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _rebuild(options: dict[str, Any]) -> None:
    """On PostgreSQL rows lie in no tree anyway."""
    if op.get_bind().dialect.name != "sqlite":
        return
    for table in PARTS:
        with op.batch_alter_table(table, recreate="always", table_kwargs=options):
            pass
