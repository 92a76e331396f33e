"""Objections to a reward or to guidance, and what an official who did not decide said of them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ledger.database import AgencyId, Base, Code, Id, closed_enum, reference
from ledger.domain.objections import ObjectionGround, ObjectionState
from ledger.models.people import Person

_OPEN = text("state = 'filed' and entry_uid is not null")


class Objection(Base):
    __tablename__ = "objection"
    __table_args__ = (
        CheckConstraint("decided_by <> person_id", name="decided_by_no_subject"),
        CheckConstraint("decided_by <> first_decided_by", name="decided_by_another"),
        CheckConstraint("(ground = 'not_awarded') = (entry_uid is null)", name="about_an_entry"),
        CheckConstraint("length(reason) >= 20", name="reason_given"),
        CheckConstraint(
            "state in ('filed', 'withdrawn') = (decided_by is null)", name="is_decided"
        ),
        CheckConstraint(
            "decided_by is null or (decided_at is not null and length(decision_reason) >= 20)",
            name="decision_has_reason",
        ),
        CheckConstraint(
            "(state = 'granted') = (reversal_uid is not null or award_uid is not null)",
            name="granted_by_entry",
        ),
        Index(
            "uq_objection_open",
            "person_id",
            "entry_uid",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_objection_assignee_id_state", "assignee_id", "state"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    person_id: Mapped[int] = reference("person.id")
    ground: Mapped[ObjectionGround] = mapped_column(closed_enum(ObjectionGround, "ground"))
    state: Mapped[ObjectionState] = mapped_column(
        closed_enum(ObjectionState, "state"), default=ObjectionState.FILED
    )
    entry_uid: Mapped[Code | None]
    #: What it was for, in the words of the entry or of the person.
    title: Mapped[str]
    happened_on: Mapped[date]
    reason: Mapped[str]
    filed_at: Mapped[datetime]
    #: Later than the term: it is heard all the same, and whoever decides sees it.
    is_late: Mapped[bool] = mapped_column(default=False)
    #: Last working day of the answer; empty while that year's calendar is not loaded.
    due_on: Mapped[date | None]
    #: Who decided what is objected to, and so may not decide here.
    first_decided_by: Mapped[int | None] = reference("person.id", index=False, nullable=True)
    #: The official who hears it; empty when nobody above is free of it.
    assignee_id: Mapped[int | None] = reference("person.id", index=False, nullable=True)
    decided_by: Mapped[int | None] = reference("person.id", index=False, nullable=True)
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str] = mapped_column(default="")
    #: The official as they were then.
    official: Mapped[dict[str, Any]] = mapped_column(default=dict)
    #: What took the entry back, and what was given instead.
    reversal_uid: Mapped[Code | None]
    award_uid: Mapped[Code | None]

    person: Mapped[Person] = relationship(foreign_keys="Objection.person_id")
    assignee: Mapped[Person | None] = relationship(foreign_keys="Objection.assignee_id")
