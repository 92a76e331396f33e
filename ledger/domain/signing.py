"""What the separate signer is asked, and what it refuses to sign.

A request is that of C2SP tlog-witness with the bare body of a checkpoint in place of a signed note:
a line ``old <size>``, the consistency proof, an empty line, then origin, size and root.
"""

from dataclasses import dataclass
from typing import Protocol

from ledger.domain.checkpoints import BadCheckpoint, Checkpoint, parse_body
from ledger.domain.merkle import verify_consistency
from ledger.domain.witnesses import (
    BadGrowth,
    Fork,
    Rollback,
    Seen,
    format_path,
    parse_path,
)
from ledger.errors import Conflict, LedgerError, sentence


class ForeignOrigin(LedgerError):
    """The signer holds no key of that origin."""

    code = "foreign_origin"


class OtherSize(Conflict):
    """The proof does not begin where the signer last signed; ``size`` says where that was."""

    code = "other_size"

    def __init__(self, size: int) -> None:
        super().__init__(
            sentence("Bukti harus mulai dari %(size)s entri, yang terakhir ditandatangani."),
            size=size,
        )
        self.size = size


@dataclass(frozen=True)
class SigningRequest:
    """Please sign ``checkpoint``, whose tree only appends to the first ``old_size`` leaves."""

    old_size: int
    path: tuple[bytes, ...]
    checkpoint: Checkpoint


class SeparateSigner(Protocol):
    """Signs for one origin without ever showing the key."""

    @property
    def name(self) -> str:
        """The origin it signs for."""

    def sign(self, request: SigningRequest) -> str:
        """The checkpoint as a signed note; raises a LedgerError when it does not sign."""


def format_request(request: SigningRequest) -> str:
    return f"{format_path(request.old_size, request.path)}\n{request.checkpoint.body}"


def parse_request(text: str) -> SigningRequest:
    """Read a request without believing it; raises BadGrowth."""
    head, found, body = text.partition("\n\n")
    if not found or not body.endswith("\n"):
        raise _bad()
    old_size, path = parse_path(head)
    try:
        checkpoint = parse_body(body.removesuffix("\n"))
    except BadCheckpoint as error:
        raise _bad() from error
    if checkpoint.extensions or checkpoint.body != body:
        raise _bad()
    return SigningRequest(old_size, path, checkpoint)


def require_next(signed: Seen, request: SigningRequest) -> Seen:
    """What will be signed last once this is, when it only appends to what was signed before.

    The very same tree may be signed again: whoever asked may have died before the answer came.
    Raises Rollback, OtherSize, Fork.
    """
    checkpoint = request.checkpoint
    asked = Seen(checkpoint.size, checkpoint.root)
    if asked == signed:
        return signed
    if checkpoint.size < signed.size:
        raise Rollback(
            sentence(
                "Tidak ditandatangani: segel ini atas %(new)s entri, padahal %(old)s entri sudah"
                " pernah ditandatangani. Apakah basis data dipulihkan dari cadangan lama?"
            ),
            new=checkpoint.size,
            old=signed.size,
        )
    if checkpoint.size > signed.size and request.old_size != signed.size:
        raise OtherSize(signed.size)
    if not verify_consistency(
        signed.size, signed.root, checkpoint.size, checkpoint.root, request.path
    ):
        raise Fork(
            sentence(
                "Tidak ditandatangani: segel atas %(new)s entri bukan lanjutan dari %(old)s entri"
                " yang sudah ditandatangani. Ada dua sejarah; hentikan dan laporkan."
            ),
            new=checkpoint.size,
            old=signed.size,
        )
    return asked


def _bad() -> BadGrowth:
    return BadGrowth(sentence("Permintaan tanda tangan ini tidak dapat dibaca."))
