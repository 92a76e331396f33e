"""The certificates of the time-stamping authorities that this agency trusts."""

from pathlib import Path

from cryptography.x509 import Certificate

from ledger.domain.timestamps import BadTimestamp, parse_roots
from ledger.errors import sentence


def read_roots(path: Path) -> list[Certificate]:
    """Raises BadTimestamp when the file cannot be read or holds no certificate."""
    try:
        return parse_roots(path.read_bytes())
    except OSError as error:
        raise BadTimestamp(
            sentence("NERACA_TIMESTAMP_CA: berkas %(path)s tidak dapat dibaca."),
            code="bad_authority",
            path=str(path),
        ) from error
