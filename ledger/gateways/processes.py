"""Several programs as one: started together, stopped together."""

import signal
import subprocess
import threading
from collections.abc import Sequence
from types import FrameType

_LOOK_EVERY = 0.5


def supervise(commands: Sequence[Sequence[str]], *, patience: float = 30.0) -> int:
    """Run the commands until SIGTERM or SIGINT, or until one of them ends, then stop the others.

    Gives the exit code: 0 when we were asked to stop, else that of the one that ended. Those
    that do not stop within ``patience`` seconds are killed.
    """
    stop = stop_event()
    # In sessions of their own an interrupt of the terminal reaches us only, and we stop them.
    children = [_start(command) for command in commands]
    while not stop.wait(_LOOK_EVERY) and all(child.poll() is None for child in children):
        pass
    ended = next((child.returncode for child in children if child.returncode is not None), None)
    _stop_all(children, patience)
    return 0 if stop.is_set() else ended or 1


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(list(command), start_new_session=True)  # noqa: S603 - our own programs


def stop_event() -> threading.Event:
    """An event that SIGTERM or SIGINT sets."""
    stop = threading.Event()

    def ask(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    return stop


def _stop_all(children: Sequence[subprocess.Popen[bytes]], patience: float) -> None:
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(patience)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
