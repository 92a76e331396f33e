"""The e-Sign Client Service of BSrE, the national authority: version 1 and 2 of its protocol.

It runs on a server of the agency and signs with a key that it holds; the signer's passphrase or
one-time code goes through once. A request is sent at most once: whatever happens after the first
byte left may have signed, so it is unknown until the answer is read whole.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

import httpx

from ledger.domain.signatures import (
    CertificateUnusable,
    NotSigned,
    OutcomeUnknown,
    SecretRefused,
    SignatureMethod,
    SignedPaper,
    SigningOrder,
    SigningSecret,
)
from ledger.errors import InvalidInput, LedgerError, sentence
from ledger.gateways.pdf_signatures import UnreadablePdf, read_signatures
from ledger.gateways.stamping import stamped

#: A paper signed by several officials is smaller.
MOST_BYTES = 64 << 20
_PASSPHRASE_WRONG, _NOT_REGISTERED, _NO_CERTIFICATE = 2031, 2011, 2021
_IDENTITY_DIGITS = 16
_CODE_FIELD, _PASSPHRASE_FIELD, _IDENTITY_FIELD = "one_time_code", "passphrase", "identity"

NO_IDENTITY = sentence("NIK harus 16 angka, seperti yang terdaftar di BSrE.")
SECRET_WRONG = sentence("Frasa sandi atau kode BSrE tidak cocok. Dokumen belum ditandatangani.")
AWAY = sentence(
    "Layanan BSrE tidak dapat dihubungi (%(why)s). Dokumen belum dikirim; coba lagi nanti,"
    " atau unggah tanda tangan basah."
)
SILENT = sentence(
    "Dokumen sudah dikirim ke BSrE, tetapi jawabannya tidak sampai utuh (%(why)s)."
    " Mungkin sudah ditandatangani. Periksa di BSrE, lalu putuskan di halaman dokumen ini."
)


@dataclass(frozen=True, kw_only=True)
class BsreService:
    """Where the service is and how long it may take; ``password`` is the agency client's own."""

    url: str
    user: str
    password: str
    version: int = 2
    connect_seconds: float = 5.0
    read_seconds: float = 60.0

    def __repr__(self) -> str:
        return f"BsreService(url={self.url!r}, version={self.version})"


@dataclass(frozen=True)
class BsreStatus:
    """What the authority says of a person: ISSUE is the only one that can sign."""

    status: str
    message: str

    @property
    def can_sign(self) -> bool:
        return self.status == "ISSUE"


class BsreSigner:
    """Signs by asking the service, in the protocol version that it speaks."""

    method = SignatureMethod.BSRE

    def __init__(self, service: BsreService) -> None:
        self._service = service

    def prepare(self, content: bytes, order: SigningOrder) -> bytes:
        """What is sent: the first signer's block is drawn on the page, for later ones see it."""
        return (
            stamped(content, order.look) if order.look and not read_signatures(content) else content
        )

    def sign(
        self, content: bytes, order: SigningOrder, secret: SigningSecret, *, now: datetime
    ) -> SignedPaper:
        """Raises NotSigned, SecretRefused, CertificateUnusable or OutcomeUnknown."""
        identity = _identity(secret)
        sent = self.prepare(content, order)
        is_first = self._service.version == 1
        request = _first(sent, identity, secret) if is_first else _second(sent, identity, secret)
        answer = self._exchange(request, is_signing=True)
        reference = answer.headers.get("id_dokumen", "")
        _require_ok(answer)
        signed = answer.content if is_first else _only_file(answer)
        found = _checked(signed, sent, reference)
        return SignedPaper(
            content=signed,
            certificate=found.signer,
            stamped_at=found.stamped_at,
            skew_seconds=_skew(answer.headers, now),
            reference=reference,
        )

    def status_of(self, identity: str) -> BsreStatus:
        """Whether somebody can sign; raises NotSigned when the service is away."""
        request: dict[str, Any]
        if self._service.version == 1:
            request = {"method": "GET", "url": f"/api/user/status/{identity}"}
        else:
            request = {
                "method": "POST",
                "url": "/api/v2/user/check/status",
                "json": {"nik": identity},
            }
        told = _told(self._exchange(request))
        return BsreStatus(str(told.get("status", "")), str(told.get("message", "")))

    def ask_for_code(self, identity: str, *, data: str) -> None:
        """Have a one-time code made for the signer (version 2); raises NotSigned."""
        body = {"nik": identity, "data": data}
        _require_ok(
            self._exchange({"method": "POST", "url": "/api/v2/sign/get/totp", "json": body})
        )

    def verdict_of(self, content: bytes) -> str:
        """What the authority says of a signed PDF: VALID, NO_SIGNATURE or its other words."""
        body = {"file": b64encode(content).decode()}
        answer = self._exchange({"method": "POST", "url": "/api/v2/verify/pdf", "json": body})
        _require_ok(answer)
        return str(_told(answer).get("conclusion", ""))

    def fetch(self, reference: str) -> bytes:
        """The result that the service kept under its name (version 1); raises NotSigned."""
        answer = self._exchange({"method": "GET", "url": f"/api/sign/download/{reference}"})
        _require_ok(answer)
        return answer.content

    def _exchange(self, request: Mapping[str, Any], *, is_signing: bool = False) -> httpx.Response:
        service = self._service
        timeout = httpx.Timeout(service.read_seconds, connect=service.connect_seconds)
        reference = ""
        try:
            with (
                httpx.Client(
                    base_url=service.url,
                    auth=(service.user, service.password),
                    timeout=timeout,
                    trust_env=False,
                ) as client,
                client.stream(**request) as answer,
            ):
                reference = answer.headers.get("id_dokumen", "")
                _read(answer)
                return answer
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol) as error:
            # Nothing of the exception goes on: it holds the request with the passphrase in it.
            raise NotSigned(AWAY, code="service_away", why=type(error).__name__) from None
        except (httpx.HTTPError, ValueError) as error:
            if is_signing:
                raise OutcomeUnknown(SILENT, reference=reference, why=_why(error)) from None
            raise NotSigned(AWAY, code="service_away", why=_why(error)) from None


