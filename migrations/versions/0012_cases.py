"""Discipline cases, gate by gate, and what was decided before Neraca.

Replies belong to a proposal or to a case, so they come last.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012_cases"
down_revision = "0011_documents"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "machine_number",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("machine_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_machine_number_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_machine_number_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_machine_number")),
        sa.UniqueConstraint(
            "agency_id", "machine_id", name=op.f("uq_machine_number_agency_id_machine_id")
        ),
    )
    op.create_index(
        op.f("ix_machine_number_agency_id"), "machine_number", ["agency_id"], unique=False
    )
    op.create_index(
        op.f("ix_machine_number_person_id"), "machine_number", ["person_id"], unique=False
    )
    op.create_table(
        "past_award",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("award_code", sa.String(length=64), nullable=False),
        sa.Column("letter_number", sa.Text(), nullable=False),
        sa.Column("letter_on", sa.Date(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_past_award_agency_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_past_award_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_award")),
        sa.UniqueConstraint(
            "person_id", "letter_number", name=op.f("uq_past_award_person_id_letter_number")
        ),
    )
    op.create_index(op.f("ix_past_award_agency_id"), "past_award", ["agency_id"], unique=False)
    op.create_table(
        "past_sanction",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("letter_number", sa.Text(), nullable=False),
        sa.Column("letter_on", sa.Date(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_past_sanction_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_past_sanction_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_sanction")),
        sa.UniqueConstraint(
            "person_id", "letter_number", name=op.f("uq_past_sanction_person_id_letter_number")
        ),
    )
    op.create_index(
        op.f("ix_past_sanction_agency_id"), "past_sanction", ["agency_id"], unique=False
    )
    op.create_table(
        "development_plan",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("training_id", BIG, nullable=True),
        sa.Column("entry_uid", sa.Text(), nullable=True),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("mentor_id", BIG, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_development_plan_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["mentor_id"], ["person.id"], name=op.f("fk_development_plan_mentor_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_development_plan_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["training_id"], ["training.id"], name=op.f("fk_development_plan_training_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_development_plan")),
    )
    op.create_index(
        op.f("ix_development_plan_agency_id"), "development_plan", ["agency_id"], unique=False
    )
    op.create_index(
        op.f("ix_development_plan_mentor_id"), "development_plan", ["mentor_id"], unique=False
    )
    op.create_index(
        op.f("ix_development_plan_person_id"), "development_plan", ["person_id"], unique=False
    )
    op.create_index(
        op.f("ix_development_plan_training_id"), "development_plan", ["training_id"], unique=False
    )
    op.create_table(
        "mistake_report",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("entry_uid", sa.String(length=64), nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", BIG, nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(answered_at is null) = (answer = '')",
            name=op.f("ck_mistake_report_answer_with_words"),
        ),
        sa.CheckConstraint("length(note) >= 10", name=op.f("ck_mistake_report_note_given")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_mistake_report_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["account.id"], name=op.f("fk_mistake_report_answered_by")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_mistake_report_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mistake_report")),
    )
    op.create_index(
        op.f("ix_mistake_report_agency_id"), "mistake_report", ["agency_id"], unique=False
    )
    op.create_index(
        op.f("ix_mistake_report_answered_by"), "mistake_report", ["answered_by"], unique=False
    )
    op.create_index(
        op.f("ix_mistake_report_person_id"), "mistake_report", ["person_id"], unique=False
    )
    op.create_table(
        "discipline_case",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "opened",
                "summoned",
                "absent",
                "summoned_again",
                "absent_twice",
                "examined",
                "replied",
                "referred",
                "decided",
                "sent",
                "delivered",
                "suspended",
                "effective",
                "replaced",
                "annulled",
                "cleared",
                "closed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("subject_id", BIG, nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("superior_id", BIG, nullable=False),
        sa.Column("decider_id", BIG, nullable=True),
        sa.Column("proposal_id", BIG, nullable=True),
        sa.Column("known_on", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("regulation", sa.String(length=64), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("evidence_report", sa.Text(), nullable=False),
        sa.Column("cleared_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "decider_id <> subject_id", name=op.f("ck_discipline_case_decider_is_another")
        ),
        sa.CheckConstraint(
            "superior_id <> subject_id", name=op.f("ck_discipline_case_superior_is_another")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_discipline_case_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["decider_id"], ["person.id"], name=op.f("fk_discipline_case_decider_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_discipline_case_proposal_id")
        ),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["person.id"], name=op.f("fk_discipline_case_subject_id")
        ),
        sa.ForeignKeyConstraint(
            ["superior_id"], ["person.id"], name=op.f("fk_discipline_case_superior_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_discipline_case_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discipline_case")),
        sa.UniqueConstraint(
            "agency_id", "number", name=op.f("uq_discipline_case_agency_id_number")
        ),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_discipline_case_proposal_id")),
    )
    op.create_index(
        op.f("ix_discipline_case_agency_id"), "discipline_case", ["agency_id"], unique=False
    )
    op.create_index(
        op.f("ix_discipline_case_decider_id"), "discipline_case", ["decider_id"], unique=False
    )
    op.create_index(
        op.f("ix_discipline_case_subject_id"), "discipline_case", ["subject_id"], unique=False
    )
    op.create_index(
        op.f("ix_discipline_case_superior_id"), "discipline_case", ["superior_id"], unique=False
    )
    op.create_index(
        op.f("ix_discipline_case_unit_id"), "discipline_case", ["unit_id"], unique=False
    )
    op.create_table(
        "allegation",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("impact", sa.String(length=64), nullable=False),
        sa.Column("narrative", sa.Text(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("violation_report_id", BIG, nullable=True),
        sa.Column("complaint_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_allegation_agency_id")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["discipline_case.id"], name=op.f("fk_allegation_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_allegation_complaint_id")
        ),
        sa.ForeignKeyConstraint(
            ["violation_report_id"],
            ["violation_report.id"],
            name=op.f("fk_allegation_violation_report_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allegation")),
        sa.UniqueConstraint("complaint_id", name=op.f("uq_allegation_complaint_id")),
        sa.UniqueConstraint("violation_report_id", name=op.f("uq_allegation_violation_report_id")),
    )
    op.create_index(op.f("ix_allegation_agency_id"), "allegation", ["agency_id"], unique=False)
    op.create_index(op.f("ix_allegation_case_id"), "allegation", ["case_id"], unique=False)
    op.create_table(
        "case_step",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("event", sa.String(length=64), nullable=False),
        sa.Column("from_state", sa.String(length=64), nullable=False),
        sa.Column("to_state", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("defects", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_case_step_agency_id")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["discipline_case.id"], name=op.f("fk_case_step_case_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_case_step_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_step")),
    )
    op.create_index(op.f("ix_case_step_agency_id"), "case_step", ["agency_id"], unique=False)
    op.create_index("ix_case_step_case_id", "case_step", ["case_id", "id"], unique=False)
    op.create_index(op.f("ix_case_step_person_id"), "case_step", ["person_id"], unique=False)
    op.create_table(
        "case_view",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("person_name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_case_view_account_id")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_case_view_agency_id")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["discipline_case.id"], name=op.f("fk_case_view_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_view")),
    )
    op.create_index(op.f("ix_case_view_account_id"), "case_view", ["account_id"], unique=False)
    op.create_index(op.f("ix_case_view_agency_id"), "case_view", ["agency_id"], unique=False)
    op.create_index("ix_case_view_case_id", "case_view", ["case_id"], unique=False)
    op.create_table(
        "examination",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("examiner_id", BIG, nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("corrections", sa.Text(), nullable=False),
        sa.Column("examinee_signed", sa.Boolean(), nullable=False),
        sa.Column("refusal_note", sa.Text(), nullable=False),
        sa.Column("copy_given_on", sa.Date(), nullable=True),
        sa.Column("document_id", BIG, nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "not examinee_signed or refusal_note = ''",
            name=op.f("ck_examination_signed_or_refused"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_examination_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["discipline_case.id"], name=op.f("fk_examination_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_examination_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["examiner_id"], ["person.id"], name=op.f("fk_examination_examiner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_examination")),
        sa.UniqueConstraint("case_id", name=op.f("uq_examination_case_id")),
    )
    op.create_index(op.f("ix_examination_agency_id"), "examination", ["agency_id"], unique=False)
    op.create_index(
        op.f("ix_examination_document_id"), "examination", ["document_id"], unique=False
    )
    op.create_index(
        op.f("ix_examination_examiner_id"), "examination", ["examiner_id"], unique=False
    )
    op.create_table(
        "reply",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("proposal_id", BIG, nullable=True),
        sa.Column("case_id", BIG, nullable=True),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unused_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(proposal_id is null) <> (case_id is null)", name=op.f("ck_reply_one_subject")
        ),
        sa.CheckConstraint(
            "replied_at is null or unused_at is null", name=op.f("ck_reply_used_or_unused")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_reply_agency_id")),
        sa.ForeignKeyConstraint(["case_id"], ["discipline_case.id"], name=op.f("fk_reply_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reply_person_id")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_reply_proposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
        sa.UniqueConstraint("case_id", name=op.f("uq_reply_case_id")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_reply_proposal_id")),
    )
    op.create_index(op.f("ix_reply_agency_id"), "reply", ["agency_id"], unique=False)
    op.create_index(op.f("ix_reply_person_id"), "reply", ["person_id"], unique=False)
    op.create_table(
        "sanction",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("subject_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("level", sa.String(length=64), nullable=False),
        sa.Column("violation", sa.Text(), nullable=False),
        sa.Column("aggravating", sa.Text(), nullable=False),
        sa.Column("mitigating", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", BIG, nullable=False),
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
            nullable=False,
        ),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("official", sa.JSON(), nullable=False),
        sa.Column("document_id", BIG, nullable=True),
        sa.Column("entry_uid", sa.String(length=64), nullable=True),
        sa.Column("delivery_planned_on", sa.Date(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("objection_until", sa.Date(), nullable=True),
        sa.Column("objected_on", sa.Date(), nullable=True),
        sa.Column("objection", sa.Text(), nullable=False),
        sa.CheckConstraint("decided_by <> subject_id", name=op.f("ck_sanction_decider_is_another")),
        sa.CheckConstraint("length(reason) >= 20", name=op.f("ck_sanction_reason_given")),
        sa.CheckConstraint("length(violation) > 0", name=op.f("ck_sanction_violation_stated")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_sanction_agency_id")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["discipline_case.id"], name=op.f("fk_sanction_case_id")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_sanction_decided_by")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_sanction_document_id")
        ),
        sa.ForeignKeyConstraint(["subject_id"], ["person.id"], name=op.f("fk_sanction_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sanction")),
        sa.UniqueConstraint("case_id", name=op.f("uq_sanction_case_id")),
    )
    op.create_index(op.f("ix_sanction_agency_id"), "sanction", ["agency_id"], unique=False)
    op.create_index(op.f("ix_sanction_decided_by"), "sanction", ["decided_by"], unique=False)
    op.create_index(op.f("ix_sanction_document_id"), "sanction", ["document_id"], unique=False)
    op.create_index(op.f("ix_sanction_subject_id"), "sanction", ["subject_id"], unique=False)
    op.create_table(
        "summons",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("letter_on", sa.Date(), nullable=False),
        sa.Column("exam_on", sa.Date(), nullable=False),
        sa.Column("exam_time", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("document_id", BIG, nullable=True),
        sa.Column("attended", sa.Boolean(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("exam_on >= letter_on", name=op.f("ck_summons_dates_ordered")),
        sa.CheckConstraint("position in (1, 2)", name=op.f("ck_summons_position")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_summons_agency_id")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["discipline_case.id"], name=op.f("fk_summons_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_summons_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summons")),
        sa.UniqueConstraint("case_id", "position", name=op.f("uq_summons_case_id_position")),
    )
    op.create_index(op.f("ix_summons_agency_id"), "summons", ["agency_id"], unique=False)
    op.create_index(op.f("ix_summons_document_id"), "summons", ["document_id"], unique=False)


def downgrade() -> None:
    op.drop_table("summons")
    op.drop_table("sanction")
    op.drop_table("reply")
    op.drop_table("examination")
    op.drop_table("case_view")
    op.drop_table("case_step")
    op.drop_table("allegation")
    op.drop_table("discipline_case")
    op.drop_table("mistake_report")
    op.drop_table("development_plan")
    op.drop_table("past_sanction")
    op.drop_table("past_award")
    op.drop_table("machine_number")
