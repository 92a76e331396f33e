"""What supports a case, and who has read it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ledger.database import AgencyId, Base, Id, closed_enum, reference
from ledger.domain.discipline.exhibits import ExhibitKind


class Exhibit(Base):
    """One piece of evidence, with or without a file; never changed, another one corrects it."""

    __tablename__ = "exhibit"
    __table_args__ = (
        UniqueConstraint("case_id", "position"),
        CheckConstraint("length(title) > 0", name="title_given"),
        CheckConstraint("position >= 1", name="position"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    case_id: Mapped[int] = reference("discipline_case.id", index=False)
    allegation_id: Mapped[int | None] = reference("allegation.id", nullable=True)
    position: Mapped[int]
    kind: Mapped[ExhibitKind] = mapped_column(closed_enum(ExhibitKind, "kind"))
    title: Mapped[str]
    #: What it shows, or the statement itself.
    content: Mapped[str] = mapped_column(default="")
    dated_on: Mapped[date | None]
    evidence_id: Mapped[int | None] = reference("evidence.id", nullable=True)
    added_by: Mapped[int] = reference("person.id")
    added_at: Mapped[datetime]


class ExhibitReading(Base):
    """An explicit mark that somebody has read the exhibit; asked for before deciding."""

    __tablename__ = "exhibit_reading"
    __table_args__ = (UniqueConstraint("exhibit_id", "person_id"),)

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    exhibit_id: Mapped[int] = reference("exhibit.id", index=False)
    person_id: Mapped[int] = reference("person.id")
    read_at: Mapped[datetime]
