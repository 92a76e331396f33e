"""Objections to a reward or to guidance: heard by an official who did not decide, within a term.

They are no remedy against a sanction, which has clocks and addressees of its own. An objection is
granted by a correction and, where something is due, by a new entry; nothing is edited.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from ledger.domain.entries import EntryKind
from ledger.domain.wording import require_reason
from ledger.errors import InvalidInput, sentence

MOST_POINTS = 1_000
TITLE_CHARACTERS_MAX = 200
#: UU 30/2014 Pasal 77: 21 working days to object, 10 to answer. That it governs awards inside an
#: agency is not confirmed, so both are settings of the agency with these values until then.
FILE_DAYS_KEY = "objection.file_days"
FILE_DAYS = 21
ANSWER_DAYS_KEY = "objection.answer_days"
ANSWER_DAYS = 10


class ObjectionGround(StrEnum):
    NOT_AWARDED = "not_awarded"
    WRONG_POINTS = "wrong_points"
    WRONG_SHARE = "wrong_share"
    GUIDANCE = "guidance"


class ObjectionState(StrEnum):
    FILED = "filed"
    GRANTED = "granted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class ObjectionEvent(StrEnum):
    GRANT = "grant"
    REJECT = "reject"
    WITHDRAW = "withdraw"


OBJECTION_TRANSITIONS: Mapping[tuple[ObjectionState, ObjectionEvent], ObjectionState] = (
    MappingProxyType(
        {
            (ObjectionState.FILED, ObjectionEvent.GRANT): ObjectionState.GRANTED,
            (ObjectionState.FILED, ObjectionEvent.REJECT): ObjectionState.REJECTED,
            (ObjectionState.FILED, ObjectionEvent.WITHDRAW): ObjectionState.WITHDRAWN,
        }
    )
)
OBJECTION_LABELS: Mapping[ObjectionState, str] = MappingProxyType(
    {
        ObjectionState.FILED: sentence("Menunggu putusan"),
        ObjectionState.GRANTED: sentence("Dikabulkan"),
        ObjectionState.REJECTED: sentence("Ditolak"),
        ObjectionState.WITHDRAWN: sentence("Ditarik"),
    }
)
GROUND_LABELS: Mapping[ObjectionGround, str] = MappingProxyType(
    {
        ObjectionGround.NOT_AWARDED: sentence("Saya seharusnya mendapat penghargaan"),
        ObjectionGround.WRONG_POINTS: sentence("Poinnya tidak benar"),
        ObjectionGround.WRONG_SHARE: sentence("Pembagian poin tim tidak benar"),
        ObjectionGround.GUIDANCE: sentence("Catatan pembinaan ini tidak tepat"),
    }
)
AWARDED = (ObjectionGround.WRONG_POINTS, ObjectionGround.WRONG_SHARE)
_NO_TITLE = sentence("Tulis untuk apa seharusnya Anda mendapat penghargaan")
_LATER = sentence("Tanggal kejadian belum tiba. Isi hari ini atau sebelumnya.")
_POINTS = sentence("Isi poin yang seharusnya, 1 sampai 1.000")
_SAME = sentence("Poin itu sama dengan yang sudah tercatat. Tolak keberatan bila sudah benar.")


@dataclass(frozen=True, kw_only=True)
class FileObjection:
    """Against an own entry, or, without one, that ``title`` of a day was not rewarded."""

    ground: ObjectionGround
    reason: str
    entry_uid: str | None = None
    title: str = ""
    happened_on: date | None = None

    def __post_init__(self) -> None:
        require_reason(self.reason)
        if self.entry_uid is None and not self.title.strip():
            raise InvalidInput(_NO_TITLE, fields={"title": [_NO_TITLE]})


@dataclass(frozen=True, kw_only=True)
class DecideObjection:
    """``points`` is what is due to the person in all; none where guidance is taken back."""

    objection_id: int
    grants: bool
    reason: str
    points: int | None = None

    def __post_init__(self) -> None:
        require_reason(self.reason)


def grounds_for(kind: EntryKind, *, is_shared: bool) -> tuple[ObjectionGround, ...]:
    """What can be objected against an entry of the kind; nothing against one without a decision."""
    if kind is EntryKind.GUIDANCE:
        return (ObjectionGround.GUIDANCE,)
    if kind is EntryKind.AWARD_POINTS:
        return AWARDED if is_shared else (ObjectionGround.WRONG_POINTS,)
    return ()


def require_not_later(happened_on: date, *, today: date) -> None:
    """Nothing is due for what has not happened; raises InvalidInput."""
    if happened_on > today:
        raise InvalidInput(_LATER, fields={"happened_on": [_LATER]})


def require_points(points: int | None, *, recorded: int) -> int:
    """The points that are due, which must differ from what stands; raises InvalidInput."""
    if points is None or not 1 <= points <= MOST_POINTS:
        raise InvalidInput(_POINTS, fields={"points": [_POINTS]})
    if points == recorded:
        raise InvalidInput(_SAME, fields={"points": [_SAME]})
    return points
