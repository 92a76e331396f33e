"""Exports of the ledger written in the background."""

from collections.abc import Mapping
from typing import Any

from ledger.jobs.checks import beside
from ledger.jobs.runs import Run
from ledger.queries.seals import origin_of
from ledger.services.exports import write_export


def export(run: Run) -> Mapping[str, Any]:
    agency_id = run.job.agency_id
    return write_export(
        run.job.id,
        agency_id=agency_id,
        verifier_key=run.resources.keys.verifier_of(origin_of(agency_id)),
        store=run.resources.exports,
        report=beside(run),
        now=run.clock(),
    )
