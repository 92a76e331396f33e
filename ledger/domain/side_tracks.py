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

from ledger.domain.discipline.execution import months_later
from ledger.domain.formats import date_text
from ledger.domain.performance import Predicate
from ledger.domain.sources import SourceStatus
from ledger.domain.transitions import follow
from ledger.domain.wording import require_reason
from ledger.errors import InvalidInput, RuleRefused, sentence


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
    """What happened to it; a mistake is withdrawn, never erased."""

    IMPOSED = "imposed"
    REFUSED = "refused"
    OBEYED = "obeyed"
    NOT_OBEYED = "not_obeyed"
    WITHDRAWN = "withdrawn"


class SideState(StrEnum):
    """Where it stands: its last event, or before any the wait for its official."""

    WAITING = "waiting"
    IMPOSED = "imposed"
    REFUSED = "refused"
    OBEYED = "obeyed"
    NOT_OBEYED = "not_obeyed"
    WITHDRAWN = "withdrawn"


SIDE_STEPS: Mapping[tuple[SideState, SideEvent], SideState] = MappingProxyType(
    {
        (SideState.WAITING, SideEvent.IMPOSED): SideState.IMPOSED,
        (SideState.WAITING, SideEvent.REFUSED): SideState.REFUSED,
        (SideState.IMPOSED, SideEvent.OBEYED): SideState.OBEYED,
        (SideState.IMPOSED, SideEvent.NOT_OBEYED): SideState.NOT_OBEYED,
        (SideState.IMPOSED, SideEvent.WITHDRAWN): SideState.WITHDRAWN,
        (SideState.OBEYED, SideEvent.WITHDRAWN): SideState.WITHDRAWN,
        (SideState.NOT_OBEYED, SideEvent.WITHDRAWN): SideState.WITHDRAWN,
    }
)
_STATES: Mapping[SideState, str] = MappingProxyType(
    {
        SideState.WAITING: sentence("Menunggu pejabat"),
        SideState.IMPOSED: sentence("Dijatuhkan"),
        SideState.REFUSED: sentence("Tidak dijatuhkan"),
        SideState.WITHDRAWN: sentence("Ditarik kembali"),
    }
)
#: Each track says in words of its own how it went.
SIDE_STATE_LABELS: Mapping[Track, Mapping[SideState, str]] = MappingProxyType(
    {
        Track.PERFORMANCE: {
            **_STATES,
            SideState.OBEYED: sentence("Kinerja membaik"),
            SideState.NOT_OBEYED: sentence("Kinerja tidak membaik"),
        },
        Track.SERVICE: {
            **_STATES,
            SideState.OBEYED: sentence("Dipatuhi"),
            SideState.NOT_OBEYED: sentence("Tidak dipatuhi"),
        },
    }
)


def next_side_state(state: SideState, event: SideEvent) -> SideState:
    """The state after the event; raises InvalidTransition."""
    return follow(SIDE_STEPS, SIDE_STATE_LABELS[Track.SERVICE], state, event)


def open_side_events(state: SideState) -> tuple[SideEvent, ...]:
    """The events the state allows, in the order of SideEvent."""
    return tuple(event for event in SideEvent if (state, event) in SIDE_STEPS)


@dataclass(frozen=True, slots=True)
class SideKind:
    """One kind of a track.

    ``obey_months`` is the time its law leaves to obey or to improve, 0 without one; ``obligations``
    are the articles it may be for; ``by_head`` when it changes the post, which the head of the
    agency decides; ``follows`` is the kind that must have been disobeyed before.
    """

    code: str
    track: Track
    text: str
    article: str
    status: SourceStatus
    obey_months: int = 0
    obligations: tuple[str, ...] = ()
    by_head: bool = False
    follows: str = ""


