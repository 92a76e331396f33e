"""Who decides, what and on which ground: witnesses, moved steps, confirmed settings, side tracks.

A setting says from now on who recorded it and which second person confirmed it; those recorded
before name nobody and stay unconfirmed. Nobody is a part-time PPPK until an import says so. A
sanction may carry the kind in the agency's own words and how a dismissal counts; those of before
have neither. SQLite cannot add a CHECK, so there the table of settings is copied.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021_who_decides"
down_revision = "0020_case_papers"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
SETTING_CHECKS = {
    "confirmed_by_another": "confirmed_by <> recorded_by",
    "confirmed_when": "confirmed_by is null or (confirmed_at is not null and not needs_verification)",
}


def upgrade() -> None:
    with op.batch_alter_table("setting") as table:
        table.add_column(sa.Column("recorded_by", BIG, nullable=True))
        table.add_column(sa.Column("recorded_at", MOMENT, nullable=True))
        table.add_column(sa.Column("confirmed_by", BIG, nullable=True))
        table.add_column(sa.Column("confirmed_at", MOMENT, nullable=True))
        for column in ("recorded_by", "confirmed_by"):
            table.create_foreign_key(op.f(f"fk_setting_{column}"), "person", [column], ["id"])
        for name, rule in SETTING_CHECKS.items():
            table.create_check_constraint(op.f(f"ck_setting_{name}"), rule)
    op.add_column(
        "person",
        sa.Column("is_part_time", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("sanction", sa.Column("kind_text", sa.Text(), nullable=True))
    op.add_column("sanction", sa.Column("dismissal_type", sa.String(length=64), nullable=True))
    make_case_witness()
    make_case_move()
    make_side_tracks()
    make_salary_stop()


def downgrade() -> None:
    for table in ("salary_stop", "side_step", "side_sanction", "case_move", "case_witness"):
        op.drop_table(table)
    op.drop_column("sanction", "dismissal_type")
    op.drop_column("sanction", "kind_text")
    op.drop_column("person", "is_part_time")
    with op.batch_alter_table("setting") as table:
        for name in SETTING_CHECKS:
            table.drop_constraint(op.f(f"ck_setting_{name}"), type_="check")
        for column in ("recorded_by", "confirmed_by"):
            table.drop_constraint(op.f(f"fk_setting_{column}"), type_="foreignkey")
        for column in ("recorded_by", "recorded_at", "confirmed_by", "confirmed_at"):
            table.drop_column(column)


def make_case_witness() -> None:
    op.create_table(
        "case_witness",
        *keys("case_witness", case_id="discipline_case", person_id="person", recorded_by="person"),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.UniqueConstraint("case_id", "person_id", name=op.f("uq_case_witness_case_id_person_id")),
    )
    op.create_index(op.f("ix_case_witness_agency_id"), "case_witness", ["agency_id"])
    op.create_index(op.f("ix_case_witness_person_id"), "case_witness", ["person_id"])


def make_case_move() -> None:
    op.create_table(
        "case_move",
        *keys("case_move", case_id="discipline_case", person_id="person", unit_id="unit"),
        sa.Column("step", words("step", "examiner", "decider"), nullable=False),
        sa.Column(
            "capacity", words("capacity", "definitif", "plt", "plh", "pj", "pjs"), nullable=False
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_index(op.f("ix_case_move_agency_id"), "case_move", ["agency_id"])
    op.create_index("ix_case_move_case_id", "case_move", ["case_id", "id"])


def make_side_tracks() -> None:
    op.create_table(
        "side_sanction",
        *keys("side_sanction", subject_id="person", decided_by="person"),
        *optional_key("side_sanction", "recorded_by", "person"),
        sa.Column("track", words("track", "performance", "service"), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("article", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("letter_number", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("official", sa.JSON(), nullable=False),
        sa.Column("obey_until", sa.Date(), nullable=True),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.UniqueConstraint(
            "agency_id",
            "track",
            "letter_number",
            name=op.f("uq_side_sanction_agency_id_track_letter_number"),
        ),
        *checks(
            "side_sanction",
            decider_is_another="decided_by <> subject_id",
            reason_given="length(trim(reason)) >= 20",
            letter_given="length(trim(letter_number)) > 0",
            own_kind="kind not in ('R1', 'R2', 'R3', 'S1', 'S2', 'S3', 'B1', 'B2', 'B3')",
            own_law="(track = 'performance' and article like '%PP 30/2019')"
            " or (track = 'service' and article like '%UU 25/2009')",
            dates_ordered="obey_until is null or obey_until > decided_on",
        ),
    )
    op.create_index(op.f("ix_side_sanction_agency_id"), "side_sanction", ["agency_id"])
    op.create_index(op.f("ix_side_sanction_subject_id"), "side_sanction", ["subject_id"])
    op.create_table(
        "side_step",
        *keys("side_step", side_sanction_id="side_sanction"),
        *optional_key("side_step", "person_id", "person"),
        sa.Column("event", words("event", "obeyed", "not_obeyed", "withdrawn"), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        *checks("side_step", note_given="length(trim(note)) > 0"),
    )
    op.create_index(op.f("ix_side_step_agency_id"), "side_step", ["agency_id"])
    op.create_index("ix_side_step_side_sanction_id", "side_step", ["side_sanction_id", "id"])


def make_salary_stop() -> None:
    op.create_table(
        "salary_stop",
        *keys("salary_stop", person_id="person"),
        sa.Column("run_first_on", sa.Date(), nullable=False),
        sa.Column("reached_on", sa.Date(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("forwarded_on", sa.Date(), nullable=True),
        sa.Column("forwarded_letter", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.UniqueConstraint(
            "person_id", "run_first_on", name=op.f("uq_salary_stop_person_id_run_first_on")
        ),
        *checks(
            "salary_stop",
            from_the_next_month="effective_from > reached_on",
            dates_ordered="reached_on > run_first_on",
            forwarded_by_letter="forwarded_on is null or forwarded_letter <> ''",
        ),
    )
    op.create_index(op.f("ix_salary_stop_agency_id"), "salary_stop", ["agency_id"])


def keys(table: str, **targets: str) -> list[sa.schema.SchemaItem]:
    """The id, the agency and the references that are never empty, each with its key."""
    columns = {"agency_id": "agency", **targets}
    return [
        sa.Column("id", BIG, nullable=False),
        *(sa.Column(column, BIG, nullable=False) for column in columns),
        *(
            sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))
            for column, target in columns.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def optional_key(table: str, column: str, target: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column(column, BIG, nullable=True),
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}")),
    ]


def words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def checks(table: str, **rules: str) -> list[sa.CheckConstraint]:
    return [
        sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}")) for name, rule in rules.items()
    ]
