"""Checks of the ledger made in the background."""

from collections.abc import Callable, Mapping
from typing import Any

from ledger.domain.checks import RequestCheck
from ledger.jobs.runs import Run
from ledger.queries.origins import earlier_origins
from ledger.queries.seals import origin_of
from ledger.services.checks import Keys, check_entries


def check(run: Run) -> Mapping[str, Any]:
    agency_id, keys = run.job.agency_id, run.resources.keys
    return check_entries(
        run.job.id,
        RequestCheck.from_args(run.job.args),
        agency_id=agency_id,
        keys=Keys(
            keys.verifier_of(origin_of(agency_id)), keys.verifiers_of(earlier_origins(agency_id))
        ),
        report=beside(run),
        now=run.clock(),
    )


def beside(run: Run) -> Callable[[int, int], None]:
    """Tell of progress in a session of its own, for the work reads one unmoving picture."""

    def report(done: int, total: int) -> None:
        with run.resources.in_context():
            run.progress(done, total)

    return report
