"""Nominations of staff for an award, their team and their evidence."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ledger.database import AgencyId, Base, Code, Hash, Id, closed_enum, reference
from ledger.domain.nominations import NominationState
from ledger.models.people import Person, Unit

_LIVE = text("state in ('submitted', 'accepted', 'returned')")


class Nomination(Base):
    __tablename__ = "nomination"
    __table_args__ = (
        UniqueConstraint("agency_id", "number"),
        UniqueConstraint("agency_id", "source_key"),
        CheckConstraint("nominator_id <> nominee_id", name="nominator_is_not_nominee"),
        CheckConstraint("verifier_id <> nominee_id", name="verifier_is_not_nominee"),
        CheckConstraint("verifier_id <> nominator_id", name="verifier_is_not_nominator"),
        Index(
            "uq_nomination_live",
            "agency_id",
            "nominee_id",
            "title_key",
            "round_key",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    #: For example USL-2026-000123.
    number: Mapped[Code]
    state: Mapped[NominationState] = mapped_column(closed_enum(NominationState, "state"))
    nominator_id: Mapped[int] = reference("person.id")
    #: The first of the team; every subject, this one too, is a nomination_member.
    nominee_id: Mapped[int] = reference("person.id")
    unit_id: Mapped[int] = reference("unit.id")
    title: Mapped[str]
    #: Title without case and blanks, for "one live nomination".
    title_key: Mapped[str]
    #: The round, for example "2026".
    round_key: Mapped[Code]
    category: Mapped[Code]
    stage: Mapped[Code]
    impact_percent: Mapped[Decimal | None] = mapped_column(Numeric(6, 2))
    happened_on: Mapped[date]
    story: Mapped[str] = mapped_column(default="")
    impact: Mapped[str] = mapped_column(default="")
    #: What everybody may read, and what only those who decide may read.
    public_reason: Mapped[str] = mapped_column(default="")
    internal_reason: Mapped[str] = mapped_column(default="")
    submitted_at: Mapped[datetime | None]
    verifier_id: Mapped[int | None] = reference("person.id", nullable=True)
    verified_at: Mapped[datetime | None]
    verdict_reason: Mapped[str] = mapped_column(default="")
    #: Natural key of an imported row; the same file twice changes nothing.
    source_key: Mapped[str | None]

    nominator: Mapped[Person] = relationship(foreign_keys="Nomination.nominator_id")
    nominee: Mapped[Person] = relationship(foreign_keys="Nomination.nominee_id")
    unit: Mapped[Unit] = relationship()
    members: Mapped[list["NominationMember"]] = relationship(
        back_populates="nomination", order_by="NominationMember.id"
    )


class NominationMember(Base):
    __tablename__ = "nomination_member"
    __table_args__ = (
        UniqueConstraint("nomination_id", "person_id"),
        CheckConstraint("share_percent between 0 and 100", name="share_percent"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    nomination_id: Mapped[int] = reference("nomination.id")
    person_id: Mapped[int] = reference("person.id")
    share_percent: Mapped[int]

    nomination: Mapped[Nomination] = relationship(back_populates="members")
    person: Mapped[Person] = relationship()


class Evidence(Base):
    """A file that supports a nomination, a report or a case; its bytes lie in the file store."""

    __tablename__ = "evidence"
    __table_args__ = (
        Index("ix_evidence_subject", "subject_kind", "subject_id"),
        CheckConstraint("file_bytes >= 0", name="file_bytes"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    #: "nomination", "violation_report", "case" or "draft".
    subject_kind: Mapped[Code]
    subject_id: Mapped[int]
    file_name: Mapped[str]
    media_type: Mapped[Code] = mapped_column(default="")
    file_bytes: Mapped[int] = mapped_column(default=0)
    #: Empty when only the name is known from an import.
    sha256: Mapped[Hash | None]
    added_by: Mapped[int | None] = reference("account.id", nullable=True)
    added_at: Mapped[datetime]
