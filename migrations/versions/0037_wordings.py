"""The words that an agency chose for its papers, version by version.

A step back refuses while words are in force, because papers were made of them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0037_wordings"
down_revision = "0036_objections"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHEN = sa.DateTime(timezone=True)
KINDS = (
    "certificate",
    "guidance_letter",
    "summons",
    "examination_record",
    "investigation_report",
    "authority_report",
    "team_decision",
    "release_decision",
    "reprimand_decision",
    "sanction_decision",
    "delivery_call",
    "delivery_receipt",
    "delivery_letter",
    "remedy_decision",
    "clean_statement",
    "recap",
    "recap_corrigendum",
)
STATES = ("draft", "active", "retired")
TARGETS = {"agency_id": "agency.id", "author_id": "person.id", "activated_by": "person.id"}
CHECKS = {
    "version_counted": "version >= 1",
    "activated_by_another": "activated_by <> author_id",
    "is_activated": ("state = 'draft' or (activated_by is not null and activated_at is not null)"),
}


def upgrade() -> None:
    op.create_table(
        "wording",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("kind", _words("kind", *KINDS), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", _words("state", *STATES), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("author_id", BIG, nullable=False),
        sa.Column("written_at", WHEN, nullable=False),
        sa.Column("activated_by", BIG, nullable=True),
        sa.Column("activated_at", WHEN, nullable=True),
        *(
            sa.CheckConstraint(rule, name=op.f(f"ck_wording_{name}"))
            for name, rule in CHECKS.items()
        ),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_wording_{column}"))
            for column, target in TARGETS.items()
        ),
        sa.UniqueConstraint(
            "agency_id", "kind", "version", name=op.f("uq_wording_agency_id_kind_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wording")),
    )
    op.create_index(op.f("ix_wording_agency_id"), "wording", ["agency_id"])
    for state in ("active", "draft"):
        where = sa.text(f"state = '{state}'")
        op.create_index(
            f"uq_wording_{state}",
            "wording",
            ["agency_id", "kind"],
            unique=True,
            sqlite_where=where,
            postgresql_where=where,
        )


def downgrade() -> None:
    kept = sa.text("SELECT count(*) FROM wording WHERE state <> 'draft'")
    if op.get_bind().execute(kept).scalar():
        raise ValueError("ada naskah yang sudah diberlakukan; dokumennya memakai naskah itu")
    op.drop_table("wording")


def _words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
