"""What a scenario measured, and how it tells the harness; needs nothing but Python itself."""

import contextlib
import json
import math
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Measure:
    """One figure: ``name`` is unique within its scenario, ``unit`` stands behind the value."""

    name: str
    value: float
    unit: str


def report(title: str, measures: Sequence[Measure]) -> None:
    """Hand the figures to the harness as the last line of output."""
    print(json.dumps({"title": title, "measures": [asdict(measure) for measure in measures]}))


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that ``share`` (0 to 1) of all values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)]


@contextlib.contextmanager
def workspace() -> Iterator[Path]:
    """A folder for the databases of one scenario, on the disk that the product itself uses.

    The system's own folder for temporary files may be memory, where a durable commit costs nothing.
    """
    (ROOT / "var").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=ROOT / "var") as folder:
        yield Path(folder)
