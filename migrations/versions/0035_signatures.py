"""How each signature is made and how far it is; papers that wait for one, and their bytes found.

A step back refuses while a paper waits for an electronic signature, or was signed on our screens.
"""

import sqlalchemy as sa
from alembic import op

revision = "0035_signatures"
down_revision = "0034_api_tokens"

METHODS = "('wet', 'local', 'bsre')"
STATES = "('waiting', 'sent', 'unknown', 'signed')"
CHECKS = (
    ("method", f"method IN {METHODS}"),
    ("state", f"state IN {STATES}"),
    ("signed_has_moment", "state <> 'signed' or signed_at is not null"),
    ("ink_is_not_sent", "method <> 'wet' or state in ('waiting', 'signed')"),
    ("scan_shows_ink", "scan_sha256 is null or method = 'wet'"),
)
WORDS = ("reference", "certificate", "serial")
MOMENTS = ("sent_at", "stamped_at")


def upgrade() -> None:
    op.add_column("document", sa.Column("signing_sha256", sa.String(length=64), nullable=True))
    op.create_index("ix_document_sha256", "document", ["sha256"])
    with op.batch_alter_table("signature") as table:
        table.alter_column("method", existing_type=sa.String(length=64), type_=sa.String(length=32))
        table.add_column(
            sa.Column("state", sa.String(length=32), nullable=False, server_default="waiting")
        )
        for name in WORDS:
            table.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
        for name in MOMENTS:
            table.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("scan_sha256", sa.String(length=64), nullable=True))
    with op.batch_alter_table("signature") as table:
        for name in ("state", *WORDS):
            table.alter_column(name, server_default=None)
        for name, rule in CHECKS:
            table.create_check_constraint(op.f(f"ck_signature_{name}"), rule)


def downgrade() -> None:
    used = sa.text("SELECT count(*) FROM signature WHERE method <> 'wet' OR state <> 'waiting'")
    if op.get_bind().execute(used).scalar():
        raise ValueError("ada dokumen yang menunggu atau sudah memiliki tanda tangan elektronik")
    with op.batch_alter_table("signature") as table:
        for name, _rule in CHECKS:
            table.drop_constraint(op.f(f"ck_signature_{name}"), type_="check")
    with op.batch_alter_table("signature") as table:
        for name in ("state", *WORDS, *MOMENTS, "scan_sha256"):
            table.drop_column(name)
        table.alter_column("method", existing_type=sa.String(length=32), type_=sa.String(length=64))
    op.drop_index("ix_document_sha256", table_name="document")
    op.drop_column("document", "signing_sha256")
