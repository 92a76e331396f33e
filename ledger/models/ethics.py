"""Cases of the code of ethics (PP 42/2004): a register of its own beside that of discipline."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ledger.database import AgencyId, Base, Code, Id, closed_enum, reference
from ledger.domain.discipline.ethics import EthicsState, MoralSanction, PanelSeat
from ledger.models.people import Person, Unit


class EthicsCase(Base):
    __tablename__ = "ethics_case"
    __table_args__ = (
        UniqueConstraint("agency_id", "number"),
        CheckConstraint("opened_by <> subject_id", name="opener_is_another"),
        CheckConstraint("length(provision) > 0", name="provision_named"),
        CheckConstraint("(outcome is null) = (decided_on is null)", name="outcome_dated"),
        CheckConstraint("outcome is null or length(reason) >= 20", name="reason_given"),
        CheckConstraint(
            "outcome is null or outcome = 'none' or length(statement) > 0", name="breach_stated"
        ),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    #: For example KE-2026-000003.
    number: Mapped[Code]
    state: Mapped[EthicsState] = mapped_column(closed_enum(EthicsState, "state"))
    subject_id: Mapped[int] = reference("person.id")
    unit_id: Mapped[int] = reference("unit.id")
    #: The value of the code that was broken, in the words of the agency's own code.
    provision: Mapped[str]
    narrative: Mapped[str]
    happened_on: Mapped[date]
    place: Mapped[str] = mapped_column(default="")
    opened_by: Mapped[int] = reference("person.id")
    opened_at: Mapped[datetime]
    #: The decision of the PPK that formed the Majelis.
    panel_letter: Mapped[str] = mapped_column(default="")
    heard_on: Mapped[date | None]
    hearing: Mapped[str] = mapped_column(default="")
    outcome: Mapped[MoralSanction | None] = mapped_column(closed_enum(MoralSanction, "outcome"))
    #: What the person has to say or hear: the moral sanction in words.
    statement: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    #: The Majelis recommends administrative action, which is a PP 94 case with its own examination.
    recommends_case: Mapped[bool] = mapped_column(default=False)
    decided_on: Mapped[date | None]
    #: The report that carries the recommendation into the other register.
    violation_report_id: Mapped[int | None] = reference("violation_report.id", nullable=True)

    subject: Mapped[Person] = relationship(foreign_keys="EthicsCase.subject_id")
    unit: Mapped[Unit] = relationship()
    seats: Mapped[list["EthicsSeat"]] = relationship(order_by="EthicsSeat.id")
    summonses: Mapped[list["EthicsSummons"]] = relationship(order_by="EthicsSummons.position")


class EthicsSeat(Base):
    """A member of the Majelis, as they were when it was formed."""

    __tablename__ = "ethics_seat"
    __table_args__ = (
        UniqueConstraint("ethics_case_id", "person_id"),
        Index(
            "uq_ethics_seat_chair",
            "ethics_case_id",
            unique=True,
            sqlite_where=text("seat = 'chair'"),
            postgresql_where=text("seat = 'chair'"),
        ),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    ethics_case_id: Mapped[int] = reference("ethics_case.id", index=False)
    person_id: Mapped[int] = reference("person.id")
    seat: Mapped[PanelSeat] = mapped_column(closed_enum(PanelSeat, "seat"))
    official: Mapped[dict[str, Any]] = mapped_column(default=dict)

    person: Mapped[Person] = relationship()


class EthicsSummons(Base):
    """Called at least so many working days before: the opposite direction of PP 94 Pasal 26."""

    __tablename__ = "ethics_summons"
    __table_args__ = (
        UniqueConstraint("ethics_case_id", "position"),
        CheckConstraint("position in (1, 2)", name="position"),
        CheckConstraint("days_min >= 1", name="days_min"),
        CheckConstraint("days_between >= days_min", name="in_time"),
        CheckConstraint("hearing_on > letter_on", name="dates_ordered"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    ethics_case_id: Mapped[int] = reference("ethics_case.id", index=False)
    position: Mapped[int]
    letter_on: Mapped[date]
    hearing_on: Mapped[date]
    hearing_time: Mapped[str] = mapped_column(default="09.00")
    place: Mapped[str]
    #: The parameter of the day of the letter, and the working days it really left.
    days_min: Mapped[int]
    days_between: Mapped[int]
    attended: Mapped[bool | None]
    recorded_at: Mapped[datetime | None]


class EthicsView(Base):
    """Who opened the file; shown to the person once the Majelis called them."""

    __tablename__ = "ethics_view"

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    ethics_case_id: Mapped[int] = reference("ethics_case.id")
    account_id: Mapped[int] = reference("account.id", index=False)
    person_name: Mapped[str]
    at: Mapped[datetime]
