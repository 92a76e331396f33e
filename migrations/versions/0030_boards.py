"""Boards of units: who may see them, and the points of units summed by month.

The totals start empty and the next worker fills them from the sealed entries; until then the page
sums the entries themselves. All of them can be made again, so a step back loses nothing but the
decisions on who sees a board, and refuses while there is one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0030_boards"
down_revision = "0029_reratings"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "board_policy",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("visibility", _words("visibility", "hidden", "unit", "agency"), nullable=False),
        sa.Column("brackets", _words("brackets", "none", "office", "size"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", BIG, nullable=False),
        sa.Column("decided_name", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        _belongs("board_policy", "agency_id", "agency.id"),
        _belongs("board_policy", "decided_by", "person.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_policy")),
    )
    op.create_index(op.f("ix_board_policy_agency_id"), "board_policy", ["agency_id"])
    op.create_table(
        "board_total",
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("happened_month", sa.Date(), nullable=False),
        sa.Column("decided_month", sa.Date(), nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("points", BIG, nullable=False),
        _belongs("board_total", "unit_id", "unit.id"),
        _belongs("board_total", "agency_id", "agency.id"),
        sa.PrimaryKeyConstraint(
            "unit_id", "happened_month", "decided_month", name=op.f("pk_board_total")
        ),
    )
    op.create_index(
        "ix_board_total_agency_id_happened", "board_total", ["agency_id", "happened_month"]
    )
    op.create_table(
        "board_mark",
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("position", BIG, nullable=False),
        _belongs("board_mark", "agency_id", "agency.id"),
        sa.PrimaryKeyConstraint("agency_id", name=op.f("pk_board_mark")),
    )


def downgrade() -> None:
    decided = sa.text("SELECT count(*) FROM board_policy")
    if op.get_bind().execute(decided).scalar():
        raise ValueError("keputusan tentang papan unit sudah tercatat; langkah mundur menghapusnya")
    op.drop_table("board_mark")
    op.drop_table("board_total")
    op.drop_table("board_policy")


def _belongs(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def _words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
