"""Requests to replace a certificate whose words were wrong, decided by a second person."""

import sqlalchemy as sa
from alembic import op

revision = "0019_reissues"
down_revision = "0018_corrigenda"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TARGETS = {
    "agency_id": "agency.id",
    "document_id": "document.id",
    "person_id": "person.id",
    "proposed_by": "person.id",
    "decided_by": "person.id",
    "successor_id": "document.id",
}
CHECKS = {
    "decided_by_another": "decided_by <> proposed_by",
    "decided_by_no_subject": "decided_by <> person_id",
    "proposed_by_no_subject": "proposed_by <> person_id",
    "is_decided": "state = 'proposed' or (decided_by is not null and decided_at is not null)",
    "has_successor": "(state = 'approved') = (successor_id is not null)",
}


def upgrade() -> None:
    op.create_table(
        "reissue",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("document_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "approved",
                "rejected",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("mistake", sa.Text(), nullable=False),
        sa.Column("proposed_by", BIG, nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", BIG, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("successor_id", BIG, nullable=True),
        *(
            sa.CheckConstraint(rule, name=op.f(f"ck_reissue_{name}"))
            for name, rule in CHECKS.items()
        ),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_reissue_{column}"))
            for column, target in TARGETS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reissue")),
    )
    op.create_index(op.f("ix_reissue_agency_id"), "reissue", ["agency_id"])
    op.create_index(op.f("ix_reissue_person_id"), "reissue", ["person_id"])
    is_open = sa.text("state = 'proposed'")
    op.create_index(
        "uq_reissue_open",
        "reissue",
        ["document_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def downgrade() -> None:
    op.drop_table("reissue")
