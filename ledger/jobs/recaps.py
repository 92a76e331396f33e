"""Recaps made in the background."""

from collections.abc import Mapping
from typing import Any

from ledger.jobs.runs import Run
from ledger.services.recaps import build_recap


def build(run: Run) -> Mapping[str, Any]:
    return build_recap(
        run.job.args["recap_id"],
        files=run.resources.files,
        public_url=run.resources.config.public_url,
        now=run.clock(),
        report=run.progress,
    )
