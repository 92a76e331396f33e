"""Runs scenarios as processes of their own, round by round, and tells the medians."""

import json
import statistics
import subprocess
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.bars import BARS, Bar, Figures
from bench.machine import machine
from bench.measures import ROOT

SCENARIOS = ROOT / "bench" / "scenarios"
RESULTS = ROOT / "bench" / "results.md"
PEERS_PYTHON = ROOT / "bench" / ".venv-peers" / "bin" / "python"
# These import a peer, so they run where only the peers are installed.
PEERS = frozenset({"python_accounting", "django_hordak"})
LONGEST_SECONDS = 900


@dataclass
class Series:
    """All values that one measure of one scenario took in the rounds."""

    title: str
    unit: str
    values: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.values)


Results = dict[tuple[str, str], Series]


def scenario_names() -> list[str]:
    return sorted(path.stem for path in SCENARIOS.glob("*.py") if path.stem != "__init__")


def run_rounds(names: Sequence[str], rounds: int) -> Results:
    """Run every scenario once per round, so that a slow minute of the machine meets them all."""
    results: Results = {}
    for number in range(1, rounds + 1):
        for name in names:
            print(f"round {number} of {rounds}: {name}", file=sys.stderr)
            told = _run(name)
            for measure in told["measures"]:
                key = (name, measure["name"])
                series = results.setdefault(key, Series(told["title"], measure["unit"]))
                series.values.append(measure["value"])
    return results


def write_results(results: Results, rounds: int, path: Path = RESULTS) -> str:
    """Write the page of figures and return it."""
    page = "\n".join(
        [
            "# Measurements",
            "",
            f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {machine()} · medians of {rounds} rounds.",
            "Written by `make bench`; each scenario is a process of its own.",
            "",
            *_figures_table(results),
            "",
            *_bars_table(results),
            "",
        ]
    )
    path.write_text(page, encoding="utf-8")
    return page


def _run(name: str) -> dict[str, Any]:
    python = PEERS_PYTHON if name in PEERS else Path(sys.executable)
    ran = subprocess.run(
        [python, "-m", f"bench.scenarios.{name}"],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        timeout=LONGEST_SECONDS,
        check=True,
    )
    told: dict[str, Any] = json.loads(ran.stdout.strip().splitlines()[-1])
    return told


def _figures_table(results: Results) -> list[str]:
    lines = ["| scenario | measure | median | least – most |", "|---|---|--:|--:|"]
    shown: dict[str, int] = defaultdict(int)
    for (name, measure), series in results.items():
        title = series.title if not shown[name] else ""
        shown[name] += 1
        spread = f"{_number(min(series.values))} – {_number(max(series.values))}"
        median = f"{_number(series.median)} {series.unit}".rstrip()
        lines.append(f"| {title} | {measure} | {median} | {spread} |")
    return lines


def _bars_table(results: Results) -> list[str]:
    figures: Figures = {key: series.median for key, series in results.items()}
    judged = [(bar, value) for bar in BARS if (value := bar.value(figures)) is not None]
    if not judged:
        return []
    head = ["| asked of | beside | measured | asked | kept |", "|---|---|--:|--:|---|"]
    return head + [_bar_line(bar, value, results) for bar, value in judged]


def _bar_line(bar: Bar, value: float, results: Results) -> str:
    unit = "×" if bar.peer else results[bar.figure].unit
    bounds = (("≥", bar.at_least), ("≤", bar.at_most))
    asked = ", ".join(f"{sign} {_number(bound)} {unit}" for sign, bound in bounds if bound)
    beside = ", ".join(bar.peer) if bar.peer else "a limit"
    kept = "yes" if bar.is_kept(value) else "**no**"
    return f"| {', '.join(bar.figure)} | {beside} | {_number(value)} {unit} | {asked} | {kept} |"


def _number(value: float) -> str:
    """Three significant digits, but never an exponent or a rounded thousand."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
