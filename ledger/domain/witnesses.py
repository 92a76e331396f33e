"""A witness keeps what it last saw of each log, and cosigns only what appends to it.

The texts are those of C2SP tlog-witness (a consistency proof before a checkpoint) and of
tlog-cosignature (an Ed25519 signature over a moment and the checkpoint).
"""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ledger.domain.checkpoints import (
    BadCheckpoint,
    Checkpoint,
    NoteSignature,
    SignerKey,
    VerifierKey,
    open_checkpoint,
    parse_checkpoint,
    strict_base64,
    strict_decimal,
)
from ledger.domain.merkle import EMPTY_ROOT, HASH_BYTES, verify_consistency
from ledger.errors import Conflict, InvalidInput, sentence

_OLD_LEAD = "old "
_COSIGNATURE = b"\x04"
_MOMENT_BYTES = 8
# No tree is deeper, and C2SP allows no longer proof.
_PATH_LIMIT = 63


class BadGrowth(InvalidInput):
    """The text is no consistency proof with a checkpoint."""

    code = "bad_growth"


class Rollback(Conflict):
    """The log shows fewer entries than it showed before."""

    code = "rollback"


class Fork(Conflict):
    """The log shows another history than before."""

    code = "fork"


@dataclass(frozen=True)
class GrowthProof:
    """That the tree under ``checkpoint`` (a signed note) only appends to the first ``old_size``."""

    old_size: int
    path: tuple[bytes, ...]
    checkpoint: str


@dataclass(frozen=True)
class Seen:
    """What a witness remembers of a log."""

    size: int = 0
    root: bytes = EMPTY_ROOT


@dataclass(frozen=True)
class WitnessKey:
    """A witness's public key; ``text`` is the line that it publishes."""

    name: str
    public_key: bytes

    @cached_property
    def key_id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + _COSIGNATURE + self.public_key).digest()[:4]

    @property
    def text(self) -> str:
        blob = b64encode(_COSIGNATURE + self.public_key).decode()
        return f"{self.name}+{self.key_id.hex()}+{blob}"


def format_growth(proof: GrowthProof) -> str:
    return f"{format_path(proof.old_size, proof.path)}\n{proof.checkpoint}"


def format_path(old_size: int, path: Iterable[bytes]) -> str:
    """The lines of a consistency proof: where it begins, then a hash a line."""
    return f"{_OLD_LEAD}{old_size}\n" + "".join(b64encode(step).decode() + "\n" for step in path)


def parse_growth(text: str) -> GrowthProof:
    """Read a proof without believing it; raises BadGrowth."""
    head, found, checkpoint = text.partition("\n\n")
    if not found:
        raise _bad("old")
    old_size, path = parse_path(head)
    try:
        parse_checkpoint(checkpoint)
    except BadCheckpoint as error:
        raise _bad("format") from error
    return GrowthProof(old_size, path, checkpoint)


def parse_path(head: str) -> tuple[int, tuple[bytes, ...]]:
    """Read what format_path writes, without its last line feed; raises BadGrowth."""
    first, *lines = head.split("\n")
    if not first.startswith(_OLD_LEAD) or len(lines) > _PATH_LIMIT:
        raise _bad("old")
    try:
        old_size = strict_decimal(first.removeprefix(_OLD_LEAD))
        path = tuple(strict_base64(line) for line in lines)
    except BadCheckpoint as error:
        raise _bad("format") from error
    if any(len(step) != HASH_BYTES for step in path):
        raise _bad("path")
    return old_size, path


