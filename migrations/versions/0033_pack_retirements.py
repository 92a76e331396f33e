"""Versions of rules that end without another: asked by one, confirmed by another, on the ledger.

SQLite cannot change a CHECK, so there the table of entries is copied with the new one in place of
the old. A step back refuses while an entry says that a version ended.
"""

import sqlalchemy as sa
from alembic import op

revision = "0033_pack_retirements"
down_revision = "0032_side_tracks"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHEN = sa.DateTime(timezone=True)
STATES = ("asked", "withdrawn", "rejected", "confirmed")
CHECKS = {
    "reason_given": "reason <> ''",
    "decided_by_another": "decided_by <> asked_by",
    "is_decided": "(state in ('rejected','confirmed')) = (decided_by is not null)",
    "closed_with_moment": "(state = 'asked') = (decided_at is null)",
}
TARGETS = {
    "agency_id": "agency.id",
    "pack_id": "rule_pack.id",
    "asked_by": "account.id",
    "decided_by": "account.id",
}
BEFORE = (
    "opening",
    "quota_opening",
    "quota_widened",
    "award_points",
    "award_badge",
    "award_document",
    "points_expired",
    "guidance",
    "sanction",
    "rule_activated",
    "document_issued",
    "document_revoked",
    "recap_issued",
    "reversal",
    "balances_sealed",
    "origin_opened",
    "data_erased",
)
AFTER = (*BEFORE, "rule_retired")


def upgrade() -> None:
    allow_kinds(AFTER)
    op.create_table(
        "pack_retirement",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("pack_id", BIG, nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", _words("state", *STATES), nullable=False),
        sa.Column("asked_by", BIG, nullable=False),
        sa.Column("asked_at", WHEN, nullable=False),
        sa.Column("decided_by", BIG, nullable=True),
        sa.Column("decided_at", WHEN, nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        *(
            sa.CheckConstraint(rule, name=op.f(f"ck_pack_retirement_{held}"))
            for held, rule in CHECKS.items()
        ),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_pack_retirement_{column}"))
            for column, target in TARGETS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack_retirement")),
    )
    op.create_index(op.f("ix_pack_retirement_agency_id"), "pack_retirement", ["agency_id"])
    op.create_index(op.f("ix_pack_retirement_pack_id"), "pack_retirement", ["pack_id"])
    where = sa.text("state = 'asked'")
    op.create_index(
        "uq_pack_retirement_open",
        "pack_retirement",
        ["pack_id"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )


def downgrade() -> None:
    op.drop_table("pack_retirement")
    allow_kinds(BEFORE)


def allow_kinds(kinds: tuple[str, ...]) -> None:
    condition = f"kind IN ({', '.join(repr(kind) for kind in kinds)})"
    with op.batch_alter_table("entry") as table:
        table.drop_constraint(op.f("ck_entry_kind"), type_="check")
        table.create_check_constraint(op.f("ck_entry_kind"), condition)


def _words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
