"""The process that sets papers for another: a request on standard input, an answer on output.

It is started without the settings and secrets of its parent, sets one page to warm up, gives up
everything it does not need, and then answers until nobody asks any more.
"""

import json
import logging
import os
import signal
import sys
from base64 import b64decode
from typing import Any, BinaryIO

from ledger.documents.confinement import (
    OutOfBounds,
    confine,
    is_short_of_memory,
    tune_memory,
)
from ledger.documents.rendering import render_pdf
from ledger.documents.typesetting import Attachment, warm_up
from ledger.errors import LedgerError

#: The first byte of an answer: the paper, a refusal as JSON, or too much was asked.
PAPER, REFUSAL, TOO_MUCH, FAULT = b"P", b"R", b"M", b"F"
READY = b"!"
HEAD_BYTES = 8

logger = logging.getLogger(__name__)


def main() -> None:
    """``printing.py SECONDS MEMORY_BYTES``: the bounds of one paper and of this process."""
    seconds, memory_bytes = (int(word) for word in sys.argv[1:3])
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    warm_up()
    tune_memory()
    confine(memory_bytes=memory_bytes)
    answers.write(READY)
    answers.flush()
    while (question := _read(questions)) is not None:
        # Whoever waits ends us at the same bound; this one ends us when nobody waits any more.
        signal.alarm(seconds + 1)
        tag, content = answer(question)
        signal.alarm(0)
        answers.write(len(content).to_bytes(HEAD_BYTES, "big") + tag + content)
        answers.flush()
    os._exit(0)


def answer(question: bytes) -> tuple[bytes, bytes]:
    """The paper that was asked for, or why there is none."""
    try:
        asked = json.loads(question)
        attachments = [_attachment(raw) for raw in asked["attachments"]]
        return PAPER, render_pdf(asked["kind"], asked["context"], attachments=attachments)
    except LedgerError as refusal:
        return REFUSAL, json.dumps(_told(refusal), default=str).encode()
    except (MemoryError, RecursionError):
        return TOO_MUCH, b""
    except OutOfBounds:
        return FAULT, b""
    except Exception:
        # A library that meets the end of its memory often says something else of it.
        if is_short_of_memory():
            return TOO_MUCH, b""
        logger.exception("a paper could not be set")
        return FAULT, b""


def _read(questions: BinaryIO) -> bytes | None:
    head = questions.read(HEAD_BYTES)
    return questions.read(int.from_bytes(head, "big")) if len(head) == HEAD_BYTES else None


def _attachment(raw: dict[str, str]) -> Attachment:
    return Attachment(**{**raw, "content": b64decode(raw["content"])})  # type: ignore[arg-type]


def _told(refusal: LedgerError) -> dict[str, Any]:
    return {
        "family": type(refusal).__name__,
        "text": refusal.text,
        "code": refusal.code,
        "constraint": getattr(refusal, "constraint", None),
        "params": refusal.params,
    }


if __name__ == "__main__":
    main()
