"""Papers rendered and issued in the background."""

from collections.abc import Mapping
from typing import Any

from ledger.jobs.runs import Run
from ledger.services.documents import issue_document


def issue(run: Run) -> Mapping[str, Any]:
    state = issue_document(
        run.job.args["document_id"],
        files=run.resources.files,
        public_url=run.resources.config.public_url,
        now=run.clock(),
    )
    return {"state": state.value}
