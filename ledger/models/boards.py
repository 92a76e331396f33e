"""What a board is drawn from: who may see it, and the points of units summed by month."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from ledger.database import AgencyId, Base, BigId, Id, closed_enum, reference
from ledger.domain.boards import BoardBrackets, BoardVisibility


class BoardPolicy(Base):
    """Append-only: the newest one holds, those before it say what held until then, and why."""

    __tablename__ = "board_policy"

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    visibility: Mapped[BoardVisibility] = mapped_column(closed_enum(BoardVisibility, "visibility"))
    brackets: Mapped[BoardBrackets] = mapped_column(closed_enum(BoardBrackets, "brackets"))
    reason: Mapped[str]
    decided_by: Mapped[int] = reference("person.id", index=False)
    decided_name: Mapped[str]
    decided_at: Mapped[datetime]


class BoardTotal(Base):
    """Points of a unit whose deeds were of one month and decided in one month of the agency's zone.

    Sums over the sealed entries below the mark; all of it can be made again from the ledger.
    """

    __tablename__ = "board_total"
    __table_args__ = (Index("ix_board_total_agency_id_happened", "agency_id", "happened_month"),)

    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), primary_key=True)
    #: The first day of the month.
    happened_month: Mapped[date] = mapped_column(primary_key=True)
    decided_month: Mapped[date] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(BigId, ForeignKey("agency.id"))
    points: Mapped[int] = mapped_column(BigId)


class BoardMark(Base):
    """How many sealed entries the totals of an agency already hold."""

    __tablename__ = "board_mark"

    agency_id: Mapped[int] = mapped_column(BigId, ForeignKey("agency.id"), primary_key=True)
    position: Mapped[int] = mapped_column(BigId, default=0)
