"""Training, and that what was learned is applied and accompanied."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ledger.database import AgencyId, Base, Id, reference


class Training(Base):
    __tablename__ = "training"
    __table_args__ = (
        UniqueConstraint("person_id", "title", "finished_on"),
        CheckConstraint("hours > 0", name="hours"),
        CheckConstraint("mentor_id <> person_id", name="mentor_is_another"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    person_id: Mapped[int] = reference("person.id", index=False)
    title: Mapped[str]
    finished_on: Mapped[date]
    hours: Mapped[int]
    #: How it will be applied in service.
    plan: Mapped[str] = mapped_column(default="")
    mentor_id: Mapped[int | None] = reference("person.id", nullable=True)
    is_applied: Mapped[bool] = mapped_column(default=False)
    applied_at: Mapped[datetime | None]


class DevelopmentPlan(Base):
    """What the person will do next, from a training, a guidance or a sanction."""

    __tablename__ = "development_plan"

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    person_id: Mapped[int] = reference("person.id")
    training_id: Mapped[int | None] = reference("training.id", nullable=True)
    entry_uid: Mapped[str | None]
    goal: Mapped[str]
    mentor_id: Mapped[int | None] = reference("person.id", nullable=True)
    due_on: Mapped[date | None]
    done_at: Mapped[datetime | None]
