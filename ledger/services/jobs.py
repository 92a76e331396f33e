"""Background work: rows that are taken by compare-and-set, held by a lease, and never lost.

Whatever carries the message may lose it or deliver it twice. A row is taken by one worker at a
time, and the sweep wakes workers for what was not taken and for what a dead worker left behind.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select, update

from ledger.database import after_commit, session, transaction, upsert_into
from ledger.domain.actors import Actor
from ledger.domain.jobs import (
    GAVE_UP,
    LEASE,
    MOST_ATTEMPTS,
    WAKE_AGAIN,
    WAKE_GRACE,
    JobState,
    JobStopped,
    TakenJob,
    pause_after,
)
from ledger.domain.people import Role
from ledger.errors import Conflict, NotFound, sentence
from ledger.models.jobs import Job
from ledger.queue import enqueue
from ledger.services.events import record_event

NO_SUCH_JOB = sentence("Pekerjaan ini tidak ada.")
STOPPED = sentence("Pekerjaan ini dibatalkan atau sudah diambil pekerja lain.")
_AT_ONCE = 500


def submit_job(
    kind: str, key: str, args: Mapping[str, Any], *, agency_id: int, actor: Actor, now: datetime
) -> int:
    """Ask for work in the caller's transaction; the same kind and key is the same job.

    A worker is woken after the commit. ``args`` is plain JSON.
    """
    with transaction() as work:
        new = (
            upsert_into(Job)
            .values(
                agency_id=agency_id,
                kind=kind,
                key=key,
                args=dict(args),
                state=JobState.QUEUED,
                done=0,
                total=0,
                result={},
                error="",
                attempts=0,
                lease_until=now + WAKE_GRACE,
                account_id=actor.account_id,
                created_at=now,
            )
            .on_conflict_do_nothing(index_elements=["agency_id", "kind", "key"])
            .returning(Job.id)
        )
        job_id = work.scalar(new)
        if job_id is None:
            asked = (Job.agency_id == agency_id, Job.kind == kind, Job.key == key)
            return work.scalars(select(Job.id).where(*asked)).one()
        after_commit(lambda: enqueue(kind, job_id))
        return int(job_id)


def take_job(
    job_id: int, *, token: str, now: datetime, lease: timedelta = LEASE
) -> TakenJob | None:
    """Take a waiting job, or one whose worker fell silent; None when somebody else has it."""
    left_behind = and_(Job.state == JobState.RUNNING, Job.lease_until < now)
    with transaction() as work:
        row = work.execute(
            update(Job)
            .where(
                Job.id == job_id,
                Job.attempts < MOST_ATTEMPTS,
                or_(Job.state == JobState.QUEUED, left_behind),
            )
            .values(
                state=JobState.RUNNING,
                lease_token=token,
                lease_until=now + lease,
                attempts=Job.attempts + 1,
            )
            .returning(Job.agency_id, Job.kind, Job.key, Job.args, Job.attempts)
        ).one_or_none()
    return None if row is None else TakenJob(id=job_id, token=token, **row._asdict())


def extend_lease(job_id: int, *, token: str, now: datetime, lease: timedelta = LEASE) -> bool:
    """Give a sign of life; False when the job is no longer this worker's."""
    return _change_held(job_id, token, lease_until=now + lease)


def report_progress(job_id: int, *, token: str, done: int, total: int) -> None:
    """Say how far the work is; raises JobStopped when it is no longer this worker's."""
    if not _change_held(job_id, token, done=done, total=total):
        raise JobStopped(STOPPED)


def finish_job(job_id: int, *, token: str, result: Mapping[str, Any], now: datetime) -> bool:
    """Close the job with what came of it; False when it was no longer this worker's."""
    return _change_held(
        job_id,
        token,
        state=JobState.DONE,
        result=dict(result),
        error="",
        lease_token=None,
        lease_until=None,
        finished_at=now,
    )


