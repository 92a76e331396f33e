"""What a witness remembers: one small file for each log, in a folder of its own."""

import fcntl
import os
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from ledger.domain.checkpoints import strict_base64, strict_decimal
from ledger.domain.witnesses import Seen

_STATE = "seen"


class WitnessFolder:
    """The folder of a witness; one process at a time sees and remembers."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def keys(self) -> Path:
        return self._folder / "keys"

    def advance(self, origin: str, grow: Callable[[Seen], Seen]) -> Seen:
        """Remember what ``grow`` makes of what was seen; whatever it raises changes nothing.

        Raises BadCheckpoint when the file was damaged: a witness that forgot must not go on.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / f"{sha256(origin.encode()).hexdigest()[:32]}.{_STATE}"
        with open(self._folder / "lock", "w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            now = grow(_read(path))
            _keep(path, f"{origin}\n{now.size}\n{b64encode(now.root).decode()}\n")
            return now


def _read(path: Path) -> Seen:
    if not path.exists():
        return Seen()
    _, size, root, *_ = [*path.read_text(encoding="utf-8").splitlines(), "", "", ""]
    return Seen(strict_decimal(size), strict_base64(root))


def _keep(path: Path, text: str) -> None:
    """Durable before anything is signed: a cosignature that the witness forgot proves nothing."""
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
