"""The PKCS#12 files of officials: one for each NIP, opened by its owner for one signature."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from asn1crypto import keys, pkcs12, x509
from cryptography import x509 as certificates
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12
from cryptography.x509.oid import NameOID

from ledger.domain.signatures import CertificateUnusable, SecretRefused
from ledger.errors import sentence
from ledger.gateways.keys import UnsafeKey

_OTHERS = 0o077


@dataclass(frozen=True)
class OfficialKey:
    """A private key with its certificate and those above it, as pyHanko takes them."""

    key: keys.PrivateKeyInfo
    certificate: x509.Certificate
    above: tuple[x509.Certificate, ...]
    owner: str
    serial: str

    def __repr__(self) -> str:
        return f"OfficialKey({self.serial})"


class OfficialKeys:
    """A folder of ``NIP.p12`` that only the user of the web server can read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def has(self, nip: str) -> bool:
        return self._path(nip).exists()

    def open(self, nip: str, passphrase: str, *, now: datetime) -> OfficialKey:
        """Raises CertificateUnusable, UnsafeKey, or SecretRefused for a wrong passphrase."""
        path = self._path(nip)
        if not path.exists():
            raise CertificateUnusable(
                sentence(
                    "Sertifikat elektronik untuk NIP %(nip)s belum dipasang."
                    " Minta operator menaruhnya sebagai %(name)s, atau pakai tanda tangan basah."
                ),
                nip=nip,
                name=path.name,
            )
        if path.stat().st_mode & _OTHERS:
            raise UnsafeKey(
                sentence(
                    "Berkas sertifikat %(path)s dapat dibaca orang lain."
                    " Minta operator menjalankan: chmod 600 %(path)s"
                ),
                path=str(path),
            )
        found = _opened(path.read_bytes(), passphrase)
        _require_valid(found[1], now)
        return _as_key(*found)

    def _path(self, nip: str) -> Path:
        # Only digits: whatever else stands in a NIP, it never leads to another folder.
        return self._folder / f"{''.join(filter(str.isdigit, nip))}.p12"


def _opened(content: bytes, passphrase: str) -> tuple[bytes, certificates.Certificate, list[bytes]]:
    try:
        pkcs12.Pfx.load(content, strict=True)["version"].native  # noqa: B018 - parsed when read
    except (ValueError, TypeError):
        raise CertificateUnusable(
            sentence(
                "Berkas sertifikat Anda rusak atau bukan PKCS#12. Minta operator menggantinya."
            )
        ) from None
    try:
        store = load_pkcs12(content, passphrase.encode())
    except ValueError:
        raise SecretRefused(
            sentence("Frasa sandi sertifikat tidak cocok. Dokumen belum ditandatangani."),
            fields={"passphrase": [sentence("Ketik lagi frasa sandi sertifikat Anda.")]},
        ) from None
    if store.key is None or store.cert is None:
        raise CertificateUnusable(
            sentence("Berkas sertifikat Anda tidak memuat kunci. Minta operator menggantinya.")
        )
    key = store.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    above = [one.certificate.public_bytes(Encoding.DER) for one in store.additional_certs]
    return key, store.cert.certificate, above


def _require_valid(certificate: certificates.Certificate, now: datetime) -> None:
    if now > certificate.not_valid_after_utc:
        raise CertificateUnusable(
            sentence(
                "Sertifikat elektronik Anda habis masa berlakunya pada %(day)s."
                " Perbarui dahulu, atau pakai tanda tangan basah. Dokumen belum ditandatangani."
            ),
            code="certificate_expired",
            day=f"{certificate.not_valid_after_utc:%d-%m-%Y}",
        )
    if now < certificate.not_valid_before_utc:
        raise CertificateUnusable(
            sentence(
                "Sertifikat elektronik Anda baru berlaku pada %(day)s."
                " Jika hari itu sudah lewat, jam server ini terlambat; minta operator memeriksanya."
            ),
            code="certificate_not_yet",
            day=f"{certificate.not_valid_before_utc:%d-%m-%Y}",
        )


def _as_key(key: bytes, certificate: certificates.Certificate, above: list[bytes]) -> OfficialKey:
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return OfficialKey(
        key=keys.PrivateKeyInfo.load(key),
        certificate=x509.Certificate.load(certificate.public_bytes(Encoding.DER)),
        above=tuple(map(x509.Certificate.load, above)),
        owner=str(names[0].value) if names else "",
        serial=f"{certificate.serial_number:x}",
    )
