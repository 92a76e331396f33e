"""Accounts, sessions, roles, acting heads and conflicts.

Sessions live in the database so that they can be ended there; codes and keys are stored hashed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002_accounts"
down_revision = "0001_people"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "login_attempt",
        sa.Column("id", BIG, nullable=False),
        sa.Column("identity_hash", sa.String(length=64), nullable=False),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_attempt")),
    )
    op.create_index(
        "ix_login_attempt_address_hash_at", "login_attempt", ["address_hash", "at"], unique=False
    )
    op.create_index(
        "ix_login_attempt_identity_hash_at", "login_attempt", ["identity_hash", "at"], unique=False
    )
    op.create_table(
        "account",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "invited",
                "active",
                "closed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("password_changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state <> 'active' or password_hash is not null", name=op.f("ck_account_active_has_key")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_account_agency_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_account_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
        sa.UniqueConstraint("person_id", name=op.f("uq_account_person_id")),
    )
    op.create_index(op.f("ix_account_agency_id"), "account", ["agency_id"], unique=False)
    op.create_table(
        "acting_appointment",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
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
        sa.Column("letter_number", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("approval_letter", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("capacity <> 'definitif'", name=op.f("ck_acting_appointment_is_acting")),
        sa.CheckConstraint(
            "valid_until is null or valid_until > valid_from",
            name=op.f("ck_acting_appointment_dates_ordered"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_acting_appointment_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_acting_appointment_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_acting_appointment_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acting_appointment")),
    )
    op.create_index(
        op.f("ix_acting_appointment_agency_id"), "acting_appointment", ["agency_id"], unique=False
    )
    op.create_index(
        op.f("ix_acting_appointment_person_id"), "acting_appointment", ["person_id"], unique=False
    )
    op.create_index(
        op.f("ix_acting_appointment_unit_id"), "acting_appointment", ["unit_id"], unique=False
    )
    op.create_index(
        "uq_acting_appointment_open_post",
        "acting_appointment",
        ["unit_id"],
        unique=True,
        sqlite_where=sa.text("ended_at is null"),
        postgresql_where=sa.text("ended_at is null"),
    )
    op.create_table(
        "conflict_declaration",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("other_person_id", BIG, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "family",
                "business",
                "party",
                "other",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "person_id <> other_person_id", name=op.f("ck_conflict_declaration_between_two")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_conflict_declaration_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["other_person_id"], ["person.id"], name=op.f("fk_conflict_declaration_other_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_conflict_declaration_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_declaration")),
        sa.UniqueConstraint(
            "person_id",
            "other_person_id",
            name=op.f("uq_conflict_declaration_person_id_other_person_id"),
        ),
    )
    op.create_index(
        op.f("ix_conflict_declaration_agency_id"),
        "conflict_declaration",
        ["agency_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_conflict_declaration_other_person_id"),
        "conflict_declaration",
        ["other_person_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_conflict_declaration_person_id"),
        "conflict_declaration",
        ["person_id"],
        unique=False,
    )
    op.create_table(
        "activation_code",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=64), nullable=False),
        sa.Column("issued_by", BIG, nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_activation_code_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_activation_code_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["issued_by"], ["account.id"], name=op.f("fk_activation_code_issued_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activation_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_activation_code_code_hash")),
    )
    op.create_index(
        op.f("ix_activation_code_account_id"), "activation_code", ["account_id"], unique=False
    )
    op.create_index(
        op.f("ix_activation_code_agency_id"), "activation_code", ["agency_id"], unique=False
    )
    op.create_index(
        op.f("ix_activation_code_issued_by"), "activation_code", ["issued_by"], unique=False
    )
    op.create_table(
        "login_session",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("device", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_login_session_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_login_session_agency_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_login_session_token_hash")),
    )
    op.create_index(
        op.f("ix_login_session_account_id"), "login_session", ["account_id"], unique=False
    )
    op.create_index(
        op.f("ix_login_session_agency_id"), "login_session", ["agency_id"], unique=False
    )
    op.create_table(
        "role_grant",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "hr",
                "unit_admin",
                "inspectorate",
                "auditor",
                "operator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("unit_id", BIG, nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("granted_by", BIG, nullable=True),
        sa.CheckConstraint(
            "granted_by <> account_id", name=op.f("ck_role_grant_granted_by_another")
        ),
        sa.CheckConstraint(
            "valid_until is null or valid_until > valid_from",
            name=op.f("ck_role_grant_dates_ordered"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_role_grant_account_id")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_role_grant_agency_id")),
        sa.ForeignKeyConstraint(
            ["granted_by"], ["account.id"], name=op.f("fk_role_grant_granted_by")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_role_grant_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    op.create_index(op.f("ix_role_grant_account_id"), "role_grant", ["account_id"], unique=False)
    op.create_index(op.f("ix_role_grant_agency_id"), "role_grant", ["agency_id"], unique=False)
    op.create_index(op.f("ix_role_grant_granted_by"), "role_grant", ["granted_by"], unique=False)
    op.create_index(op.f("ix_role_grant_unit_id"), "role_grant", ["unit_id"], unique=False)


def downgrade() -> None:
    op.drop_table("role_grant")
    op.drop_table("login_session")
    op.drop_table("activation_code")
    op.drop_table("conflict_declaration")
    op.drop_table("acting_appointment")
    op.drop_table("account")
    op.drop_table("login_attempt")
