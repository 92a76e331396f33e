"""The examination of a case: its team, answers as they are saved, signatures, report, release."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ledger.database import AgencyId, Base, Code, Id, closed_enum, reference
from ledger.domain.discipline.teams import TeamElement
from ledger.domain.people import Capacity
from ledger.models.people import Person


class ExaminationTeam(Base):
    """Formed by a decision of the PPK or a delegate before the examination (Pasal 29)."""

    __tablename__ = "examination_team"
    __table_args__ = (
        UniqueConstraint("case_id"),
        CheckConstraint("length(letter_number) > 0", name="letter_named"),
        CheckConstraint("subject_rank >= 1", name="subject_rank"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    case_id: Mapped[int] = reference("discipline_case.id", index=False)
    letter_number: Mapped[str]
    formed_on: Mapped[date]
    #: The PPK or the official to whom forming teams was delegated, as they were that day.
    formed_by: Mapped[int] = reference("person.id")
    capacity: Mapped[Capacity] = mapped_column(closed_enum(Capacity, "capacity"))
    official: Mapped[dict[str, Any]] = mapped_column(default=dict)
    #: Step of the person's post when the team was formed; no member may stand lower.
    subject_rank: Mapped[int]
    document_id: Mapped[int | None] = reference("document.id", nullable=True)
    recorded_at: Mapped[datetime]

    members: Mapped[list["TeamMember"]] = relationship(order_by="TeamMember.id")


class TeamMember(Base):
    __tablename__ = "team_member"
    __table_args__ = (
        UniqueConstraint("team_id", "person_id"),
        Index(
            "uq_team_member_chair",
            "team_id",
            unique=True,
            sqlite_where=text("is_chair and left_on is null"),
            postgresql_where=text("is_chair and left_on is null"),
        ),
        CheckConstraint("replaces_id <> person_id", name="replaces_another"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    team_id: Mapped[int] = reference("examination_team.id", index=False)
    person_id: Mapped[int] = reference("person.id")
    element: Mapped[TeamElement] = mapped_column(closed_enum(TeamElement, "element"))
    is_chair: Mapped[bool] = mapped_column(default=False)
    rank: Mapped[int]
    #: The involved superior in whose place the next higher one stands.
    replaces_id: Mapped[int | None] = reference("person.id", nullable=True)
    note: Mapped[str] = mapped_column(default="")
    left_on: Mapped[date | None]

    person: Mapped[Person] = relationship(foreign_keys="TeamMember.person_id")


class ExaminationLine(Base):
    """One question with its answer, saved by itself while the examination goes on."""

    __tablename__ = "examination_line"
    __table_args__ = (
        UniqueConstraint("case_id", "position"),
        CheckConstraint("position >= 1", name="position"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    case_id: Mapped[int] = reference("discipline_case.id", index=False)
    position: Mapped[int]
    question: Mapped[str] = mapped_column(default="")
    answer: Mapped[str] = mapped_column(default="")
    #: What the person wants to have put right in this answer.
    correction: Mapped[str] = mapped_column(default="")
    saved_by: Mapped[int] = reference("person.id")
    saved_at: Mapped[datetime]


class ExaminerSignature(Base):
    """Each examiner signs the record; without all of them it is not complete (Pasal 32)."""

    __tablename__ = "examiner_signature"
    __table_args__ = (UniqueConstraint("examination_id", "person_id"),)

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    examination_id: Mapped[int] = reference("examination.id", index=False)
    person_id: Mapped[int] = reference("person.id")
    signed_at: Mapped[datetime]


class ExaminationReport(Base):
    """Laporan hasil pemeriksaan (LHP): facts, analysis and what is recommended."""

    __tablename__ = "examination_report"
    __table_args__ = (
        UniqueConstraint("case_id"),
        CheckConstraint("length(facts) >= 20", name="facts_given"),
        CheckConstraint("length(analysis) >= 20", name="analysis_given"),
        CheckConstraint("proven = (recommended_kind is not null)", name="kind_when_proven"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    case_id: Mapped[int] = reference("discipline_case.id", index=False)
    written_on: Mapped[date]
    author_id: Mapped[int] = reference("person.id")
    #: On the evidence and statements at hand, for the person twice did not come (Pasal 26 (4)).
    on_evidence: Mapped[bool] = mapped_column(default=False)
    facts: Mapped[str]
    #: The act beside the article, and its impact.
    analysis: Mapped[str]
    aggravating: Mapped[str] = mapped_column(default="")
    mitigating: Mapped[str] = mapped_column(default="")
    proven: Mapped[bool]
    #: R1 to B3; the person who decides is free to choose another kind of the level.
    recommended_kind: Mapped[Code | None]
    document_id: Mapped[int | None] = reference("document.id", nullable=True)
    recorded_at: Mapped[datetime]


class TemporaryRelease(Base):
    """Released from the duties of the post from the examination to the decision (Pasal 31).

    Pay and the duty to come to work stay as they are, and nothing here can change them.
    """

    __tablename__ = "temporary_release"
    __table_args__ = (
        UniqueConstraint("case_id"),
        CheckConstraint("ended_on is null or ended_on >= from_on", name="dates_ordered"),
        CheckConstraint("length(letter_number) > 0", name="letter_named"),
        CheckConstraint("length(reason) >= 20", name="reason_given"),
        CheckConstraint("acting_id <> ordered_by", name="acting_is_another"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    case_id: Mapped[int] = reference("discipline_case.id", index=False)
    letter_number: Mapped[str]
    from_on: Mapped[date]
    #: The day of the decision, or of the end of the case; nobody has to remember it.
    ended_on: Mapped[date | None]
    ordered_by: Mapped[int] = reference("person.id")
    official: Mapped[dict[str, Any]] = mapped_column(default=dict)
    #: The pelaksana harian who does the duties meanwhile.
    acting_id: Mapped[int] = reference("person.id")
    reason: Mapped[str]
    document_id: Mapped[int | None] = reference("document.id", nullable=True)
    recorded_at: Mapped[datetime]
