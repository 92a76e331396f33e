"""Real processes that work at the same time and may be killed at any moment.

A hand is forked from the test, so it starts in a moment, and opens connections of its own. What it
notes stands in a file as soon as the line is written: nothing that kills the hand takes it back.
"""

import multiprocessing
import os
import random
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_FORK = multiprocessing.get_context("fork")
#: So long may all hands be silent before the drill itself is called broken.
PATIENCE_SECONDS = 120
_POLL_SECONDS = 0.002


@dataclass(frozen=True)
class Hand:
    """One process at its work; whoever replaces it has the same number and the same notes."""

    number: int
    folder: Path

    @property
    def notes(self) -> list[str]:
        """What this hand, or one it replaces, has noted."""
        path = self._path
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    def note(self, line: str) -> None:
        """Keep one line, in a single write, as the answer somebody got."""
        number = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(number, f"{line}\n".encode())
        os.close(number)

    @property
    def is_wanted(self) -> bool:
        return not (self.folder / "home").exists()

    @property
    def size(self) -> int:
        return self._path.stat().st_size if self._path.exists() else 0

    @property
    def _path(self) -> Path:
        return self.folder / f"hand-{self.number}"


Work = Callable[[Hand], None]


class Crew:
    """So many hands at the same work, until they are sent home."""

    def __init__(self, folder: Path, work: Work, hands: int) -> None:
        self.hands = [Hand(number, folder) for number in range(hands)]
        self._folder, self._work = folder, work
        self._processes = [self._started(hand) for hand in self.hands]

    def kill(self, number: int, chance: random.Random, *, longest_seconds: float) -> None:
        """kill -9 at a random moment after it did some work, and another takes its place."""
        self.wait_for_work(number)
        time.sleep(chance.uniform(0, longest_seconds))
        process = self._processes[number]
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        assert process.exitcode == -signal.SIGKILL, f"hand {number} had ended before"
        self._processes[number] = self._started(self.hands[number])

    def wait_for_work(self, *numbers: int) -> None:
        """Until each of the hands has noted something more than stands there now."""
        sizes = {number: self.hands[number].size for number in numbers}
        self._wait(lambda: all(self.hands[n].size > size for n, size in sizes.items()))

    def wait_for_notes(self, lines: int) -> None:
        self._wait(lambda: len(self.notes) >= lines)

    def go_home(self) -> None:
        """Let each finish what it is at; a hand that failed fails the test with its own words."""
        (self._folder / "home").touch()
        self._wait(lambda: not any(process.is_alive() for process in self._processes))
        self._require_no_failure()
        assert {process.exitcode for process in self._processes} == {0}

    @property
    def notes(self) -> list[str]:
        return [line for hand in self.hands for line in hand.notes]

    def stop(self) -> None:
        for process in self._processes:
            if process.is_alive():
                process.kill()
                process.join()

    def _wait(self, is_over: Callable[[], bool]) -> None:
        """For as long as it takes, while somebody notes something now and then."""
        size, since = -1, time.monotonic()
        while not is_over():
            self._require_no_failure()
            if (now := sum(hand.size for hand in self.hands)) != size:
                size, since = now, time.monotonic()
            assert time.monotonic() < since + PATIENCE_SECONDS, "no hand gets on with its work"
            time.sleep(_POLL_SECONDS)

    def _started(self, hand: Hand) -> Any:
        process = _FORK.Process(target=self._live, args=(hand,), daemon=True)
        process.start()
        return process

    def _live(self, hand: Hand) -> None:
        try:
            self._work(hand)
        except BaseException:
            (self._folder / f"failed-{hand.number}").write_text(traceback.format_exc())
            raise

    def _require_no_failure(self) -> None:
        failures = [path.read_text() for path in self._folder.glob("failed-*")]
        assert not failures, failures[0]


@contextmanager
def crew(folder: Path, work: Work, hands: int) -> Iterator[Crew]:
    """Hands at work; whoever is left when the drill ends, however it ends, is stopped."""
    folder.mkdir(exist_ok=True)
    found = Crew(folder, work, hands)
    try:
        yield found
    finally:
        found.stop()
