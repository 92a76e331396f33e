"""What an entry of the ledger says, and the exact bytes that are sealed for it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from typing import Any

from ledger.domain.canonical import plain, plain_bytes, require_restricted, utc_text
from ledger.domain.commitments import PrivateBody, PrivatePart, seal_private
from ledger.domain.merkle import leaf_hash
from ledger.domain.postings import PostingLine, check_balanced
from ledger.domain.uids import is_uid
from ledger.errors import RuleRefused, sentence

#: Selects the schema of a body for ever; a field may be added without raising it.
BODY_VERSION = 1

_CODE = re.compile(r"[A-Za-z0-9._:/@+-]{1,200}")
_SHA256_HEX = re.compile(r"[0-9a-f]{64}")
_NIP = re.compile(r"(?<![0-9A-Za-z])[0-9]{18}(?![0-9A-Za-z])")


class EntryKind(StrEnum):
    OPENING = "opening"
    QUOTA_OPENING = "quota_opening"
    QUOTA_WIDENED = "quota_widened"
    AWARD_POINTS = "award_points"
    AWARD_BADGE = "award_badge"
    AWARD_DOCUMENT = "award_document"
    POINTS_EXPIRED = "points_expired"
    GUIDANCE = "guidance"
    SANCTION = "sanction"
    RULE_ACTIVATED = "rule_activated"
    RULE_RETIRED = "rule_retired"
    DOCUMENT_ISSUED = "document_issued"
    DOCUMENT_REVOKED = "document_revoked"
    RECAP_ISSUED = "recap_issued"
    REVERSAL = "reversal"
    BALANCES_SEALED = "balances_sealed"
    ORIGIN_OPENED = "origin_opened"
    DATA_ERASED = "data_erased"


#: Merit alone moves points: guidance and sanctions are entries without postings.
POSTING_KINDS = frozenset(
    {
        EntryKind.QUOTA_OPENING,
        EntryKind.QUOTA_WIDENED,
        EntryKind.AWARD_POINTS,
        EntryKind.POINTS_EXPIRED,
    }
)

KIND_LABELS = {
    EntryKind.OPENING: sentence("Pembukaan"),
    EntryKind.QUOTA_OPENING: sentence("Kuota poin dibuka"),
    EntryKind.QUOTA_WIDENED: sentence("Kuota poin ditambah"),
    EntryKind.AWARD_POINTS: sentence("Penghargaan berpoin"),
    EntryKind.AWARD_BADGE: sentence("Lencana"),
    EntryKind.AWARD_DOCUMENT: sentence("Penghargaan berpiagam"),
    EntryKind.POINTS_EXPIRED: sentence("Poin kedaluwarsa"),
    EntryKind.GUIDANCE: sentence("Catatan pembinaan"),
    EntryKind.SANCTION: sentence("Hukuman disiplin"),
    EntryKind.RULE_ACTIVATED: sentence("Aturan diaktifkan"),
    EntryKind.RULE_RETIRED: sentence("Aturan diakhiri"),
    EntryKind.DOCUMENT_ISSUED: sentence("Dokumen terbit"),
    EntryKind.DOCUMENT_REVOKED: sentence("Dokumen dicabut"),
    EntryKind.RECAP_ISSUED: sentence("Rekap terbit"),
    EntryKind.REVERSAL: sentence("Koreksi"),
    EntryKind.BALANCES_SEALED: sentence("Saldo disegel"),
    EntryKind.ORIGIN_OPENED: sentence("Buku besar dilanjutkan setelah pemulihan"),
    EntryKind.DATA_ERASED: sentence("Data pribadi dihapus"),
}


@dataclass(frozen=True)
class EntryDraft:
    """An entry before it is sealed.

    ``uid`` is a ULID made by the one who posts; ``at`` is the moment of the decision. ``unit``,
    ``actor``, ``rule`` (``code@version``), ``reason`` and the values of ``facts`` are public codes
    and go into the leaf as they stand. ``subject_private`` and ``reason_private`` hold everything
    about a person and all free text: the leaf only commits to them. ``doc_sha256`` is hex.
    """

    origin: str
    uid: str
    kind: EntryKind
    at: datetime
    happened_on: date | None = None
    effective_on: date | None = None
    unit: str | None = None
    actor: str | None = None
    rule: str | None = None
    reason: str | None = None
    facts: Mapping[str, str | int | bool] = field(default_factory=dict)
    lines: tuple[PostingLine, ...] = ()
    subject_private: Mapping[str, Any] | None = None
    reason_private: Mapping[str, Any] | None = None
    doc_sha256: str | None = None
    reverses: str | None = None


@dataclass(frozen=True)
class SealedEntry:
    """The exact bytes to store, the leaf over them, and what opens their commitments."""

    uid: str
    body: bytes
    leaf_hash: bytes
    lines: tuple[PostingLine, ...]
    private_bodies: tuple[PrivateBody, ...]


def seal_body(
    draft: EntryDraft, *, subject_salt: bytes | None = None, reason_salt: bytes | None = None
) -> SealedEntry:
    """Check a draft and write its body; needs no database, so it runs before the transaction.

    A part that is present needs its own fresh salt of 32 bytes (ValueError without). Raises
    RuleRefused for a draft that breaks a rule of the ledger, NotCanonical for an unusable value.
    """
    check_draft(draft)
    if subject_salt is not None and subject_salt == reason_salt:
        raise ValueError("a salt is never used twice")
    parts = (
        (PrivatePart.SUBJECT, subject_salt, draft.subject_private),
        (PrivatePart.REASON, reason_salt, draft.reason_private),
    )
    private_bodies = tuple(
        seal_private(part, salt or b"", private) for part, salt, private in parts if private
    )
    lines = tuple(sorted(draft.lines))
    commitments = {commitment_field(b.part): b.commitment for b in private_bodies}
    body = plain_bytes({**public_fields(draft), **commitments, **_posting_field(lines)})
    return SealedEntry(draft.uid, body, leaf_hash(body), lines, private_bodies)


def public_fields(draft: EntryDraft) -> dict[str, Any]:
    """The body without commitments and postings; what is absent is left out.

    An entry row repeats some of these in columns, which verification compares with the body.
    """
    found = {
        "v": BODY_VERSION,
        "origin": draft.origin,
        "uid": draft.uid,
        "kind": draft.kind.value,
        "at": utc_text(draft.at),
        "happened_on": _date_text(draft.happened_on),
        "effective_on": _date_text(draft.effective_on),
        "unit": draft.unit,
        "actor": draft.actor,
        "rule": draft.rule,
        "reason": draft.reason,
        "facts": dict(draft.facts) or None,
        "doc_sha256": draft.doc_sha256,
        "reverses": draft.reverses,
    }
    return {name: value for name, value in found.items() if value is not None}


def lines_of(body: Mapping[str, Any]) -> tuple[PostingLine, ...]:
    """The postings a parsed body states; raises KeyError or TypeError when it is malformed."""
    return tuple(_line_of(posting) for posting in body.get("postings", ()))


def detail_sha256(detail: Mapping[str, Any]) -> str:
    """What the private reason says of ``detail``, so that the words on a screen are sealed too."""
    return sha256(plain_bytes(plain(detail))).hexdigest()


def commitment_field(part: PrivatePart) -> str:
    return f"{part.value}_c"


def check_draft(draft: EntryDraft) -> None:
    """Raise RuleRefused for what no entry of the ledger may say."""
    _check_names(draft)
    _check_public_codes(draft)
    _check_kind(draft)
    check_balanced(draft.lines)


def _check_names(draft: EntryDraft) -> None:
    if not is_uid(draft.uid) or (draft.reverses is not None and not is_uid(draft.reverses)):
        raise RuleRefused(
            sentence("Nomor entri tidak berbentuk ULID."), constraint="ck_entry_uid_ulid"
        )
    if draft.doc_sha256 is not None and not _SHA256_HEX.fullmatch(draft.doc_sha256):
        raise RuleRefused(
            sentence("Sidik dokumen bukan SHA-256 heksadesimal."),
            constraint="ck_entry_doc_sha256_hex",
        )


def _check_public_codes(draft: EntryDraft) -> None:
    named = (draft.origin, draft.unit, draft.actor, draft.rule, draft.reason)
    codes = [code for code in named if code is not None]
    codes += [str(value) for value in draft.facts.values()]
    codes += [line.account_key for line in draft.lines]
    require_restricted(dict(draft.facts))
    require_restricted([line.points_delta for line in draft.lines])
    for code in codes:
        if not _is_public(code):
            raise RuleRefused(
                sentence("Bagian terbuka sebuah entri hanya memuat kode, tanpa data pribadi."),
                constraint="ck_entry_public_codes",
            )


@lru_cache(maxsize=4096)
def _is_public(code: str) -> bool:
    """A leaf can never be erased, so neither free text nor a NIP may slip into it.

    Remembered, for the entries of an agency name the same units, rules and accounts.
    """
    return bool(_CODE.fullmatch(code)) and not _NIP.search(code)


def _check_kind(draft: EntryDraft) -> None:
    has_lines, reverses = bool(draft.lines), draft.reverses is not None
    if reverses != (draft.kind is EntryKind.REVERSAL):
        raise RuleRefused(
            sentence("Hanya koreksi yang menunjuk entri yang dikoreksi, dan ia harus menunjuknya."),
            constraint="ck_entry_reverses_only_reversal",
        )
    if draft.kind is not EntryKind.REVERSAL and has_lines != (draft.kind in POSTING_KINDS):
        raise RuleRefused(
            sentence("Poin hanya berubah oleh entri penghargaan, kuota, dan kedaluwarsa."),
            constraint="ck_entry_postings_fit_kind",
        )


def _posting_field(lines: tuple[PostingLine, ...]) -> dict[str, Any]:
    if not lines:
        return {}
    return {"postings": [{"account": n.account_key, "points": n.points_delta} for n in lines]}


def _line_of(posting: Mapping[str, Any]) -> PostingLine:
    account, points = posting["account"], posting["points"]
    if not isinstance(account, str) or type(points) is not int:
        raise TypeError("a posting names an account and whole points")
    return PostingLine(account, points)


def _date_text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
