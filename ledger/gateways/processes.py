"""Several programs as one: started together, kept alive, stopped together."""

import contextlib
import logging
import os
import shlex
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from types import FrameType

logger = logging.getLogger(__name__)

_LOOK_EVERY = 0.5
#: So many times in a row may a program be killed before it came up.
_MOST_TRIES = 5


class _Program:
    """One command, started again whenever its process is taken away."""

    def __init__(self, command: Sequence[str], comes_up: float) -> None:
        self._command = list(command)
        self._comes_up = comes_up
        self._tries = 0
        self.start()

    def start(self) -> None:
        self._began = time.monotonic()
        # In a session of its own an interrupt of the terminal reaches us only, and we stop it;
        # the session is also the group of all processes the program makes.
        self.process = subprocess.Popen(self._command, start_new_session=True)  # noqa: S603 - ours

    def keep(self) -> bool:
        """Start it again if it ended; False when that would be in vain.

        One that ends by itself before it came up would do so again: a door in use, a wrong
        setting. One that was killed, or ends after it had worked, is worth another start.
        """
        code = self.process.poll()
        if code is None:
            return True
        came_up = time.monotonic() - self._began >= self._comes_up
        self._tries = 0 if came_up else self._tries + 1
        if (code >= 0 and not came_up) or self._tries > _MOST_TRIES:
            return False
        logger.warning(
            "ended with %d and is started again: %s", code, shlex.join(self._command[1:])
        )
        self.clear()
        self.start()
        return True

    def clear(self) -> None:
        """Take away what an ended program left: processes of its own that nobody would stop."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


def supervise(
    commands: Sequence[Sequence[str]], *, patience: float = 30.0, comes_up: float = 60.0
) -> int:
    """Run the commands until SIGTERM or SIGINT, starting again what dies.

    Whatever lived for ``comes_up`` seconds had come up. When one cannot, the others are stopped,
    too. Gives the exit code: 0 when we were asked to stop, else that of the one that ended. Those
    that do not stop within ``patience`` seconds are killed.
    """
    stop = stop_event()
    programs = [_Program(command, comes_up) for command in commands]
    while not stop.wait(_LOOK_EVERY) and all(program.keep() for program in programs):
        pass
    codes = [program.process.returncode for program in programs]
    _stop_all(programs, patience)
    return 0 if stop.is_set() else next((code for code in codes if code), 1)


def stop_event() -> threading.Event:
    """An event that SIGTERM or SIGINT sets."""
    stop = threading.Event()

    def ask(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    return stop


def _stop_all(programs: Sequence[_Program], patience: float) -> None:
    for program in programs:
        program.process.terminate()
    for program in programs:
        with contextlib.suppress(subprocess.TimeoutExpired):
            program.process.wait(patience)
        program.clear()
        program.process.wait()
