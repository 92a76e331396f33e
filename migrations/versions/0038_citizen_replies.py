"""A commendation for somebody without a NIP, and what the unit says back to the citizen."""

import sqlalchemy as sa
from alembic import op

revision = "0038_citizen_replies"
down_revision = "0037_wordings"

WORDS = ("staff_name", "reply")
ONE_PERSON = "ck_commendation_for_one_person"


def upgrade() -> None:
    with op.batch_alter_table("commendation") as table:
        for name in WORDS:
            table.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("commendation") as table:
        for name in WORDS:
            table.alter_column(name, server_default=None)
        table.create_check_constraint(op.f(ONE_PERSON), "person_id is null or staff_name = ''")


def downgrade() -> None:
    with op.batch_alter_table("commendation") as table:
        table.drop_constraint(op.f(ONE_PERSON), type_="check")
        for name in WORDS:
            table.drop_column(name)
