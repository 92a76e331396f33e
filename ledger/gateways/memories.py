"""What a witness or a signer remembers: one small file for each log, in a folder of its own."""

import fcntl
import os
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from ledger.domain.checkpoints import BadCheckpoint, strict_base64, strict_decimal
from ledger.domain.merkle import HASH_BYTES
from ledger.domain.witnesses import Seen
from ledger.errors import LedgerError, sentence

_STATE = "seen"


class DamagedMemory(LedgerError):
    """What was remembered cannot be read; whoever forgot must not go on as if nothing was."""

    code = "damaged_memory"


class GrowthMemory:
    """How far each log was seen; one process at a time sees and remembers."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def keys(self) -> Path:
        return self._folder / "keys"

    def knows(self, origin: str) -> bool:
        return self._path(origin).exists()

    def advance(self, origin: str, grow: Callable[[Seen], Seen]) -> Seen:
        """Remember what ``grow`` makes of what was seen; whatever it raises changes nothing.

        Durable before it returns. Raises DamagedMemory when the file cannot be read.
        """
        path = self._path(origin)
        with self._alone():
            before = _read(path, origin)
            now = grow(before)
            if now != before or not path.exists():
                _keep(path, f"{origin}\n{now.size}\n{b64encode(now.root).decode()}\n")
            return now

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(self._folder / "lock", "w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _path(self, origin: str) -> Path:
        return self._folder / f"{sha256(origin.encode()).hexdigest()[:32]}.{_STATE}"


def _read(path: Path, origin: str) -> Seen:
    if not path.exists():
        return Seen()
    try:
        name, size, root, end = path.read_text(encoding="utf-8").split("\n")
        seen = Seen(strict_decimal(size), strict_base64(root))
    except (ValueError, BadCheckpoint) as error:
        raise _damaged(path) from error
    if (name, end) != (origin, "") or len(seen.root) != HASH_BYTES:
        raise _damaged(path)
    return seen


def _damaged(path: Path) -> DamagedMemory:
    return DamagedMemory(
        sentence(
            "Ingatan di %(path)s rusak, jadi tidak ada yang ditandatangani. Pulihkan dari segel"
            " terakhir seperti di docs/signing-and-witness.md, jangan dari salinan lama."
        ),
        path=str(path),
    )


def _keep(path: Path, text: str) -> None:
    """Durable before anything is signed: a signature that its maker forgot proves nothing."""
    aside = path.with_suffix(".new")
    with open(aside, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(aside, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
