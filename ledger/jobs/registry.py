"""Every job by its name, what a message may also ask for, and the periodic work: declared once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from ledger.gateways.resources import Resources
from ledger.jobs import checks, documents, exports, recaps, rules
from ledger.jobs.boards import keep_boards
from ledger.jobs.cases import keep_cases
from ledger.jobs.outsiders import (
    TIMESTAMP_JOB,
    WITNESS_JOB,
    ask_for_timestamps,
    ask_for_witnesses,
    carry_to_witnesses,
    timestamp_agency,
)
from ledger.jobs.proposals import keep_proposals
from ledger.jobs.retention import keep_retention
from ledger.jobs.runs import Clock, Handler, run_job
from ledger.jobs.sealing import seal_agency, seal_balances, seal_waiting
from ledger.queries.checks import CHECK_JOB
from ledger.queries.export_files import EXPORT_JOB
from ledger.queries.jobs import queued_job_ids
from ledger.services.jobs import sweep_jobs
from ledger.services.rules import SIMULATION_JOB
from ledger.services.rules.rerating import RERATING_JOB
from ledger.services.seal_requests import SEAL_JOB

#: A job is a row; its message carries the id of the row.
JOBS: Mapping[str, Handler] = {
    "documents.issue": documents.issue,
    "recaps.build": recaps.build,
    CHECK_JOB: checks.check,
    EXPORT_JOB: exports.export,
    SIMULATION_JOB: rules.simulate,
    RERATING_JOB: rules.rerate,
}

#: What needs no row, because doing it twice is the same as once; the message carries an agency.
WAKES: Mapping[str, Callable[[int, Resources, datetime], object]] = {
    SEAL_JOB: seal_agency,
    TIMESTAMP_JOB: timestamp_agency,
    WITNESS_JOB: carry_to_witnesses,
}


@dataclass(frozen=True, kw_only=True)
class Periodic:
    """Work done again and again; safe to be done by several machines at once."""

    name: str
    every: timedelta
    run: Callable[[Resources, datetime], object]


def _sweep(_resources: Resources, now: datetime) -> object:
    return sweep_jobs(now=now)


PERIODIC = (
    # Twice a second, so that an entry is sealed within a second of its commit though others wait.
    Periodic(name="ledger.seal", every=timedelta(seconds=0.5), run=seal_waiting),
    # Once a day is enough; asked every hour, so that a machine that slept at midnight does it too.
    Periodic(name="ledger.balances", every=timedelta(hours=1), run=seal_balances),
    # Only asked here, for others are waited for; once a day is enough, tried again each hour.
    Periodic(name="ledger.timestamps", every=timedelta(hours=1), run=ask_for_timestamps),
    # Looks every second whether NERACA_WITNESS_SECONDS passed, and only asks, too.
    Periodic(name="ledger.witnesses", every=timedelta(seconds=1), run=ask_for_witnesses),
    # Only a look at an index when nothing is overdue, so a dead worker is noticed soon.
    Periodic(name="jobs.sweep", every=timedelta(seconds=5), run=_sweep),
    # What came since is counted by the page itself; the more often, the less that is.
    Periodic(name="boards.keep", every=timedelta(seconds=30), run=keep_boards),
    Periodic(name="proposals.keep", every=timedelta(hours=1), run=keep_proposals),
    Periodic(name="cases.keep", every=timedelta(hours=1), run=keep_cases),
    # A day more or less matters to no schedule of years.
    Periodic(name="retention.keep", every=timedelta(hours=24), run=keep_retention),
)


def run_named(name: str, id_: int, *, resources: Resources, clock: Clock) -> object:
    """Do what a message asks: a job by its row, or work without one."""
    if name in WAKES:
        return WAKES[name](id_, resources, clock())
    return run_job(id_, handlers=JOBS, resources=resources, clock=clock)


def drain_jobs(*, resources: Resources, clock: Clock) -> int:
    """Do all that waits, each job at most once, with what the jobs themselves ask for."""
    tried: set[int] = set()
    while waiting := [job_id for job_id in queued_job_ids() if job_id not in tried]:
        for job_id in waiting:
            run_job(job_id, handlers=JOBS, resources=resources, clock=clock)
        tried.update(waiting)
    seal_waiting(resources, clock())
    return len(tried)
