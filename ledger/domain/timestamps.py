"""Timestamps of checkpoints by an authority outside (RFC 3161): what is asked, what is believed.

The imprint is the SHA-256 of the signed note, byte for byte, which is also the checkpoint's own
hash; so `openssl ts -verify` checks an answer with nothing of ours.
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from cryptography.x509 import Certificate, load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimeStampRequest,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from ledger.errors import InvalidInput, sentence

QUERY = "application/timestamp-query"
_SHA256 = "2.16.840.1.101.3.4.2.1"


class BadTimestamp(InvalidInput):
    """The authority's answer cannot be believed; ``code`` says why."""

    code = "bad_timestamp"


def timestamp_request(note: str) -> TimeStampRequest:
    """A query with a nonce of its own, asking for the certificates as well."""
    builder = TimestampRequestBuilder().data(note.encode()).hash_algorithm(HashAlgorithm.SHA256)
    return builder.nonce(nonce=True).cert_request(cert_request=True).build()


def stamped_at(response: bytes, note: str, *, nonce: int | None = None) -> datetime:
    """When the authority says it saw the note; raises BadTimestamp.

    Checks that it granted a timestamp of this note, and that it answers this ``nonce``; whether
    the authority is trusted says require_trusted.
    """
    answer = _decoded(response)
    imprint = answer.tst_info.message_imprint
    if (imprint.hash_algorithm.dotted_string, imprint.message) != (
        _SHA256,
        sha256(note.encode()).digest(),
    ):
        raise BadTimestamp(
            sentence("Cap waktu ini untuk isi lain, bukan untuk segel ini."), code="other_imprint"
        )
    if nonce is not None and answer.tst_info.nonce != nonce:
        raise BadTimestamp(
            sentence("Cap waktu ini menjawab permintaan lain; mungkin jawaban lama."),
            code="other_nonce",
        )
    return answer.tst_info.gen_time


def require_trusted(response: bytes, note: str, roots: Sequence[Certificate]) -> None:
    """Whether one of the roots stands behind the signature; raises BadTimestamp."""
    builder = VerifierBuilder()
    for root in roots:
        builder = builder.add_root_certificate(root)
    try:
        builder.build().verify_message(_decoded(response), note.encode())
    except (VerificationError, ValueError) as error:
        raise BadTimestamp(
            sentence(
                "Cap waktu ini tidak ditandatangani oleh otoritas yang dipercaya"
                " (NERACA_TIMESTAMP_CA)."
            ),
            code="untrusted_authority",
        ) from error


def parse_roots(pem: bytes) -> list[Certificate]:
    """The certificates of a PEM file, each of them trusted; raises BadTimestamp."""
    try:
        return list(dict.fromkeys(load_pem_x509_certificates(pem)))
    except ValueError as error:
        raise BadTimestamp(
            sentence("NERACA_TIMESTAMP_CA tidak memuat sertifikat PEM."), code="bad_authority"
        ) from error


def _decoded(response: bytes) -> TimeStampResponse:
    try:
        answer = decode_timestamp_response(response)
        granted = PKIStatus(answer.status) is PKIStatus.GRANTED
        granted and answer.tst_info.gen_time  # noqa: B018 - a token that cannot be read raises
    except ValueError as error:
        raise BadTimestamp(
            sentence("Jawaban otoritas cap waktu tidak dapat dibaca."), code="unreadable"
        ) from error
    if not granted:
        raise BadTimestamp(
            sentence("Otoritas cap waktu menolak permintaan (status %(status)s)."),
            code="not_granted",
            status=answer.status,
        )
    return answer
