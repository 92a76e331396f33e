"""Simulations: a version beside the one in force, on the real ledger, writing nothing to it."""

from ledger.domain.simulations.reports import Compared
from ledger.queries.simulations import SIMULATION_JOB
from ledger.services.rules.simulation.comparing import Span, compare_versions
from ledger.services.rules.simulation.requesting import (
    cancel_simulation,
    request_simulation,
    run_simulation,
    simulate_person,
    simulate_text,
)
from ledger.services.rules.simulation.sheets import About, about, simulation_xlsx

__all__ = [
    "SIMULATION_JOB",
    "About",
    "Compared",
    "Span",
    "about",
    "cancel_simulation",
    "compare_versions",
    "request_simulation",
    "run_simulation",
    "simulate_person",
    "simulate_text",
    "simulation_xlsx",
]
