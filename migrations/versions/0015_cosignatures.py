"""What witnesses outside signed over our checkpoints, kept beside them for ever."""

import sqlalchemy as sa
from alembic import op

revision = "0015_cosignatures"
down_revision = "0014_ledger_kinds"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "cosignature",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("checkpoint_id", BIG, nullable=False),
        sa.Column("witness_key", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("cosigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_cosignature_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["checkpoint_id"], ["checkpoint.id"], name=op.f("fk_cosignature_checkpoint_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cosignature")),
        sa.UniqueConstraint(
            "checkpoint_id", "witness_key", name=op.f("uq_cosignature_checkpoint_id_witness_key")
        ),
    )
    op.create_index(op.f("ix_cosignature_agency_id"), "cosignature", ["agency_id"], unique=False)


def downgrade() -> None:
    op.drop_table("cosignature")
