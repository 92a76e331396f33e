"""What happened, who is told, and what was typed but not sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ledger.database import AgencyId, Base, Code, Id, reference


class AuditEvent(Base):
    """One line of the trail, never changed: tag `noun:subject:action`."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_subject", "subject_kind", "subject_id"),)

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    at: Mapped[datetime]
    tag: Mapped[Code]
    subject_kind: Mapped[Code]
    subject_id: Mapped[int]
    account_id: Mapped[int | None] = reference("account.id", nullable=True)
    actor_name: Mapped[str]
    #: Shown in the timeline; never free text about a person.
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Notification(Base):
    """One message to one person; nothing confidential stands in it."""

    __tablename__ = "notification"
    __table_args__ = (UniqueConstraint("person_id", "key"),)

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    person_id: Mapped[int] = reference("person.id", index=False)
    #: Natural key, so that each person is told once.
    key: Mapped[str]
    #: A sentence of the catalogue and its values.
    text: Mapped[str]
    params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    path: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class Draft(Base):
    """A form that was typed but not sent; it belongs to one account."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("token"),)

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    account_id: Mapped[int] = reference("account.id")
    kind: Mapped[Code]
    #: Names the draft in the address and makes a second sending harmless.
    token: Mapped[Code]
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    #: What became of it: the id of the record that was sent.
    sent_as: Mapped[int | None]
