"""Electronic signatures on papers: what is asked, what comes back, and how a signing ends."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from ledger.errors import Conflict, InvalidInput, LedgerError, sentence


class SignatureMethod(StrEnum):
    """``wet`` is ink on paper, kept as a scan; the others are electronic."""

    WET = "wet"
    LOCAL = "local"
    BSRE = "bsre"


METHOD_LABELS = {
    SignatureMethod.WET: sentence("Tanda tangan basah"),
    SignatureMethod.LOCAL: sentence("Elektronik, dengan sertifikat instansi"),
    SignatureMethod.BSRE: sentence("Elektronik, dengan sertifikat BSrE"),
}


class SignatureState(StrEnum):
    """``sent`` is recorded before anything leaves us, so that a killed process is noticed."""

    WAITING = "waiting"
    SENT = "sent"
    UNKNOWN = "unknown"
    SIGNED = "signed"


class SignatureEventKind(StrEnum):
    SEND = "send"
    #: Nothing was signed: refused before or by the service, or a person found out.
    TAKE_BACK = "take_back"
    LOSE = "lose"
    KEEP = "keep"


SIGNATURE_STEPS = {
    (SignatureState.WAITING, SignatureEventKind.SEND): SignatureState.SENT,
    (SignatureState.WAITING, SignatureEventKind.KEEP): SignatureState.SIGNED,
    (SignatureState.SENT, SignatureEventKind.KEEP): SignatureState.SIGNED,
    (SignatureState.SENT, SignatureEventKind.TAKE_BACK): SignatureState.WAITING,
    (SignatureState.SENT, SignatureEventKind.LOSE): SignatureState.UNKNOWN,
    (SignatureState.UNKNOWN, SignatureEventKind.KEEP): SignatureState.SIGNED,
    (SignatureState.UNKNOWN, SignatureEventKind.TAKE_BACK): SignatureState.WAITING,
}

SIGNATURE_LABELS = {
    SignatureState.WAITING: sentence("Menunggu tanda tangan"),
    SignatureState.SENT: sentence("Sedang ditandatangani"),
    SignatureState.UNKNOWN: sentence("Hasil tanda tangan belum diketahui"),
    SignatureState.SIGNED: sentence("Ditandatangani"),
}

#: The tone of a state in the tags of the screens.
SIGNATURE_TONES = {
    SignatureState.WAITING: "waiting",
    SignatureState.SENT: "waiting",
    SignatureState.UNKNOWN: "returned",
    SignatureState.SIGNED: "approved",
}

#: The settings of an agency, dated like every setting, and what holds without them.
METHOD_KEY = "document.signature_method"
WORDS_KEY = "document.signature_words"
WORDS = {
    SignatureMethod.LOCAL: "Dokumen ini ditandatangani secara elektronik oleh {nama} dengan "
    "sertifikat elektronik instansi. Pindai kode ini untuk memeriksanya.",
    SignatureMethod.BSRE: "Dokumen ini telah ditandatangani secara elektronik menggunakan "
    "sertifikat elektronik yang diterbitkan oleh Balai Besar Sertifikasi Elektronik (BSrE), "
    "Badan Siber dan Sandi Negara.",
}

#: So long after it was sent, nobody waits for the answer any more: a person may say how it ended.
LOST_AFTER = timedelta(minutes=5)

#: The name of the field of each signer inside the PDF, counted from one.
FIELD_NAME = "TandaTangan{position}"


class NotSigned(Conflict):
    """Nothing was signed, and nobody holds a signature that we do not know: try again."""

    code = "not_signed"


class SecretRefused(InvalidInput):
    """The passphrase or the one-time code was not accepted; nothing was signed."""

    code = "secret_refused"


class CertificateUnusable(NotSigned):
    """There is no certificate, or it is expired, not valid yet or revoked."""

    code = "certificate_unusable"


class ClockSkew(NotSigned):
    """Two clocks differ so much that the moment of the signature would be contested."""

    code = "clock_skew"


class OutcomeUnknown(LedgerError):
    """It was sent and no answer came: it may be signed or not, so it is never sent again alone.

    ``reference`` is the name by which the service keeps the result, when it told one.
    """

    code = "signature_unknown"

    def __init__(self, text: str, *, reference: str = "", **params: Any) -> None:
        self.reference = reference
        super().__init__(text, **params)


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningSecret:
    """What only the signer knows. It lives in memory for one call and shows itself to nobody."""

    passphrase: str = field(default="", repr=False)
    one_time_code: str = field(default="", repr=False)
    #: Whom the service knows the signer as; the local key is found by NIP.
    identity: str = field(default="", repr=False)

    def __getstate__(self) -> object:
        raise TypeError("a secret is never stored or sent to a job")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureLook:
    """The visible block: PDF operators in a box, and where it stands; all lengths in points.

    ``page`` counts from zero, ``left`` and ``bottom`` from the lower left corner of the page.
    """

    content: bytes
    width: float
    height: float
    page: int
    left: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningOrder:
    """One signature on one paper; without a ``look`` it is invisible."""

    nip: str
    position: int = 1
    reason: str = ""
    location: str = ""
    look: SignatureLook | None = None

    @property
    def field_name(self) -> str:
        return FIELD_NAME.format(position=self.position)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedPaper:
    """The bytes with the signature in them; the bytes that were given are their beginning.

    ``stamped_at`` is what a time-stamping authority said; ``skew_seconds`` how far the clock of
    the service is ahead of ours, when it told its own.
    """

    content: bytes = field(repr=False)
    certificate: str
    serial: str = ""
    stamped_at: datetime | None = None
    skew_seconds: int | None = None
    reference: str = ""


class PaperSigner(Protocol):
    """Signs a PDF. Raises NotSigned, SecretRefused or OutcomeUnknown, and never tries twice."""

    method: SignatureMethod

    def prepare(self, content: bytes, order: SigningOrder) -> bytes:
        """The bytes that are signed: the same every time, so that a result can be recognised."""
        ...

    def fetch(self, reference: str) -> bytes:
        """The result that a service kept under a name; NotSigned where it keeps none."""
        ...

    def sign(
        self, content: bytes, order: SigningOrder, secret: SigningSecret, *, now: datetime
    ) -> SignedPaper: ...
