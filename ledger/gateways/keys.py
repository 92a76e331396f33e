"""The keys that sign checkpoints: one private line per origin, in files only we can read.

Only the worker and the commands ask for a signer; whoever merely verifies reads the public line.
"""

import os
import secrets
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from ledger.domain.checkpoints import SignerKey, VerifierKey, parse_signer_key, parse_verifier_key
from ledger.errors import LedgerError, NotFound, sentence

_SEED_BYTES = 32
_OTHERS = 0o077


class UnsafeKey(LedgerError):
    """Others on this machine can read the key, so what it signs proves nothing."""

    code = "unsafe_key"


class KeyStore:
    """A folder of signing keys; a key is made the first time its origin is asked for."""

    def __init__(self, folder: Path, random: Callable[[int], bytes] = secrets.token_bytes) -> None:
        self._folder = folder
        self._random = random

    def signer_of(self, origin: str) -> SignerKey:
        """The key of an origin line, made the first time.

        Raises BadCheckpoint when its file was tampered with, UnsafeKey when others can read it.
        """
        path = self._path(origin, "key")
        if not path.exists():
            self._make(path, SignerKey(origin, self._random(_SEED_BYTES)))
        if path.stat().st_mode & _OTHERS:
            raise UnsafeKey(
                sentence(
                    "Kunci segel %(path)s dapat dibaca orang lain. Jalankan: chmod 600 %(path)s"
                ),
                path=str(path),
            )
        return parse_signer_key(path.read_text(encoding="utf-8").strip())

    def verifier_of(self, origin: str) -> VerifierKey:
        """The public key of an origin; raises NotFound before a key was ever made."""
        path = self._path(origin, "pub")
        if not path.exists():
            raise NotFound(sentence("Kunci publik segel belum ada. Jalankan: neraca ledger seal"))
        return parse_verifier_key(path.read_text(encoding="utf-8").strip())

    def _make(self, path: Path, signer: SignerKey) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside = path.with_suffix(f".{secrets.token_hex(8)}")
        with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(signer.text + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            # Whoever came first keeps the place: a key is never replaced.
            os.link(aside, path)
        except FileExistsError:
            return
        finally:
            aside.unlink()
        path.with_suffix(".pub").write_text(signer.verifier_key.text + "\n", encoding="utf-8")

    def _path(self, origin: str, kind: str) -> Path:
        """An origin holds slashes, so its hash names the file."""
        return self._folder / f"{sha256(origin.encode()).hexdigest()[:32]}.{kind}"
