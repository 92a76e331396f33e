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
from ledger.domain.witnesses import Fork, Seen
from ledger.errors import LedgerError, sentence

_STATE = "seen"
_NOTE = "checkpoint"
_EVIDENCE = "fork"


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

    def advance(self, origin: str, grow: Callable[[Seen], Seen], *, shown: str = "") -> Seen:
        """Remember what ``grow`` makes of what was seen; whatever it raises changes nothing.

        Durable before it returns. Raises DamagedMemory when the file cannot be read. ``shown`` is
        the signed text that was looked at: the last good one is kept, and with it each that tells
        another history, for two such signatures of one log convict it before everybody.
        """
        path = self._path(origin)
        with self._alone():
            before = _read(path, origin)
            try:
                now = grow(before)
            except Fork:
                self._keep_evidence(path, before, shown)
                raise
            if now != before or not path.exists():
                if shown:
                    _keep(path.with_suffix(f".{_NOTE}"), shown)
                _keep(path, f"{origin}\n{now.size}\n{b64encode(now.root).decode()}\n")
            return now

    def evidence(self) -> list[Path]:
        """Every refused history that was kept, each once however often it was shown."""
        return sorted(self._folder.glob(f"*.{_EVIDENCE}"))

    def _keep_evidence(self, path: Path, seen: Seen, shown: str) -> None:
        # Only what the log itself signed gets here, and is kept once whatever is written around
        # the signed text: so nobody else can fill the disk.
        body = shown.partition("\n\n")[2].partition("\n\n")[0] or shown
        kept = path.with_name(f"{path.stem}-{sha256(body.encode()).hexdigest()[:16]}.{_EVIDENCE}")
        if not shown or kept.exists():
            return
        note = path.with_suffix(f".{_NOTE}")
        before = note.read_text(encoding="utf-8") if note.exists() else ""
        _keep(kept, f"seen {seen.size} {b64encode(seen.root).decode()}\n{before}\n---\n{shown}")

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
    aside = path.with_name(f"{path.name}.new")
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
