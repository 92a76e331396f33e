"""PAdES by a local key: level B-B, or B-T with a time-stamping authority; PDF/A stays PDF/A.

A signature is appended, so the bytes that were signed before stay the beginning of the new ones
and the signatures of earlier signers keep holding.
"""

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from asn1crypto import tsp
from pyhanko.pdf_utils.content import PdfContent, ResourceType
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.writer import init_xobject_dictionary
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from ledger.domain.signatures import (
    ClockSkew,
    NotSigned,
    SignatureLook,
    SignatureMethod,
    SignedPaper,
    SigningOrder,
    SigningSecret,
)
from ledger.domain.timestamps import QUERY
from ledger.errors import sentence
from ledger.gateways.official_keys import OfficialKey, OfficialKeys
from ledger.gateways.web import Post, Unreachable, post

_DIGEST = "sha256"
_REPLY = "application/timestamp-reply"
#: Beyond this, the moment of a signature would differ from the minute on the paper.
MOST_SKEW = timedelta(minutes=5)
#: Room for a signature with its timestamp, as hexadecimal digits: none is asked for on trial.
_ROOM_WITH_TIMESTAMP = 24_576


class LocalSigner:
    """Signs with the PKCS#12 of the official, which a passphrase opens for this one call."""

    method = SignatureMethod.LOCAL

    def __init__(
        self, official_keys: OfficialKeys, *, timestamp_url: str = "", send: Post = post
    ) -> None:
        self._keys = official_keys
        self._timestamp_url = timestamp_url
        self._send = send

    def prepare(self, content: bytes, order: SigningOrder) -> bytes:
        """The paper as it is, for the block comes with the signature."""
        return content

    def fetch(self, reference: str) -> bytes:
        """A key of our own keeps no results."""
        raise NotSigned(
            sentence("Tidak ada layanan yang menyimpan hasil tanda tangan ini."), code="no_result"
        )

    def sign(
        self, content: bytes, order: SigningOrder, secret: SigningSecret, *, now: datetime
    ) -> SignedPaper:
        """Raises SecretRefused, CertificateUnusable, ClockSkew or NotSigned."""
        key = self._keys.open(order.nip, secret.passphrase, now=now)
        stamper = _Stamper(self._timestamp_url, self._send) if self._timestamp_url else None
        try:
            signed = _signed(content, order, key, stamper)
        except (SigningError, PdfError, Unreachable, OSError, ValueError) as error:
            raise _not_signed(error) from error
        stamped_at = stamper.told if stamper else None
        _require_same_clock(stamped_at, now)
        return SignedPaper(
            content=signed,
            certificate=key.owner,
            serial=key.serial,
            stamped_at=stamped_at,
            skew_seconds=round((stamped_at - now).total_seconds()) if stamped_at else None,
        )


class _Stamper(TimeStamper):
    """Asks the authority through our own door, which waits for nobody for long."""

    def __init__(self, url: str, send: Post) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._url = url
        self._send = send
        self.told: datetime | None = None

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        answer = self._send(self._url, req.dump(), QUERY)
        if answer.status >= 300 or answer.kind != _REPLY:
            raise TimestampRequestError(f"HTTP {answer.status}")
        response = tsp.TimeStampResp.load(answer.body, strict=True)
        token = response["time_stamp_token"]
        if token.native is not None:
            self.told = token["content"]["encap_content_info"]["content"].parsed["gen_time"].native
        return response


class _Strokes(PdfContent):
    """Our own strokes in an object of their own, for what stands in a stamp is not compressed."""

    _NAME = "/Look"

    def __init__(self, look: SignatureLook) -> None:
        super().__init__(box=BoxConstraints(look.width, look.height))
        self._look = look

    def render(self) -> bytes:
        form = init_xobject_dictionary(self._look.content, self._look.width, self._look.height)
        form.compress()
        held = self._ensure_writer.add_object(form)
        self.set_resource(ResourceType.XOBJECT, pdf_name(self._NAME), held)
        return f"{self._NAME} Do".encode()


def _signed(
    content: bytes, order: SigningOrder, key: OfficialKey, stamper: _Stamper | None
) -> bytes:
    above = SimpleCertificateStore()
    above.register_multiple(key.above)
    signer = SimpleSigner(signing_cert=key.certificate, signing_key=key.key, cert_registry=above)
    look = order.look
    meta = PdfSignatureMetadata(
        field_name=order.field_name,
        md_algorithm=_DIGEST,
        subfilter=SigSeedSubFilter.PADES,
        name=key.owner or None,
        reason=order.reason or None,
        location=order.location or None,
    )
    pdf_signer = PdfSigner(
        meta,
        signer=signer,
        timestamper=stamper,
        stamp_style=_style(look) if look else None,
        new_field_spec=_field(order),
    )
    writer = IncrementalPdfFileWriter(BytesIO(content))
    room = _ROOM_WITH_TIMESTAMP if stamper else None
    out: Any = pdf_signer.sign_pdf(writer, bytes_reserved=room)
    return bytes(out.getvalue())


def _field(order: SigningOrder) -> SigFieldSpec:
    look = order.look
    if look is None:
        return SigFieldSpec(order.field_name)
    right, top = look.left + look.width, look.bottom + look.height
    box = (round(look.left), round(look.bottom), round(right), round(top))
    return SigFieldSpec(
        order.field_name,
        on_page=look.page,
        box=box,
        readable_field_name=f"Tanda tangan elektronik {order.position}",
    )


def _style(look: SignatureLook) -> StaticStampStyle:
    """The letters in it are outlines, so no font has to come along."""
    start = AxisAlignment.ALIGN_MIN
    return StaticStampStyle(
        border_width=0,
        background=_Strokes(look),
        background_opacity=1.0,
        background_layout=SimpleBoxLayoutRule(start, start, margins=Margins(0, 0, 0, 0)),
    )


def _require_same_clock(stamped_at: datetime | None, now: datetime) -> None:
    if stamped_at is None or abs(stamped_at - now) <= MOST_SKEW:
        return
    raise ClockSkew(
        sentence(
            "Jam server ini berselisih %(minutes)s menit dari otoritas cap waktu."
            " Dokumen belum ditandatangani; minta operator menyamakan jam, lalu coba lagi."
        ),
        minutes=round(abs(stamped_at - now).total_seconds() / 60),
    )


def _not_signed(error: Exception) -> NotSigned:
    if isinstance(error, TimestampRequestError | Unreachable):
        return NotSigned(
            sentence(
                "Otoritas cap waktu tidak memberi cap (%(why)s). Dokumen belum ditandatangani;"
                " coba lagi sebentar lagi."
            ),
            code="timestamp_away",
            why=str(error),
        )
    return NotSigned(
        sentence("Dokumen ini tidak dapat ditandatangani (%(why)s). Beri tahu operator."),
        why=str(error) or type(error).__name__,
    )
