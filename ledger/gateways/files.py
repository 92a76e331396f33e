"""Where the bytes of issued papers lie: named by their own SHA-256, so never overwritten."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Protocol
from uuid import uuid4

import fsspec

from ledger.errors import NotFound, sentence

#: How many bytes of a large file are held at a time.
_PIECE = 1 << 18
_SHA256_HEX = re.compile(r"[0-9a-f]{64}")


class FileStore(Protocol):
    """Bytes in, their SHA-256 out; the same bytes are stored once."""

    def put(self, content: bytes) -> str: ...

    def get(self, sha256_hex: str) -> bytes: ...

    def exists(self, sha256_hex: str) -> bool: ...

    def names(self) -> Iterator[str]: ...

    def remove(self, sha256_hex: str) -> None: ...


class LargeFileStore(Protocol):
    """The same for files too large for the memory; they are written and read piece by piece."""

    def put_pieces(self, pieces: Iterable[bytes]) -> tuple[str, int]: ...

    def pieces(self, sha256_hex: str) -> Iterator[bytes]: ...

    def remove(self, sha256_hex: str) -> None: ...


class FileDamaged(NotFound):
    """The stored bytes are no longer those that were issued."""

    code = "file_damaged"


class FsspecFiles:
    """A folder at any address fsspec knows: ``file:///srv/neraca/files``, ``s3://bucket/files``."""

    def __init__(self, url: str) -> None:
        self._system, self._root = fsspec.core.url_to_fs(url)

    def put(self, content: bytes) -> str:
        name = sha256(content).hexdigest()
        path = self._path(name)
        if not self._system.exists(path):
            self._system.makedirs(posixpath.dirname(path), exist_ok=True)
            # Written aside and renamed: a killed writer leaves no half paper under the name.
            aside = f"{path}.{uuid4().hex}"
            self._system.pipe_file(aside, content)
            self._system.mv(aside, path)
        return name

    def get(self, sha256_hex: str) -> bytes:
        """Raises NotFound when it is gone, FileDamaged when it is not what was stored."""
        try:
            content = bytes(self._system.cat_file(self._path(sha256_hex)))
        except FileNotFoundError:
            raise NotFound(
                sentence("Berkas dokumen ini hilang dari penyimpanan. Hubungi operator.")
            ) from None
        if sha256(content).hexdigest() != sha256_hex:
            raise FileDamaged(
                sentence("Berkas dokumen ini berubah di penyimpanan. Hubungi operator.")
            )
        return content

    def put_pieces(self, pieces: Iterable[bytes]) -> tuple[str, int]:
        """The SHA-256 and the size in bytes of what was written, of which little was held."""
        digest, size, aside = sha256(), 0, posixpath.join(self._root, uuid4().hex)
        self._system.makedirs(self._root, exist_ok=True)
        try:
            with self._system.open(aside, "wb") as file:
                for piece in pieces:
                    digest.update(piece)
                    size += len(piece)
                    file.write(piece)
            path = self._path(digest.hexdigest())
            self._system.makedirs(posixpath.dirname(path), exist_ok=True)
            self._system.mv(aside, path)
        except BaseException:
            # Half a large file is of no use to anybody, and would stay for ever.
            if self._system.exists(aside):
                self._system.rm_file(aside)
            raise
        return digest.hexdigest(), size

    def pieces(self, sha256_hex: str) -> Iterator[bytes]:
        """The bytes piece by piece; raises NotFound at once when the file is gone."""
        if not self.exists(sha256_hex):
            raise NotFound(sentence("Berkas ini sudah tidak ada di penyimpanan."))
        return self._read(sha256_hex)

    def _read(self, sha256_hex: str) -> Iterator[bytes]:
        with self._system.open(self._path(sha256_hex), "rb") as file:
            while piece := file.read(_PIECE):
                yield piece

    def exists(self, sha256_hex: str) -> bool:
        return bool(self._system.exists(self._path(sha256_hex)))

    def remove(self, sha256_hex: str) -> None:
        """Erase the bytes for good; what is gone already stays gone."""
        path = self._path(sha256_hex)
        if self._system.exists(path):
            self._system.rm_file(path)

    def names(self) -> Iterator[str]:
        """Every stored file by its SHA-256, in order; what a killed writer left is not one."""
        for shelf in sorted(self._listed(self._root)):
            yield from sorted(
                name
                for path in self._listed(shelf)
                if _SHA256_HEX.fullmatch(name := posixpath.basename(path))
            )

    def _listed(self, folder: str) -> list[str]:
        try:
            return [str(path) for path in self._system.ls(folder, detail=False)]
        except (FileNotFoundError, NotADirectoryError):
            return []

    def _path(self, name: str) -> str:
        return posixpath.join(self._root, name[:2], name)
