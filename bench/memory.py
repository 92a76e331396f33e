"""The memory this process and everything it started hold together, looked at while it works."""

import contextlib
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LOOK_SECONDS = 0.1
_PROC = Path("/proc")


@dataclass
class Peak:
    """The most that was seen, in MiB; memory shared by processes counts once."""

    mebibytes: float = 0.0


@contextlib.contextmanager
def watched() -> Iterator[Peak]:
    """Watch until the end of the block; processes of a fork server are found by their parents."""
    peak, done = Peak(), threading.Event()

    def look() -> None:
        while True:
            peak.mebibytes = max(peak.mebibytes, held_mebibytes(os.getpid()))
            if done.wait(LOOK_SECONDS):
                return

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        done.set()
        watcher.join()


def held_mebibytes(process: int) -> float:
    """What a process and its descendants hold at this moment."""
    return sum(_proportional(one) for one in _family(process)) / 1024


def _family(process: int) -> Iterator[int]:
    yield process
    for task in (_PROC / str(process) / "task").glob("*"):
        with contextlib.suppress(OSError):
            for child in (task / "children").read_text().split():
                yield from _family(int(child))


def _proportional(process: int) -> int:
    """KiB, each shared page divided among its holders; 0 for a process that has ended."""
    with contextlib.suppress(OSError):
        for line in (_PROC / str(process) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
