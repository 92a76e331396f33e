"""Reports of violations, absence days and what the direct superior says of them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ledger.database import AgencyId, Base, Code, Id, closed_enum, reference
from ledger.domain.violations import AbsenceState, ReportState
from ledger.models.people import Person, Unit


class ViolationReport(Base):
    __tablename__ = "violation_report"
    __table_args__ = (
        UniqueConstraint("agency_id", "number"),
        UniqueConstraint("agency_id", "source_key"),
        CheckConstraint("reporter_id <> subject_id", name="reporter_is_another"),
        CheckConstraint("known_on >= happened_on", name="dates_ordered"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    #: For example LPR-2026-000012.
    number: Mapped[Code]
    state: Mapped[ReportState] = mapped_column(closed_enum(ReportState, "state"))
    reporter_id: Mapped[int | None] = reference("person.id", nullable=True)
    subject_id: Mapped[int] = reference("person.id")
    unit_id: Mapped[int] = reference("unit.id")
    #: The catalogue code of PP 94/2021, for example L5m.
    code: Mapped[Code]
    #: "unit", "instansi" or "negara".
    impact: Mapped[Code]
    narrative: Mapped[str]
    #: The reporter says that the state lost by it.
    loss_to_state: Mapped[bool] = mapped_column(default=False)
    happened_on: Mapped[date]
    #: Since when the superior could have known: starts the clock of Pasal 28.
    known_on: Mapped[date]
    reported_at: Mapped[datetime]
    source_key: Mapped[str | None]
    #: The hour or the span, as ``hours_told`` writes it, and where; empty when it was not told.
    happened_at: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")

    subject: Mapped[Person] = relationship(foreign_keys="ViolationReport.subject_id")
    reporter: Mapped[Person | None] = relationship(foreign_keys="ViolationReport.reporter_id")
    unit: Mapped[Unit] = relationship()


class SuperiorAssessment(Base):
    """The direct superior's word: is a discipline violation suspected? Without it no guidance."""

    __tablename__ = "superior_assessment"
    __table_args__ = (
        UniqueConstraint("violation_report_id"),
        UniqueConstraint("complaint_id"),
        CheckConstraint("superior_id <> subject_id", name="superior_is_another"),
        CheckConstraint(
            "(violation_report_id is null) <> (complaint_id is null)", name="one_subject"
        ),
        CheckConstraint("length(reason) >= 20", name="reason_given"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    violation_report_id: Mapped[int | None] = reference(
        "violation_report.id", index=False, nullable=True
    )
    complaint_id: Mapped[int | None] = reference("complaint.id", index=False, nullable=True)
    subject_id: Mapped[int] = reference("person.id")
    superior_id: Mapped[int] = reference("person.id")
    #: Whether it happened at all.
    substantiated: Mapped[bool]
    #: Whether a discipline violation is suspected; then only a case may follow.
    suspected: Mapped[bool]
    #: The violation suspected, as the superior sees it: code of PP 94/2021, impact, loss.
    code: Mapped[str] = mapped_column(default="")
    impact: Mapped[str] = mapped_column(default="")
    loss_to_state: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str]
    assessed_at: Mapped[datetime]
    #: When and where it happened, as the superior sees it.
    happened_at: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")


class AbsenceDay(Base):
    """One working day without presence; an indication until the superior confirms the reason."""

    __tablename__ = "absence_day"
    __table_args__ = (
        UniqueConstraint("person_id", "day"),
        CheckConstraint("confirmed_by <> person_id", name="confirmed_by_another"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    person_id: Mapped[int] = reference("person.id", index=False)
    day: Mapped[date]
    state: Mapped[AbsenceState] = mapped_column(
        closed_enum(AbsenceState, "state"), default=AbsenceState.INDICATION
    )
    #: "bulanan", "matriks" or "mesin".
    source: Mapped[Code]
    reason: Mapped[str] = mapped_column(default="")
    confirmed_by: Mapped[int | None] = reference("person.id", nullable=True)
    confirmed_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys="AbsenceDay.person_id")


class SalaryStop(Base):
    """A proposal to stop the salary after ten working days on end; no decision is awaited (I11)."""

    __tablename__ = "salary_stop"
    __table_args__ = (
        UniqueConstraint("person_id", "run_first_on"),
        CheckConstraint("effective_from > reached_on", name="from_the_next_month"),
        CheckConstraint("reached_on > run_first_on", name="dates_ordered"),
        CheckConstraint(
            "forwarded_on is null or forwarded_letter <> ''", name="forwarded_by_letter"
        ),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    person_id: Mapped[int] = reference("person.id", index=False)
    run_first_on: Mapped[date]
    #: The tenth working day of the run.
    reached_on: Mapped[date]
    #: The first of the next month (Pasal 15 ayat (2)).
    effective_from: Mapped[date]
    proposed_at: Mapped[datetime]
    #: The letter to whoever pays.
    forwarded_on: Mapped[date | None]
    forwarded_letter: Mapped[str] = mapped_column(default="")
    #: Days of the run turned out to be excused.
    withdrawn_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys="SalaryStop.person_id")
