"""The corrigendum of a recap: a kind of document, and which recap each of them corrects.

SQLite cannot change a CHECK, so there the table of documents is copied with the new one.
A step back refuses while a corrigendum stands.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018_corrigenda"
down_revision = "0017_signing"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BEFORE = (
    "certificate",
    "guidance_letter",
    "summons",
    "examination_record",
    "reprimand_decision",
    "recap",
)
AFTER = (*BEFORE, "recap_corrigendum")
TARGETS = {
    "agency_id": "agency.id",
    "recap_id": "recap.id",
    "document_id": "document.id",
    "requested_by": "account.id",
}


def upgrade() -> None:
    allow_kinds(AFTER)
    op.create_table(
        "corrigendum",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("recap_id", BIG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("document_id", BIG, nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "entry_reversed",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("requested_by", BIG, nullable=True),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("position >= 1", name=op.f("ck_corrigendum_position")),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_corrigendum_{column}"))
            for column, target in TARGETS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrigendum")),
        sa.UniqueConstraint("document_id", name=op.f("uq_corrigendum_document_id")),
        sa.UniqueConstraint("recap_id", "position", name=op.f("uq_corrigendum_recap_id_position")),
    )
    op.create_index(op.f("ix_corrigendum_agency_id"), "corrigendum", ["agency_id"])


def downgrade() -> None:
    op.drop_table("corrigendum")
    allow_kinds(BEFORE)


def allow_kinds(kinds: tuple[str, ...]) -> None:
    condition = f"kind IN ({', '.join(repr(kind) for kind in kinds)})"
    with op.batch_alter_table("document") as table:
        table.drop_constraint(op.f("ck_document_kind"), type_="check")
        table.create_check_constraint(op.f("ck_document_kind"), condition)
