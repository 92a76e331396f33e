"""The same as bench.clients, with each client a process of its own, as workers of a server are."""

import multiprocessing
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from bench.clients import Load, Work

Prepare = Callable[[int], Work]
READY_SECONDS = 120


@dataclass
class _Client:
    process: Any
    pipe: Connection


def drive_processes(*, clients: int, seconds: float, prepare: Prepare) -> Load:
    """Let client processes repeat their work until the time is over.

    ``prepare`` is a function of a module; it is called in each process with the client's number,
    and the clock starts when all are ready. A client that fails stops the measurement.
    """
    # Forked, so that sixteen clients do not spend a minute importing; each opens its own database.
    context = multiprocessing.get_context("fork")
    started = [_start(context, prepare, number) for number in range(clients)]
    for client in started:
        _expect_ready(client)
    begin = time.perf_counter()
    for client in started:
        client.pipe.send(seconds)
    answers = [client.pipe.recv() for client in started]
    lasted = time.perf_counter() - begin
    for client in started:
        client.process.join()
    if failures := [answer for answer in answers if isinstance(answer, str)]:
        raise RuntimeError(failures[0])
    return Load(lasted, tuple(map(tuple, answers)))


def _start(context: Any, prepare: Prepare, number: int) -> _Client:
    ours, theirs = context.Pipe()
    process = context.Process(target=_live, args=(theirs, prepare, number), daemon=True)
    process.start()
    return _Client(process, ours)


def _expect_ready(client: _Client) -> None:
    if not client.pipe.poll(READY_SECONDS):
        raise TimeoutError("a client did not get ready")
    told = client.pipe.recv()
    if told != "ready":
        raise RuntimeError(told)


def _live(pipe: Connection, prepare: Prepare, number: int) -> None:
    try:
        work = prepare(number)
        pipe.send("ready")
        ends = time.perf_counter() + pipe.recv()
        latencies = []
        while (started := time.perf_counter()) < ends:
            work()
            latencies.append(time.perf_counter() - started)
        pipe.send(latencies)
    except BaseException as failure:
        pipe.send(f"{type(failure).__name__}: {failure}")
