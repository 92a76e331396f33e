"""Objections to a reward or to guidance, heard by an official who did not decide.

Nothing that stands is touched. A step back refuses while there is one, because the reason of its
correction would be lost.
"""

import sqlalchemy as sa
from alembic import op

revision = "0036_objections"
down_revision = "0035_signatures"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHEN = sa.DateTime(timezone=True)
CODE = sa.String(length=64)
OPEN = "state = 'filed' and entry_uid is not null"
CHECKS = {
    "decided_by_no_subject": "decided_by <> person_id",
    "decided_by_another": "decided_by <> first_decided_by",
    "about_an_entry": "(ground = 'not_awarded') = (entry_uid is null)",
    "reason_given": "length(reason) >= 20",
    "is_decided": "state in ('filed', 'withdrawn') = (decided_by is null)",
    "decision_has_reason": (
        "decided_by is null or (decided_at is not null and length(decision_reason) >= 20)"
    ),
    "granted_by_entry": (
        "(state = 'granted') = (reversal_uid is not null or award_uid is not null)"
    ),
}
TARGETS = {
    "agency_id": "agency.id",
    "person_id": "person.id",
    "first_decided_by": "person.id",
    "assignee_id": "person.id",
    "decided_by": "person.id",
}


def upgrade() -> None:
    op.create_table(
        "objection",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column(
            "ground",
            _words("ground", "not_awarded", "wrong_points", "wrong_share", "guidance"),
            nullable=False,
        ),
        sa.Column(
            "state", _words("state", "filed", "granted", "rejected", "withdrawn"), nullable=False
        ),
        sa.Column("entry_uid", CODE, nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("filed_at", WHEN, nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("first_decided_by", BIG, nullable=True),
        sa.Column("assignee_id", BIG, nullable=True),
        sa.Column("decided_by", BIG, nullable=True),
        sa.Column("decided_at", WHEN, nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("official", sa.JSON(), nullable=False),
        sa.Column("reversal_uid", CODE, nullable=True),
        sa.Column("award_uid", CODE, nullable=True),
        *(
            sa.CheckConstraint(rule, name=op.f(f"ck_objection_{name}"))
            for name, rule in CHECKS.items()
        ),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_objection_{column}"))
            for column, target in TARGETS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
    )
    for column in ("agency_id", "person_id"):
        op.create_index(op.f(f"ix_objection_{column}"), "objection", [column])
    op.create_index("ix_objection_assignee_id_state", "objection", ["assignee_id", "state"])
    where = sa.text(OPEN)
    op.create_index(
        "uq_objection_open",
        "objection",
        ["person_id", "entry_uid"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )


def downgrade() -> None:
    if op.get_bind().execute(sa.text("SELECT count(*) FROM objection")).scalar():
        raise ValueError("keberatan sudah tercatat; langkah mundur menghapusnya")
    op.drop_table("objection")


def _words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
