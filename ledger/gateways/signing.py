"""The separate signer: the only program that reads the key, reached over a Unix socket.

One request a connection: the verb line, the text, end of writing; then the answer, whose first line
is ``ok`` or ``refused <code> [<size>]``. What it signed last is remembered before it answers.
"""

import contextlib
import logging
import os
import socket
import socketserver
import struct
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

from ledger.domain.checkpoints import Checkpoint, SignerKey, sign_checkpoint
from ledger.domain.signing import (
    ForeignOrigin,
    OtherSize,
    parse_request,
    require_next,
)
from ledger.domain.witnesses import Seen
from ledger.errors import Conflict, InvalidInput, LedgerError, sentence
from ledger.gateways.keys import KeyStore, UnsafeKey
from ledger.gateways.memories import DamagedMemory, GrowthMemory

logger = logging.getLogger(__name__)

SIGN, KEY = "neraca-signer/1 sign", "neraca-signer/1 key"
OK, REFUSED = "ok", "refused"
#: No request is longer; a proof has at most 63 hashes.
MOST_BYTES = 65_536
#: Whoever connects and says nothing is let go.
PATIENCE = 5.0
_CREDENTIALS = struct.Struct("3i")
_CHUNK = 8192


class ForeignUser(LedgerError):
    """Another system user knocked."""

    code = "foreign_user"


class BadRequest(InvalidInput):
    """What was sent is no request, or too long, or came too slowly."""

    code = "bad_request"


class SocketTaken(Conflict):
    """Something stands where the socket should be."""

    code = "socket_taken"


class SignerRoom:
    """The folder of the signer: keys, and how far each was used to sign."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._memory = GrowthMemory(folder)
        self._keys = KeyStore(self._memory.keys)

    def begin(self, origin: str, *, key: SignerKey | None, last: Checkpoint | None) -> SignerKey:
        """Make or take over the key of an origin; ``last`` was signed with it before.

        Asked again it changes nothing. Raises UnsafeKey for the key of another origin.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if key is not None and key.name != origin:
            raise UnsafeKey(
                sentence("Kunci pribadi ini milik %(name)s, bukan %(origin)s."),
                name=key.name,
                origin=origin,
            )
        if key is not None:
            self._keys.keep_signer(key)
        made = self._keys.signer_of(origin)
        start = Seen() if last is None else Seen(last.size, last.root)
        if not self._memory.knows(origin):
            self._memory.advance(origin, lambda _: start)
        return made

    def origins(self) -> list[str]:
        """Those it signs for; raises UnsafeKey or DamagedMemory as the first signature would."""
        names = [key.name for key in self._keys.verifiers() if self._keys.has_signer(key.name)]
        return [self.key_of(name).name for name in names]

    def key_held(self, origin: str) -> SignerKey:
        """Raises ForeignOrigin, UnsafeKey."""
        if not self._keys.has_signer(origin):
            raise ForeignOrigin(
                sentence(
                    "Penanda tangan tidak memegang kunci %(origin)s. Jalankan padanya:"
                    " neraca signer init --origin %(origin)s"
                ),
                origin=origin,
            )
        return self._keys.signer_of(origin)

    def key_of(self, origin: str) -> SignerKey:
        """The same, and DamagedMemory for a key whose memory is gone."""
        key = self.key_held(origin)
        if not self._memory.knows(origin):
            raise DamagedMemory(
                sentence(
                    "Penanda tangan memegang kunci %(origin)s, tetapi lupa apa yang terakhir"
                    " ditandatanganinya. Jalankan padanya: neraca signer init --origin %(origin)s"
                    " --last BERKAS, dengan segel terakhir."
                ),
                origin=origin,
            )
        return key

    def sign(self, text: str) -> str:
        """The signed note for a request that only appends to what was signed before."""
        request = parse_request(text)
        key = self.key_of(request.checkpoint.origin)
        self._memory.advance(key.name, lambda signed: require_next(signed, request))
        return sign_checkpoint(request.checkpoint, key)