def witness_growth(seen: Seen, proof: GrowthProof, key: VerifierKey) -> Seen:
    """What is seen now, when the log's newest checkpoint only appends to what was seen before.

    Raises BadCheckpoint for a checkpoint that ``key`` did not sign, Rollback when it is older
    than what was seen, BadGrowth when the proof begins elsewhere, Fork when it does not hold.
    """
    checkpoint = open_checkpoint(proof.checkpoint, key)
    if checkpoint.size < seen.size:
        raise Rollback(
            sentence(
                "Ditolak: segel ini atas %(new)s entri, padahal saksi sudah melihat %(old)s entri."
            ),
            new=checkpoint.size,
            old=seen.size,
        )
    if proof.old_size != seen.size:
        raise BadGrowth(
            sentence("Bukti harus mulai dari %(size)s entri, yang terakhir dilihat saksi."),
            size=seen.size,
        )
    _require_growth(seen, checkpoint, proof.path)
    return Seen(checkpoint.size, checkpoint.root)


def cosign(checkpoint: str, key: SignerKey, *, moment: int) -> str:
    """The cosignature line of a witness over a signed checkpoint; ``moment`` in Unix seconds."""
    body = parse_checkpoint(checkpoint).checkpoint.body
    secret = Ed25519PrivateKey.from_private_bytes(key.seed)
    stamped = moment.to_bytes(_MOMENT_BYTES) + secret.sign(_message(body, moment))
    return NoteSignature(key.name, witness_key_of(key).key_id, stamped).line


def witness_key_of(key: SignerKey) -> WitnessKey:
    return WitnessKey(key.name, key.verifier_key.public_key)


def cosigned_at(checkpoint: str, key: WitnessKey) -> int:
    """When the witness cosigned, in Unix seconds; raises BadCheckpoint when it did not."""
    signed = parse_checkpoint(checkpoint)
    for one in signed.signatures:
        if (one.name, one.key_id) == (key.name, key.key_id):
            moment = int.from_bytes(one.signature[:_MOMENT_BYTES])
            message = _message(signed.checkpoint.body, moment)
            try:
                public_key = Ed25519PublicKey.from_public_bytes(key.public_key)
                public_key.verify(one.signature[_MOMENT_BYTES:], message)
            except InvalidSignature as error:
                raise _unsigned(key) from error
            return moment
    raise _unsigned(key)


def cosignature_line(note: str, lines: str, key: WitnessKey) -> str:
    """The one line among those a witness answered that is its signature over the note.

    Lines of keys that nobody asked for are passed over. Raises BadCheckpoint without ours.
    """
    cosigned_at(note + lines, key)
    signatures = parse_checkpoint(note + lines).signatures
    return next(one.line for one in signatures if (one.name, one.key_id) == (key.name, key.key_id))


def parse_witness_key(text: str) -> WitnessKey:
    """Read ``name+key id+base64``; raises BadCheckpoint when the three do not agree."""
    name, _, rest = text.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    blob = strict_base64(encoded)
    key = WitnessKey(name, blob[1:])
    if blob[:1] != _COSIGNATURE or key.key_id.hex() != key_id:
        raise BadCheckpoint(sentence("Kunci saksi ini tidak dapat dibaca."))
    return key


def _require_growth(seen: Seen, checkpoint: Checkpoint, path: Sequence[bytes]) -> None:
    if not verify_consistency(seen.size, seen.root, checkpoint.size, checkpoint.root, path):
        raise Fork(
            sentence(
                "Ditolak: segel atas %(new)s entri bukan lanjutan dari %(old)s entri yang sudah"
                " dilihat saksi. Ada dua sejarah; simpan berkas ini dan laporkan."
            ),
            new=checkpoint.size,
            old=seen.size,
        )


def _message(body: str, moment: int) -> bytes:
    return f"cosignature/v1\ntime {moment}\n{body}".encode()


def _unsigned(key: WitnessKey) -> BadCheckpoint:
    return BadCheckpoint(sentence("Saksi %(name)s tidak menandatangani segel ini."), name=key.name)


def _bad(what: str) -> BadGrowth:
    return BadGrowth(
        sentence("Bukti lanjutan ini tidak sah atau tidak dapat dibaca (%(what)s)."), what=what
    )
