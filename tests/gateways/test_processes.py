"""Programs that belong together start together and stop together."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.house.sources import ROOT

# A child that says its id, then waits to be stopped; "stubborn" does not hear it.
CHILD = (
    "import os, signal, sys, time\n"
    "if sys.argv[2:] == ['stubborn']: signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "open(sys.argv[1], 'w').write(str(os.getpid()))\n"
    "time.sleep(60)\n"
)
PARENT = (
    "import sys\n"
    "from ledger.gateways.processes import supervise\n"
    "child = [sys.executable, '-c', sys.argv[1], sys.argv[2]]\n"
    "stubborn = [*child[:3], sys.argv[3], 'stubborn']\n"
    "short = [sys.executable, '-c', 'import time; time.sleep(1.5); raise SystemExit(3)']\n"
    "commands = [child, stubborn, *([short] if sys.argv[4:] else [])]\n"
    "raise SystemExit(supervise(commands, patience=1.0))\n"
)


def start(folder: Path, *more: str) -> subprocess.Popen[bytes]:
    files = (str(folder / "calm"), str(folder / "stubborn"))
    command = (sys.executable, "-c", PARENT, CHILD, *files, *more)
    return subprocess.Popen(command, cwd=ROOT)


def ids(folder: Path, program: subprocess.Popen[bytes]) -> list[int]:
    """Waits for both children, which write their ids; stops waiting when the parent ended."""
    marks = [folder / "calm", folder / "stubborn"]
    while program.poll() is None and not all(m.exists() and m.read_text() for m in marks):
        os.sched_yield()
    return [int(mark.read_text()) for mark in marks]


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_asked_to_stop_it_stops_all_even_the_stubborn(tmp_path: Path) -> None:
    program = start(tmp_path)
    children = ids(tmp_path, program)
    program.send_signal(signal.SIGTERM)
    assert program.wait(timeout=60) == 0
    assert not any(is_alive(child) for child in children)


def test_one_that_ends_takes_the_others_along_with_its_exit_code(tmp_path: Path) -> None:
    program = start(tmp_path, "short")
    children = ids(tmp_path, program)
    assert program.wait(timeout=60) == 3
    assert not any(is_alive(child) for child in children)
