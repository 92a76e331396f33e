"""Nominations, their teams and their evidence.

A nomination starts as a draft; the guards hold that shares sum to 100 when it is sent.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004_nominations"
down_revision = "0003_events"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "nomination",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "accepted",
                "returned",
                "rejected",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("nominator_id", BIG, nullable=False),
        sa.Column("nominee_id", BIG, nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_key", sa.Text(), nullable=False),
        sa.Column("round_key", sa.String(length=64), nullable=False),
        sa.Column("category", sa.String(length=64), nullable=False),
        sa.Column("stage", sa.String(length=64), nullable=False),
        sa.Column("impact_percent", sa.Numeric(precision=6, scale=2), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("impact", sa.Text(), nullable=False),
        sa.Column("public_reason", sa.Text(), nullable=False),
        sa.Column("internal_reason", sa.Text(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verifier_id", BIG, nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verdict_reason", sa.Text(), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "nominator_id <> nominee_id", name=op.f("ck_nomination_nominator_is_not_nominee")
        ),
        sa.CheckConstraint(
            "verifier_id <> nominator_id", name=op.f("ck_nomination_verifier_is_not_nominator")
        ),
        sa.CheckConstraint(
            "verifier_id <> nominee_id", name=op.f("ck_nomination_verifier_is_not_nominee")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_nomination_agency_id")),
        sa.ForeignKeyConstraint(
            ["nominator_id"], ["person.id"], name=op.f("fk_nomination_nominator_id")
        ),
        sa.ForeignKeyConstraint(
            ["nominee_id"], ["person.id"], name=op.f("fk_nomination_nominee_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_nomination_unit_id")),
        sa.ForeignKeyConstraint(
            ["verifier_id"], ["person.id"], name=op.f("fk_nomination_verifier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination")),
        sa.UniqueConstraint("agency_id", "number", name=op.f("uq_nomination_agency_id_number")),
        sa.UniqueConstraint(
            "agency_id", "source_key", name=op.f("uq_nomination_agency_id_source_key")
        ),
    )
    op.create_index(op.f("ix_nomination_agency_id"), "nomination", ["agency_id"], unique=False)
    op.create_index(
        op.f("ix_nomination_nominator_id"), "nomination", ["nominator_id"], unique=False
    )
    op.create_index(op.f("ix_nomination_nominee_id"), "nomination", ["nominee_id"], unique=False)
    op.create_index(op.f("ix_nomination_unit_id"), "nomination", ["unit_id"], unique=False)
    op.create_index(op.f("ix_nomination_verifier_id"), "nomination", ["verifier_id"], unique=False)
    op.create_index(
        "uq_nomination_live",
        "nomination",
        ["agency_id", "nominee_id", "title_key", "round_key"],
        unique=True,
        sqlite_where=sa.text("state in ('submitted', 'accepted', 'returned')"),
        postgresql_where=sa.text("state in ('submitted', 'accepted', 'returned')"),
    )
    op.create_table(
        "evidence",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("subject_kind", sa.String(length=64), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.String(length=64), nullable=False),
        sa.Column("file_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("added_by", BIG, nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("file_bytes >= 0", name=op.f("ck_evidence_file_bytes")),
        sa.ForeignKeyConstraint(["added_by"], ["account.id"], name=op.f("fk_evidence_added_by")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_evidence_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index(op.f("ix_evidence_added_by"), "evidence", ["added_by"], unique=False)
    op.create_index(op.f("ix_evidence_agency_id"), "evidence", ["agency_id"], unique=False)
    op.create_index("ix_evidence_subject", "evidence", ["subject_kind", "subject_id"], unique=False)
    op.create_table(
        "nomination_member",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("nomination_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("share_percent", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "share_percent between 0 and 100", name=op.f("ck_nomination_member_share_percent")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_nomination_member_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nomination.id"], name=op.f("fk_nomination_member_nomination_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_nomination_member_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination_member")),
        sa.UniqueConstraint(
            "nomination_id", "person_id", name=op.f("uq_nomination_member_nomination_id_person_id")
        ),
    )
    op.create_index(
        op.f("ix_nomination_member_agency_id"), "nomination_member", ["agency_id"], unique=False
    )
    op.create_index(
        op.f("ix_nomination_member_nomination_id"),
        "nomination_member",
        ["nomination_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_nomination_member_person_id"), "nomination_member", ["person_id"], unique=False
    )


def downgrade() -> None:
    op.drop_table("nomination_member")
    op.drop_table("evidence")
    op.drop_table("nomination")
