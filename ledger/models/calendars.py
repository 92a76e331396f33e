"""Which days are working days: dated data, never computed, and what an amendment moved."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ledger.database import AgencyId, Base, Code, Id, reference


class CalendarYear(Base):
    """A year whose holidays were loaded; a year without a row is an error, not "no holidays"."""

    __tablename__ = "calendar_year"
    __table_args__ = (UniqueConstraint("agency_id", "year"),)

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    year: Mapped[int]
    source: Mapped[str] = mapped_column(default="")
    loaded_at: Mapped[datetime]


class Holiday(Base):
    __tablename__ = "holiday"
    __table_args__ = (UniqueConstraint("agency_id", "day"),)

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    day: Mapped[date]
    #: "libur" or "cuti_bersama".
    kind: Mapped[Code]


class CalendarAmendment(Base):
    """Append-only: what a later list of a year added and took away, and by which source."""

    __tablename__ = "calendar_amendment"

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    year: Mapped[int]
    source: Mapped[str] = mapped_column(default="")
    #: ISO days that became free, and days that became working days again.
    added: Mapped[list[str]] = mapped_column(default=list)
    removed: Mapped[list[str]] = mapped_column(default=list)
    at: Mapped[datetime]
    actor_name: Mapped[str]


class DeadlineChange(Base):
    """Append-only: one open deadline that an amendment moved, with the day before and after."""

    __tablename__ = "deadline_change"

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    amendment_id: Mapped[int] = reference("calendar_amendment.id")
    #: The table and the row that hold the deadline, and the column.
    subject_kind: Mapped[Code]
    subject_id: Mapped[int]
    name: Mapped[Code]
    old_on: Mapped[date]
    new_on: Mapped[date]


class RosterDay(Base):
    """One person's duty on one day: "pagi", "siang", "malam" or "libur"."""

    __tablename__ = "roster_day"
    __table_args__ = (UniqueConstraint("person_id", "day"),)

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    person_id: Mapped[int] = reference("person.id", index=False)
    day: Mapped[date]
    duty: Mapped[Code]
