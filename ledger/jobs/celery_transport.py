"""Celery over RabbitMQ or Redis: jobs on many machines."""

import logging
from collections.abc import Callable
from hashlib import sha256

from celery import Celery
from celery.exceptions import OperationalError

from ledger.config import Config

logger = logging.getLogger(__name__)

#: Redis gives a message to another worker when it was not acknowledged for so long (seconds).
_VISIBILITY = 300


class CeleryTransport:
    """A message is acknowledged when its work is done, and each worker holds one at a time."""

    def __init__(self, config: Config) -> None:
        # Two installations may share a broker, so the queue is named for the database it serves.
        queue = f"neraca-{sha256(config.database.encode()).hexdigest()[:16]}"
        self._celery = Celery("neraca", broker=config.broker_url)
        self._celery.conf.update(
            task_acks_late=True,
            task_reject_on_worker_lost=True,
            task_default_queue=queue,
            task_ignore_result=True,
            worker_prefetch_multiplier=1,
            worker_hijack_root_logger=False,
            worker_enable_remote_control=False,
            broker_connection_retry_on_startup=True,
            broker_transport_options={"visibility_timeout": _VISIBILITY},
        )
        self._run: Callable[[str, int], object] | None = None

        def do(name: str, job_id: int) -> None:
            if self._run is not None:
                self._run(name, job_id)

        self._task = self._celery.task(name="run")(do)

    def wake(self, name: str, job_id: int) -> None:
        try:
            self._task.apply_async((name, job_id), retry=False)
        except OperationalError:
            logger.warning("job %s %s waits for the sweep", name, job_id, exc_info=True)

    def consume(self, run: Callable[[str, int], object], *, processes: int) -> None:
        # Set before the workers are forked, which is how they come to know it.
        self._run = run
        worker = self._celery.Worker(
            concurrency=processes, pool="prefork", loglevel="WARNING", without_gossip=True
        )
        worker.start()


def connect(config: Config) -> CeleryTransport:
    return CeleryTransport(config)
