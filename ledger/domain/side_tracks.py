"""Sanctions beside discipline, each with words of its own and never a kind of PP 94/2021.

The performance sanction follows a target that was not met (PP 30/2019 Pasal 56); the service
sanction an obligation of UU 25/2009 that was not kept (Pasal 54). A "teguran tertulis" of the
second is no R2: no case, no examination record, no place in the history of discipline.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from ledger.domain.sources import SourceStatus
from ledger.domain.wording import require_reason
from ledger.errors import InvalidInput, sentence


class Track(StrEnum):
    PERFORMANCE = "performance"
    SERVICE = "service"


TRACK_LABELS: Mapping[Track, str] = MappingProxyType(
    {
        Track.PERFORMANCE: sentence("Sanksi kinerja (PP 30/2019)"),
        Track.SERVICE: sentence("Sanksi pelayanan publik (UU 25/2009)"),
    }
)
#: What every article of a track ends with; the database holds it too.
TRACK_LAWS: Mapping[Track, str] = MappingProxyType(
    {Track.PERFORMANCE: "PP 30/2019", Track.SERVICE: "UU 25/2009"}
)


class SideEvent(StrEnum):
    """What happened to it afterwards; a mistake is withdrawn, never erased."""

    OBEYED = "obeyed"
    NOT_OBEYED = "not_obeyed"
    WITHDRAWN = "withdrawn"


SIDE_EVENT_LABELS: Mapping[SideEvent, str] = MappingProxyType(
    {
        SideEvent.OBEYED: sentence("Dipatuhi"),
        SideEvent.NOT_OBEYED: sentence("Tidak dipatuhi"),
        SideEvent.WITHDRAWN: sentence("Ditarik kembali"),
    }
)


@dataclass(frozen=True, slots=True)
class SideKind:
    """One kind of a track; ``obey_months`` is the time the law leaves to obey, when it does."""

    code: str
    track: Track
    text: str
    article: str
    status: SourceStatus
    obey_months: int = 0


_C, _M = SourceStatus.CONFIRMED, SourceStatus.MEMORY
_WARNING = "Pasal 11 ayat (2) dan ayat (3), Pasal 15 huruf g, atau Pasal 17 huruf e"

SIDE_KINDS: Mapping[str, SideKind] = MappingProxyType(
    {
        kind.code: kind
        for kind in (
            SideKind(
                "KN1",
                Track.PERFORMANCE,
                "kesempatan memperbaiki kinerja selama 6 bulan",
                "Pasal 56 PP 30/2019",
                _M,
            ),
            SideKind("KN2", Track.PERFORMANCE, "uji kompetensi ulang", "Pasal 56 PP 30/2019", _M),
            SideKind(
                "KN3",
                Track.PERFORMANCE,
                "pemindahan ke jabatan lain yang sesuai kompetensinya",
                "Pasal 56 PP 30/2019",
                _M,
            ),
            SideKind(
                "PL1",
                Track.SERVICE,
                "teguran tertulis pelayanan publik",
                "Pasal 54 ayat (1) UU 25/2009",
                _C,
            ),
            SideKind(
                "PL2",
                Track.SERVICE,
                "teguran tertulis pelayanan publik yang wajib dipatuhi dalam 3 bulan",
                "Pasal 54 ayat (2) UU 25/2009",
                _C,
                obey_months=3,
            ),
            SideKind(
                "PL3",
                Track.SERVICE,
                "pembebasan dari jabatan karena teguran pelayanan tidak dipatuhi",
                "Pasal 54 ayat (2) UU 25/2009",
                _C,
            ),
        )
    }
)

KIND_OF_OTHER_TRACK = sentence("Pilih jenis sanksi dari jalur ini")
LETTER_MISSING = sentence("Isi nomor surat atau keputusannya")
DECIDED_IN_FUTURE = sentence("Tanggal keputusan tidak boleh setelah hari ini")
NOT_ABOUT_YOURSELF = sentence("Pejabat tidak boleh menjatuhkan sanksi kepada dirinya sendiri")
INCOMPLETE = sentence("Sanksi ini belum lengkap. Perbaiki isian yang ditandai.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSideSanction:
    """A sanction that an official imposed by letter, put on record by HR."""

    track: Track
    kind: str
    subject_id: int
    decided_by: int
    decided_on: date
    letter_number: str
    reason: str


def require_side_sanction(command: RecordSideSanction, *, today: date) -> SideKind:
    """Give the kind; raises InvalidInput naming the fields that are wrong."""
    problems: dict[str, list[str]] = {}
    kind = SIDE_KINDS.get(command.kind)
    if kind is None or kind.track is not command.track:
        problems["kind"] = [KIND_OF_OTHER_TRACK]
    if not command.letter_number.strip():
        problems["letter_number"] = [LETTER_MISSING]
    if command.decided_on > today:
        problems["decided_on"] = [DECIDED_IN_FUTURE]
    if command.decided_by == command.subject_id:
        problems["official"] = [NOT_ABOUT_YOURSELF]
    if problems or kind is None:
        raise InvalidInput(INCOMPLETE, fields=problems)
    require_reason(command.reason)
    return kind
