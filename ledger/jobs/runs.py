"""Doing one job: taken by compare-and-set, kept by signs of life, closed with what came of it."""

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ledger.domain.jobs import GAVE_UP, JobState, JobStopped, TakenJob
from ledger.errors import Conflict, LedgerError
from ledger.gateways.resources import Resources
from ledger.services.entropy import random_bytes
from ledger.services.jobs import extend_lease, fail_job, finish_job, report_progress, take_job

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]


@dataclass(frozen=True, kw_only=True)
class Run:
    """What a handler works with."""

    job: TakenJob
    resources: Resources
    clock: Clock

    def progress(self, done: int, total: int) -> None:
        """Tell whoever waits; raises JobStopped when the job was cancelled meanwhile."""
        report_progress(self.job.id, token=self.job.token, done=done, total=total)


#: Does the work and returns what came of it, plain JSON for the row.
Handler = Callable[[Run], Mapping[str, Any]]


def run_job(
    job_id: int, *, handlers: Mapping[str, Handler], resources: Resources, clock: Clock
) -> JobState | None:
    """Do the job if it waits; None when somebody else has it or it is finished.

    What a rule refuses is given up at once with its sentence; anything else is tried again later.
    """
    lease = timedelta(seconds=resources.config.job_lease_seconds)
    job = take_job(job_id, token=random_bytes(16).hex(), now=clock(), lease=lease)
    if job is None:
        return None
    try:
        with _signs_of_life(job, resources, clock, lease):
            result = handlers[job.kind](Run(job=job, resources=resources, clock=clock))
    except JobStopped:
        return None
    except Conflict as refusal:
        return _fail(job, refusal.message, clock, may_retry=True)
    except LedgerError as refusal:
        return _fail(job, refusal.message, clock, may_retry=False)
    except Exception:
        # Whatever it was, the worker lives on and the person who waits is told.
        logger.exception("job %s %s failed", job.kind, job.id)
        return _fail(job, GAVE_UP % {"attempts": job.attempts}, clock, may_retry=True)
    finished = finish_job(job.id, token=job.token, result=result, now=clock())
    return JobState.DONE if finished else None


def _fail(job: TakenJob, error: str, clock: Clock, *, may_retry: bool) -> JobState | None:
    return fail_job(
        job.id,
        token=job.token,
        error=error,
        may_retry=may_retry,
        attempts=job.attempts,
        now=clock(),
    )


@contextmanager
def _signs_of_life(
    job: TakenJob, resources: Resources, clock: Clock, lease: timedelta
) -> Iterator[None]:
    """Extend the lease from a thread of its own, with a session of its own, while work goes on."""
    done = threading.Event()

    def beat() -> None:
        while not done.wait(lease.total_seconds() / 3):
            with resources.in_context():
                try:
                    extend_lease(job.id, token=job.token, now=clock(), lease=lease)
                except Exception:
                    # A busy database now is no reason to be taken for dead: the next beat tells.
                    logger.warning("no sign of life for job %s", job.id, exc_info=True)

    heart = threading.Thread(target=beat, name=f"job-{job.id}", daemon=True)
    heart.start()
    try:
        yield
    finally:
        done.set()
        heart.join()
