"""Type-setting in several processes: threads gain nothing, and a process gives its memory back."""

import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from threading import RLock
from types import ModuleType
from typing import TypeVar

from ledger.documents.confinement import tune_memory

Task = TypeVar("Task")
Result = TypeVar("Result")

MOST_PROCESSES = 4
#: What the server of processes imports once, so that each one it forks can begin at once.
_PRELOADED = ["ledger.documents.rendering"]
_WITHOUT_MAIN = RLock()


def process_count() -> int:
    """How many processes are worth having here; 1 where a worker may not have children."""
    if multiprocessing.current_process().daemon:
        return 1
    return min(len(os.sched_getaffinity(0)), MOST_PROCESSES)


def map_ordered(
    function: Callable[[Task], Result], tasks: Iterable[Task], *, processes: int
) -> Iterator[Result]:
    """The results in the order of the tasks, with few tasks under way so that memory stays flat.

    Processes are forked from a server without threads, never from the caller, who may have some.
    ``function`` and the tasks must pickle. The first refusal ends the batch.
    """
    if processes <= 1:
        yield from map(function, tasks)
        return
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    with ProcessPoolExecutor(processes, mp_context=context, initializer=tune_memory) as pool:
        under_way: deque[Future[Result]] = deque()
        for task in tasks:
            with main_left_out():
                under_way.append(pool.submit(function, task))
            if len(under_way) > 2 * processes:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


@contextmanager
def main_left_out() -> Iterator[None]:
    """Hide the caller's main module while a process may start.

    The new one would import it first, and that is the whole application, for setting some pages.
    """
    with _WITHOUT_MAIN:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = main
