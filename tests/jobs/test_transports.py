"""Each transport passes the same list: it wakes a worker, and a killed worker loses nothing."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from ledger.cli.database import db as migrations
from ledger.config import Config
from ledger.database import db, session
from ledger.domain.actors import system_actor
from ledger.domain.jobs import JobState
from ledger.factory import create_app
from ledger.gateways.resources import EXTENSION, Transport
from ledger.jobs.celery_transport import CeleryTransport
from ledger.models.jobs import Job
from ledger.queue import use_transport
from ledger.services.jobs import submit_job
from tests import brokers, factories
from tests.house.sources import ROOT
from tests.jobs.slow_worker import SLOW

PATIENCE = 180
NERACA = (sys.executable, "-c", "from ledger.factory import main; main()")
BROKERS: dict[str, Callable[[], str | None]] = {
    "huey": lambda: "",
    "celery-rabbitmq": brokers.rabbitmq_url,
    "celery-redis": brokers.redis_url,
}


class Machine:
    """An installation of its own, with programs that can be killed."""

    def __init__(self, folder: Path, broker_url: str) -> None:
        self.folder = folder
        self.config = Config(
            mode="testing",
            data_dir=folder / "data",
            broker_url=broker_url,
            job_lease_seconds=2,
        )
        self._programs: list[subprocess.Popen[bytes]] = []

    def start_worker(self) -> subprocess.Popen[bytes]:
        return self._start(sys.executable, "-m", "tests.jobs.slow_worker", str(self.folder))

    def start_clock(self) -> subprocess.Popen[bytes]:
        return self._start(*NERACA, "worker", "--only", "clock")

    def started(self, attempt: int) -> int:
        """Waits until the slow job began for the nth time; the id of the process that has it."""
        marker = self.folder / f"started-{attempt}"
        until(lambda: marker.exists() and marker.read_text() != "")
        return int(marker.read_text())

    def let_go(self) -> None:
        (self.folder / "go").touch()

    def stop(self) -> None:
        for program in self._programs:
            kill_group(program)

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            "NERACA_MODE": "development",
            "NERACA_DATA_DIR": str(self.config.data_dir),
            "NERACA_JOB_LEASE_SECONDS": "2",
        }
        if self.config.broker_url:
            environment["NERACA_BROKER_URL"] = self.config.broker_url
        program = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
        self._programs.append(program)
        return program


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def kill_group(program: subprocess.Popen[bytes]) -> None:
    if program.poll() is None:
        os.killpg(program.pid, signal.SIGKILL)
    program.wait()


@pytest.fixture(
    params=[
        "huey",
        pytest.param("celery-rabbitmq", marks=pytest.mark.broker),
        pytest.param("celery-redis", marks=pytest.mark.broker),
    ]
)
def machine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Machine]:
    url = BROKERS[request.param]()
    if url is None:
        pytest.skip(f"no broker for {request.param}")
    machine = Machine(tmp_path, url)
    app = create_app(machine.config)
    with app.app_context():
        assert CliRunner().invoke(migrations, "upgrade").exit_code == 0
        yield machine
        machine.stop()
        leave_no_queue(app.extensions[EXTENSION].transport)
        db.session.remove()
        db.engine.dispose()
    use_transport(None)


def leave_no_queue(transport: Transport) -> None:
    """The queue is named for a database that goes with the test, so nobody would use it again."""
    if isinstance(transport, CeleryTransport):
        with transport._celery.connection_for_write() as connection:
            queue = transport._celery.conf.task_default_queue
            connection.default_channel.queue_delete(queue=queue)


def submit() -> int:
    agency_id = factories.make_agency().id
    actor = system_actor(agency_id)
    return submit_job(SLOW, "1", {}, agency_id=agency_id, actor=actor, now=datetime.now(UTC))


def row(job_id: int) -> tuple[JobState, int]:
    session().rollback()
    job = session().get_one(Job, job_id)
    return job.state, job.attempts


def is_done(job_id: int) -> bool:
    return row(job_id)[0] is JobState.DONE


def test_submitted_job_wakes_a_worker_and_is_done(machine: Machine) -> None:
    machine.let_go()
    machine.start_worker()
    job_id = submit()
    until(lambda: is_done(job_id))
    assert row(job_id) == (JobState.DONE, 1)


def test_all_of_a_worker_killed_at_work_loses_nothing(machine: Machine) -> None:
    worker = machine.start_worker()
    job_id = submit()
    machine.started(1)
    kill_group(worker)
    assert row(job_id) == (JobState.RUNNING, 1)
    machine.start_worker()
    machine.start_clock()
    machine.started(2)
    machine.let_go()
    until(lambda: is_done(job_id))
    assert row(job_id) == (JobState.DONE, 2)


def test_one_process_of_a_worker_killed_at_work_loses_nothing(machine: Machine) -> None:
    machine.start_worker()
    machine.start_clock()
    job_id = submit()
    os.kill(machine.started(1), signal.SIGKILL)
    machine.started(2)
    machine.let_go()
    until(lambda: is_done(job_id))
    assert row(job_id) == (JobState.DONE, 2)


@pytest.mark.parametrize("machine", ["huey"], indirect=True)
def test_long_work_keeps_its_lease(machine: Machine) -> None:
    machine.start_worker()
    machine.start_clock()
    job_id = submit()
    machine.started(1)
    began = session().get_one(Job, job_id).lease_until
    # Three times the lease, told by the row itself.
    until(lambda: _lease_grew(job_id, began, seconds=6))
    machine.let_go()
    until(lambda: is_done(job_id))
    assert row(job_id) == (JobState.DONE, 1)


def _lease_grew(job_id: int, began: datetime | None, *, seconds: float) -> bool:
    session().rollback()
    now = session().get_one(Job, job_id).lease_until
    return began is not None and now is not None and (now - began).total_seconds() >= seconds
