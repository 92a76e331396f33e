"""What a person says is wrong in an entry about them, and what HR answered."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ledger.database import AgencyId, Base, Code, Id, reference
from ledger.models.people import Person


class MistakeReport(Base):
    """A note to HR; it changes nothing itself, a correction is decided like everything else."""

    __tablename__ = "mistake_report"
    __table_args__ = (
        CheckConstraint("length(note) >= 10", name="note_given"),
        CheckConstraint("(answered_at is null) = (answer = '')", name="answer_with_words"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    entry_uid: Mapped[Code]
    person_id: Mapped[int] = reference("person.id")
    note: Mapped[str]
    reported_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[int | None] = reference("account.id", nullable=True)
    answered_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
