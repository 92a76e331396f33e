"""How long records are kept, and on which grounds what is personal in them may be erased.

The years come from the agency's own jadwal retensi arsip, which nobody outside can know: without a
line that a second person confirmed, nothing is ever erased by schedule.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from ledger.domain.entries import EntryKind
from ledger.errors import InvalidInput, sentence

#: Stands where a text was that the database wants to have a length.
ERASED_WORDS = "Dihapus: data pribadi"
#: What is left of the frozen context of an erased paper.
ERASED_CONTEXT: Mapping[str, bool] = MappingProxyType({"erased": True})


class RecordKind(StrEnum):
    """The kinds of record that a retention schedule speaks about.

    Files of discipline cases are not among them: they are part of the personnel file, and their
    erasure is decided there.
    """

    AWARD = "award"
    GUIDANCE = "guidance"
    ADMINISTRATION = "administration"
    CITIZEN = "citizen"


RECORD_LABELS: Mapping[RecordKind, str] = MappingProxyType(
    {
        RecordKind.AWARD: sentence("Penghargaan beserta piagamnya"),
        RecordKind.GUIDANCE: sentence("Catatan pembinaan beserta suratnya"),
        RecordKind.ADMINISTRATION: sentence("Alasan perubahan kuota poin"),
        RecordKind.CITIZEN: sentence("Apresiasi dan pengaduan warga beserta fotonya"),
    }
)

#: Which entries begin a record; their corrections and papers go with them. What citizens sent is
#: no entry.
KINDS_OF_RECORD: Mapping[RecordKind, tuple[EntryKind, ...]] = MappingProxyType(
    {
        RecordKind.AWARD: (
            EntryKind.OPENING,
            EntryKind.AWARD_POINTS,
            EntryKind.AWARD_BADGE,
            EntryKind.AWARD_DOCUMENT,
            EntryKind.POINTS_EXPIRED,
        ),
        RecordKind.GUIDANCE: (EntryKind.GUIDANCE,),
        RecordKind.ADMINISTRATION: (EntryKind.QUOTA_OPENING, EntryKind.QUOTA_WIDENED),
        RecordKind.CITIZEN: (),
    }
)


class ErasureBasis(StrEnum):
    """Why something is erased: its time is over, or somebody asked and the law agrees."""

    SCHEDULE = "schedule"
    REQUEST = "request"


class ErasureGround(StrEnum):
    """The article somebody relies on (UU 27/2022), or the court that ordered it."""

    SUBJECT = "uu-27-2022-8"
    UNLAWFUL = "uu-27-2022-43"
    COURT = "putusan-pengadilan"


GROUND_LABELS: Mapping[ErasureGround, str] = MappingProxyType(
    {
        ErasureGround.SUBJECT: sentence("Permintaan yang bersangkutan (UU 27/2022 Pasal 8)"),
        ErasureGround.UNLAWFUL: sentence(
            "Data tidak diperlukan lagi atau diproses tanpa dasar (UU 27/2022 Pasal 43)"
        ),
        ErasureGround.COURT: sentence("Putusan pengadilan yang berkekuatan hukum tetap"),
    }
)


class ErasureState(StrEnum):
    """A request is decided by a second person; only what was approved is carried out, once."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    DONE = "done"


class ErasureEvent(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"
    CARRY_OUT = "carry_out"


ERASURE_TRANSITIONS: Mapping[tuple[ErasureState, ErasureEvent], ErasureState] = {
    (ErasureState.PROPOSED, ErasureEvent.APPROVE): ErasureState.APPROVED,
    (ErasureState.PROPOSED, ErasureEvent.REJECT): ErasureState.REJECTED,
    (ErasureState.APPROVED, ErasureEvent.CARRY_OUT): ErasureState.DONE,
}

ERASURE_LABELS: Mapping[ErasureState, str] = MappingProxyType(
    {
        ErasureState.PROPOSED: sentence("Menunggu keputusan"),
        ErasureState.APPROVED: sentence("Disetujui"),
        ErasureState.REJECTED: sentence("Ditolak"),
        ErasureState.DONE: sentence("Sudah dihapus"),
    }
)


@dataclass(frozen=True, kw_only=True)
class RecordRetention:
    """A line of the schedule: whole ``years`` after what happened, by ``law``."""

    record_kind: RecordKind
    valid_from: date
    years: int
    law: str

    def __post_init__(self) -> None:
        if self.years < 1:
            told = sentence("Masa simpan paling singkat satu tahun")
            raise InvalidInput(told, fields={"years": [told]})
        if not self.law.strip():
            told = sentence("Sebutkan dasarnya, misalnya nomor peraturan jadwal retensi arsip")
            raise InvalidInput(told, fields={"law": [told]})


@dataclass(frozen=True, kw_only=True)
class RequestErasure:
    """Somebody asked by letter that what the entries say about a person be erased."""

    person_id: int
    entry_uids: tuple[str, ...]
    ground: ErasureGround
    asked_by: str
    letter_number: str
    letter_on: date

    def __post_init__(self) -> None:
        if not self.entry_uids:
            told = sentence("Pilih paling sedikit satu entri")
            raise InvalidInput(told, fields={"entry_uids": [told]})


def is_erased_context(context: Mapping[str, Any]) -> bool:
    """Whether the words of a paper were erased."""
    return context.get("erased") is True


def last_day_kept(happened_on: date, years: int) -> date:
    """The last day on which a record must still be there; 29 February counts as 1 March."""
    try:
        return happened_on.replace(year=happened_on.year + years)
    except ValueError:
        return date(happened_on.year + years, 3, 1)


def newest_day_due(today: date, years: int) -> date:
    """The youngest day whose records may go today, so many whole ``years`` ago."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return date(today.year - years, 2, 28)


def erased_key(uid: str) -> str:
    """The idempotency key of the entry that says that what this one held in private is gone."""
    return f"erased:{uid}"