def _identity(secret: SigningSecret) -> str:
    typed = secret.identity.strip()
    is_mail = "@" in typed
    if not is_mail and not (typed.isdigit() and len(typed) == _IDENTITY_DIGITS):
        raise InvalidInput(NO_IDENTITY, fields={_IDENTITY_FIELD: [NO_IDENTITY]})
    return typed


def _first(content: bytes, identity: str, secret: SigningSecret) -> dict[str, Any]:
    return {
        "method": "POST",
        "url": "/api/sign/pdf",
        "files": {"file": ("dokumen.pdf", content, "application/pdf")},
        "data": {
            "nik": identity,
            "passphrase": secret.passphrase,
            "tampilan": "invisible",
            "image": "false",
        },
    }


def _second(content: bytes, identity: str, secret: SigningSecret) -> dict[str, Any]:
    who = {"email" if "@" in identity else "nik": identity}
    if secret.one_time_code:
        proof = {"totp": secret.one_time_code}
    else:
        proof = {"passphrase": secret.passphrase}
    return {
        "method": "POST",
        "url": "/api/v2/sign/pdf",
        "json": {
            **who,
            **proof,
            "signatureProperties": [{"tampilan": "INVISIBLE"}],
            "file": [b64encode(content).decode()],
        },
    }


def _read(answer: httpx.Response) -> None:
    parts, size = list[bytes](), 0
    for part in answer.iter_bytes():
        parts.append(part)
        size += len(part)
        if size > MOST_BYTES:
            raise ValueError("too long")
    # What httpx calls the content is what its own read() leaves there.
    answer._content = b"".join(parts)


def _why(error: Exception) -> str:
    return str(error) if isinstance(error, ValueError) else type(error).__name__


def _told(answer: httpx.Response) -> dict[str, Any]:
    try:
        told = answer.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _require_ok(answer: httpx.Response) -> None:
    """Raises what another answer than 200 means; only 4xx says for sure that nothing was signed."""
    if answer.status_code == HTTPStatus.OK:
        return
    told = _told(answer)
    if answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
        raise _refusal(answer.status_code, told)
    if answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR and "path" in told:
        raise NotSigned(
            sentence(
                "BSrE tidak dapat membaca PDF ini. Dokumen belum ditandatangani; hubungi operator."
            ),
            code="pdf_refused",
        )
    reference = answer.headers.get("id_dokumen", "")
    raise OutcomeUnknown(SILENT, reference=reference, why=f"HTTP {answer.status_code}")


def _refusal(status: int, told: Mapping[str, Any]) -> LedgerError:
    code = told.get("status_code")
    if status == HTTPStatus.UNAUTHORIZED:
        return NotSigned(
            sentence(
                "BSrE menolak akun klien instansi. Minta operator memeriksa NERACA_BSRE_USER."
            ),
            code="client_refused",
        )
    if code == _PASSPHRASE_WRONG:
        return SecretRefused(SECRET_WRONG, fields={_PASSPHRASE_FIELD: [SECRET_WRONG]})
    if code == _NOT_REGISTERED:
        return CertificateUnusable(
            sentence("NIK ini belum terdaftar di BSrE. Daftarkan, atau pakai tanda tangan basah."),
            code="not_registered",
        )
    if code == _NO_CERTIFICATE:
        return CertificateUnusable(
            sentence(
                "Sertifikat BSrE Anda tidak ada atau sudah habis masa berlakunya."
                " Perbarui di BSrE, atau pakai tanda tangan basah."
            ),
            code="certificate_missing",
        )
    return NotSigned(
        sentence("BSrE menolak: %(why)s. Dokumen belum ditandatangani."),
        code="service_refused",
        why=str(told.get("error", "")).strip(". ")[:200] or f"HTTP {status}",
    )


def _only_file(answer: httpx.Response) -> bytes:
    files = _told(answer).get("file")
    try:
        [text] = list(files or ())
        return b64decode(text, validate=True)
    except (TypeError, ValueError):
        raise OutcomeUnknown(SILENT, why="isi jawaban rusak") from None


def _checked(signed: bytes, sent: bytes, reference: str) -> Any:
    """The new signature, once it is one: an answer that holds none leaves the outcome unknown."""
    try:
        found = read_signatures(signed)
    except UnreadablePdf:
        raise OutcomeUnknown(SILENT, reference=reference, why="bukan PDF") from None
    is_more = len(found) == len(read_signatures(sent)) + 1
    if not is_more or not all(one.holds for one in found):
        raise OutcomeUnknown(SILENT, reference=reference, why="tanda tangannya tidak utuh")
    return found[-1]


def _skew(headers: httpx.Headers, now: datetime) -> int | None:
    """How far the service's clock is ahead of ours; minutes were seen."""
    try:
        told = parsedate_to_datetime(headers["Date"])
    except (KeyError, ValueError, TypeError):
        return None
    return round((told.replace(tzinfo=told.tzinfo or UTC) - now).total_seconds())
