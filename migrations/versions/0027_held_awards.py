"""Awards that wait for HR: a state of their own in the waiting room of the approved.

A step back lets those that wait go on waiting for their unit's quota, where the next widening
finds them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027_held_awards"
down_revision = "0026_remedies"

HELD = "awaiting_verification"
STATES_BEFORE = (
    "pending",
    "awaiting_assessment",
    "awaiting_reply",
    "awaiting_quota",
    "approved",
    "returned",
    "rejected",
    "withdrawn",
    "reversed",
)
STATES_AFTER = (*STATES_BEFORE, HELD)


def upgrade() -> None:
    _allow(STATES_AFTER)
    with op.batch_alter_table("proposal") as table:
        table.create_check_constraint(
            op.f("ck_proposal_only_awards_are_held"), f"state <> '{HELD}' or kind = 'award'"
        )


def downgrade() -> None:
    waiting = sa.text("UPDATE proposal SET state = 'awaiting_quota' WHERE state = :held")
    op.execute(waiting.bindparams(held=HELD))
    with op.batch_alter_table("proposal") as table:
        table.drop_constraint(op.f("ck_proposal_only_awards_are_held"), type_="check")
    _allow(STATES_BEFORE)


def _allow(values: tuple[str, ...]) -> None:
    condition = f"state IN ({', '.join(repr(value) for value in values)})"
    with op.batch_alter_table("proposal") as table:
        table.drop_constraint(op.f("ck_proposal_state"), type_="check")
        table.create_check_constraint(op.f("ck_proposal_state"), condition)
