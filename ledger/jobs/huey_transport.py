"""Huey over a SQLite file: jobs on one machine, with no other service."""

import logging
import sqlite3
from collections.abc import Callable

from huey import SqliteHuey

from ledger.config import Config

logger = logging.getLogger(__name__)

#: The longest a new job waits for a worker that has nothing to do.
_LONGEST_PAUSE = 0.5


class HueyTransport:
    """The file only carries messages: losing it loses no work."""

    def __init__(self, config: Config) -> None:
        self._huey = SqliteHuey("neraca", filename=str(config.broker_file), results=False)
        self._run: Callable[[str, int], object] | None = None

        def do(name: str, job_id: int) -> None:
            if self._run is not None:
                self._run(name, job_id)

        self._task = self._huey.task(name="run")(do)

    def wake(self, name: str, job_id: int) -> None:
        try:
            self._task(name, job_id)
        except sqlite3.Error:
            logger.warning("job %s %s waits for the sweep", name, job_id, exc_info=True)

    def consume(self, run: Callable[[str, int], object], *, processes: int) -> None:
        # Set before the workers are forked, which is how they come to know it.
        self._run = run
        self._huey.create_consumer(
            workers=processes,
            worker_type="process",
            periodic=False,
            max_delay=_LONGEST_PAUSE,
            health_check_interval=1,
            graceful_signal="TERM",
        ).run()


def connect(config: Config) -> HueyTransport:
    config.data_dir.mkdir(parents=True, exist_ok=True)
    return HueyTransport(config)
