"""Services and counters, what citizens thank for and what they complain about."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ledger.database import AgencyId, Base, Code, Id, closed_enum, reference
from ledger.domain.commendations import CommendationState, ComplaintCause, ComplaintState
from ledger.models.people import Person, Unit


class Service(Base):
    """A public service with its standard: promised time and tariff."""

    __tablename__ = "service"
    __table_args__ = (
        UniqueConstraint("agency_id", "code"),
        CheckConstraint("promised_amount > 0", name="promised_amount"),
        CheckConstraint("tariff_rupiah >= 0", name="tariff_rupiah"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    code: Mapped[Code]
    name: Mapped[str]
    unit_id: Mapped[int] = reference("unit.id")
    promised_amount: Mapped[int]
    #: "menit", "jam" or "hari kerja".
    promised_unit: Mapped[Code]
    tariff_rupiah: Mapped[int] = mapped_column(default=0)

    unit: Mapped[Unit] = relationship()


class Counter(Base):
    """A place with a QR code; its code stands in the public address."""

    __tablename__ = "counter"
    __table_args__ = (UniqueConstraint("agency_id", "code"), UniqueConstraint("public_code"))

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    code: Mapped[Code]
    #: Globally unique, printed in the QR.
    public_code: Mapped[Code]
    service_id: Mapped[int] = reference("service.id")
    name: Mapped[str]
    is_open: Mapped[bool] = mapped_column(default=True)

    service: Mapped[Service] = relationship()


class Commendation(Base):
    __tablename__ = "commendation"
    __table_args__ = (
        UniqueConstraint("tracking_code"),
        UniqueConstraint("agency_id", "source_key"),
        CheckConstraint("rating between 1 and 4", name="rating"),
        CheckConstraint("verified_by <> person_id", name="verified_by_another"),
        CheckConstraint("person_id is null or staff_name = ''", name="for_one_person"),
        CheckConstraint(
            "erased_on is null or (words = '' and citizen_name = '' and contact = ''"
            " and verdict_reason = '' and staff_name = '' and reply = '')",
            name="erased_is_empty",
        ),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    #: For example TRM-7K3M-9Q2F; random, never counted.
    tracking_code: Mapped[Code]
    state: Mapped[CommendationState] = mapped_column(closed_enum(CommendationState, "state"))
    unit_id: Mapped[int] = reference("unit.id")
    counter_id: Mapped[int | None] = reference("counter.id", nullable=True)
    service_id: Mapped[int | None] = reference("service.id", nullable=True)
    #: Empty when the citizen did not know the name.
    person_id: Mapped[int | None] = reference("person.id", nullable=True)
    #: 1 to 4, the polarity of the SKM.
    rating: Mapped[int]
    words: Mapped[str] = mapped_column(default="")
    is_anonymous: Mapped[bool] = mapped_column(default=True)
    citizen_name: Mapped[str] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(default="")
    happened_on: Mapped[date]
    received_at: Mapped[datetime]
    #: A citizen told that a tip was refused.
    refused_tip: Mapped[bool] = mapped_column(default=False)
    verified_by: Mapped[int | None] = reference("person.id", nullable=True)
    verified_at: Mapped[datetime | None]
    verdict_reason: Mapped[str] = mapped_column(default="")
    #: Whom it is for when that person has no NIP, as a guard or a driver of a contractor.
    staff_name: Mapped[str] = mapped_column(default="")
    #: What the unit says back; the citizen reads it under the tracking code.
    reply: Mapped[str] = mapped_column(default="")
    source_key: Mapped[str | None]
    #: Since when the words are gone, by the schedule or with the entry that came of them.
    erased_on: Mapped[date | None]

    unit: Mapped[Unit] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys="Commendation.person_id")
    service: Mapped[Service | None] = relationship()


class Complaint(Base):
    """Information that starts clocks; only the cause "people" ever concerns a person."""

    __tablename__ = "complaint"
    __table_args__ = (
        UniqueConstraint("agency_id", "source_key"),
        UniqueConstraint("tracking_code"),
        CheckConstraint("verified_by <> person_id", name="verified_by_another"),
        CheckConstraint(
            "state <> 'substantiated' or cause is not null", name="substantiated_has_cause"
        ),
        CheckConstraint(
            "erased_on is null or (body = '' and verdict_reason = '' and answer = '')",
            name="erased_is_empty",
        ),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    tracking_code: Mapped[Code]
    #: Tracking id of SP4N-LAPOR where it came from there.
    lapor_id: Mapped[str] = mapped_column(default="")
    state: Mapped[ComplaintState] = mapped_column(closed_enum(ComplaintState, "state"))
    #: pengaduan, aspirasi or permintaan informasi.
    classification: Mapped[Code]
    category: Mapped[str] = mapped_column(default="")
    title: Mapped[str]
    body: Mapped[str] = mapped_column(default="")
    unit_id: Mapped[int] = reference("unit.id")
    person_id: Mapped[int | None] = reference("person.id", nullable=True)
    is_anonymous: Mapped[bool] = mapped_column(default=False)
    is_secret: Mapped[bool] = mapped_column(default=False)
    filed_on: Mapped[date]
    #: The last working day on which it must be forwarded or answered.
    due_on: Mapped[date | None]
    #: The day of the service it is about, where the citizen said it.
    served_on: Mapped[date | None]
    #: Which time it has to be settled in (5, 14 or 60 working days), until when, and by which
    #: version of the rules both days were computed.
    clock: Mapped[str] = mapped_column(default="")
    settle_by: Mapped[date | None]
    rules_version: Mapped[str] = mapped_column(default="")
    lapor_status: Mapped[str] = mapped_column(default="")
    cause: Mapped[ComplaintCause | None] = mapped_column(closed_enum(ComplaintCause, "cause"))
    verified_by: Mapped[int | None] = reference("person.id", nullable=True)
    verified_at: Mapped[datetime | None]
    verdict_reason: Mapped[str] = mapped_column(default="")
    #: What the citizen reads under the tracking code.
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    source_key: Mapped[str | None]
    #: Since when the words are gone, by the schedule or with the entry that came of them.
    erased_on: Mapped[date | None]

    unit: Mapped[Unit] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys="Complaint.person_id")
