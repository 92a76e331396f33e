"""Re-ratings of the past: a batch, its frozen lines, and what became of each.

Nothing that stands is touched. A step back refuses while a batch was carried out, because the
reason of its entries would be lost.
"""

import sqlalchemy as sa
from alembic import op

revision = "0029_reratings"
down_revision = "0028_discontinued_cases"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STATES = ("asked", "waiting", "empty", "withdrawn", "rejected", "approved", "done")
LINE_STATES = ("planned", "untouched", "done", "refused")
OPEN = "state IN ('asked','waiting','approved')"
WHEN = sa.DateTime(timezone=True)
HASH = sa.String(length=64)
CODE = sa.String(length=64)


def upgrade() -> None:
    _make_rerating()
    _make_line()


def downgrade() -> None:
    done = sa.text("SELECT count(*) FROM rerating_line WHERE state = 'done'")
    if op.get_bind().execute(done).scalar():
        raise ValueError("penilaian ulang sudah dilaksanakan; langkah mundur menghapus alasannya")
    op.drop_table("rerating_line")
    op.drop_table("rerating")


def _make_rerating() -> None:
    _make(
        "rerating",
        sa.Column("pack_id", BIG, nullable=False),
        sa.Column("pack_code", CODE, nullable=False),
        sa.Column("simulation_id", BIG, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", _words("state", *STATES), nullable=False),
        sa.Column("asked_by", BIG, nullable=False),
        sa.Column("asked_at", WHEN, nullable=False),
        sa.Column("lines_sha256", HASH, nullable=True),
        sa.Column("decided_by", BIG, nullable=True),
        sa.Column("decided_at", WHEN, nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("seen_sha256", HASH, nullable=True),
        sa.Column("finished_at", WHEN, nullable=True),
        checks={
            "days_ordered": "first_day <= last_day",
            "decided_by_another": "decided_by <> asked_by",
            "is_decided": (
                "state not in ('approved','rejected','done')"
                " or (decided_by is not null and decided_at is not null)"
            ),
            "seen_whole": "state not in ('approved','done') or seen_sha256 = lines_sha256",
            "is_listed": "state = 'asked' or lines_sha256 is not null",
        },
        targets={
            "pack_id": "rule_pack.id",
            "simulation_id": "simulation.id",
            "asked_by": "person.id",
            "decided_by": "person.id",
        },
        indexes=("simulation_id",),
    )
    where = sa.text(OPEN)
    op.create_index(
        "uq_rerating_open",
        "rerating",
        ["agency_id", "pack_code"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )


def _make_line() -> None:
    _make(
        "rerating_line",
        sa.Column("rerating_id", BIG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("rule_code", CODE, nullable=False),
        sa.Column("subject_key", CODE, nullable=False),
        sa.Column("once_key", sa.Text(), nullable=False),
        sa.Column("rule_version_id", BIG, nullable=True),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("fact_kind", CODE, nullable=False),
        sa.Column("fact_id", sa.Integer(), nullable=False),
        sa.Column("reverses_uid", CODE, nullable=True),
        sa.Column("points_before", sa.Integer(), nullable=False),
        sa.Column("badge_before", sa.Text(), nullable=False),
        sa.Column("is_given", sa.Boolean(), nullable=False),
        sa.Column("points_after", sa.Integer(), nullable=False),
        sa.Column("badge_after", sa.Text(), nullable=False),
        sa.Column("is_first", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", _words("state", *LINE_STATES), nullable=False),
        sa.Column("reversal_uid", CODE, nullable=True),
        sa.Column("entry_uid", CODE, nullable=True),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.Column("settled_at", WHEN, nullable=True),
        checks={
            "done_has_entry": (
                "state <> 'done' or entry_uid is not null or reversal_uid is not null"
            ),
            "refused_has_reason": "state <> 'refused' or refusal <> ''",
            "untouched_has_reason": "(state = 'untouched') = (note <> '')",
            "changes_something": "reverses_uid is not null or is_given",
        },
        targets={
            "rerating_id": "rerating.id",
            "rule_version_id": "rule_version.id",
            "person_id": "person.id",
            "unit_id": "unit.id",
        },
        indexes=("rule_version_id", "person_id"),
        unique=("rerating_id", "position"),
    )
    op.create_index(
        "ix_rerating_line_key",
        "rerating_line",
        ["agency_id", "rule_code", "subject_key", "once_key"],
    )


def _make(
    name: str,
    *columns: sa.Column,
    checks: dict[str, str],
    targets: dict[str, str],
    indexes: tuple[str, ...] = (),
    unique: tuple[str, ...] = (),
) -> None:
    targets = {"agency_id": "agency.id", **targets}
    keys = [sa.UniqueConstraint(*unique, name=op.f(f"uq_{name}_{'_'.join(unique)}"))]
    op.create_table(
        name,
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        *columns,
        *(
            sa.CheckConstraint(rule, name=op.f(f"ck_{name}_{held}"))
            for held, rule in checks.items()
        ),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{name}_{column}"))
            for column, target in targets.items()
        ),
        *(keys if unique else ()),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    for column in ("agency_id", *indexes):
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])


def _words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
