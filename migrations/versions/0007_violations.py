"""Reports of violations, absence days and the superior's word on them.

An absence day is an indication until the direct superior confirms the reason.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007_violations"
down_revision = "0006_measures"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "absence_day",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "indication",
                "confirmed_absent",
                "excused",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("confirmed_by", BIG, nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "confirmed_by <> person_id", name=op.f("ck_absence_day_confirmed_by_another")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_absence_day_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["person.id"], name=op.f("fk_absence_day_confirmed_by")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_absence_day_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence_day")),
        sa.UniqueConstraint("person_id", "day", name=op.f("uq_absence_day_person_id_day")),
    )
    op.create_index(op.f("ix_absence_day_agency_id"), "absence_day", ["agency_id"], unique=False)
    op.create_index(
        op.f("ix_absence_day_confirmed_by"), "absence_day", ["confirmed_by"], unique=False
    )
    op.create_table(
        "violation_report",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "reported",
                "assessed_no_suspicion",
                "assessed_suspected",
                "dismissed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reporter_id", BIG, nullable=True),
        sa.Column("subject_id", BIG, nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("impact", sa.String(length=64), nullable=False),
        sa.Column("narrative", sa.Text(), nullable=False),
        sa.Column("loss_to_state", sa.Boolean(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("known_on", sa.Date(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "known_on >= happened_on", name=op.f("ck_violation_report_dates_ordered")
        ),
        sa.CheckConstraint(
            "reporter_id <> subject_id", name=op.f("ck_violation_report_reporter_is_another")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_violation_report_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["reporter_id"], ["person.id"], name=op.f("fk_violation_report_reporter_id")
        ),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["person.id"], name=op.f("fk_violation_report_subject_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_violation_report_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_violation_report")),
        sa.UniqueConstraint(
            "agency_id", "number", name=op.f("uq_violation_report_agency_id_number")
        ),
        sa.UniqueConstraint(
            "agency_id", "source_key", name=op.f("uq_violation_report_agency_id_source_key")
        ),
    )
    op.create_index(
        op.f("ix_violation_report_agency_id"), "violation_report", ["agency_id"], unique=False
    )
    op.create_index(
        op.f("ix_violation_report_reporter_id"), "violation_report", ["reporter_id"], unique=False
    )
    op.create_index(
        op.f("ix_violation_report_subject_id"), "violation_report", ["subject_id"], unique=False
    )
    op.create_index(
        op.f("ix_violation_report_unit_id"), "violation_report", ["unit_id"], unique=False
    )
    op.create_table(
        "superior_assessment",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("violation_report_id", BIG, nullable=True),
        sa.Column("complaint_id", BIG, nullable=True),
        sa.Column("subject_id", BIG, nullable=False),
        sa.Column("superior_id", BIG, nullable=False),
        sa.Column("substantiated", sa.Boolean(), nullable=False),
        sa.Column("suspected", sa.Boolean(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("impact", sa.Text(), nullable=False),
        sa.Column("loss_to_state", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("assessed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(violation_report_id is null) <> (complaint_id is null)",
            name=op.f("ck_superior_assessment_one_subject"),
        ),
        sa.CheckConstraint(
            "length(reason) >= 20", name=op.f("ck_superior_assessment_reason_given")
        ),
        sa.CheckConstraint(
            "superior_id <> subject_id", name=op.f("ck_superior_assessment_superior_is_another")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_superior_assessment_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_superior_assessment_complaint_id")
        ),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["person.id"], name=op.f("fk_superior_assessment_subject_id")
        ),
        sa.ForeignKeyConstraint(
            ["superior_id"], ["person.id"], name=op.f("fk_superior_assessment_superior_id")
        ),
        sa.ForeignKeyConstraint(
            ["violation_report_id"],
            ["violation_report.id"],
            name=op.f("fk_superior_assessment_violation_report_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_superior_assessment")),
        sa.UniqueConstraint("complaint_id", name=op.f("uq_superior_assessment_complaint_id")),
        sa.UniqueConstraint(
            "violation_report_id", name=op.f("uq_superior_assessment_violation_report_id")
        ),
    )
    op.create_index(
        op.f("ix_superior_assessment_agency_id"), "superior_assessment", ["agency_id"], unique=False
    )
    op.create_index(
        op.f("ix_superior_assessment_subject_id"),
        "superior_assessment",
        ["subject_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_superior_assessment_superior_id"),
        "superior_assessment",
        ["superior_id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_table("superior_assessment")
    op.drop_table("violation_report")
    op.drop_table("absence_day")
