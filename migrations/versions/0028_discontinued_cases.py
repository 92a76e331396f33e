"""A case may end without a sanction: its person died, retired, left or was the wrong one.

A step back refuses while a case ended so.
"""

import sqlalchemy as sa
from alembic import op

revision = "0028_discontinued_cases"
down_revision = "0027_held_awards"

STATES_BEFORE = (
    "opened",
    "summoned",
    "absent",
    "summoned_again",
    "absent_twice",
    "examined",
    "replied",
    "referred",
    "decided",
    "sent",
    "delivered",
    "suspended",
    "effective",
    "annulled",
    "cleared",
    "closed",
    "reported",
    "executed",
    "spent",
)
GROUNDS = ("died", "retired", "left", "wrong_person", "other")


def upgrade() -> None:
    with op.batch_alter_table("discipline_case") as table:
        table.drop_constraint(op.f("ck_discipline_case_state"), type_="check")
        table.create_check_constraint(
            op.f("ck_discipline_case_state"), one_of("state", (*STATES_BEFORE, "discontinued"))
        )
        table.add_column(sa.Column("discontinued_ground", sa.String(32), nullable=True))
        table.add_column(
            sa.Column("discontinued_reason", sa.Text(), nullable=False, server_default="")
        )
    with op.batch_alter_table("discipline_case") as table:
        table.alter_column("discontinued_reason", server_default=None)
        table.create_check_constraint(
            op.f("ck_discipline_case_discontinued_ground"), one_of("discontinued_ground", GROUNDS)
        )
        table.create_check_constraint(
            op.f("ck_discipline_case_discontinued_reason"),
            "discontinued_ground is null or length(discontinued_reason) >= 20",
        )
        table.create_check_constraint(
            op.f("ck_discipline_case_discontinued_on_a_ground"),
            "state <> 'discontinued' or discontinued_ground is not null",
        )


def downgrade() -> None:
    with op.batch_alter_table("discipline_case") as table:
        for name in ("on_a_ground", "reason", "ground"):
            table.drop_constraint(op.f(f"ck_discipline_case_discontinued_{name}"), type_="check")
        table.drop_column("discontinued_reason")
        table.drop_column("discontinued_ground")
        table.drop_constraint(op.f("ck_discipline_case_state"), type_="check")
        table.create_check_constraint(
            op.f("ck_discipline_case_state"), one_of("state", STATES_BEFORE)
        )


def one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"
