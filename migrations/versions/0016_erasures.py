"""The retention schedule, erasures of personal data with their entries, and what the ledger says.

A step back refuses while an entry says that something was erased.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016_erasures"
down_revision = "0015_cosignatures"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
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
)
AFTER = (*BEFORE, "data_erased")


def upgrade() -> None:
    allow_kinds(AFTER)
    make_retention_rule()
    make_erasure()
    op.create_table(
        "erasure_item",
        sa.Column("erasure_id", BIG, nullable=False),
        sa.Column("entry_id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        *references(
            "erasure_item",
            {"erasure_id": "erasure.id", "entry_id": "entry.id", "agency_id": "agency.id"},
        ),
        sa.PrimaryKeyConstraint("erasure_id", "entry_id", name=op.f("pk_erasure_item")),
    )
    op.create_index(op.f("ix_erasure_item_agency_id"), "erasure_item", ["agency_id"])
    op.create_index(op.f("ix_erasure_item_entry_id"), "erasure_item", ["entry_id"])


def downgrade() -> None:
    op.drop_table("erasure_item")
    op.drop_table("erasure")
    op.drop_table("retention_rule")
    allow_kinds(BEFORE)


def allow_kinds(kinds: tuple[str, ...]) -> None:
    condition = f"kind IN ({', '.join(repr(kind) for kind in kinds)})"
    with op.batch_alter_table("entry") as table:
        table.drop_constraint(op.f("ck_entry_kind"), type_="check")
        table.create_check_constraint(op.f("ck_entry_kind"), condition)


def make_retention_rule() -> None:
    op.create_table(
        "retention_rule",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column(
            "record_kind",
            closed("record_kind", "award", "guidance", "administration"),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("years", sa.Integer(), nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("recorded_by", BIG, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", BIG, nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("years >= 1", name=op.f("ck_retention_rule_years")),
        sa.CheckConstraint("law <> ''", name=op.f("ck_retention_rule_law_given")),
        sa.CheckConstraint(
            "confirmed_by <> recorded_by", name=op.f("ck_retention_rule_confirmed_by_another")
        ),
        sa.CheckConstraint(
            "(confirmed_by is null) = (confirmed_at is null)",
            name=op.f("ck_retention_rule_confirmed_with_moment"),
        ),
        *references(
            "retention_rule",
            {
                "agency_id": "agency.id",
                "recorded_by": "person.id",
                "confirmed_by": "person.id",
            },
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_rule")),
        sa.UniqueConstraint(
            "agency_id",
            "record_kind",
            "valid_from",
            name=op.f("uq_retention_rule_agency_id_record_kind_valid_from"),
        ),
    )
    op.create_index(op.f("ix_retention_rule_agency_id"), "retention_rule", ["agency_id"])


def make_erasure() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("basis", closed("basis", "schedule", "request"), nullable=False),
        sa.Column(
            "state", closed("state", "proposed", "approved", "rejected", "done"), nullable=False
        ),
        sa.Column("retention_rule_id", BIG, nullable=True),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column(
            "ground",
            closed("ground", "uu-27-2022-8", "uu-27-2022-43", "putusan-pengadilan"),
            nullable=True,
        ),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("letter_number", sa.Text(), nullable=False),
        sa.Column("letter_on", sa.Date(), nullable=True),
        sa.Column("proposed_by", BIG, nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", BIG, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        *erasure_checks(),
        *references(
            "erasure",
            {
                "agency_id": "agency.id",
                "retention_rule_id": "retention_rule.id",
                "person_id": "person.id",
                "proposed_by": "person.id",
                "decided_by": "person.id",
            },
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
        sa.UniqueConstraint("agency_id", "number", name=op.f("uq_erasure_agency_id_number")),
    )
    op.create_index(op.f("ix_erasure_agency_id"), "erasure", ["agency_id"])
    op.create_index(op.f("ix_erasure_person_id"), "erasure", ["person_id"])
    op.create_index(op.f("ix_erasure_agency_id_state"), "erasure", ["agency_id", "state"])


def erasure_checks() -> list[sa.CheckConstraint]:
    rules = {
        "decided_by_another": "decided_by <> proposed_by",
        "decided_by_no_subject": "decided_by <> person_id",
        "proposed_by_no_subject": "proposed_by <> person_id",
        "schedule_has_rule": "(basis = 'schedule') = (retention_rule_id is not null)",
        "request_has_letter": (
            "basis = 'schedule' or (person_id is not null and ground is not null"
            " and letter_number <> '' and letter_on is not null and proposed_by is not null)"
        ),
        "request_is_decided": (
            "basis = 'schedule' or state = 'proposed' or (decided_by is not null"
            " and decided_at is not null and length(decision_reason) >= 20)"
        ),
        "done_with_moment": "(state = 'done') = (done_at is not null)",
    }
    return [
        sa.CheckConstraint(rule, name=op.f(f"ck_erasure_{name}")) for name, rule in rules.items()
    ]


def closed(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def references(table: str, targets: dict[str, str]) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))
        for column, target in targets.items()
    ]
