"""The same as bench.clients over several processes, as the workers of a server are."""

import multiprocessing
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from bench.clients import Load, Work, drive

Prepare = Callable[[int], Work]
READY_SECONDS = 120


@dataclass
class _Client:
    process: Any
    pipe: Connection


def drive_processes(*, clients: int, seconds: float, prepare: Prepare, threads: int = 1) -> Load:
    """Let clients repeat their work until the time is over, ``threads`` of them in each process.

    ``prepare`` is a function of a module; it is called in each thread with the client's number,
    and the clock starts when all are ready. A client that fails stops the measurement.
    """
    # Forked, so that sixteen clients do not spend a minute importing; each opens its own database.
    context = multiprocessing.get_context("fork")
    numbers = [range(first, first + threads) for first in range(0, clients, threads)]
    started = [_start(context, prepare, mine, seconds) for mine in numbers]
    for client in started:
        _expect_ready(client)
    begin = time.perf_counter()
    for client in started:
        client.pipe.send("begin")
    answers = [client.pipe.recv() for client in started]
    lasted = time.perf_counter() - begin
    for client in started:
        client.process.join()
    if failures := [answer for answer in answers if isinstance(answer, str)]:
        raise RuntimeError(failures[0])
    return Load(lasted, tuple(latencies for answer in answers for latencies in answer))


def _start(context: Any, prepare: Prepare, numbers: range, seconds: float) -> _Client:
    ours, theirs = context.Pipe()
    process = context.Process(target=_live, args=(theirs, prepare, numbers, seconds), daemon=True)
    process.start()
    return _Client(process, ours)


def _expect_ready(client: _Client) -> None:
    if not client.pipe.poll(READY_SECONDS):
        raise TimeoutError("a client did not get ready")
    told = client.pipe.recv()
    if told != "ready":
        raise RuntimeError(told)


def _live(pipe: Connection, prepare: Prepare, numbers: range, seconds: float) -> None:
    def when_ready() -> None:
        pipe.send("ready")
        pipe.recv()

    try:
        load = drive(
            clients=len(numbers),
            seconds=seconds,
            prepare=lambda place: prepare(numbers[place]),
            when_ready=when_ready,
        )
        pipe.send(load.latencies)
    except BaseException as failure:
        pipe.send(f"{type(failure).__name__}: {failure}")
