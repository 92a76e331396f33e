"""Type-setting in several processes: threads gain nothing, and a process gives its memory back."""

import gc
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

_MOST_PROCESSES = 4


def process_count() -> int:
    """How many processes are worth having here; 1 where a worker may not have children."""
    if multiprocessing.current_process().daemon:
        return 1
    return min(len(os.sched_getaffinity(0)), _MOST_PROCESSES)


def map_ordered(
    function: Callable[[Task], Result], tasks: Iterable[Task], *, processes: int
) -> Iterator[Result]:
    """The results in the order of the tasks, with few tasks under way so that memory stays flat.

    Processes are spawned, not forked: the caller may have threads. ``function`` and the tasks must
    pickle. The first refusal ends the batch.
    """
    if processes <= 1:
        yield from map(function, tasks)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_tune_memory) as pool:
        under_way: deque[Future[Result]] = deque()
        for task in tasks:
            under_way.append(pool.submit(function, task))
            if len(under_way) > 2 * processes:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def _tune_memory() -> None:
    """A page is a forest of small boxes; collecting them less often saves a quarter of the time."""
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)
