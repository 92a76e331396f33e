"""What is measured: indicators, surveys of citizens (SKM), service index (IPP), SKP ratings."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ledger.database import AgencyId, Base, Code, Hash, Id, reference
from ledger.models.people import Person, Unit


class Indicator(Base):
    __tablename__ = "indicator"
    __table_args__ = (UniqueConstraint("agency_id", "code"),)

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    code: Mapped[Code]
    name: Mapped[str]
    measured_in: Mapped[str] = mapped_column(default="")
    #: "naik" when more is better, "turun" when less is.
    direction: Mapped[Code]
    scope: Mapped[Code] = mapped_column(default="unit")


class Target(Base):
    __tablename__ = "target"
    __table_args__ = (UniqueConstraint("indicator_id", "unit_id", "period"),)

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    indicator_id: Mapped[int] = reference("indicator.id", index=False)
    unit_id: Mapped[int] = reference("unit.id")
    period: Mapped[Code]
    value: Mapped[Decimal] = mapped_column(Numeric(14, 4))


class Measurement(Base):
    __tablename__ = "measurement"
    __table_args__ = (UniqueConstraint("indicator_id", "unit_id", "period", "source"),)

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    indicator_id: Mapped[int] = reference("indicator.id", index=False)
    unit_id: Mapped[int] = reference("unit.id")
    period: Mapped[Code]
    value: Mapped[Decimal] = mapped_column(Numeric(14, 4))
    source: Mapped[str] = mapped_column(default="")


class SurveyIndex(Base):
    """The SKM of one unit and period, from one file; a later file replaces it explicitly."""

    __tablename__ = "survey_index"
    __table_args__ = (
        CheckConstraint("respondents > 0", name="respondents"),
        Index(
            "uq_survey_index_current",
            "agency_id",
            "unit_id",
            "period",
            unique=True,
            sqlite_where=text("replaced_by is null"),
            postgresql_where=text("replaced_by is null"),
        ),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    unit_id: Mapped[int] = reference("unit.id")
    period: Mapped[Code]
    respondents: Mapped[int]
    #: Sums by element key U1 to U9.
    sums: Mapped[dict[str, Any]]
    #: "exact" (one ninth) or "0.11": printed, because the grade can differ.
    weight: Mapped[Code]
    index: Mapped[Decimal] = mapped_column("index_value", Numeric(6, 2))
    grade: Mapped[Code]
    file_sha256: Mapped[Hash]
    computed_at: Mapped[datetime]
    replaced_by: Mapped[int | None] = reference("survey_index.id", nullable=True)

    unit: Mapped[Unit] = relationship()


class SurveyResponse(Base):
    """One answered form; its identity is the file and the row, equal rows are legitimate."""

    __tablename__ = "survey_response"
    __table_args__ = (UniqueConstraint("survey_index_id", "row_number"),)

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    survey_index_id: Mapped[int] = reference("survey_index.id", index=False)
    row_number: Mapped[int]
    #: Answers 1 to 4 in the order U1 to U9, for example "333434344".
    answers: Mapped[Code]


class ServiceIndexScore(Base):
    """IPP: one aspect of the service index (PermenPANRB 29/2022), 0 to 5."""

    __tablename__ = "service_index_score"
    __table_args__ = (UniqueConstraint("unit_id", "year", "aspect"),)

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    unit_id: Mapped[int] = reference("unit.id", index=False)
    year: Mapped[int]
    aspect: Mapped[str]
    score: Mapped[Decimal] = mapped_column(Numeric(4, 2))


class PerformanceRating(Base):
    """SKP of one person and period: ratings 1 to 3 and the predicate 1 to 5."""

    __tablename__ = "performance_rating"
    __table_args__ = (
        UniqueConstraint("person_id", "year", "period"),
        CheckConstraint("work between 1 and 3 and behaviour between 1 and 3", name="ratings"),
        CheckConstraint("predicate between 1 and 5", name="predicate"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    person_id: Mapped[int] = reference("person.id", index=False)
    year: Mapped[int]
    #: "T1" to "T4" or "tahunan".
    period: Mapped[Code]
    work: Mapped[int]
    behaviour: Mapped[int]
    #: The predicate of the 3 x 3 table.
    predicate: Mapped[int]
    #: The predicate as the file gave it; kept when it disagrees.
    predicate_given: Mapped[int | None]
    rated_on: Mapped[date]

    person: Mapped[Person] = relationship()
