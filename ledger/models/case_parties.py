"""Who stands near a case: its witnesses, and where a step left its first official."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ledger.database import AgencyId, Base, Id, closed_enum, reference
from ledger.domain.discipline.parties import MovedStep
from ledger.domain.people import Capacity
from ledger.models.people import Person


class CaseWitness(Base):
    """Append-only: who saw it neither examines nor decides nor delivers (UU 30/2014 Pasal 42)."""

    __tablename__ = "case_witness"
    __table_args__ = (UniqueConstraint("case_id", "person_id"),)

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    case_id: Mapped[int] = reference("discipline_case.id", index=False)
    person_id: Mapped[int] = reference("person.id")
    recorded_by: Mapped[int] = reference("person.id", index=False)
    recorded_at: Mapped[datetime]

    person: Mapped[Person] = relationship(foreign_keys="CaseWitness.person_id")


class CaseMove(Base):
    """Append-only: a step went past an empty, barred or powerless post, and why."""

    __tablename__ = "case_move"
    __table_args__ = (Index("ix_case_move_case_id", "case_id", "id"),)

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    case_id: Mapped[int] = reference("discipline_case.id", index=False)
    step: Mapped[MovedStep] = mapped_column(closed_enum(MovedStep, "step"))
    #: Who took the step instead, through which post and in which capacity.
    person_id: Mapped[int] = reference("person.id", index=False)
    unit_id: Mapped[int] = reference("unit.id", index=False)
    capacity: Mapped[Capacity] = mapped_column(closed_enum(Capacity, "capacity"))
    #: Names no reporter and no witness.
    reason: Mapped[str]
    at: Mapped[datetime]

    person: Mapped[Person] = relationship(foreign_keys="CaseMove.person_id")
