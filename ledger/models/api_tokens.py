"""Keys of machines, and what each sent under which key of its own."""

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ledger.database import AgencyId, Base, Code, Hash, Id, reference


class ApiToken(Base):
    """A key of a machine; only its hash is kept, so nobody reads it here again."""

    __tablename__ = "api_token"
    __table_args__ = (
        UniqueConstraint("secret_hash"),
        UniqueConstraint("agency_id", "form_key"),
        CheckConstraint("expires_at > created_at", name="has_an_end"),
        CheckConstraint("(revoked_at is null) = (revoked_by is null)", name="revoked_by_somebody"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    name: Mapped[str]
    scopes: Mapped[list[str]]
    secret_hash: Mapped[Hash]
    #: The last signs of the key, by which HR tells one from another.
    hint: Mapped[Code]
    form_key: Mapped[Code]
    created_by: Mapped[int] = reference("account.id")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_by: Mapped[int | None] = reference("account.id", nullable=True)
    revoked_at: Mapped[datetime | None]


class ApiRequest(Base):
    """One request that a machine may repeat: the same body is answered by what stands here."""

    __tablename__ = "api_request"
    __table_args__ = (UniqueConstraint("token_id", "request_key"),)

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    token_id: Mapped[int] = reference("api_token.id", index=False)
    request_key: Mapped[str] = mapped_column()
    body_sha256: Mapped[Hash]
    tracking_code: Mapped[Code]
    received_at: Mapped[datetime]
