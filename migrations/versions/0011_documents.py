"""Official papers, their numbers, signatures and recaps.

A number is bound once per agency, unit, class and year; numbers have no gap.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011_documents"
down_revision = "0010_entries"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "number_register",
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("class_code", sa.String(length=64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_number_register_agency_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_number_register_unit_id")),
        sa.PrimaryKeyConstraint(
            "agency_id", "unit_id", "class_code", "year", name=op.f("pk_number_register")
        ),
    )
    op.create_table(
        "document",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "certificate",
                "guidance_letter",
                "summons",
                "examination_record",
                "reprimand_decision",
                "recap",
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
                "draft",
                "numbered",
                "issued",
                "revoked",
                "superseded",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("class_code", sa.String(length=64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("template_version", sa.Integer(), nullable=False),
        sa.Column("context", sa.JSON(), nullable=False),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("entry_uid", sa.String(length=64), nullable=True),
        sa.Column("verification_code", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("file_bytes", sa.BigInteger(), nullable=True),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_reason", sa.Text(), nullable=False),
        sa.Column("superseded_by", BIG, nullable=True),
        sa.CheckConstraint(
            "state <> 'issued' or (sha256 is not null and issued_at is not null)",
            name=op.f("ck_document_issued_has_bytes"),
        ),
        sa.CheckConstraint(
            "state = 'draft' or (number is not null and sequence is not null)",
            name=op.f("ck_document_numbered_before_issue"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_document_agency_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_document_person_id")),
        sa.ForeignKeyConstraint(
            ["superseded_by"], ["document.id"], name=op.f("fk_document_superseded_by")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_document_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint(
            "agency_id", "kind", "source_key", name=op.f("uq_document_agency_id_kind_source_key")
        ),
        sa.UniqueConstraint(
            "agency_id",
            "unit_id",
            "class_code",
            "year",
            "sequence",
            name=op.f("uq_document_agency_id_unit_id_class_code_year_sequence"),
        ),
        sa.UniqueConstraint("verification_code", name=op.f("uq_document_verification_code")),
    )
    op.create_index(op.f("ix_document_agency_id"), "document", ["agency_id"], unique=False)
    op.create_index(
        "ix_document_agency_id_kind_state", "document", ["agency_id", "kind", "state"], unique=False
    )
    op.create_index(op.f("ix_document_person_id"), "document", ["person_id"], unique=False)
    op.create_index(op.f("ix_document_superseded_by"), "document", ["superseded_by"], unique=False)
    op.create_index(op.f("ix_document_unit_id"), "document", ["unit_id"], unique=False)
    op.create_table(
        "document_event",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("document_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_document_event_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_event_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_event")),
    )
    op.create_index(
        op.f("ix_document_event_agency_id"), "document_event", ["agency_id"], unique=False
    )
    op.create_index(
        op.f("ix_document_event_document_id"), "document_event", ["document_id"], unique=False
    )
    op.create_table(
        "signature",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("document_id", BIG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("official", sa.JSON(), nullable=False),
        sa.Column("method", sa.String(length=64), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_signature_agency_id")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_signature_document_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_signature_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
        sa.UniqueConstraint(
            "document_id", "position", name=op.f("uq_signature_document_id_position")
        ),
    )
    op.create_index(op.f("ix_signature_agency_id"), "signature", ["agency_id"], unique=False)
    op.create_index(op.f("ix_signature_person_id"), "signature", ["person_id"], unique=False)
    op.create_table(
        "recap",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("unit_id", BIG, nullable=True),
        sa.Column("period", sa.String(length=64), nullable=False),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column("document_id", BIG, nullable=True),
        sa.Column("job_id", BIG, nullable=True),
        sa.Column("spreadsheet_sha256", sa.String(length=64), nullable=True),
        sa.Column("tree_size", sa.Integer(), nullable=False),
        sa.Column("root", sa.Text(), nullable=False),
        sa.Column("requested_by", BIG, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_recap_agency_id")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_recap_document_id")
        ),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_recap_job_id")),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["account.id"], name=op.f("fk_recap_requested_by")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_recap_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recap")),
        sa.UniqueConstraint("document_id", name=op.f("uq_recap_document_id")),
        sa.UniqueConstraint("job_id", name=op.f("uq_recap_job_id")),
    )
    op.create_index(op.f("ix_recap_agency_id"), "recap", ["agency_id"], unique=False)
    op.create_index(op.f("ix_recap_requested_by"), "recap", ["requested_by"], unique=False)
    op.create_index(op.f("ix_recap_unit_id"), "recap", ["unit_id"], unique=False)


def downgrade() -> None:
    op.drop_table("recap")
    op.drop_table("signature")
    op.drop_table("document_event")
    op.drop_table("document")
    op.drop_table("number_register")
