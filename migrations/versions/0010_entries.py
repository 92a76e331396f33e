"""The ledger: accounts, entries, postings, balances and the tree that seals them.

Balances are kept by the database itself; the guards hold that postings sum to zero.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010_entries"
down_revision = "0009_proposals"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "checkpoint",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("tree_size", BIG, nullable=False),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("previous_sha256", sa.String(length=64), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_checkpoint_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkpoint")),
        sa.UniqueConstraint(
            "agency_id", "previous_sha256", name=op.f("uq_checkpoint_agency_id_previous_sha256")
        ),
        sa.UniqueConstraint(
            "agency_id", "tree_size", name=op.f("uq_checkpoint_agency_id_tree_size")
        ),
    )
    op.create_index(op.f("ix_checkpoint_agency_id"), "checkpoint", ["agency_id"], unique=False)
    op.create_table(
        "tree_node",
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("position", BIG, nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_tree_node_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "level", "position", name=op.f("pk_tree_node")),
    )
    op.create_table(
        "merit_account",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("ref", sa.String(length=64), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "issuance",
                "quota",
                "unit",
                "person",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("unit_id", BIG, nullable=True),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("period", sa.String(length=64), nullable=True),
        sa.CheckConstraint(
            "(kind = 'person') = (person_id is not null)",
            name=op.f("ck_merit_account_person_has_owner"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_merit_account_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_merit_account_person_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_merit_account_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merit_account")),
        sa.UniqueConstraint(
            "agency_id", "kind", "person_id", name=op.f("uq_merit_account_agency_id_kind_person_id")
        ),
        sa.UniqueConstraint(
            "agency_id",
            "kind",
            "unit_id",
            "period",
            name=op.f("uq_merit_account_agency_id_kind_unit_id_period"),
        ),
        sa.UniqueConstraint("agency_id", "ref", name=op.f("uq_merit_account_agency_id_ref")),
    )
    op.create_index(
        op.f("ix_merit_account_agency_id"), "merit_account", ["agency_id"], unique=False
    )
    op.create_index(
        op.f("ix_merit_account_person_id"), "merit_account", ["person_id"], unique=False
    )
    op.create_index(op.f("ix_merit_account_unit_id"), "merit_account", ["unit_id"], unique=False)
    op.create_table(
        "balance",
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("is_issuance", sa.Boolean(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("points >= 0 or is_issuance", name=op.f("ck_balance_not_overdrawn")),
        sa.CheckConstraint("version >= 0", name=op.f("ck_balance_version")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["merit_account.id"], name=op.f("fk_balance_account_id")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_balance_agency_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_balance")),
    )
    op.create_index(op.f("ix_balance_agency_id"), "balance", ["agency_id"], unique=False)
    op.create_table(
        "entry",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
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
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("idempotency_key", sa.Text(), nullable=False),
        sa.Column("request_sha256", sa.String(length=64), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unit_id", BIG, nullable=True),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("decided_by", BIG, nullable=True),
        sa.Column("rule_version_id", BIG, nullable=True),
        sa.Column("proposal_id", BIG, nullable=True),
        sa.Column("reverses_uid", sa.String(length=64), nullable=True),
        sa.Column("posting_count", sa.Integer(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(length=32), nullable=False),
        sa.CheckConstraint("posting_count >= 0", name=op.f("ck_entry_posting_count")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_entry_agency_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_entry_decided_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_entry_person_id")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_entry_proposal_id")
        ),
        sa.ForeignKeyConstraint(
            ["rule_version_id"], ["rule_version.id"], name=op.f("fk_entry_rule_version_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_entry_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint(
            "agency_id", "idempotency_key", name=op.f("uq_entry_agency_id_idempotency_key")
        ),
        sa.UniqueConstraint(
            "agency_id", "reverses_uid", name=op.f("uq_entry_agency_id_reverses_uid")
        ),
        sa.UniqueConstraint("agency_id", "uid", name=op.f("uq_entry_agency_id_uid")),
    )
    op.create_index(op.f("ix_entry_agency_id"), "entry", ["agency_id"], unique=False)
    op.create_index(
        "ix_entry_agency_id_kind_happened_on",
        "entry",
        ["agency_id", "kind", "happened_on"],
        unique=False,
    )
    op.create_index(op.f("ix_entry_decided_by"), "entry", ["decided_by"], unique=False)
    op.create_index(
        "ix_entry_person_id_happened_on", "entry", ["person_id", "happened_on"], unique=False
    )
    op.create_index(op.f("ix_entry_proposal_id"), "entry", ["proposal_id"], unique=False)
    op.create_index(op.f("ix_entry_rule_version_id"), "entry", ["rule_version_id"], unique=False)
    op.create_index(op.f("ix_entry_unit_id"), "entry", ["unit_id"], unique=False)
    op.create_table(
        "entry_subject",
        sa.Column("entry_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("points_delta", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_entry_subject_agency_id")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_entry_subject_entry_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_entry_subject_person_id")
        ),
        sa.PrimaryKeyConstraint("entry_id", "person_id", name=op.f("pk_entry_subject")),
    )
    op.create_index(
        op.f("ix_entry_subject_agency_id"), "entry_subject", ["agency_id"], unique=False
    )
    op.create_index(
        "ix_entry_subject_person_id", "entry_subject", ["person_id", "entry_id"], unique=False
    )
    op.create_table(
        "pending_leaf",
        sa.Column("entry_id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_pending_leaf_agency_id")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_pending_leaf_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_pending_leaf")),
    )
    op.create_index(op.f("ix_pending_leaf_agency_id"), "pending_leaf", ["agency_id"], unique=False)
    op.create_table(
        "posting",
        sa.Column("entry_id", BIG, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("points_delta", sa.Integer(), nullable=False),
        sa.CheckConstraint("points_delta <> 0", name=op.f("ck_posting_points_not_zero")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["merit_account.id"], name=op.f("fk_posting_account_id")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_posting_agency_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_posting_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", "line", name=op.f("pk_posting")),
    )
    op.create_index(
        "ix_posting_account_id_entry_id", "posting", ["account_id", "entry_id"], unique=False
    )
    op.create_table(
        "private_body",
        sa.Column("entry_id", BIG, nullable=False),
        sa.Column("part", sa.String(length=64), nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("salt", sa.LargeBinary(length=32), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_private_body_agency_id")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_private_body_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", "part", name=op.f("pk_private_body")),
    )
    op.create_index(op.f("ix_private_body_agency_id"), "private_body", ["agency_id"], unique=False)
    op.create_table(
        "sealed_leaf",
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("position", BIG, nullable=False),
        sa.Column("entry_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_sealed_leaf_agency_id")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_sealed_leaf_entry_id")),
        sa.PrimaryKeyConstraint("agency_id", "position", name=op.f("pk_sealed_leaf")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_sealed_leaf_entry_id")),
    )


def downgrade() -> None:
    op.drop_table("sealed_leaf")
    op.drop_table("private_body")
    op.drop_table("posting")
    op.drop_table("pending_leaf")
    op.drop_table("entry_subject")
    op.drop_table("entry")
    op.drop_table("balance")
    op.drop_table("merit_account")
    op.drop_table("tree_node")
    op.drop_table("checkpoint")
