"""Papers rendered and issued in the background."""

from collections.abc import Mapping
from typing import Any

from ledger.jobs.runs import Run
from ledger.jobs.sealing import seal_agency
from ledger.services.documents import issue_document


def issue(run: Run) -> Mapping[str, Any]:
    """The paper carries the proof of its decision, so that is sealed first where it can be."""
    seal_agency(run.job.agency_id, run.resources, run.clock())
    state = issue_document(
        run.job.args["document_id"],
        files=run.resources.files,
        public_url=run.resources.config.public_url,
        now=run.clock(),
    )
    return {"state": state.value}
