"""Indicators, surveys, ratings and training.

A second survey of a unit and period replaces the first explicitly, never silently.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006_measures"
down_revision = "0005_citizens"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "indicator",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("measured_in", sa.Text(), nullable=False),
        sa.Column("direction", sa.String(length=64), nullable=False),
        sa.Column("scope", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_indicator_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
        sa.UniqueConstraint("agency_id", "code", name=op.f("uq_indicator_agency_id_code")),
    )
    op.create_index(op.f("ix_indicator_agency_id"), "indicator", ["agency_id"], unique=False)
    op.create_table(
        "measurement",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("indicator_id", BIG, nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("period", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Numeric(precision=14, scale=4), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_measurement_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["indicator.id"], name=op.f("fk_measurement_indicator_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_measurement_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measurement")),
        sa.UniqueConstraint(
            "indicator_id",
            "unit_id",
            "period",
            "source",
            name=op.f("uq_measurement_indicator_id_unit_id_period_source"),
        ),
    )
    op.create_index(op.f("ix_measurement_agency_id"), "measurement", ["agency_id"], unique=False)
    op.create_index(op.f("ix_measurement_unit_id"), "measurement", ["unit_id"], unique=False)
    op.create_table(
        "service_index_score",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("aspect", sa.Text(), nullable=False),
        sa.Column("score", sa.Numeric(precision=4, scale=2), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_service_index_score_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_service_index_score_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_index_score")),
        sa.UniqueConstraint(
            "unit_id", "year", "aspect", name=op.f("uq_service_index_score_unit_id_year_aspect")
        ),
    )
    op.create_index(
        op.f("ix_service_index_score_agency_id"), "service_index_score", ["agency_id"], unique=False
    )
    op.create_table(
        "survey_index",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("period", sa.String(length=64), nullable=False),
        sa.Column("respondents", sa.Integer(), nullable=False),
        sa.Column("sums", sa.JSON(), nullable=False),
        sa.Column("weight", sa.String(length=64), nullable=False),
        sa.Column("index_value", sa.Numeric(precision=6, scale=2), nullable=False),
        sa.Column("grade", sa.String(length=64), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_by", BIG, nullable=True),
        sa.CheckConstraint("respondents > 0", name=op.f("ck_survey_index_respondents")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_survey_index_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["replaced_by"], ["survey_index.id"], name=op.f("fk_survey_index_replaced_by")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_survey_index_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_index")),
    )
    op.create_index(op.f("ix_survey_index_agency_id"), "survey_index", ["agency_id"], unique=False)
    op.create_index(
        op.f("ix_survey_index_replaced_by"), "survey_index", ["replaced_by"], unique=False
    )
    op.create_index(op.f("ix_survey_index_unit_id"), "survey_index", ["unit_id"], unique=False)
    op.create_index(
        "uq_survey_index_current",
        "survey_index",
        ["agency_id", "unit_id", "period"],
        unique=True,
        sqlite_where=sa.text("replaced_by is null"),
        postgresql_where=sa.text("replaced_by is null"),
    )
    op.create_table(
        "target",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("indicator_id", BIG, nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("period", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Numeric(precision=14, scale=4), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_target_agency_id")),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["indicator.id"], name=op.f("fk_target_indicator_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_target_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
        sa.UniqueConstraint(
            "indicator_id", "unit_id", "period", name=op.f("uq_target_indicator_id_unit_id_period")
        ),
    )
    op.create_index(op.f("ix_target_agency_id"), "target", ["agency_id"], unique=False)
    op.create_index(op.f("ix_target_unit_id"), "target", ["unit_id"], unique=False)
    op.create_table(
        "performance_rating",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=64), nullable=False),
        sa.Column("work", sa.Integer(), nullable=False),
        sa.Column("behaviour", sa.Integer(), nullable=False),
        sa.Column("predicate", sa.Integer(), nullable=False),
        sa.Column("predicate_given", sa.Integer(), nullable=True),
        sa.Column("rated_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "predicate between 1 and 5", name=op.f("ck_performance_rating_predicate")
        ),
        sa.CheckConstraint(
            "work between 1 and 3 and behaviour between 1 and 3",
            name=op.f("ck_performance_rating_ratings"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_performance_rating_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_performance_rating_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_performance_rating")),
        sa.UniqueConstraint(
            "person_id", "year", "period", name=op.f("uq_performance_rating_person_id_year_period")
        ),
    )
    op.create_index(
        op.f("ix_performance_rating_agency_id"), "performance_rating", ["agency_id"], unique=False
    )
    op.create_table(
        "survey_response",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("survey_index_id", BIG, nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("answers", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_survey_response_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["survey_index_id"],
            ["survey_index.id"],
            name=op.f("fk_survey_response_survey_index_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_response")),
        sa.UniqueConstraint(
            "survey_index_id",
            "row_number",
            name=op.f("uq_survey_response_survey_index_id_row_number"),
        ),
    )
    op.create_index(
        op.f("ix_survey_response_agency_id"), "survey_response", ["agency_id"], unique=False
    )
    op.create_table(
        "training",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("finished_on", sa.Date(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("mentor_id", BIG, nullable=True),
        sa.Column("is_applied", sa.Boolean(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("hours > 0", name=op.f("ck_training_hours")),
        sa.CheckConstraint("mentor_id <> person_id", name=op.f("ck_training_mentor_is_another")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_training_agency_id")),
        sa.ForeignKeyConstraint(["mentor_id"], ["person.id"], name=op.f("fk_training_mentor_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_training_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training")),
        sa.UniqueConstraint(
            "person_id",
            "title",
            "finished_on",
            name=op.f("uq_training_person_id_title_finished_on"),
        ),
    )
    op.create_index(op.f("ix_training_agency_id"), "training", ["agency_id"], unique=False)
    op.create_index(op.f("ix_training_mentor_id"), "training", ["mentor_id"], unique=False)


def downgrade() -> None:
    op.drop_table("training")
    op.drop_table("survey_response")
    op.drop_table("performance_rating")
    op.drop_table("target")
    op.drop_table("survey_index")
    op.drop_table("service_index_score")
    op.drop_table("measurement")
    op.drop_table("indicator")
