"""Several clients that work at the same time, and how long each piece of work took."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from bench.measures import Measure, percentile

Work = Callable[[], None]


@dataclass(frozen=True)
class Load:
    """What the clients got done: seconds per piece of work, one list per client."""

    seconds: float
    latencies: tuple[tuple[float, ...], ...]

    @property
    def done(self) -> int:
        return sum(map(len, self.latencies))

    def measures(self, prefix: str) -> list[Measure]:
        """Throughput, waiting time and fairness (the idlest client beside the busiest)."""
        every = [latency for client in self.latencies for latency in client]
        counts = [len(client) for client in self.latencies]
        return [
            Measure(f"{prefix}: rate", self.done / self.seconds, "/s"),
            Measure(f"{prefix}: median", percentile(every, 0.5) * 1000, "ms"),
            Measure(f"{prefix}: p99", percentile(every, 0.99) * 1000, "ms"),
            Measure(f"{prefix}: longest", max(every) * 1000, "ms"),
            Measure(f"{prefix}: fairness", min(counts) / max(counts), ""),
        ]


def drive(
    *,
    clients: int,
    seconds: float,
    prepare: Callable[[int], Work],
    when_ready: Callable[[], None] = lambda: None,
) -> Load:
    """Let clients, each a thread, repeat their work until the time is over.

    ``prepare`` is called once in each thread with the client's number, so that every client
    opens its own connection; the clock starts when all are ready and ``when_ready`` has returned.
    A client that fails stops all.
    """
    ready = threading.Barrier(clients + 1, action=when_ready)
    ended = threading.Event()
    latencies: list[list[float]] = [[] for _ in range(clients)]
    failures: list[BaseException] = []

    def live(number: int) -> None:
        try:
            work = prepare(number)
            ready.wait()
            while not ended.is_set():
                started = time.perf_counter()
                work()
                latencies[number].append(time.perf_counter() - started)
        except BaseException as failure:
            failures.append(failure)
            ended.set()
            ready.abort()

    threads = [threading.Thread(target=live, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    try:
        ready.wait()
    except threading.BrokenBarrierError:
        seconds = 0
    started = time.perf_counter()
    ended.wait(seconds)
    ended.set()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return Load(time.perf_counter() - started, tuple(map(tuple, latencies)))
