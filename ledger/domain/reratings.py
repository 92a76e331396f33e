"""Rating the past again: what stands, what a version would give, and the lines between the two."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from hashlib import sha256
from types import MappingProxyType
from typing import Any, TypeAlias

from ledger.domain.canonical import plain_bytes
from ledger.errors import sentence

#: Under whom stands what a unit itself was given.
UNIT_ITSELF = 0
Key: TypeAlias = tuple[str, str, str]
"""Rule code, subject and once-key: what makes a firing happen once in the agency."""


class ReratingState(StrEnum):
    ASKED = "asked"
    WAITING = "waiting"
    EMPTY = "empty"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    APPROVED = "approved"
    DONE = "done"


#: While one of a pack is here nobody asks for another of it.
OPEN_STATES = (ReratingState.ASKED, ReratingState.WAITING, ReratingState.APPROVED)
RERATING_LABELS: Mapping[ReratingState, str] = MappingProxyType(
    {
        ReratingState.ASKED: sentence("Rinciannya disusun"),
        ReratingState.WAITING: sentence("Menunggu keputusan"),
        ReratingState.EMPTY: sentence("Tidak ada yang berubah"),
        ReratingState.WITHDRAWN: sentence("Ditarik"),
        ReratingState.REJECTED: sentence("Ditolak"),
        ReratingState.APPROVED: sentence("Sedang dilaksanakan"),
        ReratingState.DONE: sentence("Selesai dilaksanakan"),
    }
)


class LineState(StrEnum):
    PLANNED = "planned"
    UNTOUCHED = "untouched"
    DONE = "done"
    REFUSED = "refused"


class Untouched(StrEnum):
    """Why a difference stays as it is."""

    WAITS = "waits"
    REFUSED = "refused"
    CORRECTED = "corrected"
    #: Of batches before certificates went with their entries.
    PAPER = "paper"
    ELSEWHERE = "elsewhere"


UNTOUCHED_LABELS: Mapping[Untouched, str] = MappingProxyType(
    {
        Untouched.WAITS: sentence("Usulannya masih menunggu keputusan."),
        Untouched.REFUSED: sentence("Usulannya sudah ditolak atau ditarik."),
        Untouched.CORRECTED: sentence("Entrinya sudah dikoreksi tersendiri."),
        Untouched.PAPER: sentence(
            "Menyangkut piagam atau rencana pengembangan: koreksi tersendiri."
        ),
        Untouched.ELSEWHERE: sentence("Penghargaan yang sama jatuh di luar masa ini."),
    }
)


@dataclass(frozen=True, slots=True)
class Given:
    """What one person has or would have of one firing; ``uid`` is the entry that gave it.

    ``document`` is the kind of the paper that goes with it, or nothing.
    """

    points: int
    badge: str = ""
    uid: str = ""
    document: str = ""

    @property
    def worth(self) -> tuple[int, str, str]:
        return self.points, self.badge, self.document


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the version would give for one firing, with all that its record needs."""

    unit_id: int
    happened_on: date
    fact_kind: str
    fact_id: int
    outcome: Mapping[str, Any]
    inputs: Mapping[str, Any]
    shares: Mapping[int, Given]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What the ledger says of one firing: ``held`` is in force, ``ever`` had something once."""

    unit_id: int
    happened_on: date
    fact_kind: str
    fact_id: int
    #: Why somebody without an entry gets none; empty when the award was approved.
    note: str = ""
    held: Mapping[int, Given] = field(default_factory=dict)
    ever: frozenset[int] = frozenset()
    is_elsewhere: bool = False


@dataclass(frozen=True, kw_only=True)
class Line:
    """One change for one person: an entry to take back, one to give, or both."""

    key: Key
    person_id: int
    about: Wanted | Standing
    old: Given | None
    new: Given | None
    note: str
    #: No firing stands for it yet.
    is_first: bool
    outcome: Mapping[str, Any]
    inputs: Mapping[str, Any]

    def told(self) -> list[Any]:
        """What of it is seen and decided upon."""
        old, new = self.old or Given(0), self.new or Given(0)
        about = [*self.key, self.person_id, self.about.unit_id, str(self.about.happened_on)]
        return [*about, old.uid, *old.worth, self.new is not None, *new.worth, self.note]


def plan_lines(
    wanted: Mapping[Key, Wanted], standing: Mapping[Key, Standing], *, elsewhere: frozenset[Key]
) -> list[Line]:
    """Where the version and the ledger differ; ``elsewhere`` are its firings outside the days."""
    return [
        line
        for key in sorted(wanted.keys() | standing.keys())
        for line in _of_key(key, wanted.get(key), standing.get(key), key in elsewhere)
    ]


def lines_sha256(lines: Sequence[Line], **about: str) -> str:
    """Of everything that whoever decides has before their eyes."""
    told = {**about, "lines": [line.told() for line in lines]}
    return sha256(plain_bytes(told)).hexdigest()


def _of_key(
    key: Key, want: Wanted | None, stand: Standing | None, is_elsewhere: bool
) -> Iterator[Line]:
    about = stand or want
    if about is None or (want is None and stand is not None and stand.is_elsewhere):
        return
    shares, held = (want.shares if want else {}), (stand.held if stand else {})
    for person_id in sorted(shares.keys() | held.keys()):
        old, new = held.get(person_id), shares.get(person_id)
        if old is not None and new is not None and old.worth == new.worth:
            continue
        yield Line(
            key=key,
            person_id=person_id,
            about=about,
            old=old,
            new=new,
            note=_note(want, stand, old, person_id, is_elsewhere),
            is_first=stand is None,
            outcome=want.outcome if want else {},
            inputs=want.inputs if want else {},
        )


def _note(
    want: Wanted | None,
    stand: Standing | None,
    old: Given | None,
    person_id: int,
    is_elsewhere: bool,
) -> str:
    if is_elsewhere or (stand is not None and stand.is_elsewhere):
        return Untouched.ELSEWHERE
    if stand is not None and old is None:
        if stand.note:
            return stand.note
        if person_id in stand.ever:
            return Untouched.CORRECTED
    return ""
