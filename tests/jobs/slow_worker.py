"""A worker as `neraca worker --only jobs` runs it, with one more job: slow work that can be killed.

Started as a program by the tests: its first argument is a folder. The slow job writes its process
id there as "started-<id>" and works until somebody puts a file named "go" beside it.
"""

import os
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ledger.factory import create_app
from ledger.gateways.resources import EXTENSION
from ledger.jobs.runs import Run, run_job

SLOW = "test.slow"


def main(folder: Path) -> None:
    app = create_app()
    resources = app.extensions[EXTENSION]

    def slow(run: Run) -> Mapping[str, Any]:
        (folder / f"started-{run.job.attempts}").write_text(str(os.getpid()))
        while not (folder / "go").exists():
            time.sleep(0.05)
        return {"attempts": run.job.attempts}

    def do(_name: str, job_id: int) -> None:
        with app.app_context():
            run_job(
                job_id,
                handlers={SLOW: slow},
                resources=resources,
                clock=lambda: datetime.now(UTC),
            )

    resources.transport.consume(do, processes=1)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
