"""The retention schedule, and every erasure of personal data with who asked and who decided."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ledger.database import AgencyId, Base, BigId, Code, Id, closed_enum, reference
from ledger.domain.retention import ErasureBasis, ErasureGround, ErasureState, RecordKind
from ledger.models.people import Person


class RetentionRule(Base):
    """A line of the agency's schedule; it holds from a day on, once a second person confirmed."""

    __tablename__ = "retention_rule"
    __table_args__ = (
        UniqueConstraint("agency_id", "record_kind", "valid_from"),
        CheckConstraint("years >= 1", name="years"),
        CheckConstraint("law <> ''", name="law_given"),
        CheckConstraint("confirmed_by <> recorded_by", name="confirmed_by_another"),
        CheckConstraint(
            "(confirmed_by is null) = (confirmed_at is null)", name="confirmed_with_moment"
        ),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    record_kind: Mapped[RecordKind] = mapped_column(closed_enum(RecordKind, "record_kind"))
    valid_from: Mapped[date]
    #: Whole years after what happened.
    years: Mapped[int]
    law: Mapped[str]
    recorded_by: Mapped[int] = reference("person.id", index=False)
    recorded_at: Mapped[datetime]
    confirmed_by: Mapped[int | None] = reference("person.id", index=False, nullable=True)
    confirmed_at: Mapped[datetime | None]


class Erasure(Base):
    """Kept itself, as the record of a processing: it says who asked, not what was erased."""

    __tablename__ = "erasure"
    __table_args__ = (
        UniqueConstraint("agency_id", "number"),
        CheckConstraint("decided_by <> proposed_by", name="decided_by_another"),
        CheckConstraint("decided_by <> person_id", name="decided_by_no_subject"),
        CheckConstraint("proposed_by <> person_id", name="proposed_by_no_subject"),
        CheckConstraint(
            "(basis = 'schedule') = (retention_rule_id is not null)", name="schedule_has_rule"
        ),
        CheckConstraint(
            "basis = 'schedule' or (person_id is not null and ground is not null"
            " and letter_number <> '' and letter_on is not null and proposed_by is not null)",
            name="request_has_letter",
        ),
        CheckConstraint(
            "basis = 'schedule' or state = 'proposed' or (decided_by is not null"
            " and decided_at is not null and length(decision_reason) >= 20)",
            name="request_is_decided",
        ),
        CheckConstraint("(state = 'done') = (done_at is not null)", name="done_with_moment"),
        Index("ix_erasure_agency_id_state", "agency_id", "state"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    #: For example PDP-2026-000003.
    number: Mapped[Code]
    basis: Mapped[ErasureBasis] = mapped_column(closed_enum(ErasureBasis, "basis"))
    state: Mapped[ErasureState] = mapped_column(closed_enum(ErasureState, "state"))
    retention_rule_id: Mapped[int | None] = reference(
        "retention_rule.id", index=False, nullable=True
    )
    #: Whom the data is about; nobody in particular when the schedule erases.
    person_id: Mapped[int | None] = reference("person.id", nullable=True)
    ground: Mapped[ErasureGround | None] = mapped_column(closed_enum(ErasureGround, "ground"))
    asked_by: Mapped[str] = mapped_column(default="")
    letter_number: Mapped[str] = mapped_column(default="")
    letter_on: Mapped[date | None]
    proposed_by: Mapped[int | None] = reference("person.id", index=False, nullable=True)
    proposed_at: Mapped[datetime]
    decided_by: Mapped[int | None] = reference("person.id", index=False, nullable=True)
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str] = mapped_column(default="")
    done_at: Mapped[datetime | None]

    person: Mapped[Person | None] = relationship(foreign_keys="Erasure.person_id")
    rule: Mapped[RetentionRule | None] = relationship()


class ErasureItem(Base):
    """An entry whose private parts an erasure is about."""

    __tablename__ = "erasure_item"
    __table_args__ = (Index("ix_erasure_item_entry_id", "entry_id"),)

    erasure_id: Mapped[int] = mapped_column(BigId, ForeignKey("erasure.id"), primary_key=True)
    entry_id: Mapped[int] = mapped_column(BigId, ForeignKey("entry.id"), primary_key=True)
    agency_id: Mapped[AgencyId]
