"""Reading background work: what waits, and how far what I asked for is."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.jobs import JobState
from ledger.domain.people import Role
from ledger.errors import NotFound, sentence
from ledger.models.jobs import Job


@dataclass(frozen=True, kw_only=True)
class JobView:
    """A job as it stands now; ``share`` is the done part from 0 to 100, None when unknown."""

    id: int
    kind: str
    key: str
    state: JobState
    done: int
    total: int
    result: dict[str, Any]
    error: str
    attempts: int
    created_at: datetime
    finished_at: datetime | None

    @property
    def share(self) -> int | None:
        return None if not self.total else 100 * self.done // self.total


_COLUMNS = (
    Job.id,
    Job.kind,
    Job.key,
    Job.state,
    Job.done,
    Job.total,
    Job.result,
    Job.error,
    Job.attempts,
    Job.created_at,
    Job.finished_at,
)


def queued_job_ids() -> Sequence[int]:
    """What waits, the oldest first, in every agency."""
    waiting = select(Job.id).where(Job.state == JobState.QUEUED).order_by(Job.id)
    return session().scalars(waiting).all()


def list_jobs(*, states: Collection[JobState] = (), limit: int = 100) -> list[JobView]:
    """The newest jobs of this installation first, for whoever operates it."""
    query = select(*_COLUMNS).order_by(Job.id.desc()).limit(limit)
    if states:
        query = query.where(Job.state.in_(states))
    return [JobView(**row._asdict()) for row in session().execute(query)]


def get_job(job_id: int, *, actor: Actor) -> JobView:
    """A job of one's own, or of the agency for its HR; NotFound for anybody else's."""
    query = select(*_COLUMNS).where(Job.id == job_id, Job.agency_id == actor.agency_id)
    if not actor.has_role(Role.HR):
        query = query.where(Job.account_id == actor.account_id)
    row = session().execute(query).one_or_none()
    if row is None:
        raise NotFound(sentence("Pekerjaan ini tidak ada."))
    return JobView(**row._asdict())


def find_job(agency_id: int, kind: str, key: str) -> JobView | None:
    """The job of a natural key."""
    query = select(*_COLUMNS).where(Job.agency_id == agency_id, Job.kind == kind, Job.key == key)
    row = session().execute(query).one_or_none()
    return None if row is None else JobView(**row._asdict())
