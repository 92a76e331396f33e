"""Salted commitments: personal data stays outside the sealed body, and can be erased."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from ledger.domain.canonical import canonical_bytes

SALT_BYTES = 32

_TAG = b"neraca/c/v1"


class PrivatePart(StrEnum):
    """The parts of an entry that a leaf only commits to."""

    SUBJECT = "subject"
    REASON = "reason"


@dataclass(frozen=True)
class PrivateBody:
    """What opens a commitment: ``salt`` is 32 random bytes, ``content`` canonical bytes.

    Erasing the row that keeps these two leaves the commitment in the leaf, and every proof, valid.
    """

    part: PrivatePart
    salt: bytes
    content: bytes

    @property
    def commitment(self) -> str:
        return _commitment_of(self.salt, self.content)

    def is_opening_of(self, commitment: object) -> bool:
        return len(self.salt) == SALT_BYTES and self.commitment == commitment


def commit(salt: bytes, private: Mapping[str, Any]) -> str:
    """Hex SHA-256(tag, salt, canonical private). A salt is never used twice."""
    return _commitment_of(salt, canonical_bytes(private))


def seal_private(part: PrivatePart, salt: bytes, private: Mapping[str, Any]) -> PrivateBody:
    return PrivateBody(part, salt, canonical_bytes(private))


def _commitment_of(salt: bytes, content: bytes) -> str:
    if len(salt) != SALT_BYTES:
        raise ValueError("a salt has 32 bytes")
    return sha256(_TAG + salt + content).hexdigest()
