"""Sending a job by name and id; the row in the database is the truth, this only wakes a worker."""

from collections.abc import Callable

#: How a transport is told that a job waits: the name of the job and its id.
Wake = Callable[[str, int], None]


def _nobody(name: str, job_id: int) -> None:
    """Without a transport the sweep finds the row within a minute."""


_wake: Wake = _nobody


def use_transport(wake: Wake | None) -> None:
    """Choose how workers are woken: Huey on one machine, Celery where a broker is set."""
    global _wake
    _wake = wake or _nobody


def enqueue(name: str, job_id: int) -> None:
    """Wake a worker for the job; to be called after the row has been committed."""
    _wake(name, job_id)
