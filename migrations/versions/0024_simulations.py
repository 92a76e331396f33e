"""Simulations of rule packs, the state they lead to, and the hash of what an activator saw.

Versions that are in force already were activated without a simulation and stay so. SQLite cannot
change a CHECK, so there the table of packs is copied with the new one. A step back refuses while a
version stands in the state that it does not know.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024_simulations"
down_revision = "0023_fairness"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BEFORE = ("draft", "active", "retired")
AFTER = ("draft", "simulated", "active", "retired")
TARGETS = {
    "agency_id": "agency.id",
    "pack_id": "rule_pack.id",
    "base_pack_id": "rule_pack.id",
    "requested_by": "account.id",
}
CHECKS = {
    "days_ordered": "first_day <= last_day",
    "finished_whole": (
        "(finished_at is null) = (report_sha256 is null)"
        " and (finished_at is null) = (fact_count is null)"
    ),
}


def upgrade() -> None:
    allow_states(AFTER)
    op.add_column("rule_pack", sa.Column("seen_sha256", sa.String(length=64), nullable=True))
    op.create_table(
        "simulation",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("pack_id", BIG, nullable=False),
        sa.Column("base_pack_id", BIG, nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("requested_by", BIG, nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fact_count", sa.Integer(), nullable=True),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("report_sha256", sa.String(length=64), nullable=True),
        *(
            sa.CheckConstraint(rule, name=op.f(f"ck_simulation_{name}"))
            for name, rule in CHECKS.items()
        ),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_simulation_{column}"))
            for column, target in TARGETS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_simulation")),
    )
    for column in ("agency_id", "base_pack_id", "requested_by"):
        op.create_index(op.f(f"ix_simulation_{column}"), "simulation", [column])
    op.create_index(
        "ix_simulation_pack_id_report_sha256", "simulation", ["pack_id", "report_sha256"]
    )


def downgrade() -> None:
    op.drop_table("simulation")
    with op.batch_alter_table("rule_pack") as table:
        table.drop_column("seen_sha256")
    allow_states(BEFORE)


def allow_states(states: tuple[str, ...]) -> None:
    condition = f"state IN ({', '.join(repr(state) for state in states)})"
    with op.batch_alter_table("rule_pack") as table:
        table.drop_constraint(op.f("ck_rule_pack_state"), type_="check")
        table.create_check_constraint(op.f("ck_rule_pack_state"), condition)
