"""The clock of the house: periodic work at its times, whatever carries the jobs."""

import logging
import time
from collections.abc import Callable, Sequence

from ledger.gateways.resources import Resources
from ledger.jobs.registry import Periodic
from ledger.jobs.runs import Clock

logger = logging.getLogger(__name__)


def keep_time(
    periodic: Sequence[Periodic],
    *,
    resources: Resources,
    clock: Clock,
    pause: Callable[[float], bool],
    elapsed: Callable[[], float] = time.monotonic,
) -> None:
    """Do each piece of work when its time has come, until ``pause(seconds)`` says to stop."""
    due = {work.name: elapsed() for work in periodic}
    while not pause(max(0.0, min(due.values()) - elapsed())):
        for work in periodic:
            if elapsed() >= due[work.name]:
                _do(work, resources, clock)
                due[work.name] = elapsed() + work.every.total_seconds()


def _do(work: Periodic, resources: Resources, clock: Clock) -> None:
    with resources.in_context():
        try:
            work.run(resources, clock())
        except Exception:
            # One bad minute must not stop the clock.
            logger.exception("periodic work %s failed", work.name)
