"""What the programs write about themselves: requests, jobs and failures, never about people.

In development a line is for reading; elsewhere it is one JSON object for whoever collects them.
"""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from time import monotonic
from typing import Any

import structlog
from flask import Flask, g, request
from structlog.stdlib import ExtraAdder, ProcessorFormatter, add_log_level, add_logger_name
from werkzeug.wrappers import Response

from ledger.config import Config

log = logging.getLogger(__name__)

_COMMON = (
    add_log_level,
    add_logger_name,
    ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)
_PACKAGE = Path(__file__).resolve().parents[1]
#: Where a failure came from; the innermost places say most.
_PLACES = 8


def write_logs(app: Flask, config: Config) -> None:
    """Log every request of the app, and let all our loggers write as the mode asks."""
    ours = logging.getLogger("ledger")
    ours.setLevel(config.log_level.upper())
    if config.mode != "testing":
        handler = logging.StreamHandler()
        handler.setFormatter(formatter_for(config))
        # Flask tells each failure by its address, too; ours stands beside its help code.
        handler.addFilter(lambda record: record.name != ours.name)
        # An app made again, as by a worker that was forked, must not write everything twice.
        ours.handlers = [handler]
        ours.propagate = False
    app.before_request(_start)
    app.after_request(_log_request)


def formatter_for(config: Config) -> logging.Formatter:
    """How a line looks: coloured words in development, JSON elsewhere."""
    if config.mode == "development":
        # The plain form: the other prints every variable, with whatever secret is in it.
        last: list[Any] = [
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
            )
        ]
    else:
        last = [_without_words, structlog.processors.JSONRenderer(ensure_ascii=False)]
    return ProcessorFormatter(
        foreign_pre_chain=_COMMON, processors=[ProcessorFormatter.remove_processors_meta, *last]
    )


def _without_words(
    _logger: Any, _level: str, line: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Keep the kind and the places of a failure: its words may quote a row about somebody."""
    _kind, error, trace = line.pop("exc_info", None) or (None, None, None)
    if error is not None:
        line["error"] = type(error).__qualname__
        line["places"] = _places(traceback.extract_tb(trace))
    return line


def _places(frames: list[traceback.FrameSummary]) -> list[str]:
    """The way through our own code, then where it broke."""
    ours = [frame for frame in frames[:-1] if Path(frame.filename).is_relative_to(_PACKAGE)]
    told = [*ours[-_PLACES:], *frames[-1:]]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in told]


def _start() -> None:
    g.started = monotonic()


def _log_request(response: Response) -> Response:
    """One line for each request: its view, never its address, in which a word may stand."""
    if request.endpoint != "static":
        log.info(
            "request",
            extra={
                "method": request.method,
                "view": request.endpoint,
                "status": response.status_code,
                # A request for a foreign host is refused before anything of ours has run.
                "milliseconds": round((monotonic() - g.get("started", monotonic())) * 1000),
            },
        )
    return response
