"""Background work: the row is the truth, the queue only wakes a worker."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ledger.database import AgencyId, Base, Code, Id, closed_enum, reference
from ledger.domain.jobs import JobState


class Job(Base):
    __tablename__ = "job"
    __table_args__ = (
        UniqueConstraint("agency_id", "kind", "key"),
        CheckConstraint("done >= 0 and total >= 0", name="progress"),
        Index("ix_job_state_lease_until", "state", "lease_until"),
    )

    id: Mapped[Id]
    agency_id: Mapped[AgencyId]
    #: The job's name, for example "documents.issue".
    kind: Mapped[Code]
    #: Natural key: the same work asked twice is one job.
    key: Mapped[str]
    args: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[JobState] = mapped_column(closed_enum(JobState, "state"), default=JobState.QUEUED)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    #: A sentence for the person who waits.
    error: Mapped[str] = mapped_column(default="")
    attempts: Mapped[int] = mapped_column(default=0)
    #: Who holds the job now, and until when without a sign of life.
    lease_token: Mapped[Code | None]
    lease_until: Mapped[datetime | None]
    account_id: Mapped[int | None] = reference("account.id", nullable=True)
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
