"""Proofs a person can hold: C2SP tlog-proof texts that verify offline, without Neraca."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ledger.domain.canonical import NotCanonical, canonical_bytes, read_canonical
from ledger.domain.checkpoints import (
    BadCheckpoint,
    Checkpoint,
    VerifierKey,
    open_checkpoint,
    parse_checkpoint,
    strict_base64,
    strict_decimal,
)
from ledger.domain.commitments import PrivateBody, PrivatePart
from ledger.domain.entries import commitment_field
from ledger.domain.merkle import HASH_BYTES, leaf_hash, verify_inclusion
from ledger.domain.origins import continues
from ledger.errors import InvalidInput, sentence

_HEADER = "c2sp.org/tlog-proof@v1"
_EXTRA_LEAD = "extra "
_INDEX_LEAD = "index "
# A tree of 2^63 leaves is not deeper than this.
_PATH_LIMIT = 63


class BadProof(InvalidInput):
    """The text is no proof, or it does not prove what it claims."""

    code = "bad_proof"


@dataclass(frozen=True)
class LogProof:
    """A leaf's zero-based index, its audit path, the checkpoint note, and unauthenticated extra."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: str
    extra: bytes | None = None


@dataclass(frozen=True)
class HeldEntry:
    """What a holder's proof shows once everything in it has been checked."""

    checkpoint: Checkpoint
    index: int
    body: dict[str, Any]
    private: dict[PrivatePart, dict[str, Any]]


def format_proof(proof: LogProof) -> str:
    lines = [_HEADER]
    if proof.extra is not None:
        lines.append(_EXTRA_LEAD + b64encode(proof.extra).decode())
    lines.append(f"{_INDEX_LEAD}{proof.index}")
    lines += [b64encode(step).decode() for step in proof.path]
    return "\n".join(lines) + "\n\n" + proof.checkpoint


def parse_proof(text: str) -> LogProof:
    """Read a proof without believing it; raises BadProof."""
    head, found, checkpoint = text.partition("\n\n")
    header, *lines = head.split("\n")
    if not found or header != _HEADER or not lines:
        raise _bad("header")
    try:
        parse_checkpoint(checkpoint)
        extra = _parse_extra(lines)
        index = _parse_index(lines)
        path = tuple(strict_base64(line) for line in lines)
    except BadCheckpoint as error:
        raise _bad("format") from error
    if len(path) > _PATH_LIMIT or any(len(step) != HASH_BYTES for step in path):
        raise _bad("path")
    return LogProof(index, path, checkpoint, extra)


def check_proof(text: str, leaf: bytes, key: VerifierKey) -> Checkpoint:
    """The signed checkpoint that ``leaf`` is proved to stand under; raises BadProof."""
    proof = parse_proof(text)
    try:
        checkpoint = open_checkpoint(proof.checkpoint, key)
    except BadCheckpoint as error:
        raise _bad("checkpoint") from error
    if not verify_inclusion(leaf, proof.index, checkpoint.size, proof.path, checkpoint.root):
        raise _bad("inclusion")
    return checkpoint


def holder_extra(body: bytes, private_bodies: Sequence[PrivateBody]) -> bytes:
    """The extra data for a holder's own paper: the sealed body and what opens its commitments.

    Give only the parts this holder may read.
    """
    private = {
        b.part.value: {"content": b.content.decode(), "salt": b64encode(b.salt).decode()}
        for b in private_bodies
    }
    return canonical_bytes({"body": body.decode(), "private": private})


def check_holder_proof(text: str, key: VerifierKey) -> HeldEntry:
    """Check a holder's proof with nothing but the key: leaf, inclusion, origin, openings.

    The extra data is trusted only so far as it hashes to the proved leaf and its commitments.
    """
    proof = parse_proof(text)
    try:
        extra = read_canonical(proof.extra or b"")
        body_bytes = str(extra["body"]).encode()
        body = read_canonical(body_bytes)
        openings = _read_openings(extra["private"])
    except (NotCanonical, BadCheckpoint, KeyError, TypeError, ValueError, AttributeError) as error:
        raise _bad("extra") from error
    checkpoint = check_proof(text, leaf_hash(body_bytes), key)
    is_ours = continues(checkpoint.origin, str(body.get("origin")))
    if not is_ours or not _open(body, openings):
        raise _bad("extra")
    private = {opening.part: read_canonical(opening.content) for opening in openings}
    return HeldEntry(checkpoint, proof.index, body, private)


def _parse_extra(lines: list[str]) -> bytes | None:
    if not lines[0].startswith(_EXTRA_LEAD):
        return None
    return strict_base64(lines.pop(0).removeprefix(_EXTRA_LEAD))


def _parse_index(lines: list[str]) -> int:
    if not lines or not lines[0].startswith(_INDEX_LEAD):
        raise _bad("index")
    return strict_decimal(lines.pop(0).removeprefix(_INDEX_LEAD))


def _read_openings(private: dict[str, Any]) -> list[PrivateBody]:
    return [
        PrivateBody(PrivatePart(name), strict_base64(o["salt"]), str(o["content"]).encode())
        for name, o in private.items()
    ]


def _open(body: dict[str, Any], openings: Sequence[PrivateBody]) -> bool:
    return all(o.is_opening_of(body.get(commitment_field(o.part))) for o in openings)


def _bad(what: str) -> BadProof:
    return BadProof(sentence("Bukti ini tidak sah atau tidak dapat dibaca (%(what)s)."), what=what)
