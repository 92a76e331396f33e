"""Asking the separate signer, from the worker or a command."""

import os
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from ledger.domain.checkpoints import (
    BadCheckpoint,
    SignerKey,
    VerifierKey,
    open_checkpoint,
    parse_verifier_key,
)
from ledger.domain.signing import OtherSize, SeparateSigner, SigningRequest, format_request
from ledger.errors import Conflict, LedgerError, sentence
from ledger.gateways.keys import KeyStore
from ledger.gateways.signing import KEY, OK, SIGN, BadRequest, peer_of, read_all

#: The signer answers within a millisecond or two; one that does not is tried again by the sweep.
TIMEOUT = 2.0
#: After it did not answer, nobody waits for it again before so many seconds passed.
_REST = 2.0


class SignerSilent(Conflict):
    """The signer is not there, or does not answer in time; nothing was decided."""

    code = "signer_silent"


class SignerRefused(LedgerError):
    """The signer answered that it does not sign; ``code`` is its own."""

    code = "signer_refused"


class OtherKey(LedgerError):
    """The signer does not sign with the key that is known here."""

    code = "other_key"


class SignerSocket:
    """Where the signer listens."""

    def __init__(
        self,
        path: Path,
        *,
        timeout: float = TIMEOUT,
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        self.path = path
        self._timeout = timeout
        self._elapsed = elapsed
        self._rests_until = 0.0

    def ask(self, verb: str, text: str) -> str:
        """The answer behind its first line. Raises SignerSilent, SignerRefused, OtherSize."""
        if self._elapsed() < self._rests_until:
            raise self._silent("baru saja tidak menjawab")
        try:
            answer = self._exchange(f"{verb}\n{text}".encode())
        except (OSError, BadRequest) as error:
            self._rests_until = self._elapsed() + _REST
            why = (isinstance(error, OSError) and error.strerror) or type(error).__name__
            raise self._silent(why) from error
        first, _, rest = answer.partition("\n")
        if first == OK:
            return rest
        raise self._refusal(first.split(" "), rest.strip())

    def server_user(self) -> int:
        """The system user under which the signer listens; raises SignerSilent."""
        try:
            with self._connected() as connection:
                return peer_of(connection)[1]
        except OSError as error:
            raise self._silent(error.strerror or type(error).__name__) from error

    def _exchange(self, request: bytes) -> str:
        with self._connected() as connection:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
            return read_all(connection, patience=self._timeout).decode(errors="replace")

    def _connected(self) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(self._timeout)
        try:
            connection.connect(str(self.path))
        except OSError:
            connection.close()
            raise
        return connection

    def _refusal(self, words: list[str], told: str) -> LedgerError:
        match words:
            case ["refused", OtherSize.code, size] if size.isdecimal():
                return OtherSize(int(size))
            case ["refused", code] if told:
                # The signer says it itself, so its words are no sentence of our catalogue.
                return SignerRefused("%(told)s", code=code, told=told)
        return self._silent("jawaban terputus")

    def _silent(self, why: str) -> SignerSilent:
        return SignerSilent(
            sentence(
                "Penanda tangan di %(path)s tidak menjawab (%(why)s). Penyegelan menunggu dan"
                " dicoba lagi; tidak ada entri yang hilang."
            ),
            path=str(self.path),
            why=why,
        )


@dataclass(frozen=True)
class DistantSigner:
    """The signer for one origin; what it answers is believed only under the key we know."""

    name: str
    signers: SignerSocket
    key: VerifierKey

    def sign(self, request: SigningRequest) -> str:
        """Raises OtherKey when the answer is not the very checkpoint, signed by our key."""
        note = self.signers.ask(SIGN, format_request(request))
        try:
            signed = open_checkpoint(note, self.key)
        except BadCheckpoint as error:
            raise _other_key(self.name) from error
        if signed != request.checkpoint:
            raise _other_key(self.name)
        return note


class Custody(Enum):
    """With whom the signing key lies."""

    OURS = "ours"
    SILENT = "silent"
    SAME_USER = "same_user"
    COPY_LEFT = "copy_left"
    SEPARATE = "separate"


@dataclass(frozen=True)
class Signers:
    """Who signs: the separate signer where one is set, else this very process."""

    keys: KeyStore
    apart: SignerSocket | None

    def custody(self) -> "Custody":
        """With whom the key lies, as far as can be seen from here."""
        if self.apart is None:
            return Custody.OURS
        try:
            user = self.apart.server_user()
        except SignerSilent:
            return Custody.SILENT
        if user == os.getuid():
            return Custody.SAME_USER
        return Custody.COPY_LEFT if self.keys.has_any_signer() else Custody.SEPARATE

    def signer_of(self, origin: str) -> SignerKey | SeparateSigner:
        """The signer of an origin. Only without a separate one the key is read here."""
        if self.apart is None:
            return self.keys.signer_of(origin)
        return DistantSigner(origin, self.apart, self.verifier_of(origin))

    def verifier_of(self, origin: str) -> VerifierKey:
        """The public key, made or asked for when none is kept here yet.

        Once known it stays: a signer with another key is refused by what it signs.
        """
        if self.keys.verifiers_of([origin]):
            return self.keys.verifier_of(origin)
        if self.apart is None:
            return self.keys.signer_of(origin).verifier_key
        key = parse_verifier_key(self.apart.ask(KEY, f"{origin}\n").strip())
        if key.name != origin:
            raise _other_key(origin)
        self.keys.keep_verifier(key)
        return key


def _other_key(origin: str) -> OtherKey:
    return OtherKey(
        sentence(
            "Jawaban penanda tangan tidak ditandatangani dengan kunci publik %(origin)s yang"
            " tersimpan di sini. Periksa penanda tangan; jangan mengganti kunci publik."
        ),
        origin=origin,
    )
