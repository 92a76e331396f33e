"""The keys that sign checkpoints: one private line per origin, in files only we can read.

Only the worker and the commands ask for a signer; whoever merely verifies reads the public line.
"""

import os
import secrets
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path

from ledger.domain.checkpoints import SignerKey, VerifierKey, parse_signer_key, parse_verifier_key
from ledger.errors import LedgerError, NotFound, sentence

_SEED_BYTES = 32
_OTHERS = 0o077


class UnsafeKey(LedgerError):
    """Others on this machine can read the key, so what it signs proves nothing."""

    code = "unsafe_key"


class SignerAway(LedgerError):
    """The origin has signed with a key that is not here; another would be a second history."""

    code = "signer_away"


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
        if not path.exists() and path.with_suffix(".pub").exists():
            raise SignerAway(
                sentence(
                    "Kunci pribadi segel %(origin)s tidak ada di sini, hanya kunci publiknya."
                    " Kembalikan dari tempat simpannya; kunci kedua atas satu nama tidak dibuat."
                ),
                origin=origin,
            )
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

    def verifiers_of(self, origins: Iterable[str]) -> list[VerifierKey]:
        """The public keys of those origins of which one is kept here."""
        return [self.verifier_of(one) for one in origins if self._path(one, "pub").exists()]

    def verifiers(self) -> list[VerifierKey]:
        """Every public key that is kept here."""
        lines = (path.read_text(encoding="utf-8") for path in sorted(self._folder.glob("*.pub")))
        return [parse_verifier_key(line.strip()) for line in lines]

    def has_signer(self, origin: str) -> bool:
        return self._path(origin, "key").exists()

    def has_any_signer(self) -> bool:
        """Whether a private key of any origin lies here."""
        return any(self._folder.glob("*.key"))

    def keep_verifier(self, key: VerifierKey) -> None:
        """Keep a public key that came with a backup, when there is none of its origin yet."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._path(key.name, "pub")
        if not path.exists():
            path.write_text(key.text + "\n", encoding="utf-8")

    def keep_signer(self, signer: SignerKey) -> None:
        """Bring a private key back; raises UnsafeKey unless it belongs to the public one here."""
        if self.verifiers_of([signer.name]) not in ([], [signer.verifier_key]):
            raise UnsafeKey(
                sentence("Kunci pribadi ini bukan pasangan kunci publik %(path)s."),
                path=signer.name,
            )
        self._make(self._path(signer.name, "key"), signer)

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
