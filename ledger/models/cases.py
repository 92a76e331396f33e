"""Discipline cases under PP 94/2021: every gate of the way is a row."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ledger.database import AgencyId, Base, Code, Id, closed_enum, reference
from ledger.domain.discipline.cases import CaseState
from ledger.domain.discipline.catalogue import Level
from ledger.domain.discipline.endings import EndingGround
from ledger.domain.people import Capacity
from ledger.models.examinations import (
    ExaminationReport,
    ExaminationTeam,
    ExaminerSignature,
    TemporaryRelease,
)
from ledger.models.people import Person, Unit


class Case(Base):
    __tablename__ = "discipline_case"
    __table_args__ = (
        UniqueConstraint("agency_id", "number"),
        UniqueConstraint("proposal_id"),
        CheckConstraint("superior_id <> subject_id", name="superior_is_another"),
        CheckConstraint("decider_id <> subject_id", name="decider_is_another"),
        CheckConstraint(
            "discontinued_ground is null or length(discontinued_reason) >= 20",
            name="discontinued_reason",
        ),
        CheckConstraint(
            "state <> 'discontinued' or discontinued_ground is not null",
            name="discontinued_on_a_ground",
        ),
        CheckConstraint("regulation in ('PP 53/2010', 'PP 94/2021')", name="regulation"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    #: For example KD-2026-000003; never a document number.
    number: Mapped[Code]
    state: Mapped[CaseState] = mapped_column(closed_enum(CaseState, "state"))
    subject_id: Mapped[int] = reference("person.id")
    unit_id: Mapped[int] = reference("unit.id")
    #: Who summons and examines.
    superior_id: Mapped[int] = reference("person.id")
    #: Who may decide, by the authority matrix.
    decider_id: Mapped[int | None] = reference("person.id", nullable=True)
    #: The proposal to open it, where a rule made one.
    proposal_id: Mapped[int | None] = reference("proposal.id", index=False, nullable=True)
    #: When the superior learnt of it: starts the clock of Pasal 28.
    known_on: Mapped[date]
    opened_at: Mapped[datetime]
    #: The regulation in force on the day of the act, "PP 94/2021".
    regulation: Mapped[Code] = mapped_column(default="PP 94/2021")
    #: What the heaviest allegation can lead to; asks for a team and allows a temporary release.
    suspected_level: Mapped[Level] = mapped_column(
        closed_enum(Level, "suspected_level"), default=Level.RINGAN
    )
    closed_at: Mapped[datetime | None]
    #: Why it was found not proven.
    cleared_reason: Mapped[str] = mapped_column(default="")
    #: Why it ended without a sanction: death, retirement, the wrong person.
    discontinued_ground: Mapped[EndingGround | None] = mapped_column(
        closed_enum(EndingGround, "discontinued_ground")
    )
    discontinued_reason: Mapped[str] = mapped_column(default="")

    subject: Mapped[Person] = relationship(foreign_keys="Case.subject_id")
    superior: Mapped[Person] = relationship(foreign_keys="Case.superior_id")
    decider: Mapped[Person | None] = relationship(foreign_keys="Case.decider_id")
    unit: Mapped[Unit] = relationship()
    allegations: Mapped[list["Allegation"]] = relationship(order_by="Allegation.id")
    #: The letters in force, one or two; those that were withdrawn stay in the table.
    summonses: Mapped[list["Summons"]] = relationship(
        order_by="Summons.position",
        primaryjoin="and_(Summons.case_id == Case.id, Summons.voided_at.is_(None))",
    )
    team: Mapped[ExaminationTeam | None] = relationship()
    examination: Mapped["Examination | None"] = relationship(back_populates="case")
    release: Mapped[TemporaryRelease | None] = relationship()
    report: Mapped[ExaminationReport | None] = relationship()
    #: The decision in force; what an objection replaced stays beside it, with its last day.
    sanction: Mapped["Sanction | None"] = relationship(
        primaryjoin="and_(Sanction.case_id == Case.id, Sanction.replaced_on.is_(None))",
        viewonly=True,
    )


class Allegation(Base):
    __tablename__ = "allegation"
    __table_args__ = (UniqueConstraint("violation_report_id"), UniqueConstraint("complaint_id"))

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    case_id: Mapped[int] = reference("discipline_case.id")
    code: Mapped[Code]
    impact: Mapped[Code]
    narrative: Mapped[str]
    happened_on: Mapped[date]
    #: The hour, as it was told.
    happened_at: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    violation_report_id: Mapped[int | None] = reference(
        "violation_report.id", index=False, nullable=True
    )
    complaint_id: Mapped[int | None] = reference("complaint.id", index=False, nullable=True)


class Summons(Base):
    """At most two in force; the second only after a recorded absence at the first (Pasal 26)."""

    __tablename__ = "summons"
    __table_args__ = (
        Index(
            "uq_summons_in_force",
            "case_id",
            "position",
            unique=True,
            sqlite_where=text("voided_at is null"),
            postgresql_where=text("voided_at is null"),
        ),
        CheckConstraint("position in (1, 2)", name="position"),
        CheckConstraint("exam_on >= letter_on", name="dates_ordered"),
        CheckConstraint("voided_at is null or attended is null", name="void_without_outcome"),
        CheckConstraint("voided_at is null or length(void_reason) >= 20", name="void_reason"),
        CheckConstraint("received_on is null or received_on >= letter_on", name="received_after"),
        CheckConstraint("received_by = '' or receipt_refusal = ''", name="received_or_refused"),
        CheckConstraint(
            "received_on is not null"
            " or (handed_by = '' and received_by = '' and receipt_refusal = '')",
            name="receipt_dated",
        ),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    case_id: Mapped[int] = reference("discipline_case.id", index=False)
    position: Mapped[int]
    letter_on: Mapped[date]
    exam_on: Mapped[date]
    exam_time: Mapped[str] = mapped_column(default="09.00")
    place: Mapped[str]
    document_id: Mapped[int | None] = reference("document.id", nullable=True)
    #: Empty until the day has come.
    attended: Mapped[bool | None]
    recorded_at: Mapped[datetime | None]
    #: When it reached the person; after the day it names it counts for no absence.
    received_on: Mapped[date | None]
    #: A letter that could not stand is withdrawn with its reason, and another takes its place.
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str] = mapped_column(default="")
    #: Who brought the letter, and who took it; a name, for it may be somebody of the household.
    handed_by: Mapped[str] = mapped_column(default="")
    received_by: Mapped[str] = mapped_column(default="")
    #: Why nobody took it; it counts as brought on that day all the same.
    receipt_refusal: Mapped[str] = mapped_column(default="")


class Examination(Base):
    """The examination and its record (BAP, Pasal 27)."""

    __tablename__ = "examination"
    __table_args__ = (
        UniqueConstraint("case_id"),
        CheckConstraint("not examinee_signed or refusal_note = ''", name="signed_or_refused"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    case_id: Mapped[int] = reference("discipline_case.id", index=False)
    examiner_id: Mapped[int] = reference("person.id")
    held_on: Mapped[date]
    place: Mapped[str]
    #: [{"question": ..., "answer": ..., "correction": ...}], at least one; older records have no
    #: correction of their own to an answer.
    questions: Mapped[list[Any]]
    corrections: Mapped[str] = mapped_column(default="")
    examinee_signed: Mapped[bool] = mapped_column(default=False)
    refusal_note: Mapped[str] = mapped_column(default="")
    copy_given_on: Mapped[date | None]
    document_id: Mapped[int | None] = reference("document.id", nullable=True)
    recorded_at: Mapped[datetime]

    case: Mapped[Case] = relationship(back_populates="examination")
    examiner: Mapped[Person] = relationship()
    signatures: Mapped[list[ExaminerSignature]] = relationship(order_by="ExaminerSignature.id")


class Sanction(Base):
    """One in force per case, the heaviest (Pasal 35); chosen and reasoned by who decides."""

    __tablename__ = "sanction"
    __table_args__ = (
        Index(
            "uq_sanction_in_force",
            "case_id",
            unique=True,
            sqlite_where=text("replaced_on is null"),
            postgresql_where=text("replaced_on is null"),
        ),
        CheckConstraint("delivered_by <> subject_id", name="deliverer_is_another"),
        CheckConstraint("decided_by <> subject_id", name="decider_is_another"),
        CheckConstraint("length(reason) >= 20", name="reason_given"),
        CheckConstraint("length(violation) > 0", name="violation_stated"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    case_id: Mapped[int] = reference("discipline_case.id", index=False)
    subject_id: Mapped[int] = reference("person.id")
    #: R1 to B3.
    kind: Mapped[Code]
    level: Mapped[Code]
    #: The kind in words where the agency or the transition sets other ones than PP 94/2021.
    kind_text: Mapped[str | None]
    #: How a dismissal counts: decided by the PPK, never derived (UU 20/2023 Pasal 52 ayat (4)).
    dismissal_type: Mapped[Code | None]
    #: The violation with its article, as it stands in the Keputusan.
    violation: Mapped[str]
    aggravating: Mapped[str] = mapped_column(default="")
    mitigating: Mapped[str] = mapped_column(default="")
    reason: Mapped[str]
    decided_by: Mapped[int] = reference("person.id")
    capacity: Mapped[Capacity] = mapped_column(closed_enum(Capacity, "capacity"))
    decided_on: Mapped[date]
    official: Mapped[dict[str, Any]] = mapped_column(default=dict)
    document_id: Mapped[int | None] = reference("document.id", nullable=True)
    entry_uid: Mapped[Code | None]
    #: The day the person was called to receive it; missed when it was sent instead.
    delivery_planned_on: Mapped[date | None]
    #: When the person received it, or when what was sent arrived.
    received_on: Mapped[date | None]
    sent_on: Mapped[date | None]
    effective_on: Mapped[date | None]
    objection_until: Mapped[date | None]
    objected_on: Mapped[date | None]
    objection: Mapped[str] = mapped_column(default="")
    #: The call to come and receive it: its letter, the hour and the place.
    called_on: Mapped[date | None]
    delivery_time: Mapped[str] = mapped_column(default="")
    delivery_place: Mapped[str] = mapped_column(default="")
    #: Who handed it over, with a post not lower than the person's.
    delivered_by: Mapped[int | None] = reference("person.id", nullable=True)
    #: The last known address, when it was sent.
    sent_to: Mapped[str] = mapped_column(default="")
    #: Whether the day of receipt was counted, as the setting of that day said.
    receipt_day_counts: Mapped[bool] = mapped_column(default=False)
    #: When the answer to an objection took its place.
    replaced_on: Mapped[date | None]

    case: Mapped[Case] = relationship()


class CaseStep(Base):
    """Append-only: each step as it really happened, late ones marked with what is left to do."""

    __tablename__ = "case_step"
    __table_args__ = (Index("ix_case_step_case_id", "case_id", "id"),)

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    case_id: Mapped[int] = reference("discipline_case.id", index=False)
    event: Mapped[Code]
    from_state: Mapped[Code]
    to_state: Mapped[Code]
    at: Mapped[datetime]
    person_id: Mapped[int | None] = reference("person.id", nullable=True)
    #: "cacat prosedur": article, limit and remedy.
    defects: Mapped[list[Any]] = mapped_column(default=list)


class CasePaper(Base):
    """Which case a paper is of, whatever its form: who reads the case reads its papers."""

    __tablename__ = "case_paper"
    __table_args__ = (UniqueConstraint("document_id"),)

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    case_id: Mapped[int] = reference("discipline_case.id")
    document_id: Mapped[int] = reference("document.id", index=False)


class CaseView(Base):
    """Who opened the file of a case; shown to the person it is about."""

    __tablename__ = "case_view"
    __table_args__ = (Index("ix_case_view_case_id", "case_id"),)

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    case_id: Mapped[int] = reference("discipline_case.id", index=False)
    account_id: Mapped[int] = reference("account.id")
    person_name: Mapped[str]
    at: Mapped[datetime]


class PastSanction(Base):
    """Punishment history as SIASN has it; imported before anything is attested."""

    __tablename__ = "past_sanction"
    __table_args__ = (UniqueConstraint("person_id", "letter_number"),)

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    person_id: Mapped[int] = reference("person.id", index=False)
    kind: Mapped[Code]
    letter_number: Mapped[str]
    letter_on: Mapped[date]
    effective_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    code: Mapped[str] = mapped_column(default="")


class PastAward(Base):
    """Awards as SIASN has them."""

    __tablename__ = "past_award"
    __table_args__ = (UniqueConstraint("person_id", "letter_number"),)

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    person_id: Mapped[int] = reference("person.id", index=False)
    award_code: Mapped[Code]
    letter_number: Mapped[str]
    letter_on: Mapped[date]
    year: Mapped[int]
