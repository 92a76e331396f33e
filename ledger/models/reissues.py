"""Asking that a certificate with wrong words be replaced, and what a second person decided."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from ledger.database import AgencyId, Base, Id, closed_enum, reference
from ledger.domain.reissues import ReissueState

_OPEN = text("state = 'proposed'")


class Reissue(Base):
    __tablename__ = "reissue"
    __table_args__ = (
        CheckConstraint("decided_by <> proposed_by", name="decided_by_another"),
        CheckConstraint("decided_by <> person_id", name="decided_by_no_subject"),
        CheckConstraint("proposed_by <> person_id", name="proposed_by_no_subject"),
        CheckConstraint(
            "state = 'proposed' or (decided_by is not null and decided_at is not null)",
            name="is_decided",
        ),
        CheckConstraint("(state = 'approved') = (successor_id is not null)", name="has_successor"),
        Index(
            "uq_reissue_open",
            "document_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    document_id: Mapped[int] = reference("document.id", index=False)
    #: Whose certificate it is.
    person_id: Mapped[int] = reference("person.id")
    state: Mapped[ReissueState] = mapped_column(
        closed_enum(ReissueState, "state"), default=ReissueState.PROPOSED
    )
    words: Mapped[str]
    mistake: Mapped[str]
    proposed_by: Mapped[int] = reference("person.id", index=False)
    proposed_at: Mapped[datetime]
    decided_by: Mapped[int | None] = reference("person.id", index=False, nullable=True)
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str] = mapped_column(default="")
    successor_id: Mapped[int | None] = reference("document.id", index=False, nullable=True)
