"""What citizens sent has a line in the retention schedule, and says since when it is empty.

A step back refuses while the schedule has such a line, because nobody can say what it should be.
"""

import sqlalchemy as sa
from alembic import op

revision = "0040_citizen_erasures"
down_revision = "0039_appraisers"

KINDS_BEFORE = ("award", "guidance", "administration")
KINDS_AFTER = (*KINDS_BEFORE, "citizen")
EMPTY = {
    "commendation": (
        "erased_on is null or (words = '' and citizen_name = '' and contact = ''"
        " and verdict_reason = '' and staff_name = '' and reply = '')"
    ),
    "complaint": "erased_on is null or (body = '' and verdict_reason = '' and answer = '')",
}


def upgrade() -> None:
    _allow(KINDS_AFTER)
    for name, rule in EMPTY.items():
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("erased_on", sa.Date(), nullable=True))
            table.create_check_constraint(op.f(f"ck_{name}_erased_is_empty"), rule)


def downgrade() -> None:
    lines = sa.text("SELECT count(*) FROM retention_rule WHERE record_kind = 'citizen'")
    if op.get_bind().execute(lines).scalar():
        raise ValueError("jadwal retensi untuk kiriman warga sudah tercatat")
    for name in EMPTY:
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"ck_{name}_erased_is_empty"), type_="check")
            table.drop_column("erased_on")
    _allow(KINDS_BEFORE)


def _allow(values: tuple[str, ...]) -> None:
    condition = f"record_kind IN ({', '.join(repr(value) for value in values)})"
    with op.batch_alter_table("retention_rule") as table:
        table.drop_constraint(op.f("ck_retention_rule_record_kind"), type_="check")
        table.create_check_constraint(op.f("ck_retention_rule_record_kind"), condition)
