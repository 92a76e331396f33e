"""Where the bytes of issued papers lie: named by their own SHA-256, so never overwritten."""

import posixpath
from hashlib import sha256
from typing import Protocol
from uuid import uuid4

import fsspec

from ledger.errors import NotFound, sentence


class FileStore(Protocol):
    """Bytes in, their SHA-256 out; the same bytes are stored once."""

    def put(self, content: bytes) -> str: ...

    def get(self, sha256_hex: str) -> bytes: ...

    def exists(self, sha256_hex: str) -> bool: ...


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

    def exists(self, sha256_hex: str) -> bool:
        return bool(self._system.exists(self._path(sha256_hex)))

    def _path(self, name: str) -> str:
        return posixpath.join(self._root, name[:2], name)
