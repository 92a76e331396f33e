"""Sanctions beside discipline are imposed by their official, and who opens a file is written down.

Until now nothing wrote these tables, so what a file might hold keeps its article as its ground and
waits for its official. A step back refuses while one was imposed or refused.
"""

import sqlalchemy as sa
from alembic import op

revision = "0032_side_tracks"
down_revision = "0031_document_states"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
EVENTS_BEFORE = ("obeyed", "not_obeyed", "withdrawn")
RECORDER = "recorded_by <> decided_by and recorded_by <> subject_id"
LETTER = "uq_side_sanction_agency_id_track_letter_number"


def upgrade() -> None:
    op.add_column(
        "side_sanction", sa.Column("ground", sa.Text(), nullable=False, server_default="")
    )
    op.execute("UPDATE side_sanction SET ground = article")
    op.execute("UPDATE side_sanction SET recorded_by = NULL WHERE recorded_by = decided_by")
    op.execute("UPDATE side_sanction SET recorded_by = NULL WHERE recorded_by = subject_id")
    with op.batch_alter_table("side_sanction") as table:
        table.alter_column("ground", server_default=None)
        table.drop_constraint(op.f(LETTER), type_="unique")
        table.create_check_constraint(op.f("ck_side_sanction_recorder_is_another"), RECORDER)
        table.create_check_constraint(
            op.f("ck_side_sanction_ground_given"), "length(trim(ground)) > 0"
        )
    _events("imposed", "refused", *EVENTS_BEFORE)
    _views("side_view", "side_sanction")
    _views("ethics_view", "ethics_case")


def downgrade() -> None:
    op.drop_table("ethics_view")
    op.drop_table("side_view")
    _events(*EVENTS_BEFORE)
    with op.batch_alter_table("side_sanction") as table:
        for name in ("ground_given", "recorder_is_another"):
            table.drop_constraint(op.f(f"ck_side_sanction_{name}"), type_="check")
        table.drop_column("ground")
        table.create_unique_constraint(op.f(LETTER), ["agency_id", "track", "letter_number"])


def _events(*values: str) -> None:
    allowed = ", ".join(repr(value) for value in values)
    with op.batch_alter_table("side_step") as table:
        table.drop_constraint(op.f("ck_side_step_event"), type_="check")
        table.create_check_constraint(op.f("ck_side_step_event"), f"event IN ({allowed})")


def _views(name: str, target: str) -> None:
    """The log of who opened a record of the register."""
    owner = f"{target}_id"
    keys = {"agency_id": "agency", owner: target, "account_id": "account"}
    op.create_table(
        name,
        sa.Column("id", BIG, nullable=False),
        *(sa.Column(column, BIG, nullable=False) for column in keys),
        sa.Column("person_name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_{name}_{column}"))
            for column, table in keys.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    for column in ("agency_id", owner):
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])
