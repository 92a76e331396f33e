"""What the separate signer is asked for, and what time-stamping authorities answered.

A draft of the next seal is written before the signer is asked and goes when the seal is kept. What
an authority said (RFC 3161) stands beside its checkpoint for ever, as cosignatures do.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017_signing"
down_revision = "0016_erasures"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "seal_draft",
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("entry_ids", sa.JSON(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_seal_draft_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", name=op.f("pk_seal_draft")),
    )
    op.create_table(
        "trusted_timestamp",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("checkpoint_id", BIG, nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("response", sa.LargeBinary(), nullable=False),
        sa.Column("stamped_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(response) > 0", name=op.f("ck_trusted_timestamp_response")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_trusted_timestamp_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["checkpoint_id"], ["checkpoint.id"], name=op.f("fk_trusted_timestamp_checkpoint_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trusted_timestamp")),
        sa.UniqueConstraint(
            "checkpoint_id", "authority", name=op.f("uq_trusted_timestamp_checkpoint_id_authority")
        ),
    )
    op.create_index(
        op.f("ix_trusted_timestamp_agency_id"), "trusted_timestamp", ["agency_id"], unique=False
    )


def downgrade() -> None:
    op.drop_table("trusted_timestamp")
    op.drop_table("seal_draft")
