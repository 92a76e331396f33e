"""A backup as one file: a tar whose parts are written and read one after the other.

``database.…`` comes first, then ``keys/…pub`` and ``files/<sha256>``, and last ``manifest.json``,
so that a torn file shows by lacking it. Nothing but these names is ever taken out of an archive.
"""

import io
import json
import re
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from ledger.errors import InvalidInput, sentence

FORMAT = "neraca-backup-1"
MANIFEST = "manifest.json"
_NAMES = re.compile(
    r"database\.(?:sqlite3|pgdump)|keys/[0-9]{1,4}\.pub|files/[0-9a-f]{64}|manifest\.json"
)
_CHUNK = 1 << 20


class BadBackup(InvalidInput):
    """The file is no backup, or no longer the one that was written."""

    code = "bad_backup"


class _Counted:
    """Reads through, and knows what it read."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.digest = sha256()

    def read(self, size: int = -1) -> bytes:
        try:
            part = self._source.read(size)
        except (tarfile.TarError, EOFError) as error:
            raise _bad("-") from error
        self.digest.update(part)
        return part


class BackupWriter:
    """Adds parts; the manifest, with the SHA-256 of each, is written by ``finish``."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._parts: dict[str, str] = {}
        self._files = sha256()
        self._file_count = 0

    def add(self, name: str, path: Path) -> None:
        with path.open("rb") as source:
            counted = _Counted(source)
            self._add(name, path.stat().st_size, counted)
            self._parts[name] = counted.digest.hexdigest()

    def add_bytes(self, name: str, content: bytes) -> None:
        self._add(name, len(content), io.BytesIO(content))
        self._parts[name] = sha256(content).hexdigest()

    def add_file(self, sha256_hex: str, content: bytes) -> None:
        """A paper is named by its own hash; the manifest holds one hash over all the names."""
        self._add(f"files/{sha256_hex}", len(content), io.BytesIO(content))
        self._files.update(sha256_hex.encode())
        self._file_count += 1

    def finish(self, told: Mapping[str, Any]) -> dict[str, Any]:
        manifest = {
            "format": FORMAT,
            **told,
            "parts": self._parts,
            "files": {"count": self._file_count, "sha256": self._files.hexdigest()},
        }
        content = json.dumps(manifest, indent=1, sort_keys=True).encode()
        self._add(MANIFEST, len(content), io.BytesIO(content))
        return manifest

    def _add(self, name: str, size: int, source: Any) -> None:
        part = tarfile.TarInfo(name)
        part.size, part.mode = size, 0o600
        self._tar.addfile(part, source)
        # Otherwise the headers of a million papers would be remembered until the end.
        self._tar.getmembers().clear()


@dataclass(frozen=True)
class Part:
    """One part on its way out; ``content`` can be read once, and is only believed at the end."""

    name: str
    size: int
    content: _Counted

    def read(self) -> bytes:
        return self.content.read()

    def save(self, path: Path) -> None:
        with path.open("xb") as target:
            while chunk := self.content.read(_CHUNK):
                target.write(chunk)


@contextmanager
def writing(target: Path) -> Iterator[BackupWriter]:
    """Write the archive aside and give it its name when it is whole; raises FileExistsError."""
    if target.exists():
        raise FileExistsError(target)
    aside = target.with_name(f"{target.name}.partial")
    try:
        with tarfile.open(aside, "w") as tar:
            aside.chmod(0o600)
            yield BackupWriter(tar)
        aside.rename(target)
    finally:
        aside.unlink(missing_ok=True)


class BackupReader:
    """Gives the parts in their order; at the end ``manifest`` says that all of them were right."""

    def __init__(self, source: Path) -> None:
        self._source = source
        self.manifest: dict[str, Any] = {}

    def parts(self) -> Iterator[Part]:
        """Raises BadBackup at the first thing that is wrong, at the latest after the last part."""
        found: dict[str, str] = {}
        files, count = sha256(), 0
        for part in self._raw_parts():
            yield part
            while part.content.read(_CHUNK):
                pass
            digest = part.content.digest.hexdigest()
            kind, _, name = part.name.partition("/")
            if kind == "files":
                files.update(name.encode())
                count += 1
                if digest != name:
                    raise _bad(part.name)
            else:
                found[part.name] = digest
        expected = {"count": count, "sha256": files.hexdigest()}
        if self.manifest.get("files") != expected or self.manifest.get("parts") != found:
            raise _bad(MANIFEST)

    def _raw_parts(self) -> Iterator[Part]:
        try:
            with tarfile.open(self._source, "r|") as tar:
                while member := tar.next():
                    content = tar.extractfile(member)
                    if content is None or not _NAMES.fullmatch(member.name) or self.manifest:
                        raise _bad(member.name)
                    if member.name == MANIFEST:
                        self.manifest = _manifest(content.read())
                    else:
                        yield Part(member.name, member.size, _Counted(content))
        except (tarfile.TarError, EOFError, OSError) as error:
            raise _bad(str(self._source)) from error
        if not self.manifest:
            raise _bad(MANIFEST)


def _manifest(content: bytes) -> dict[str, Any]:
    try:
        manifest = json.loads(content)
    except ValueError as error:
        raise _bad(MANIFEST) from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise _bad(MANIFEST)
    return manifest


def _bad(what: str) -> BadBackup:
    return BadBackup(
        sentence(
            "Berkas ini bukan cadangan Neraca yang utuh (%(what)s). Pakai cadangan lain; yang ini"
            " terpotong atau berubah."
        ),
        what=what,
    )
