"""Reading the electronic signatures in a PDF: whose, whether they hold, and what they cover."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificates
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import ValidationError

from ledger.errors import InvalidInput, sentence

# It logs with its traceback, and with the names in certificates, what we tell as a finding.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)

_WHOLE = SignatureCoverageLevel.ENTIRE_FILE
_REVISION = SignatureCoverageLevel.ENTIRE_REVISION


class UnreadablePdf(InvalidInput):
    """The file is no PDF, or too damaged to be read."""

    code = "pdf_unreadable"


class UnreadableRoots(InvalidInput):
    """The file of trusted certificates cannot be used."""

    code = "roots_unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSignature:
    """One signature as it was found.

    ``is_whole``: nothing but later signatures was added after it. ``is_trusted``: its certificate
    leads to one that was given as trusted, and was valid at the moment of signing.
    """

    signer: str
    issuer: str
    signed_at: datetime | None
    stamped_at: datetime | None
    is_intact: bool
    is_whole: bool
    is_trusted: bool

    @property
    def holds(self) -> bool:
        return self.is_intact and self.is_whole


def read_trusted(path: Path) -> list[bytes]:
    """The certificates of a PEM file in DER; raises UnreadableRoots when it holds none."""
    try:
        found = load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError) as error:
        raise UnreadableRoots(
            sentence("Berkas sertifikat %(path)s tidak dapat dibaca sebagai PEM."), path=str(path)
        ) from error
    return [one.public_bytes(Encoding.DER) for one in found]


def read_signatures(content: bytes, *, roots: Sequence[bytes] = ()) -> list[FoundSignature]:
    """In the order in which they were made; ``roots`` are trusted certificates in DER.

    Nothing is fetched from anywhere. Raises UnreadablePdf.
    """
    try:
        embedded = PdfFileReader(BytesIO(content), strict=False).embedded_signatures
        last = len(embedded)
        return [
            _found(one, roots, is_last=number == last)
            for number, one in enumerate(embedded, start=1)
        ]
    except (PdfError, ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        raise UnreadablePdf(
            sentence("Berkas ini bukan PDF yang dapat dibaca. Pilih berkas PDF aslinya.")
        ) from error


def _found(embedded: Any, roots: Sequence[bytes], *, is_last: bool) -> FoundSignature:
    certificate = embedded.signer_cert
    claimed = embedded.self_reported_timestamp
    try:
        status = validate_pdf_signature(embedded, _trusting(roots, claimed))
    except (SignatureValidationError, SigningError, ValidationError):
        status = None
    stamp = status.timestamp_validity if status else None
    return FoundSignature(
        signer=_common_name(certificate.subject),
        issuer=_common_name(certificate.issuer),
        signed_at=claimed,
        stamped_at=stamp.timestamp if stamp else None,
        is_intact=bool(status and status.intact and status.valid),
        is_whole=bool(status and _is_whole(status, is_last)),
        is_trusted=bool(roots and status and status.trusted),
    )


def _is_whole(status: Any, is_last: bool) -> bool:
    if is_last or status.coverage is _WHOLE:
        return status.coverage is _WHOLE
    return bool(status.coverage is _REVISION and status.docmdp_ok)


def _trusting(roots: Sequence[bytes], moment: datetime | None) -> ValidationContext:
    """A long-expired certificate still proves what it signed while it was valid."""
    return ValidationContext(
        trust_roots=[x509.Certificate.load(one) for one in roots],
        allow_fetching=False,
        moment=moment,
    )


def _common_name(name: x509.Name) -> str:
    found = name.native.get("common_name", name.human_friendly)
    return str(found[-1] if isinstance(found, list) else found)
