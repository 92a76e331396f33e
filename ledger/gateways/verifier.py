"""The verifier that outsiders get: the very file beside the package, installed or not."""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

FILE_NAME = "verify_ledger.py"


@dataclass(frozen=True)
class VerifierFile:
    content: bytes
    sha256: str


@cache
def verifier_file() -> VerifierFile:
    """Read once; a checkout and an installed copy both hold it beside the package."""
    content = (Path(__file__).resolve().parents[2] / FILE_NAME).read_bytes()
    return VerifierFile(content, sha256(content).hexdigest())
