"""The states of background work, and how long it may be silent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from ledger.errors import LedgerError, sentence


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


FINISHED = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})

JOB_LABELS = {
    JobState.QUEUED: sentence("Menunggu"),
    JobState.RUNNING: sentence("Berjalan"),
    JobState.DONE: sentence("Selesai"),
    JobState.FAILED: sentence("Tidak berhasil"),
    JobState.CANCELLED: sentence("Dibatalkan"),
}

#: Without a sign of life for so long a worker counts as dead.
LEASE = timedelta(seconds=60)
#: How long a woken worker may take to come before it is woken again.
WAKE_GRACE = timedelta(minutes=1)
#: A long queue is not woken over and over while it drains.
WAKE_AGAIN = timedelta(minutes=10)
#: How often a job is tried before a person must look.
MOST_ATTEMPTS = 5


GAVE_UP = sentence(
    "Sudah dicoba %(attempts)s kali dan tidak berhasil. Coba lagi, atau hubungi operator."
)


def pause_after(attempts: int) -> timedelta:
    """How long a job rests after its nth failure: 10 s, 40 s, 90 s, 160 s."""
    return timedelta(seconds=10 * attempts**2)


class JobStopped(LedgerError):
    """The job was cancelled or given to another worker while this one was at it."""

    code = "job_stopped"


@dataclass(frozen=True, kw_only=True)
class TakenJob:
    """A job in the hands of one worker; ``token`` proves that it still is."""

    id: int
    agency_id: int
    kind: str
    key: str
    args: Mapping[str, Any]
    attempts: int
    token: str
