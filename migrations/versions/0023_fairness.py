"""Answers to flags of fairness, each with the numbers it saw and whom the flag was about."""

import sqlalchemy as sa
from alembic import op

revision = "0023_fairness"
down_revision = "0022_rule_failures"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KINDS = (
    *("reciprocal", "ring", "nominator", "approver", "story", "counter", "address", "threshold"),
    "overlooked",
)


def upgrade() -> None:
    op.create_table(
        "fairness_answer",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("flag_key", sa.Text(), nullable=False),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answered_by", BIG, nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(reason) >= 20", name=op.f("ck_fairness_answer_reason_given")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_fairness_answer_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["person.id"], name=op.f("fk_fairness_answer_answered_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fairness_answer")),
        sa.UniqueConstraint("id", "answered_by", name=op.f("uq_fairness_answer_id_answered_by")),
    )
    op.create_index(op.f("ix_fairness_answer_agency_id"), "fairness_answer", ["agency_id"])
    op.create_index("ix_fairness_answer_flag_key", "fairness_answer", ["agency_id", "flag_key"])
    op.create_table(
        "fairness_concern",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("answer_id", BIG, nullable=False),
        sa.Column("answered_by", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.CheckConstraint(
            "person_id <> answered_by", name=op.f("ck_fairness_concern_answered_by_another")
        ),
        sa.ForeignKeyConstraint(
            ["answer_id", "answered_by"],
            ["fairness_answer.id", "fairness_answer.answered_by"],
            name="fk_fairness_concern_answer",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_fairness_concern_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_fairness_concern_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fairness_concern")),
        sa.UniqueConstraint(
            "answer_id", "person_id", name=op.f("uq_fairness_concern_answer_id_person_id")
        ),
    )
    op.create_index(op.f("ix_fairness_concern_agency_id"), "fairness_concern", ["agency_id"])
    op.create_index(op.f("ix_fairness_concern_person_id"), "fairness_concern", ["person_id"])


def downgrade() -> None:
    op.drop_table("fairness_concern")
    op.drop_table("fairness_answer")
