"""Official papers, their numbers and everything that happened to them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ledger.database import AgencyId, Base, BigId, Code, Hash, Id, closed_enum, reference
from ledger.domain.documents import DocumentKind, DocumentState
from ledger.domain.recaps import CorrigendumReason
from ledger.domain.signatures import SignatureMethod, SignatureState
from ledger.models.people import Person, Unit


class NumberRegister(Base):
    """The last number given, per unit, class and year; taken by upsert as the last statement."""

    __tablename__ = "number_register"

    agency_id: Mapped[int] = mapped_column(BigId, ForeignKey("agency.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), primary_key=True)
    class_code: Mapped[Code] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class Document(Base):
    __tablename__ = "document"
    __table_args__ = (
        UniqueConstraint("agency_id", "unit_id", "class_code", "year", "sequence"),
        UniqueConstraint("agency_id", "kind", "source_key"),
        UniqueConstraint("verification_code"),
        CheckConstraint(
            "state in ('draft', 'approved') or (number is not null and sequence is not null)",
            name="numbered_before_issue",
        ),
        CheckConstraint(
            "state <> 'issued' or (sha256 is not null and issued_at is not null)",
            name="issued_has_bytes",
        ),
        Index("ix_document_agency_id_kind_state", "agency_id", "kind", "state"),
        # Whoever holds a file asks for it by its bytes.
        Index("ix_document_sha256", "sha256"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    kind: Mapped[DocumentKind] = mapped_column(closed_enum(DocumentKind, "kind"))
    state: Mapped[DocumentState] = mapped_column(
        closed_enum(DocumentState, "state"), default=DocumentState.DRAFT
    )
    #: Natural key of what it is issued for, for example "proposal:12:person:7".
    source_key: Mapped[str]
    unit_id: Mapped[int] = reference("unit.id")
    #: Classification code, for example 800.1.12.8.
    class_code: Mapped[Code]
    year: Mapped[int]
    sequence: Mapped[int | None]
    #: The number as printed, bound once and for ever.
    number: Mapped[str | None]
    template_version: Mapped[int]
    #: Primitives only; the page is a pure function of them.
    context: Mapped[dict[str, Any]]
    person_id: Mapped[int | None] = reference("person.id", nullable=True)
    entry_uid: Mapped[Code | None]
    #: 100 random bits, in the QR; shows validity to anybody.
    verification_code: Mapped[Code]
    #: The bytes that wait for a signature, with those made so far; empty where nobody signs here.
    signing_sha256: Mapped[Hash | None]
    sha256: Mapped[Hash | None]
    file_bytes: Mapped[int | None] = mapped_column(BigInteger)
    dated_on: Mapped[date]
    created_at: Mapped[datetime]
    issued_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_reason: Mapped[str] = mapped_column(default="")
    superseded_by: Mapped[int | None] = reference("document.id", nullable=True)

    person: Mapped[Person | None] = relationship()
    unit: Mapped[Unit] = relationship()


class DocumentEvent(Base):
    """Append-only: numbered, rendered, issued, revoked, downloaded."""

    __tablename__ = "document_event"

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    document_id: Mapped[int] = reference("document.id")
    kind: Mapped[Code]
    at: Mapped[datetime]
    actor_name: Mapped[str]
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Signature(Base):
    """Who signs, as which official; the key that signed when it was electronic."""

    __tablename__ = "signature"
    __table_args__ = (
        UniqueConstraint("document_id", "position"),
        CheckConstraint("state <> 'signed' or signed_at is not null", name="signed_has_moment"),
        CheckConstraint(
            "method <> 'wet' or state in ('waiting', 'signed')", name="ink_is_not_sent"
        ),
        CheckConstraint("scan_sha256 is null or method = 'wet'", name="scan_shows_ink"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    document_id: Mapped[int] = reference("document.id", index=False)
    position: Mapped[int] = mapped_column(default=1)
    person_id: Mapped[int | None] = reference("person.id", nullable=True)
    official: Mapped[dict[str, Any]]
    #: How it is asked for, then how it was made.
    method: Mapped[SignatureMethod] = mapped_column(
        closed_enum(SignatureMethod, "method"), default=SignatureMethod.WET
    )
    state: Mapped[SignatureState] = mapped_column(
        closed_enum(SignatureState, "state"), default=SignatureState.WAITING
    )
    sent_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    #: The name by which a service keeps the result.
    reference: Mapped[str] = mapped_column(default="")
    #: Name and serial number in the certificate that signed.
    certificate: Mapped[str] = mapped_column(default="")
    serial: Mapped[str] = mapped_column(default="")
    #: What a time-stamping authority said.
    stamped_at: Mapped[datetime | None]
    #: The scan of what was signed by hand.
    scan_sha256: Mapped[Hash | None]


class Recap(Base):
    """A frozen report of a period; its document carries the number and the bytes."""

    __tablename__ = "recap"
    __table_args__ = (UniqueConstraint("document_id"), UniqueConstraint("job_id"))

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    #: Empty = the whole agency.
    unit_id: Mapped[int | None] = reference("unit.id", nullable=True)
    period: Mapped[Code]
    sections: Mapped[list[str]]
    document_id: Mapped[int | None] = reference("document.id", index=False, nullable=True)
    job_id: Mapped[int | None] = reference("job.id", index=False, nullable=True)
    spreadsheet_sha256: Mapped[Hash | None]
    #: What the ledger was when it was frozen.
    tree_size: Mapped[int] = mapped_column(default=0)
    root: Mapped[str] = mapped_column(default="")
    requested_by: Mapped[int | None] = reference("account.id", nullable=True)
    created_at: Mapped[datetime]


class Corrigendum(Base):
    """What corrects an issued recap: a document of its own; the recap stays as it is."""

    __tablename__ = "corrigendum"
    __table_args__ = (
        UniqueConstraint("document_id"),
        UniqueConstraint("recap_id", "position"),
        CheckConstraint("position >= 1", name="position"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    recap_id: Mapped[int] = reference("recap.id", index=False)
    #: The first, second, ... corrigendum of the recap; each goes on from the one before.
    position: Mapped[int]
    document_id: Mapped[int] = reference("document.id", index=False)
    reason: Mapped[CorrigendumReason] = mapped_column(closed_enum(CorrigendumReason, "reason"))
    requested_by: Mapped[int | None] = reference("account.id", index=False, nullable=True)
    #: What was reversed until then is in it.
    frozen_at: Mapped[datetime]
