"""Who brought a summons and who took it; the hour and the place of what is alleged."""

import sqlalchemy as sa
from alembic import op

revision = "0041_receipts_of_summonses"
down_revision = "0040_citizen_erasures"

WORDS = {
    "summons": ("handed_by", "received_by", "receipt_refusal"),
    "violation_report": ("happened_at", "place"),
    "superior_assessment": ("happened_at", "place"),
}
CHECKS = {
    "received_or_refused": "received_by = '' or receipt_refusal = ''",
    "receipt_dated": (
        "received_on is not null or (handed_by = '' and received_by = '' and receipt_refusal = '')"
    ),
}


def upgrade() -> None:
    for name, columns in WORDS.items():
        with op.batch_alter_table(name) as table:
            for column in columns:
                table.add_column(sa.Column(column, sa.Text(), nullable=False, server_default=""))
        with op.batch_alter_table(name) as table:
            for column in columns:
                table.alter_column(column, server_default=None)
            for check, rule in CHECKS.items() if name == "summons" else ():
                table.create_check_constraint(op.f(f"ck_summons_{check}"), rule)


def downgrade() -> None:
    for name, columns in WORDS.items():
        with op.batch_alter_table(name) as table:
            for check in CHECKS if name == "summons" else ():
                table.drop_constraint(op.f(f"ck_summons_{check}"), type_="check")
            for column in columns:
                table.drop_column(column)
