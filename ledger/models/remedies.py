"""What follows a decided case: objections and appeals, execution, uploads to SIASN, statements."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ledger.database import AgencyId, Base, Code, Id, closed_enum, reference
from ledger.domain.discipline.execution import MeasureKind
from ledger.domain.discipline.remedies import RemedyOutcome, RemedyRoute
from ledger.domain.discipline.statements import StatementPurpose, StatementState
from ledger.models.cases import Case, Sanction
from ledger.models.people import Person


class Remedy(Base):
    """One keberatan or banding administratif against one decision, with its answer (PP 79/2021)."""

    __tablename__ = "remedy"
    __table_args__ = (
        Index(
            "uq_remedy_open",
            "sanction_id",
            unique=True,
            sqlite_where=text("outcome is null"),
            postgresql_where=text("outcome is null"),
        ),
        CheckConstraint("length(grounds) > 0", name="grounds_given"),
        CheckConstraint("decided_by <> subject_id", name="decided_by_another"),
        CheckConstraint("filed_on <= recorded_on", name="filed_before_recorded"),
        CheckConstraint(
            "outcome is null or (decided_on is not null and decided_on >= filed_on"
            " and length(reason) >= 20)",
            name="answer_is_reasoned",
        ),
        CheckConstraint(
            "outcome is null or outcome = 'inadmissible' or not is_late",
            name="late_is_inadmissible",
        ),
        CheckConstraint(
            "outcome is null or route <> 'bpasn' or length(letter_number) > 0",
            name="bpasn_has_letter",
        ),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    case_id: Mapped[int] = reference("discipline_case.id")
    sanction_id: Mapped[int] = reference("sanction.id", index=False)
    subject_id: Mapped[int] = reference("person.id", index=False)
    route: Mapped[RemedyRoute] = mapped_column(closed_enum(RemedyRoute, "route"))
    filed_on: Mapped[date]
    #: The last day on which it could be filed, as it was computed on the day it came.
    last_day: Mapped[date]
    is_late: Mapped[bool]
    grounds: Mapped[str]
    #: When it was written down here, perhaps days after it arrived on paper.
    recorded_on: Mapped[date]
    recorded_by: Mapped[int | None] = reference("person.id", index=False, nullable=True)
    #: Who answers as things stand; empty for BPASN, and while no official is there.
    handler_id: Mapped[int | None] = reference("person.id", nullable=True)
    #: Until when it must be answered; empty while the calendar of that year is not loaded.
    due_on: Mapped[date | None]
    #: Until when the PPK sends BPASN its reply and material, and when that was done.
    reply_due_on: Mapped[date | None]
    replied_on: Mapped[date | None]
    outcome: Mapped[RemedyOutcome | None] = mapped_column(closed_enum(RemedyOutcome, "outcome"))
    decided_on: Mapped[date | None]
    #: Empty for BPASN, which decides elsewhere.
    decided_by: Mapped[int | None] = reference("person.id", index=False, nullable=True)
    official: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reason: Mapped[str] = mapped_column(default="")
    #: R1 to B3, when it takes the place of the first kind.
    kind_after: Mapped[Code | None]
    letter_number: Mapped[str] = mapped_column(default="")
    document_id: Mapped[int | None] = reference("document.id", index=False, nullable=True)

    case: Mapped[Case] = relationship()
    sanction: Mapped[Sanction] = relationship()


class Measure(Base):
    """One thing to carry out because of a sanction in force, with the receipts that say it was."""

    __tablename__ = "measure"
    __table_args__ = (
        UniqueConstraint("sanction_id", "kind"),
        CheckConstraint("ends_on is null or ends_on > starts_on", name="dates_ordered"),
        CheckConstraint("percent is null or percent between 1 and 100", name="percent"),
        CheckConstraint("executed_on is null or length(receipt) > 0", name="execution_has_receipt"),
        CheckConstraint(
            "returned_on is null or length(return_receipt) > 0", name="return_has_receipt"
        ),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    case_id: Mapped[int] = reference("discipline_case.id")
    sanction_id: Mapped[int] = reference("sanction.id", index=False)
    person_id: Mapped[int] = reference("person.id")
    kind: Mapped[MeasureKind] = mapped_column(closed_enum(MeasureKind, "kind"))
    percent: Mapped[int | None]
    starts_on: Mapped[date]
    #: The first day after it; empty when it does not end.
    ends_on: Mapped[date | None]
    #: Number of the letter, payroll run or SK by which it was done.
    receipt: Mapped[str] = mapped_column(default="")
    executed_on: Mapped[date | None]
    executed_by: Mapped[int | None] = reference("person.id", index=False, nullable=True)
    #: Stands still since that day, and why; empty while it runs.
    halted_on: Mapped[date | None]
    halt_reason: Mapped[str] = mapped_column(default="")
    #: Post or rank given back after its time.
    returned_on: Mapped[date | None]
    return_receipt: Mapped[str] = mapped_column(default="")
    #: Ended before its time: the decision was replaced or annulled.
    stopped_on: Mapped[date | None]

    person: Mapped[Person] = relationship(foreign_keys="Measure.person_id")
    sanction: Mapped[Sanction] = relationship()


class Upload(Base):
    """A decision that must stand in I'DIS/SI-ASN with its examination papers (Pasal 39, I27)."""

    __tablename__ = "siasn_upload"
    __table_args__ = (
        UniqueConstraint("sanction_id"),
        CheckConstraint(
            "uploaded_on is null or length(upload_number) > 0", name="upload_has_number"
        ),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    sanction_id: Mapped[int] = reference("sanction.id", index=False)
    #: The day the decision became final, which makes the upload due.
    final_on: Mapped[date]
    #: When it last went out in a file for SIASN.
    exported_at: Mapped[datetime | None]
    uploaded_on: Mapped[date | None]
    #: What I'DIS or SIASN gave back.
    upload_number: Mapped[str] = mapped_column(default="")
    recorded_by: Mapped[int | None] = reference("person.id", index=False, nullable=True)

    sanction: Mapped[Sanction] = relationship()


class Statement(Base):
    """A request for "tidak pernah dijatuhi hukuman disiplin", by the person it is about."""

    __tablename__ = "statement"
    __table_args__ = (
        Index(
            "uq_statement_open",
            "person_id",
            "purpose",
            unique=True,
            sqlite_where=text("state in ('requested', 'verified')"),
            postgresql_where=text("state in ('requested', 'verified')"),
        ),
        CheckConstraint("verified_by <> person_id", name="verified_by_another"),
        CheckConstraint("signed_by <> person_id", name="signed_by_another"),
        CheckConstraint("signed_by <> verified_by", name="signed_by_second"),
        CheckConstraint("state <> 'signed' or document_id is not null", name="signed_has_paper"),
        CheckConstraint("state <> 'refused' or length(refusal) > 0", name="refusal_is_reasoned"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    person_id: Mapped[int] = reference("person.id")
    unit_id: Mapped[int] = reference("unit.id")
    purpose: Mapped[StatementPurpose] = mapped_column(closed_enum(StatementPurpose, "purpose"))
    state: Mapped[StatementState] = mapped_column(closed_enum(StatementState, "state"))
    requested_at: Mapped[datetime]
    #: The registers as HR found them, one line each: what the paper says it covers.
    registers: Mapped[list[str]] = mapped_column(default=list)
    verified_by: Mapped[int | None] = reference("person.id", index=False, nullable=True)
    verified_at: Mapped[datetime | None]
    #: The head who signs, by the post on the day of the verification.
    signer_id: Mapped[int | None] = reference("person.id", nullable=True)
    signed_by: Mapped[int | None] = reference("person.id", index=False, nullable=True)
    signed_at: Mapped[datetime | None]
    #: The sentence that the person reads when a sanction stands in the way.
    refusal: Mapped[str] = mapped_column(default="")
    document_id: Mapped[int | None] = reference("document.id", index=False, nullable=True)

    person: Mapped[Person] = relationship(foreign_keys="Statement.person_id")
