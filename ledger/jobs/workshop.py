"""The background work of the house as the commands know it."""

from collections.abc import Callable

from ledger.gateways.resources import Resources, Workshop
from ledger.jobs.clockwork import keep_time
from ledger.jobs.registry import PERIODIC, drain_jobs, run_named
from ledger.jobs.runs import Clock


def open_workshop(resources: Resources, clock: Clock) -> Workshop:
    """Every run gets a session of its own."""

    def run(name: str, id_: int) -> object:
        with resources.in_context():
            return run_named(name, id_, resources=resources, clock=clock)

    def drain() -> int:
        with resources.in_context():
            return drain_jobs(resources=resources, clock=clock)

    def keep(pause: Callable[[float], bool]) -> None:
        keep_time(PERIODIC, resources=resources, clock=clock, pause=pause)

    return Workshop(run=run, drain=drain, keep_time=keep)