class SignerServer(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """Answers on a Unix socket, to the given system users alone."""

    daemon_threads = True
    block_on_close = False

    def __init__(
        self, path: Path, room: SignerRoom, users: Collection[int], *, mode: int = 0o660
    ) -> None:
        self.users = frozenset(users)
        self.verbs: Mapping[str, Callable[[str], str]] = {
            SIGN: room.sign,
            KEY: lambda text: room.key_of(text.strip()).verifier_key.text + "\n",
        }
        _clear_place(path)
        # The file is made with its final rights: nobody slips in between bind and chmod.
        before = os.umask(0o777 & ~mode)
        try:
            super().__init__(str(path), _Conversation)
        finally:
            os.umask(before)


@contextlib.contextmanager
def signer_running(server: SignerServer, path: Path) -> Iterator[None]:
    """Serve in a thread; the socket is gone afterwards."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        path.unlink(missing_ok=True)


def peer_of(connection: socket.socket) -> tuple[int, int]:
    """The process and the system user at the other end, as the kernel knows them."""
    raw = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    process, user, _group = _CREDENTIALS.unpack(raw)
    return process, user


def read_all(connection: socket.socket, *, patience: float, most: int = MOST_BYTES) -> bytes:
    """What comes until the other side ends its writing; raises TimeoutError, BadRequest."""
    until = time.monotonic() + patience
    parts, size = list[bytes](), 0
    while True:
        # However slowly it drips, the whole may take no longer.
        connection.settimeout(max(until - time.monotonic(), 0.001))
        part = connection.recv(_CHUNK)
        if not part:
            return b"".join(parts)
        parts.append(part)
        size += len(part)
        if size > most:
            raise BadRequest(sentence("Permintaan tanda tangan ini terlalu panjang."))


class _Conversation(socketserver.BaseRequestHandler):
    server: SignerServer

    def handle(self) -> None:
        connection: socket.socket = self.request
        try:
            answer = f"{OK}\n{self._answer(connection)}"
        except LedgerError as refusal:
            logger.warning("refused (%s): %s", refusal.code, refusal.message)
            size = f" {refusal.size}" if isinstance(refusal, OtherSize) else ""
            answer = f"{REFUSED} {refusal.code}{size}\n{refusal.message}\n"
        except TimeoutError:
            logger.warning("somebody connected and did not finish the request")
            return
        except Exception:
            # The worker is told nothing that it could take for an answer, and asks again.
            logger.exception("could not answer")
            return
        with contextlib.suppress(OSError):
            connection.sendall(answer.encode())

    def _answer(self, connection: socket.socket) -> str:
        process, user = peer_of(connection)
        # Read whoever asks: a socket that is closed unread takes our answer with it.
        raw = read_all(connection, patience=PATIENCE)
        if user not in self.server.users:
            raise ForeignUser(
                sentence(
                    "Pengguna sistem %(user)s tidak boleh meminta tanda tangan segel."
                    " Yang boleh ditetapkan dengan --allow."
                ),
                user=user,
            )
        text = _text(raw)
        if not text:
            # Somebody only looked whether we are here.
            return ""
        verb, _, rest = text.partition("\n")
        if verb not in self.server.verbs:
            raise BadRequest(sentence("Permintaan tanda tangan ini tidak dapat dibaca."))
        answer = self.server.verbs[verb](rest)
        logger.debug("%s for process %d of user %d", verb, process, user)
        return answer


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise BadRequest(sentence("Permintaan tanda tangan ini tidak dapat dibaca.")) from error


def _clear_place(path: Path) -> None:
    """Take away the socket of a signer that died; a living one keeps its place."""
    if not path.exists():
        return
    if not path.is_socket():
        raise SocketTaken(sentence("%(path)s sudah ada dan bukan soket."), path=str(path))
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            path.unlink()
            return
    raise SocketTaken(sentence("Penanda tangan lain sudah berjalan di %(path)s."), path=str(path))