_C, _M = SourceStatus.CONFIRMED, SourceStatus.MEMORY
#: What Pasal 54 ayat (1) names.
_WARNED = ("Pasal 11 ayat (2)", "Pasal 11 ayat (3)", "Pasal 15 huruf g", "Pasal 17 huruf e")
#: What Pasal 54 ayat (2) names.
_TO_OBEY = (
    "Pasal 10",
    "Pasal 13 ayat (1) huruf b",
    "Pasal 13 ayat (1) huruf e",
    "Pasal 15 huruf e",
    "Pasal 15 huruf f",
    "Pasal 16 huruf a",
    "Pasal 17 huruf b",
    "Pasal 17 huruf c",
    "Pasal 25 ayat (2)",
    "Pasal 29 ayat (2)",
    "Pasal 44 ayat (1)",
    "Pasal 47 ayat (1)",
    "Pasal 48 ayat (1)",
    "Pasal 50 ayat (9)",
)

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
                obey_months=6,
            ),
            SideKind("KN2", Track.PERFORMANCE, "uji kompetensi ulang", "Pasal 56 PP 30/2019", _M),
            SideKind(
                "KN3",
                Track.PERFORMANCE,
                "pemindahan ke jabatan lain yang sesuai kompetensinya",
                "Pasal 56 PP 30/2019",
                _M,
                by_head=True,
            ),
            SideKind(
                "PL1",
                Track.SERVICE,
                "teguran tertulis pelayanan publik",
                "Pasal 54 ayat (1) UU 25/2009",
                _C,
                obligations=_WARNED,
            ),
            SideKind(
                "PL2",
                Track.SERVICE,
                "teguran tertulis pelayanan publik yang wajib dipatuhi dalam 3 bulan",
                "Pasal 54 ayat (2) UU 25/2009",
                _C,
                obey_months=3,
                obligations=_TO_OBEY,
            ),
            SideKind(
                "PL3",
                Track.SERVICE,
                "pembebasan dari jabatan karena teguran pelayanan tidak dipatuhi",
                "Pasal 54 ayat (2) UU 25/2009",
                _C,
                obligations=_TO_OBEY,
                by_head=True,
                follows="PL2",
            ),
        )
    }
)

#: The predicates of an SKP that a performance sanction may rest on.
LOW_PREDICATES = (Predicate.POOR, Predicate.VERY_POOR)

KIND_OF_OTHER_TRACK = sentence("Pilih jenis sanksi dari jalur ini")
LETTER_MISSING = sentence("Isi nomor surat atau keputusannya")
DECIDED_IN_FUTURE = sentence("Tanggal surat tidak boleh setelah hari ini")
OBLIGATION_MISSING = sentence("Pilih kewajiban yang disebut Pasal 54 untuk jenis ini")
NOT_YET_OVER = sentence("Waktunya belum habis. Catat sesudah %(day)s.")
NOTHING_TO_OBEY = sentence("Jenis ini tidak memberi waktu, jadi tidak ada yang dicatat dipatuhi.")
INCOMPLETE = sentence("Sanksi ini belum lengkap. Perbaiki isian yang ditandai.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSideSanction:
    """A letter that HR prepared for the entitled official, who imposes it or not."""

    track: Track
    kind: str
    subject_id: int
    decided_on: date
    letter_number: str
    reason: str
    obligation: str = ""


def require_side_sanction(command: RecordSideSanction, *, today: date) -> SideKind:
    """Give the kind; raises InvalidInput naming the fields that are wrong."""
    problems: dict[str, list[str]] = {}
    kind = SIDE_KINDS.get(command.kind)
    if kind is None or kind.track is not command.track:
        problems["kind"] = [KIND_OF_OTHER_TRACK]
    elif kind.obligations and command.obligation not in kind.obligations:
        problems["obligation"] = [OBLIGATION_MISSING]
    if not command.letter_number.strip():
        problems["letter_number"] = [LETTER_MISSING]
    if command.decided_on > today:
        problems["decided_on"] = [DECIDED_IN_FUTURE]
    if problems or kind is None:
        raise InvalidInput(INCOMPLETE, fields=problems)
    require_reason(command.reason)
    return kind


def obey_until(kind: SideKind, decided_on: date) -> date | None:
    """The last day of the time the kind leaves, None when it leaves none."""
    return months_later(decided_on, kind.obey_months) if kind.obey_months else None


def require_follow_up(event: SideEvent, until: date | None, *, today: date) -> None:
    """Whether it was obeyed, or not once its time is over; raises RuleRefused."""
    if until is None:
        raise RuleRefused(NOTHING_TO_OBEY, constraint="side_obey_time")
    if event is SideEvent.NOT_OBEYED and today <= until:
        raise RuleRefused(NOT_YET_OVER, constraint="side_obey_time", day=date_text(until))
