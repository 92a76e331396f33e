"""Signed checkpoints of the tree: C2SP tlog-checkpoint inside a C2SP signed note, with Ed25519."""

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ledger.domain.merkle import HASH_BYTES
from ledger.errors import InvalidInput, sentence

#: What the first checkpoint of an origin names as the one before it.
GENESIS_HASH = bytes(32)

_ED25519 = b"\x01"
_KEY_BYTES = 32
_KEY_ID_BYTES = 4
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_SIGNATURE_LEAD = "\N{EM DASH} "
# A note must be read with at least 16 signatures; more than this is an attack on the reader.
_SIGNATURE_LIMIT = 64
_PRIVATE_LEAD = "PRIVATE+KEY+"


class BadCheckpoint(InvalidInput):
    """The text is no checkpoint, or not one signed by the expected key."""

    code = "bad_checkpoint"


@dataclass(frozen=True)
class Checkpoint:
    """What a log says of itself: origin, number of leaves, root. The body is what gets signed."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def body(self) -> str:
        root = b64encode(self.root).decode()
        return "".join(f"{line}\n" for line in (self.origin, self.size, root, *self.extensions))


@dataclass(frozen=True)
class NoteSignature:
    name: str
    key_id: bytes
    signature: bytes

    @property
    def line(self) -> str:
        blob = b64encode(self.key_id + self.signature).decode()
        return f"{_SIGNATURE_LEAD}{self.name} {blob}\n"


@dataclass(frozen=True)
class SignedCheckpoint:
    checkpoint: Checkpoint
    signatures: tuple[NoteSignature, ...]


@dataclass(frozen=True)
class VerifierKey:
    """A log's name and public key. ``text`` is the one line that is published."""

    name: str
    public_key: bytes

    @cached_property
    def key_id(self) -> bytes:
        named = self.name.encode() + b"\n" + _ED25519 + self.public_key
        return sha256(named).digest()[:_KEY_ID_BYTES]

    @property
    def text(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{b64encode(_ED25519 + self.public_key).decode()}"


@dataclass(frozen=True, repr=False)
class SignerKey:
    """A log's name and private seed of 32 bytes; its repr is silent, so no log shows the seed."""

    name: str
    seed: bytes

    @cached_property
    def verifier_key(self) -> VerifierKey:
        public = Ed25519PrivateKey.from_private_bytes(self.seed).public_key()
        return VerifierKey(self.name, public.public_bytes(Encoding.Raw, PublicFormat.Raw))

    @property
    def text(self) -> str:
        key_id = self.verifier_key.key_id.hex()
        return f"{_PRIVATE_LEAD}{self.name}+{key_id}+{b64encode(_ED25519 + self.seed).decode()}"


def parse_verifier_key(text: str) -> VerifierKey:
    """Read ``name+key id+base64``; raises BadCheckpoint when the three do not agree."""
    name, key_id, public_key = _parse_key(text)
    key = VerifierKey(name, public_key)
    if key.key_id.hex() != key_id:
        raise _bad("key")
    return key


def parse_signer_key(text: str) -> SignerKey:
    """Read a private key line; raises BadCheckpoint without repeating any of it."""
    if not text.startswith(_PRIVATE_LEAD):
        raise _bad("key")
    name, key_id, seed = _parse_key(text.removeprefix(_PRIVATE_LEAD))
    key = SignerKey(name, seed)
    if key.verifier_key.key_id.hex() != key_id:
        raise _bad("key")
    return key


def sign_checkpoint(checkpoint: Checkpoint, key: SignerKey) -> str:
    """The checkpoint as a note with one signature. The key's name must be the origin."""
    _require_name(checkpoint.origin)
    if checkpoint.origin != key.name or len(checkpoint.root) != HASH_BYTES:
        raise _bad("origin")
    body = checkpoint.body
    signature = Ed25519PrivateKey.from_private_bytes(key.seed).sign(body.encode())
    return f"{body}\n{NoteSignature(key.name, key.verifier_key.key_id, signature).line}"


def parse_checkpoint(text: str) -> SignedCheckpoint:
    """Read a note without believing it; raises BadCheckpoint. See open_checkpoint."""
    head, found, tail = text.rpartition("\n\n")
    if not found or not tail.endswith("\n") or _CONTROL.search(text):
        raise _bad("note")
    lines = tail.removesuffix("\n").split("\n")
    if len(lines) > _SIGNATURE_LIMIT:
        raise _bad("signatures")
    return SignedCheckpoint(parse_body(head), tuple(_parse_signature(line) for line in lines))


def parse_body(head: str) -> Checkpoint:
    """Read the lines above the signatures, without the last line feed; raises BadCheckpoint."""
    origin, *rest = head.split("\n")
    if len(rest) < 2 or not all((origin, *rest)):
        raise _bad("body")
    size, root, *extensions = rest
    root_bytes = strict_base64(root)
    if len(root_bytes) != HASH_BYTES:
        raise _bad("root")
    return Checkpoint(origin, strict_decimal(size), root_bytes, tuple(extensions))


def open_checkpoint(text: str, key: VerifierKey) -> Checkpoint:
    """The checkpoint, when ``key`` signed it for its own origin; raises BadCheckpoint.

    Signatures of unknown keys are passed over, as the note format asks, so that witnesses may
    sign beside the log; a wrong signature by the known key refuses the whole note.
    """
    signed = parse_checkpoint(text)
    checkpoint = signed.checkpoint
    known = [s for s in signed.signatures if (s.name, s.key_id) == (key.name, key.key_id)]
    if not known or checkpoint.origin != key.name:
        raise _bad("signature")
    public_key = Ed25519PublicKey.from_public_bytes(key.public_key)
    try:
        for signature in known:
            public_key.verify(signature.signature, checkpoint.body.encode())
    except InvalidSignature as error:
        raise _bad("signature") from error
    return checkpoint


def checkpoint_hash(note: bytes) -> bytes:
    """SHA-256 of a note as the log signed it, by which the next checkpoint row names this one.

    Witness signatures are kept beside the note, never appended to the bytes hashed here.
    """
    return sha256(note).digest()


def strict_base64(text: str) -> bytes:
    """Standard base64 in its one spelling; raises BadCheckpoint."""
    try:
        blob = b64decode(text, validate=True)
    except ValueError as error:
        raise _bad("base64") from error
    if b64encode(blob).decode() != text:
        raise _bad("base64")
    return blob


def strict_decimal(text: str) -> int:
    """A number of ASCII digits without leading zeros; raises BadCheckpoint."""
    if not _DECIMAL.fullmatch(text):
        raise _bad("number")
    return int(text)


def _parse_signature(line: str) -> NoteSignature:
    if not line.startswith(_SIGNATURE_LEAD):
        raise _bad("signature")
    name, _, encoded = line.removeprefix(_SIGNATURE_LEAD).partition(" ")
    _require_name(name)
    blob = strict_base64(encoded)
    if len(blob) <= _KEY_ID_BYTES:
        raise _bad("signature")
    return NoteSignature(name, blob[:_KEY_ID_BYTES], blob[_KEY_ID_BYTES:])


def _parse_key(text: str) -> tuple[str, str, bytes]:
    parts = text.split("+", 2)
    if len(parts) != 3:
        raise _bad("key")
    name, key_id, encoded = parts
    _require_name(name)
    blob = strict_base64(encoded)
    if blob[:1] != _ED25519 or len(blob) != 1 + _KEY_BYTES:
        raise _bad("key")
    return name, key_id, blob[1:]


def _require_name(name: str) -> None:
    if not name or "+" in name or any(c.isspace() or c < " " for c in name):
        raise _bad("name")


def _bad(what: str) -> BadCheckpoint:
    return BadCheckpoint(
        sentence("Segel ini tidak sah atau tidak dapat dibaca (%(what)s)."), what=what
    )
