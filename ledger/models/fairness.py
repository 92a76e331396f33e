"""What somebody answered to a flag of fairness; the flags themselves are counted anew each time."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ledger.database import AgencyId, Base, BigId, Id, closed_enum, reference
from ledger.domain.fairness.flags import FlagKind


class FairnessAnswer(Base):
    """One answer with the numbers it saw; a later one stands beside it, never in its place."""

    __tablename__ = "fairness_answer"
    __table_args__ = (
        CheckConstraint("length(reason) >= 20", name="reason_given"),
        # So that a row about a person can carry who answered, and the two be held apart.
        UniqueConstraint("id", "answered_by"),
        Index("ix_fairness_answer_flag_key", "agency_id", "flag_key"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    kind: Mapped[FlagKind] = mapped_column(closed_enum(FlagKind, "kind"))
    #: For example "reciprocal.2026.12-34".
    flag_key: Mapped[str]
    #: The numbers of the flag as they were when it was answered.
    numbers: Mapped[dict[str, Any]]
    reason: Mapped[str]
    answered_by: Mapped[int] = reference("person.id", index=False)
    answered_at: Mapped[datetime]


class FairnessConcern(Base):
    """Whom an answered flag is about; never who answered it."""

    __tablename__ = "fairness_concern"
    __table_args__ = (
        UniqueConstraint("answer_id", "person_id"),
        CheckConstraint("person_id <> answered_by", name="answered_by_another"),
        ForeignKeyConstraint(
            ["answer_id", "answered_by"],
            ["fairness_answer.id", "fairness_answer.answered_by"],
            name="fk_fairness_concern_answer",
        ),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    answer_id: Mapped[int] = mapped_column(BigId)
    answered_by: Mapped[int] = mapped_column(BigId)
    person_id: Mapped[int] = reference("person.id")
