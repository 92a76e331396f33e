"""Papers rendered and issued in the background."""

import logging
from collections.abc import Mapping
from typing import Any

from ledger.errors import LedgerError
from ledger.jobs.runs import Run
from ledger.jobs.sealing import seal_agency
from ledger.services.documents import issue_document

logger = logging.getLogger(__name__)


def issue(run: Run) -> Mapping[str, Any]:
    """The paper carries the proof of its decision, so that is sealed first where it can be."""
    try:
        seal_agency(run.job.agency_id, run.resources, run.clock())
    except LedgerError:
        logger.warning("nothing sealed before paper %s", run.job.key, exc_info=True)
    state = issue_document(
        run.job.args["document_id"],
        files=run.resources.files,
        public_url=run.resources.config.public_url,
        now=run.clock(),
    )
    return {"state": state.value}
