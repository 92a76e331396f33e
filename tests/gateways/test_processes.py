"""Programs that belong together start together and stop together."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.house.sources import ROOT

# A child that says its id, then waits to be stopped; "stubborn" does not hear it, "short" goes
# with an exit code of its own when the others are there. Each makes a process of its own, too.
CHILD = (
    "import os, signal, subprocess, sys, time\n"
    "helper = subprocess.Popen(['sleep', '600']).pid\n"
    "place, manner = sys.argv[1], sys.argv[2]\n"
    "if manner == 'stubborn': signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "open(f'{place}/{manner}', 'w').write(f'{os.getpid()} {helper}')\n"
    "others = [f'{place}/{one}' for one in ('calm', 'stubborn')]\n"
    "while manner == 'short' and not all(map(os.path.exists, others)): time.sleep(0.05)\n"
    "sys.exit(3) if manner == 'short' else time.sleep(600)\n"
)
PARENT = (
    "import sys\n"
    "from ledger.gateways.processes import supervise\n"
    "child, place, *manners = sys.argv[1:]\n"
    "commands = [[sys.executable, '-c', child, place, manner] for manner in manners]\n"
    "raise SystemExit(supervise(commands, patience=1.0, comes_up=3600))\n"
)


def start(folder: Path, *more: str) -> subprocess.Popen[bytes]:
    manners = ("calm", "stubborn", *more)
    command = (sys.executable, "-c", PARENT, CHILD, str(folder), *manners)
    return subprocess.Popen(command, cwd=ROOT)


def ids(folder: Path, program: subprocess.Popen[bytes]) -> list[int]:
    """Waits for both children, which write their id and that of their helper; calm first.

    Stops waiting when the parent ended.
    """
    marks = [folder / "calm", folder / "stubborn"]
    while program.poll() is None and not all(m.exists() and m.read_text() for m in marks):
        time.sleep(0.05)
    return [int(number) for mark in marks for number in mark.read_text().split()]


def is_alive(pid: int) -> bool:
    """Whether it still does something; the dead that nobody has fetched yet do not count."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def test_asked_to_stop_it_stops_all_even_the_stubborn(tmp_path: Path) -> None:
    program = start(tmp_path)
    children = ids(tmp_path, program)
    program.send_signal(signal.SIGTERM)
    assert program.wait(timeout=60) == 0
    assert not any(map(is_alive, children))


def test_one_that_is_killed_is_started_again(tmp_path: Path) -> None:
    program = start(tmp_path)
    first, helper, *stubborn = ids(tmp_path, program)
    (tmp_path / "calm").unlink()
    os.kill(first, signal.SIGKILL)
    second, *others = ids(tmp_path, program)
    assert second != first
    assert others[1:] == stubborn
    program.send_signal(signal.SIGTERM)
    assert program.wait(timeout=60) == 0
    assert not any(map(is_alive, (first, helper, second, *others)))


def test_one_that_cannot_come_up_takes_the_others_along_with_its_exit_code(tmp_path: Path) -> None:
    program = start(tmp_path, "short")
    children = ids(tmp_path, program)
    assert program.wait(timeout=60) == 3
    assert not any(map(is_alive, children))
