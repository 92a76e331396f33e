"""How long an outsider waits: the verifier over a made export, beside merely reading it.

NERACA_BENCH_ENTRIES says how many entries, 100,000 when nothing is said; the bar is for 1,000,000.
"""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from bench.ledgers import SIGNER, MadeLedger
from bench.measures import ROOT, Measure, report, workspace

ENTRIES = int(os.environ.get("NERACA_BENCH_ENTRIES", "100000"))
#: A tenth of the ledger, to see what memory does while the file grows.
SHORT = ENTRIES // 10
MILLION = 1_000_000


@dataclass(frozen=True)
class Run:
    """What the verifier took by the clock and of the processor, and the most it held."""

    seconds: float
    processor: float
    mebibytes: float


def main() -> None:
    with workspace() as folder:
        short, whole = (_made(folder, entries) for entries in (SHORT, ENTRIES))
        bare, small, large = _bare(whole), _verified(short), _verified(whole)
    kept = (large.mebibytes - small.mebibytes) * 2**20 / (ENTRIES - SHORT)
    report(
        f"verify_ledger.py, {ENTRIES:,} entries",
        [
            Measure("verified: seconds", large.seconds, "s"),
            Measure("verified: processor", large.processor, "s"),
            Measure("json.loads and SHA-256 of each line alone: processor", bare, "s"),
            Measure("processor beside that", large.processor / bare, "×"),
            Measure("a million at this rate: seconds", large.seconds * MILLION / ENTRIES, "s"),
            Measure("peak memory", large.mebibytes, "MiB"),
            Measure("memory kept of each entry", kept, "bytes"),
        ],
    )


def _made(folder: Path, entries: int) -> Path:
    """In a process of its own: what it held would be counted again after every fork of this one."""
    path = folder / f"{entries}.jsonl"
    making = "import sys; from bench.scenarios.verifying import write; write(*sys.argv[1:])"
    subprocess.run([sys.executable, "-c", making, path, str(entries)], cwd=ROOT, check=True)
    return path


def write(path: str, entries: str) -> None:
    with Path(path).open("wb") as file:
        file.writelines(MadeLedger(seed=1).lines(int(entries)))


def _bare(path: Path) -> float:
    """What any reader of the file has to spend, in this same run."""
    start = time.process_time()
    with path.open("rb") as file:
        for line in file:
            json.loads(line)
            sha256(line).digest()
    return time.process_time() - start


def _verified(path: Path) -> Run:
    start = time.perf_counter()
    key = SIGNER.verifier_key.text
    done = subprocess.Popen(
        [sys.executable, ROOT / "verify_ledger.py", path, "--key", key], stdout=subprocess.DEVNULL
    )
    _, status, used = os.wait4(done.pid, 0)
    done.returncode = os.waitstatus_to_exitcode(status)
    assert done.returncode == 0, "the made ledger is whole"
    seconds = time.perf_counter() - start
    return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


if __name__ == "__main__":
    main()
