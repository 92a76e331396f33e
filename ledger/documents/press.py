"""Setting papers in processes of their own, with bounds on time and memory, and many at once.

A paper holds the words of strangers. However endless or malicious they are, they can slow down or
break only the process that sets them, which has neither secrets nor a way out (``printing.py``).
"""

import atexit
import json
import os
import select
import shutil
import subprocess
import sys
import time
from base64 import b64encode
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import mkdtemp
from threading import Lock, Semaphore
from typing import Any

from ledger import errors
from ledger.documents.contexts import DocumentContext
from ledger.documents.printing import FAULT, HEAD_BYTES, PAPER, REFUSAL
from ledger.documents.typesetting import Attachment
from ledger.documents.workers import MOST_PROCESSES
from ledger.errors import Conflict, LedgerError, RuleRefused, sentence

TOO_MUCH = sentence(
    "Dokumen ini terlalu besar untuk dicetak: lebih dari %(seconds)s detik atau %(megabytes)s MB."
    " Nomornya tetap. Pendekkan isinya, lalu coba lagi."
)
NOT_PRINTED = sentence(
    "Dokumen ini tidak dapat dicetak. Nomornya tetap. Coba lagi, lalu beri tahu pengelola sistem."
)
_ROOT = Path(__file__).resolve().parents[2]
_STARTS_WITHIN_SECONDS = 120
#: What a process that sets pages may know of ours: where programs and fonts are.
_KEPT_SETTINGS = ("PATH", "HOME", "LANG", "LC_ALL", "FONTCONFIG_FILE", "FONTCONFIG_PATH")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What one paper may cost. A letter of ten pages takes a fiftieth of both."""

    seconds: int = 40
    memory_bytes: int = 1 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A paper to be set: its kind, its context and what it carries."""

    kind: str
    context: DocumentContext | Mapping[str, Any]
    attachments: Sequence[Attachment] = ()

    def to_json(self) -> bytes:
        context = self.context
        plain = context.to_mapping() if isinstance(context, DocumentContext) else dict(context)
        carried = [
            {**asdict(one), "content": b64encode(one.content).decode()} for one in self.attachments
        ]
        return json.dumps(
            {"kind": self.kind, "context": plain, "attachments": carried}, ensure_ascii=False
        ).encode(errors="replace")


class Press:
    """Processes that stay warm between papers, at most ``size`` of them."""

    def __init__(self, *, size: int | None = None, bounds: Bounds | None = None) -> None:
        self.size = size or min(len(os.sched_getaffinity(0)), MOST_PROCESSES)
        self.bounds = bounds or Bounds()
        self._places = Semaphore(self.size)
        self._idle: list[_Printer] = []
        self._lock = Lock()

    def print_one(self, order: Order) -> bytes:
        """The paper as ``render_pdf`` makes it, with the same refusals.

        Conflict when it goes beyond the bounds or breaks the process: nothing else is harmed,
        and trying again is worth it.
        """
        question = order.to_json()
        with self._printer() as printer:
            tag, content = printer.ask(question, self.bounds.seconds)
        if tag == PAPER:
            return content
        raise self._refusal(tag, content)

    def print_many(self, orders: Iterable[Order]) -> Iterator[bytes | LedgerError]:
        """Each paper in the order asked, or why there is none: one refusal never stops the rest.

        Few are under way at a time, so that memory stays flat however many they are.
        """
        with ThreadPoolExecutor(self.size) as pool:
            under_way: deque[Future[bytes | LedgerError]] = deque()
            for order in orders:
                under_way.append(pool.submit(self._try_one, order))
                if len(under_way) > 2 * self.size:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()

    def close(self) -> None:
        with self._lock:
            printers, self._idle = self._idle, []
        for printer in printers:
            printer.close()

    def _try_one(self, order: Order) -> bytes | LedgerError:
        try:
            return self.print_one(order)
        except LedgerError as refusal:
            return refusal

    @contextmanager
    def _printer(self) -> Iterator["_Printer"]:
        with self._places:
            printer = self._take()
            try:
                yield printer
            finally:
                if printer.is_alive:
                    with self._lock:
                        self._idle.append(printer)
                else:
                    printer.close()

    def _take(self) -> "_Printer":
        with self._lock:
            while self._idle:
                printer = self._idle.pop()
                if printer.is_alive:
                    return printer
                printer.close()
        return _Printer(self.bounds)

    def _refusal(self, tag: bytes, content: bytes) -> LedgerError:
        if tag == REFUSAL:
            return _told(json.loads(content))
        if tag == FAULT:
            return Conflict(NOT_PRINTED, code="document_not_printed")
        megabytes = self.bounds.memory_bytes >> 20
        return Conflict(
            TOO_MUCH,
            code="document_too_large",
            seconds=self.bounds.seconds,
            megabytes=megabytes,
        )


