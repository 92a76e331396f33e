"""A file store in memory, that behaves as the one on disk."""

from hashlib import sha256

from ledger.errors import NotFound


class MemoryFiles:
    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def put(self, content: bytes) -> str:
        name = sha256(content).hexdigest()
        self.kept[name] = content
        return name

    def get(self, sha256_hex: str) -> bytes:
        if sha256_hex not in self.kept:
            raise NotFound("gone")
        return self.kept[sha256_hex]

    def remove(self, sha256_hex: str) -> None:
        self.kept.pop(sha256_hex, None)

    def exists(self, sha256_hex: str) -> bool:
        return sha256_hex in self.kept
