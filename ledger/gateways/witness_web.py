"""The witness over HTTP: C2SP tlog-witness, the call add-checkpoint and nothing else."""

import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

import click
from gunicorn.app.base import BaseApplication
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Request, Response

from ledger.domain.checkpoints import (
    BadCheckpoint,
    SignerKey,
    VerifierKey,
    open_checkpoint,
    parse_checkpoint,
)
from ledger.domain.witnesses import (
    BadGrowth,
    Fork,
    GrowthProof,
    Rollback,
    Seen,
    cosign,
    format_growth,
    parse_growth,
    witness_growth,
)
from ledger.errors import LedgerError
from ledger.gateways.memories import GrowthMemory

logger = logging.getLogger(__name__)

#: A proof has at most 63 hashes and a note at most 64 signatures.
MOST_BYTES = 65_536
_PATH = "/add-checkpoint"
_SIZE_KIND = "text/x.tlog.size"


class WitnessDesk:
    """A WSGI application that cosigns what only appends, for the logs it was told of."""

    def __init__(
        self,
        memory: GrowthMemory,
        logs: Mapping[str, VerifierKey],
        signer: SignerKey,
        *,
        clock: Callable[[], float],
    ) -> None:
        self._memory = memory
        self._logs = logs
        self._signer = signer
        self._clock = clock

    def __call__(self, environ: Any, start_response: Any) -> Any:
        return self._answer(Request(environ))(environ, start_response)

    def _answer(self, request: Request) -> Response:
        if request.path != _PATH:
            return _told(HTTPStatus.NOT_FOUND, "add-checkpoint")
        if request.method != "POST":
            return _told(HTTPStatus.METHOD_NOT_ALLOWED, "POST")
        request.max_content_length = MOST_BYTES
        try:
            return self._added(request.get_data().decode())
        except RequestEntityTooLarge:
            return _told(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "terlalu panjang")
        except (UnicodeDecodeError, BadGrowth):
            return _told(HTTPStatus.BAD_REQUEST, "tidak dapat dibaca")
        except LedgerError as failure:
            logger.error("cannot cosign (%s): %s", failure.code, failure.message)
            return _told(HTTPStatus.INTERNAL_SERVER_ERROR, failure.message)

    def _added(self, text: str) -> Response:
        proof = parse_growth(text)
        shown = parse_checkpoint(proof.checkpoint).checkpoint
        log = self._logs.get(shown.origin)
        if log is None:
            return _told(HTTPStatus.NOT_FOUND, "buku besar tidak dikenal")
        try:
            open_checkpoint(proof.checkpoint, log)
        except BadCheckpoint as refusal:
            return _told(HTTPStatus.FORBIDDEN, refusal.message)
        if proof.old_size > shown.size:
            return _told(HTTPStatus.BAD_REQUEST, "old")
        return self._grown(proof, log, shown.size)

    def _grown(self, proof: GrowthProof, log: VerifierKey, size: int) -> Response:
        """Compared and remembered in one step: no older request can set the memory back."""
        before = Seen()

        def grow(seen: Seen) -> Seen:
            nonlocal before
            before = seen
            return witness_growth(seen, proof, log)

        try:
            self._memory.advance(log.name, grow, shown=format_growth(proof))
        except (Rollback, BadGrowth) as refusal:
            logger.warning("refused: %s", refusal.message)
            body = f"{before.size}\n"
            return Response(body, HTTPStatus.CONFLICT, content_type=_SIZE_KIND)
        except Fork as refusal:
            logger.error("refused: %s", refusal.message)
            is_same = proof.old_size == size
            status = HTTPStatus.CONFLICT if is_same else HTTPStatus.UNPROCESSABLE_ENTITY
            return _told(status, refusal.message)
        return Response(cosign(proof.checkpoint, self._signer, moment=int(self._clock())))


def serve_witness(desk: WitnessDesk, *, host: str, port: int) -> None:
    """Answer until SIGTERM or SIGINT; port 0 takes a free one and says which."""
    _Server(desk, {"bind": f"{host}:{port}", "when_ready": _say_where}).run()


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    def __init__(self, desk: WitnessDesk, settings: Mapping[str, Any]) -> None:
        self._desk = desk
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        fixed = {"worker_class": "gthread", "threads": 4, "loglevel": "warning", "timeout": 30}
        for name, value in {**fixed, **self._settings}.items():
            self.cfg.set(name, value)

    def load(self) -> WitnessDesk:
        return self._desk


def _say_where(server: Any) -> None:
    host, port = server.LISTENERS[0].sock.getsockname()[:2]
    click.echo(f"Saksi menunggu di http://{host}:{port}{_PATH}")


def _told(status: HTTPStatus, sentence: str) -> Response:
    return Response(f"{sentence}\n", status, mimetype="text/plain")
