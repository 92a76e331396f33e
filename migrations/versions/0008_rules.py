"""Rule packs, the facts they judged and every time a rule fired.

One firing per rule, subject and once-key; at most one active version of a pack.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008_rules"
down_revision = "0007_violations"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "fact_record",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("unit_id", BIG, nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_fact_record_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_fact_record_person_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_fact_record_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact_record")),
        sa.UniqueConstraint(
            "agency_id",
            "kind",
            "source_id",
            "person_id",
            name=op.f("uq_fact_record_agency_id_kind_source_id_person_id"),
        ),
    )
    op.create_index(op.f("ix_fact_record_agency_id"), "fact_record", ["agency_id"], unique=False)
    op.create_index(
        "ix_fact_record_person",
        "fact_record",
        ["agency_id", "kind", "person_id", "happened_on"],
        unique=False,
    )
    op.create_index(
        "ix_fact_record_unit",
        "fact_record",
        ["agency_id", "kind", "unit_id", "happened_on"],
        unique=False,
    )
    op.create_table(
        "rule_pack",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "active",
                "retired",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("author_id", BIG, nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("activated_by", BIG, nullable=True),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "state <> 'active' or activated_by is not null",
            name=op.f("ck_rule_pack_active_has_second"),
        ),
        sa.CheckConstraint(
            "activated_by <> author_id", name=op.f("ck_rule_pack_activated_by_another")
        ),
        sa.ForeignKeyConstraint(
            ["activated_by"], ["account.id"], name=op.f("fk_rule_pack_activated_by")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_rule_pack_agency_id")),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_rule_pack_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_pack")),
        sa.UniqueConstraint(
            "agency_id", "code", "sha256", name=op.f("uq_rule_pack_agency_id_code_sha256")
        ),
        sa.UniqueConstraint(
            "agency_id", "code", "version", name=op.f("uq_rule_pack_agency_id_code_version")
        ),
    )
    op.create_index(op.f("ix_rule_pack_activated_by"), "rule_pack", ["activated_by"], unique=False)
    op.create_index(op.f("ix_rule_pack_agency_id"), "rule_pack", ["agency_id"], unique=False)
    op.create_index(op.f("ix_rule_pack_author_id"), "rule_pack", ["author_id"], unique=False)
    op.create_index(
        "uq_rule_pack_active",
        "rule_pack",
        ["agency_id", "code"],
        unique=True,
        sqlite_where=sa.text("state = 'active'"),
        postgresql_where=sa.text("state = 'active'"),
    )
    op.create_table(
        "rule_version",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("pack_id", BIG, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("fact_kind", sa.String(length=64), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_rule_version_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["pack_id"], ["rule_pack.id"], name=op.f("fk_rule_version_pack_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_version")),
        sa.UniqueConstraint(
            "agency_id", "code", "version", name=op.f("uq_rule_version_agency_id_code_version")
        ),
        sa.UniqueConstraint("pack_id", "code", name=op.f("uq_rule_version_pack_id_code")),
    )
    op.create_index(op.f("ix_rule_version_agency_id"), "rule_version", ["agency_id"], unique=False)
    op.create_table(
        "firing",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("rule_version_id", BIG, nullable=False),
        sa.Column("rule_code", sa.String(length=64), nullable=False),
        sa.Column("fact_kind", sa.String(length=64), nullable=False),
        sa.Column("fact_id", sa.Integer(), nullable=False),
        sa.Column("subject_key", sa.String(length=64), nullable=False),
        sa.Column("once_key", sa.Text(), nullable=False),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("unit_id", BIG, nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("fired_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_firing_agency_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_firing_person_id")),
        sa.ForeignKeyConstraint(
            ["rule_version_id"], ["rule_version.id"], name=op.f("fk_firing_rule_version_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_firing_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_firing")),
        sa.UniqueConstraint(
            "agency_id",
            "rule_code",
            "subject_key",
            "once_key",
            name=op.f("uq_firing_agency_id_rule_code_subject_key_once_key"),
        ),
    )
    op.create_index(op.f("ix_firing_agency_id"), "firing", ["agency_id"], unique=False)
    op.create_index("ix_firing_fact", "firing", ["fact_kind", "fact_id"], unique=False)
    op.create_index(op.f("ix_firing_person_id"), "firing", ["person_id"], unique=False)
    op.create_index(op.f("ix_firing_rule_version_id"), "firing", ["rule_version_id"], unique=False)
    op.create_index(op.f("ix_firing_unit_id"), "firing", ["unit_id"], unique=False)


def downgrade() -> None:
    op.drop_table("firing")
    op.drop_table("rule_version")
    op.drop_table("rule_pack")
    op.drop_table("fact_record")
