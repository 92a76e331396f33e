"""Simulations and re-ratings of rule packs in the background."""

from collections.abc import Mapping
from typing import Any

from ledger.jobs.checks import beside
from ledger.jobs.runs import Run
from ledger.services.rules import run_simulation
from ledger.services.rules.rerating import run_rerating


def simulate(run: Run) -> Mapping[str, Any]:
    return run_simulation(run.job.args["simulation_id"], report=beside(run), now=run.clock())


def rerate(run: Run) -> Mapping[str, Any]:
    return run_rerating(run.job.args["rerating_id"], report=beside(run), now=run.clock())