def fail_job(
    job_id: int, *, token: str, error: str, may_retry: bool, attempts: int, now: datetime
) -> JobState | None:
    """Put the job back to be tried again, or give up; None when it was no longer this worker's.

    ``error`` is the sentence for the person who waits.
    """
    if may_retry and attempts < MOST_ATTEMPTS:
        state, until, finished = JobState.QUEUED, now + pause_after(attempts), None
    else:
        state, until, finished = JobState.FAILED, None, now
    held = _change_held(
        job_id,
        token,
        state=state,
        error=error,
        lease_token=None,
        lease_until=until,
        finished_at=finished,
    )
    return state if held else None


def cancel_job(job_id: int, *, actor: Actor, now: datetime) -> None:
    """Stop a job that is not finished; its worker notices at its next sign of life."""
    with transaction() as work:
        job = _own_job(job_id, actor)
        if job.state not in (JobState.QUEUED, JobState.RUNNING):
            raise Conflict(sentence("Pekerjaan ini sudah selesai."))
        job.state, job.finished_at = JobState.CANCELLED, now
        job.lease_token = job.lease_until = None
        work.flush()
        _tell("cancelled", job, actor, now)


def retry_job(job_id: int, *, actor: Actor, now: datetime) -> None:
    """Try a job again that was given up or cancelled."""
    with transaction() as work:
        job = _own_job(job_id, actor)
        if job.state not in (JobState.FAILED, JobState.CANCELLED):
            raise Conflict(sentence("Pekerjaan ini belum perlu dicoba lagi."))
        job.state, job.attempts, job.error, job.finished_at = JobState.QUEUED, 0, "", None
        job.lease_until = now + WAKE_GRACE
        work.flush()
        _tell("retried", job, actor, now)
        kind = job.kind
        after_commit(lambda: enqueue(kind, job_id))


def sweep_jobs(*, now: datetime) -> int:
    """Wake workers for what nobody took and for what dead workers left; says how many."""
    if session().scalar(select(Job.id).where(_overdue(now)).limit(1)) is None:
        return 0
    with transaction() as work:
        work.execute(
            update(Job)
            .where(
                Job.state == JobState.RUNNING,
                Job.lease_until < now,
                Job.attempts >= MOST_ATTEMPTS,
            )
            .values(
                state=JobState.FAILED,
                error=GAVE_UP % {"attempts": MOST_ATTEMPTS},
                lease_token=None,
                lease_until=None,
                finished_at=now,
            )
        )
        waiting = select(Job.id).where(_overdue(now)).order_by(Job.id).limit(_AT_ONCE)
        woken = work.execute(
            update(Job)
            .where(Job.id.in_(waiting), _overdue(now))
            .values(state=JobState.QUEUED, lease_token=None, lease_until=now + WAKE_AGAIN)
            .returning(Job.kind, Job.id)
        ).all()
        after_commit(lambda: _wake_all([(kind, job_id) for kind, job_id in woken]))
    return len(woken)


def _overdue(now: datetime) -> Any:
    silent = and_(Job.state == JobState.RUNNING, Job.lease_until < now)
    not_taken = and_(Job.state == JobState.QUEUED, Job.lease_until <= now)
    return or_(silent, not_taken)


def _wake_all(jobs: list[tuple[str, int]]) -> None:
    for kind, job_id in jobs:
        enqueue(kind, job_id)


def _change_held(job_id: int, token: str, **values: Any) -> bool:
    held = (Job.id == job_id, Job.state == JobState.RUNNING, Job.lease_token == token)
    with transaction() as work:
        changed = work.scalar(update(Job).where(*held).values(**values).returning(Job.id))
    return changed is not None


def _own_job(job_id: int, actor: Actor) -> Job:
    job = session().get(Job, job_id, with_for_update=True)
    if job is None or job.agency_id != actor.agency_id:
        raise NotFound(NO_SUCH_JOB)
    if job.account_id != actor.account_id and not actor.has_role(Role.HR):
        raise NotFound(NO_SUCH_JOB)
    return job


def _tell(what: str, job: Job, actor: Actor, now: datetime) -> None:
    record_event(
        f"job:job:{what}",
        subject_kind="job",
        subject_id=job.id,
        actor=actor,
        now=now,
        data={"kind": job.kind},
    )