class _Printer:
    """One process and the folder it was born in, which goes with it."""

    def __init__(self, bounds: Bounds) -> None:
        self._folder = mkdtemp(prefix="neraca-press-")
        kept = {name: os.environ[name] for name in _KEPT_SETTINGS if name in os.environ}
        reads, self._questions = os.pipe()
        self._answers, writes = os.pipe()
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [
                *(sys.executable, "-P", "-m", "ledger.documents.printing"),
                *(str(bounds.seconds), str(bounds.memory_bytes)),
            ],
            stdin=reads,
            stdout=writes,
            cwd=self._folder,
            env={
                **kept,
                "PYTHONPATH": str(_ROOT),
                "PYTHONHASHSEED": "0",
                "TMPDIR": self._folder,
            },
        )
        for theirs in (reads, writes):
            os.close(theirs)
        self._is_ready = False

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, question: bytes, seconds: float) -> tuple[bytes, bytes]:
        """The tag and content of the answer; an empty tag when the process had to be ended."""
        try:
            if not self._is_ready:
                self._read(1, time.monotonic() + _STARTS_WITHIN_SECONDS)
                self._is_ready = True
            until = time.monotonic() + seconds
            self._write(len(question).to_bytes(HEAD_BYTES, "big") + question)
            head = self._read(HEAD_BYTES + 1, until)
            content = self._read(int.from_bytes(head[:HEAD_BYTES], "big"), until)
        except (OSError, EOFError):
            self._process.kill()
            self._process.wait()
            return b"", b""
        return head[HEAD_BYTES:], content

    def close(self) -> None:
        with suppress(OSError):
            self._process.kill()
        self._process.wait()
        for ours in (self._questions, self._answers):
            os.close(ours)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _write(self, question: bytes) -> None:
        rest = memoryview(question)
        while rest:
            rest = rest[os.write(self._questions, rest) :]

    def _read(self, size: int, until: float) -> bytes:
        """Exactly so many bytes; TimeoutError after ``until``, EOFError when it ended."""
        waiting = select.poll()
        waiting.register(self._answers, select.POLLIN)
        got = bytearray()
        while len(got) < size:
            left = until - time.monotonic()
            if left <= 0 or not waiting.poll(left * 1000):
                raise TimeoutError
            piece = os.read(self._answers, min(size - len(got), 1 << 20))
            if not piece:
                raise EOFError
            got += piece
        return bytes(got)


def _told(told: Mapping[str, Any]) -> LedgerError:
    """The refusal again as it was raised over there."""
    family = getattr(errors, told["family"])
    if issubclass(family, RuleRefused):
        return RuleRefused(told["text"], constraint=told["constraint"], **told["params"])
    refusal: LedgerError = family(told["text"], code=told["code"], **told["params"])
    return refusal


#: One press for each process of ours: a forked one must not speak through its parent's pipes.
_PRESSES: dict[int, Press] = {}
_PRESSES_LOCK = Lock()


def press() -> Press:
    """The press of this process, made when it is first needed."""
    with _PRESSES_LOCK:
        return _PRESSES.setdefault(os.getpid(), Press())


@atexit.register
def _close() -> None:
    if (mine := _PRESSES.get(os.getpid())) is not None:
        mine.close()
