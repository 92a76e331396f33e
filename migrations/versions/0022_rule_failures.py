"""Facts remember their team and who put them forward; rules that failed on a fact are kept."""

import sqlalchemy as sa
from alembic import op

revision = "0022_rule_failures"
down_revision = "0021_who_decides"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TARGETS = {
    "agency_id": "agency.id",
    "rule_version_id": "rule_version.id",
    "person_id": "person.id",
    "unit_id": "unit.id",
    "settled_by": "account.id",
}
KEY = ("agency_id", "rule_code", "fact_kind", "fact_id", "subject_key")
NAMED = "uq_rule_failure_agency_id_rule_code_fact_kind_fact_id_subject_key"


def upgrade() -> None:
    _remember_teams()
    op.create_table(
        "rule_failure",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("rule_version_id", BIG, nullable=False),
        sa.Column("rule_code", sa.String(64), nullable=False),
        sa.Column("fact_kind", sa.String(64), nullable=False),
        sa.Column("fact_id", sa.Integer(), nullable=False),
        sa.Column("subject_key", sa.String(64), nullable=False),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("unit_id", BIG, nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", BIG, nullable=True),
        sa.CheckConstraint(
            "(settled_at is null) = (settled_by is null)",
            name=op.f("ck_rule_failure_settled_by_somebody"),
        ),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_rule_failure_{column}"))
            for column, target in TARGETS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_failure")),
        sa.UniqueConstraint(*KEY, name=op.f(NAMED)),
    )
    op.create_index(op.f("ix_rule_failure_agency_id"), "rule_failure", ["agency_id"])
    op.create_index(op.f("ix_rule_failure_rule_version_id"), "rule_failure", ["rule_version_id"])
    op.create_index(
        "ix_rule_failure_agency_id_settled_at", "rule_failure", ["agency_id", "settled_at"]
    )


def downgrade() -> None:
    op.drop_table("rule_failure")
    with op.batch_alter_table("fact_record") as table:
        table.drop_constraint(op.f("fk_fact_record_proposer_id"), type_="foreignkey")
        table.drop_column("proposer_id")
        table.drop_column("team")


def _remember_teams() -> None:
    """What was recorded before had no team of its own to remember, and stays without."""
    with op.batch_alter_table("fact_record") as table:
        table.add_column(sa.Column("team", sa.JSON(), nullable=True))
        table.add_column(sa.Column("proposer_id", BIG, nullable=True))
        table.create_foreign_key(
            op.f("fk_fact_record_proposer_id"), "person", ["proposer_id"], ["id"]
        )
