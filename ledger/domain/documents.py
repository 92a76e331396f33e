"""The kinds, states, numbers and codes of official documents."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Any

from ledger.errors import InvalidInput, Told, sentence


class DocumentKind(StrEnum):
    CERTIFICATE = "certificate"
    GUIDANCE_LETTER = "guidance_letter"
    SUMMONS = "summons"
    EXAMINATION_RECORD = "examination_record"
    INVESTIGATION_REPORT = "investigation_report"
    AUTHORITY_REPORT = "authority_report"
    TEAM_DECISION = "team_decision"
    RELEASE_DECISION = "release_decision"
    #: The Keputusan of R1 to R3, and the one of every heavier kind: one form, two names.
    REPRIMAND_DECISION = "reprimand_decision"
    SANCTION_DECISION = "sanction_decision"
    DELIVERY_CALL = "delivery_call"
    DELIVERY_RECEIPT = "delivery_receipt"
    DELIVERY_LETTER = "delivery_letter"
    REMEDY_DECISION = "remedy_decision"
    CLEAN_STATEMENT = "clean_statement"
    RECAP = "recap"
    RECAP_CORRIGENDUM = "recap_corrigendum"


class CertificateDesign(StrEnum):
    """How a piagam is drawn: a woven border, batik all around, or a panel beside the words."""

    ANYAMAN = "anyaman"
    KAWUNG = "kawung"
    CAKRA = "cakra"


DESIGN_LABELS = {
    CertificateDesign.ANYAMAN: sentence("Anyaman: bingkai garis halus, biru dan emas"),
    CertificateDesign.KAWUNG: sentence("Kawung: bingkai batik, merah tua dan emas"),
    CertificateDesign.CAKRA: sentence("Cakra: panel biru di sisi kiri, roset di latar"),
}


class DocumentState(StrEnum):
    """Approved the words are frozen; numbered it is rendered, signed and issued; nothing goes back.

    A paper that is signed by hand, or by nobody, is issued without ever being ``signed``.
    """

    DRAFT = "draft"
    APPROVED = "approved"
    NUMBERED = "numbered"
    SIGNED = "signed"
    ISSUED = "issued"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


class DocumentEventKind(StrEnum):
    APPROVE = "approve"
    NUMBER = "number"
    SIGN = "sign"
    ISSUE = "issue"
    REVOKE = "revoke"
    SUPERSEDE = "supersede"


TRANSITIONS = {
    (DocumentState.DRAFT, DocumentEventKind.APPROVE): DocumentState.APPROVED,
    (DocumentState.APPROVED, DocumentEventKind.NUMBER): DocumentState.NUMBERED,
    (DocumentState.NUMBERED, DocumentEventKind.SIGN): DocumentState.SIGNED,
    (DocumentState.NUMBERED, DocumentEventKind.ISSUE): DocumentState.ISSUED,
    (DocumentState.SIGNED, DocumentEventKind.ISSUE): DocumentState.ISSUED,
    (DocumentState.NUMBERED, DocumentEventKind.REVOKE): DocumentState.REVOKED,
    (DocumentState.SIGNED, DocumentEventKind.REVOKE): DocumentState.REVOKED,
    (DocumentState.ISSUED, DocumentEventKind.REVOKE): DocumentState.REVOKED,
    (DocumentState.ISSUED, DocumentEventKind.SUPERSEDE): DocumentState.SUPERSEDED,
}

STATE_LABELS = {
    DocumentState.DRAFT: sentence("Konsep"),
    DocumentState.APPROVED: sentence("Disetujui"),
    DocumentState.NUMBERED: sentence("Sedang disiapkan"),
    DocumentState.SIGNED: sentence("Ditandatangani"),
    DocumentState.ISSUED: sentence("Terbit"),
    DocumentState.REVOKED: sentence("Dicabut"),
    DocumentState.SUPERSEDED: sentence("Diganti"),
}

#: A paper begins as one of these: nothing is in force that was not numbered on the way.
FIRST_STATES = (DocumentState.DRAFT, DocumentState.APPROVED)

#: A paper with a number that is not in force yet.
UNDER_WAY = (DocumentState.NUMBERED, DocumentState.SIGNED)

#: Whether the public page may name the person: on a certificate yes, on discipline papers never.
SHOWS_NAME = frozenset({DocumentKind.CERTIFICATE})

#: Papers to the one person their entry is about, who may prove it with the file attached to them.
CARRIES_PROOF = frozenset({DocumentKind.CERTIFICATE, DocumentKind.GUIDANCE_LETTER})

#: Signed by the person as well, or frozen by a job of its own: never on a screen of an official.
SIGNED_ON_PAPER = frozenset(
    {
        DocumentKind.EXAMINATION_RECORD,
        DocumentKind.DELIVERY_RECEIPT,
        DocumentKind.RECAP,
        DocumentKind.RECAP_CORRIGENDUM,
    }
)

#: What may be signed many at once; a paper about conduct is read and signed alone.
SIGNED_TOGETHER = frozenset({DocumentKind.CERTIFICATE})

#: The Keputusan at the end of a case, whatever its kind.
PUNISHES = frozenset({DocumentKind.REPRIMAND_DECISION, DocumentKind.SANCTION_DECISION})

#: Papers of a case that speak to the person: F1, F2, F6, the Keputusan, F17 and F18, and
#: the answer to an objection.
SPEAKS_TO_SUBJECT = PUNISHES | {
    DocumentKind.SUMMONS,
    DocumentKind.EXAMINATION_RECORD,
    DocumentKind.RELEASE_DECISION,
    DocumentKind.DELIVERY_CALL,
    DocumentKind.DELIVERY_RECEIPT,
    DocumentKind.DELIVERY_LETTER,
    DocumentKind.REMEDY_DECISION,
}

#: Papers of a case, open only to who reads the case (design section 8).
OF_A_CASE = SPEAKS_TO_SUBJECT | {
    DocumentKind.INVESTIGATION_REPORT,
    DocumentKind.AUTHORITY_REPORT,
    DocumentKind.TEAM_DECISION,
}

DOCUMENT_LABELS = {
    DocumentKind.CERTIFICATE: sentence("Piagam penghargaan"),
    DocumentKind.GUIDANCE_LETTER: sentence("Surat pembinaan"),
    DocumentKind.SUMMONS: sentence("Surat panggilan"),
    DocumentKind.EXAMINATION_RECORD: sentence("Berita acara pemeriksaan"),
    DocumentKind.INVESTIGATION_REPORT: sentence("Laporan hasil pemeriksaan"),
    DocumentKind.AUTHORITY_REPORT: sentence("Laporan kewenangan penjatuhan"),
    DocumentKind.TEAM_DECISION: sentence("Keputusan pembentukan tim pemeriksa"),
    DocumentKind.RELEASE_DECISION: sentence("Keputusan pembebasan sementara"),
    DocumentKind.REPRIMAND_DECISION: sentence("Keputusan hukuman disiplin"),
    DocumentKind.SANCTION_DECISION: sentence("Keputusan hukuman disiplin"),
    DocumentKind.DELIVERY_CALL: sentence("Panggilan menerima keputusan"),
    DocumentKind.DELIVERY_RECEIPT: sentence("Tanda terima keputusan"),
    DocumentKind.DELIVERY_LETTER: sentence("Surat pengantar keputusan"),
    DocumentKind.REMEDY_DECISION: sentence("Keputusan atas keberatan"),
    DocumentKind.CLEAN_STATEMENT: sentence("Surat keterangan hukuman disiplin"),
    DocumentKind.RECAP: sentence("Rekap kinerja"),
    DocumentKind.RECAP_CORRIGENDUM: sentence("Koreksi rekap kinerja"),
}

MOMENT_LABELS = {
    "approved": sentence("Disetujui"),
    "numbered": sentence("Diberi nomor"),
    "ready": sentence("Siap ditandatangani"),
    "sent": sentence("Dikirim untuk ditandatangani"),
    "refused": sentence("Tidak jadi ditandatangani"),
    "lost": sentence("Hasil tanda tangan belum diketahui"),
    "signed": sentence("Ditandatangani"),
    "scanned": sentence("Pindaian tanda tangan basah disimpan"),
    "issued": sentence("Terbit"),
    "revoked": sentence("Dicabut"),
    "superseded": sentence("Diganti dokumen lain"),
    "previewed": sentence("Konsep dibuka"),
    "downloaded": sentence("Dibuka"),
}

#: The setting of an agency, dated like every setting, and what holds without it.
NUMBER_PATTERN_KEY = "document.number_pattern"
NUMBER_PLACES = ("kode", "urut", "unit", "tahun")
_LONGEST_PATTERN = 80
NUMBER_PATTERN = "{kode}/{urut}/{unit}/{tahun}"

#: Crockford's alphabet: nothing in it is mistaken for something else when read aloud or typed.
CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 20
_LONGEST_NAME = 150
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


@dataclass(frozen=True, kw_only=True)
class PrepareDocument:
    """Give a paper its number and have it issued.

    ``context`` is ``DocumentContext.to_mapping()``; its number, draft mark and verification
    address are filled in later. ``source_key`` is the natural key of what the paper is for
    ("proposal:12:person:7"): the same key is the same paper. ``officials`` are the snapshots of
    those who sign, ``person_id`` inside each when it is a person of the agency. With
    ``has_own_job`` whoever prepares the paper also issues it, in a job of its own.
    """

    kind: DocumentKind
    source_key: str
    unit_id: int
    dated_on: date
    context: Mapping[str, Any]
    person_id: int | None = None
    entry_uid: str | None = None
    officials: tuple[Mapping[str, Any], ...] = field(default=())
    has_own_job: bool = False


def check_number_pattern(pattern: str) -> None:
    """InvalidInput for a pattern that could print a number twice, or names an unknown place."""
    unknown = sorted(set(re.findall(r"\{([^{}]*)\}", pattern)) - set(NUMBER_PLACES))
    if unknown:
        told = Told(
            sentence("Isian {%(name)s} tidak dikenal. Pakai {kode}, {urut}, {unit}, atau {tahun}."),
            name=unknown[0],
        )
        raise InvalidInput(told, fields={"number_pattern": [told]})
    # Numbers run on within a unit, a class and a year, so without one of these two would be alike.
    if missing := [name for name in NUMBER_PLACES if f"{{{name}}}" not in pattern]:
        told = Told(
            sentence("Pola nomor harus memuat {%(name)s}, agar tidak ada dua nomor yang sama."),
            name=missing[0],
        )
        raise InvalidInput(told, fields={"number_pattern": [told]})
    if len(pattern) > _LONGEST_PATTERN:
        told = Told(sentence("Pola nomor paling banyak 80 huruf. Pendekkan."))
        raise InvalidInput(told, fields={"number_pattern": [told]})


def format_number(pattern: str, *, class_code: str, sequence: int, unit: str, year: int) -> str:
    """The number as printed: 800.1.12.8/118/DKPS/2026. InvalidInput for a pattern without it."""
    if "{urut}" not in pattern or "{tahun}" not in pattern:
        raise InvalidInput(
            sentence("Pola nomor dokumen harus memuat {urut} dan {tahun}. Perbaiki pengaturannya.")
        )
    values = {"kode": class_code, "urut": str(sequence), "unit": unit, "tahun": str(year)}
    # Not str.format, which would open the attributes of its values to whoever writes a pattern.
    return re.sub(r"\{(\w+)\}", lambda place: values.get(place[1], place[0]), pattern)


def document_facts(
    kind: DocumentKind,
    *,
    class_code: str,
    year: int,
    sequence: int | None,
    number: str | None,
    entry_uid: str | None,
) -> dict[str, str | int | bool]:
    """The public codes by which an entry binds a paper to its number, for whoever checks it alone.

    A number is as an agency's pattern makes it and need not be a code, so its SHA-256 stands for
    it; ``decision`` is the entry that brought the paper about.
    """
    found: dict[str, str | int | bool | None] = {
        "document_kind": kind.value,
        "document_class": class_code,
        "document_year": year,
        "document_sequence": sequence,
        "number_sha256": None if number is None else sha256(number.encode()).hexdigest(),
        "decision": entry_uid,
    }
    return {name: value for name, value in found.items() if value is not None}


def make_code(randomness: bytes) -> str:
    """Twenty letters from the first 100 bits of at least 13 random bytes."""
    bits = int.from_bytes(randomness[:13], "big") >> 4
    return "".join(CODE_ALPHABET[(bits >> shift) & 31] for shift in range(95, -1, -5))


def file_name(kind: DocumentKind, number: str, name: str = "") -> str:
    """A name safe on every system: piagam-penghargaan-800.1.12.8-118-DKPS-2026-siti-rahmawati.pdf.

    Whatever stands in a number or a name, no path and no control sign comes out of it.
    """
    words = f"{DOCUMENT_LABELS[kind].lower()} {number} {name.lower()}"
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    safe = re.sub(r"\.{2,}", ".", re.sub(r"[^A-Za-z0-9.]+", "-", plain))
    return safe[:_LONGEST_NAME].strip("-.") + ".pdf"


def read_code(typed: str) -> str:
    """The code as stored, from what a person typed or pasted, even the whole printed address.

    Empty when it cannot be one.
    """
    code = typed.strip().rpartition("/")[2].upper().translate(_MISREAD)
    fits = len(code) == CODE_LENGTH and all(letter in CODE_ALPHABET for letter in code)
    return code if fits else ""


def show_code(code: str) -> str:
    """The code in groups of five, as people compare it: 7K4MQ-2XW9T-BD0R3-HJ5NC."""
    return "-".join(code[start : start + 5] for start in range(0, len(code), 5))
