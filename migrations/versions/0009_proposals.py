"""What is proposed and who decided each step.

A verdict is signed, reasoned and bound to the hash of what was seen.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009_proposals"
down_revision = "0008_rules"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "proposal",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "award",
                "guidance",
                "open_case",
                "reversal",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "awaiting_assessment",
                "awaiting_reply",
                "awaiting_quota",
                "approved",
                "returned",
                "rejected",
                "withdrawn",
                "reversed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("firing_id", BIG, nullable=True),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("proposer_id", BIG, nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("current_step", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entry_uid", sa.String(length=64), nullable=True),
        sa.Column("reverses_uid", sa.String(length=64), nullable=True),
        sa.CheckConstraint(
            "proposer_id <> person_id", name=op.f("ck_proposal_proposer_is_not_subject")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_proposal_agency_id")),
        sa.ForeignKeyConstraint(["firing_id"], ["firing.id"], name=op.f("fk_proposal_firing_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_proposal_person_id")),
        sa.ForeignKeyConstraint(
            ["proposer_id"], ["person.id"], name=op.f("fk_proposal_proposer_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_proposal_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("agency_id", "number", name=op.f("uq_proposal_agency_id_number")),
        sa.UniqueConstraint("firing_id", "kind", name=op.f("uq_proposal_firing_id_kind")),
    )
    op.create_index(op.f("ix_proposal_agency_id"), "proposal", ["agency_id"], unique=False)
    op.create_index("ix_proposal_agency_id_state", "proposal", ["agency_id", "state"], unique=False)
    op.create_index(op.f("ix_proposal_person_id"), "proposal", ["person_id"], unique=False)
    op.create_index(op.f("ix_proposal_proposer_id"), "proposal", ["proposer_id"], unique=False)
    op.create_index(op.f("ix_proposal_unit_id"), "proposal", ["unit_id"], unique=False)
    op.create_table(
        "approval_step",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("proposal_id", BIG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "required",
            sa.Enum(
                "direct_superior",
                "head_of_unit",
                "head_of_agency",
                "panel",
                name="required",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("assignee_id", BIG, nullable=True),
        sa.Column("moved_reason", sa.Text(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "approve",
                "return",
                "reject",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", BIG, nullable=True),
        sa.Column(
            "capacity",
            sa.Enum(
                "definitif",
                "plt",
                "plh",
                "pj",
                "pjs",
                name="capacity",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("letter_number", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_sha256", sa.String(length=64), nullable=True),
        sa.Column("official", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "verdict is null or verdict = 'approve' or length(reason) >= 20",
            name=op.f("ck_approval_step_reason_given"),
        ),
        sa.CheckConstraint("position >= 1", name=op.f("ck_approval_step_position")),
        sa.CheckConstraint(
            "verdict is null or (decided_by is not null and decided_at is not null and seen_sha256 is not null)",
            name=op.f("ck_approval_step_verdict_is_signed"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_approval_step_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["assignee_id"], ["person.id"], name=op.f("fk_approval_step_assignee_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_approval_step_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_approval_step_proposal_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_approval_step_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_step")),
        sa.UniqueConstraint(
            "proposal_id", "position", name=op.f("uq_approval_step_proposal_id_position")
        ),
    )
    op.create_index(
        op.f("ix_approval_step_agency_id"), "approval_step", ["agency_id"], unique=False
    )
    op.create_index(
        "ix_approval_step_assignee_id_verdict",
        "approval_step",
        ["assignee_id", "verdict"],
        unique=False,
    )
    op.create_index(
        op.f("ix_approval_step_decided_by"), "approval_step", ["decided_by"], unique=False
    )
    op.create_index(op.f("ix_approval_step_unit_id"), "approval_step", ["unit_id"], unique=False)
    op.create_table(
        "proposal_subject",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("proposal_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("share_percent", sa.Integer(), nullable=False),
        sa.Column("points_delta", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_proposal_subject_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_proposal_subject_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_subject_proposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_subject")),
        sa.UniqueConstraint(
            "proposal_id", "person_id", name=op.f("uq_proposal_subject_proposal_id_person_id")
        ),
    )
    op.create_index(
        op.f("ix_proposal_subject_agency_id"), "proposal_subject", ["agency_id"], unique=False
    )
    op.create_index(
        op.f("ix_proposal_subject_person_id"), "proposal_subject", ["person_id"], unique=False
    )


def downgrade() -> None:
    op.drop_table("proposal_subject")
    op.drop_table("approval_step")
    op.drop_table("proposal")
