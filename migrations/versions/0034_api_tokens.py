"""Keys of machines, and what each of them sent, so that it may send it again."""

import sqlalchemy as sa
from alembic import op

revision = "0034_api_tokens"
down_revision = "0033_pack_retirements"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHEN = sa.DateTime(timezone=True)
CODE = sa.String(length=64)


def upgrade() -> None:
    _make_token()
    _make_request()


def downgrade() -> None:
    op.drop_table("api_request")
    op.drop_table("api_token")


def _make_token() -> None:
    op.create_table(
        "api_token",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("secret_hash", CODE, nullable=False),
        sa.Column("hint", CODE, nullable=False),
        sa.Column("form_key", CODE, nullable=False),
        sa.Column("created_by", BIG, nullable=False),
        sa.Column("created_at", WHEN, nullable=False),
        sa.Column("expires_at", WHEN, nullable=False),
        sa.Column("used_at", WHEN, nullable=True),
        sa.Column("revoked_by", BIG, nullable=True),
        sa.Column("revoked_at", WHEN, nullable=True),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_api_token_has_an_end")),
        sa.CheckConstraint(
            "(revoked_at is null) = (revoked_by is null)",
            name=op.f("ck_api_token_revoked_by_somebody"),
        ),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_api_token_{column}"))
            for column, target in (
                ("agency_id", "agency.id"),
                ("created_by", "account.id"),
                ("revoked_by", "account.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_api_token_secret_hash")),
        sa.UniqueConstraint("agency_id", "form_key", name=op.f("uq_api_token_agency_id_form_key")),
    )
    for column in ("agency_id", "created_by", "revoked_by"):
        op.create_index(op.f(f"ix_api_token_{column}"), "api_token", [column])


def _make_request() -> None:
    op.create_table(
        "api_request",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("token_id", BIG, nullable=False),
        sa.Column("request_key", sa.Text(), nullable=False),
        sa.Column("body_sha256", CODE, nullable=False),
        sa.Column("tracking_code", CODE, nullable=False),
        sa.Column("received_at", WHEN, nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_api_request_{column}"))
            for column, target in (("agency_id", "agency.id"), ("token_id", "api_token.id"))
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_request")),
        sa.UniqueConstraint(
            "token_id", "request_key", name=op.f("uq_api_request_token_id_request_key")
        ),
    )
    op.create_index(op.f("ix_api_request_agency_id"), "api_request", ["agency_id"])
