"""Services, counters, what citizens thank for and complain about.

Imported rows carry a natural key, so that the same file twice changes nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005_citizens"
down_revision = "0004_nominations"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "service",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("promised_amount", sa.Integer(), nullable=False),
        sa.Column("promised_unit", sa.String(length=64), nullable=False),
        sa.Column("tariff_rupiah", sa.Integer(), nullable=False),
        sa.CheckConstraint("promised_amount > 0", name=op.f("ck_service_promised_amount")),
        sa.CheckConstraint("tariff_rupiah >= 0", name=op.f("ck_service_tariff_rupiah")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_service_agency_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_service_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
        sa.UniqueConstraint("agency_id", "code", name=op.f("uq_service_agency_id_code")),
    )
    op.create_index(op.f("ix_service_agency_id"), "service", ["agency_id"], unique=False)
    op.create_index(op.f("ix_service_unit_id"), "service", ["unit_id"], unique=False)
    op.create_table(
        "complaint",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("tracking_code", sa.String(length=64), nullable=False),
        sa.Column("lapor_id", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "received",
                "substantiated",
                "unsubstantiated",
                "not_a_complaint",
                "forwarded",
                "answered",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("classification", sa.String(length=64), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("is_secret", sa.Boolean(), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("lapor_status", sa.Text(), nullable=False),
        sa.Column(
            "cause",
            sa.Enum(
                "people",
                "procedure",
                "facility",
                "workload",
                name="cause",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("verified_by", BIG, nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verdict_reason", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source_key", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state <> 'substantiated' or cause is not null",
            name=op.f("ck_complaint_substantiated_has_cause"),
        ),
        sa.CheckConstraint(
            "verified_by <> person_id", name=op.f("ck_complaint_verified_by_another")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_complaint_agency_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_complaint_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_complaint_unit_id")),
        sa.ForeignKeyConstraint(
            ["verified_by"], ["person.id"], name=op.f("fk_complaint_verified_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
        sa.UniqueConstraint(
            "agency_id", "source_key", name=op.f("uq_complaint_agency_id_source_key")
        ),
        sa.UniqueConstraint("tracking_code", name=op.f("uq_complaint_tracking_code")),
    )
    op.create_index(op.f("ix_complaint_agency_id"), "complaint", ["agency_id"], unique=False)
    op.create_index(op.f("ix_complaint_person_id"), "complaint", ["person_id"], unique=False)
    op.create_index(op.f("ix_complaint_unit_id"), "complaint", ["unit_id"], unique=False)
    op.create_index(op.f("ix_complaint_verified_by"), "complaint", ["verified_by"], unique=False)
    op.create_table(
        "counter",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("public_code", sa.String(length=64), nullable=False),
        sa.Column("service_id", BIG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_counter_agency_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_counter_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counter")),
        sa.UniqueConstraint("agency_id", "code", name=op.f("uq_counter_agency_id_code")),
        sa.UniqueConstraint("public_code", name=op.f("uq_counter_public_code")),
    )
    op.create_index(op.f("ix_counter_agency_id"), "counter", ["agency_id"], unique=False)
    op.create_index(op.f("ix_counter_service_id"), "counter", ["service_id"], unique=False)
    op.create_table(
        "commendation",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("tracking_code", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "received",
                "accepted",
                "not_about_staff",
                "abusive",
                "suspected_gratuity",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("counter_id", BIG, nullable=True),
        sa.Column("service_id", BIG, nullable=True),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("citizen_name", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refused_tip", sa.Boolean(), nullable=False),
        sa.Column("verified_by", BIG, nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verdict_reason", sa.Text(), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=True),
        sa.CheckConstraint("rating between 1 and 4", name=op.f("ck_commendation_rating")),
        sa.CheckConstraint(
            "verified_by <> person_id", name=op.f("ck_commendation_verified_by_another")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_commendation_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["counter_id"], ["counter.id"], name=op.f("fk_commendation_counter_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_commendation_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_commendation_service_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_commendation_unit_id")),
        sa.ForeignKeyConstraint(
            ["verified_by"], ["person.id"], name=op.f("fk_commendation_verified_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commendation")),
        sa.UniqueConstraint(
            "agency_id", "source_key", name=op.f("uq_commendation_agency_id_source_key")
        ),
        sa.UniqueConstraint("tracking_code", name=op.f("uq_commendation_tracking_code")),
    )
    op.create_index(op.f("ix_commendation_agency_id"), "commendation", ["agency_id"], unique=False)
    op.create_index(
        op.f("ix_commendation_counter_id"), "commendation", ["counter_id"], unique=False
    )
    op.create_index(op.f("ix_commendation_person_id"), "commendation", ["person_id"], unique=False)
    op.create_index(
        op.f("ix_commendation_service_id"), "commendation", ["service_id"], unique=False
    )
    op.create_index(op.f("ix_commendation_unit_id"), "commendation", ["unit_id"], unique=False)
    op.create_index(
        op.f("ix_commendation_verified_by"), "commendation", ["verified_by"], unique=False
    )


def downgrade() -> None:
    op.drop_table("commendation")
    op.drop_table("counter")
    op.drop_table("complaint")
    op.drop_table("service")
