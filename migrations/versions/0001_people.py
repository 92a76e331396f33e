"""Agencies, units, people and the days they work.

Everything else refers to a person of a unit of an agency; a pejabat negara has no NIP, which the
database holds by a check. Calendars are dated data: a year without a row is not loaded.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001_people"
down_revision = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "agency",
        sa.Column("id", BIG, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("government", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("head_title", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("days_per_week", sa.Integer(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("government_level", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("code", name=op.f("uq_agency_code")),
        sa.UniqueConstraint("origin", name=op.f("uq_agency_origin")),
    )
    op.create_table(
        "calendar_year",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_calendar_year_agency_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_year")),
        sa.UniqueConstraint("agency_id", "year", name=op.f("uq_calendar_year_agency_id_year")),
    )
    op.create_index(
        op.f("ix_calendar_year_agency_id"), "calendar_year", ["agency_id"], unique=False
    )
    op.create_table(
        "holiday",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_holiday_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holiday")),
        sa.UniqueConstraint("agency_id", "day", name=op.f("uq_holiday_agency_id_day")),
    )
    op.create_index(op.f("ix_holiday_agency_id"), "holiday", ["agency_id"], unique=False)
    op.create_table(
        "position",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind_code", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_position_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_position")),
        sa.UniqueConstraint("agency_id", "title", name=op.f("uq_position_agency_id_title")),
    )
    op.create_index(op.f("ix_position_agency_id"), "position", ["agency_id"], unique=False)
    op.create_table(
        "setting",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("needs_verification", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_setting_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting")),
        sa.UniqueConstraint(
            "agency_id", "key", "valid_from", name=op.f("uq_setting_agency_id_key_valid_from")
        ),
    )
    op.create_index(op.f("ix_setting_agency_id"), "setting", ["agency_id"], unique=False)
    op.create_table(
        "unit",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent_id", BIG, nullable=True),
        sa.Column("letter_code", sa.Text(), nullable=False),
        sa.Column("days_per_week", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("days_per_week in (5, 6)", name=op.f("ck_unit_days_per_week")),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_unit_parent_is_another")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_unit_agency_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("agency_id", "code", name=op.f("uq_unit_agency_id_code")),
    )
    op.create_index(op.f("ix_unit_agency_id"), "unit", ["agency_id"], unique=False)
    op.create_index(op.f("ix_unit_parent_id"), "unit", ["parent_id"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("nip", sa.String(length=64), nullable=True),
        sa.Column("official_code", sa.String(length=64), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "pns",
                "cpns",
                "pppk",
                "pejabat_negara",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "active", "left", name="state", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title_before", sa.Text(), nullable=False),
        sa.Column("title_after", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("sex", sa.Text(), nullable=False),
        sa.Column("appointed_on", sa.Date(), nullable=True),
        sa.Column("rank_code", sa.Text(), nullable=False),
        sa.Column("rank_name", sa.Text(), nullable=False),
        sa.Column("position_id", BIG, nullable=True),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("is_unit_head", sa.Boolean(), nullable=False),
        sa.Column("superior_id", BIG, nullable=True),
        sa.Column("superior_source", sa.Text(), nullable=False),
        sa.Column("nip_warnings", sa.JSON(), nullable=False),
        sa.Column("follows_roster", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'pejabat_negara' and nip is null and official_code is not null) or (kind <> 'pejabat_negara' and nip is not null)",
            name=op.f("ck_person_nip_or_official"),
        ),
        sa.CheckConstraint("superior_id <> id", name=op.f("ck_person_superior_is_another")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_person_agency_id")),
        sa.ForeignKeyConstraint(
            ["position_id"], ["position.id"], name=op.f("fk_person_position_id")
        ),
        sa.ForeignKeyConstraint(["superior_id"], ["person.id"], name=op.f("fk_person_superior_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_person_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("agency_id", "nip", name=op.f("uq_person_agency_id_nip")),
        sa.UniqueConstraint(
            "agency_id", "official_code", name=op.f("uq_person_agency_id_official_code")
        ),
    )
    op.create_index(op.f("ix_person_agency_id"), "person", ["agency_id"], unique=False)
    op.create_index("ix_person_agency_id_unit_id", "person", ["agency_id", "unit_id"], unique=False)
    op.create_index(op.f("ix_person_position_id"), "person", ["position_id"], unique=False)
    op.create_index(op.f("ix_person_superior_id"), "person", ["superior_id"], unique=False)
    op.create_index(op.f("ix_person_unit_id"), "person", ["unit_id"], unique=False)
    op.create_table(
        "roster_day",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("duty", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_roster_day_agency_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_roster_day_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_day")),
        sa.UniqueConstraint("person_id", "day", name=op.f("uq_roster_day_person_id_day")),
    )
    op.create_index(op.f("ix_roster_day_agency_id"), "roster_day", ["agency_id"], unique=False)


def downgrade() -> None:
    op.drop_table("roster_day")
    op.drop_table("person")
    op.drop_table("unit")
    op.drop_table("setting")
    op.drop_table("position")
    op.drop_table("holiday")
    op.drop_table("calendar_year")
    op.drop_table("agency")
