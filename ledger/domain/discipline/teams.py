"""The team that examines: when the law asks for one, and who may sit in it (Pasal 29)."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from ledger.domain.discipline.catalogue import Level
from ledger.domain.positions import PositionLevel
from ledger.errors import sentence

TEAM_ARTICLE = "Pasal 29 PP 94/2021"


class TeamElement(StrEnum):
    """The three elements that a team must have, and other officials who may be added."""

    SUPERIOR = "superior"
    OVERSIGHT = "oversight"
    PERSONNEL = "personnel"
    OTHER = "other"


class TeamNeed(StrEnum):
    """Whether a team examines: alone the superior, either, or the team only (I07)."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


ELEMENT_LABELS = MappingProxyType(
    {
        TeamElement.SUPERIOR: sentence("Atasan langsung"),
        TeamElement.OVERSIGHT: sentence("Unsur pengawasan"),
        TeamElement.PERSONNEL: sentence("Unsur kepegawaian"),
        TeamElement.OTHER: sentence("Pejabat lain"),
    }
)
REQUIRED_ELEMENTS = (TeamElement.SUPERIOR, TeamElement.OVERSIGHT, TeamElement.PERSONNEL)
_NEEDS = MappingProxyType(
    {
        Level.RINGAN: TeamNeed.NONE,
        Level.SEDANG: TeamNeed.OPTIONAL,
        Level.BERAT: TeamNeed.REQUIRED,
    }
)

ELEMENT_MISSING = sentence("Tim belum mempunyai %(element)s (%(article)s).")
RANK_TOO_LOW = sentence(
    "Jabatan %(name)s lebih rendah daripada jabatan pegawai yang diperiksa (%(article)s)."
)
INVOLVED = sentence(
    "%(name)s pelapor, saksi, keluarga, atau terlibat, jadi tidak boleh memeriksa (%(article)s)."
)
NO_OTHER_SUPERIOR = sentence(
    "Unsur atasan langsung adalah %(name)s, yaitu atasan terdekat yang tidak terlibat"
    " (%(article)s)."
)
IS_SUBJECT = sentence("Pegawai yang diperiksa tidak boleh duduk dalam tim (%(article)s).")
ONE_CHAIR = sentence("Pilih satu ketua tim (%(article)s).")
SEATED_TWICE = sentence("%(name)s tercantum dua kali.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One who is proposed for the team, with the level of the post or what it is held equal to."""

    person_id: int
    name: str
    element: TeamElement
    level: PositionLevel
    is_chair: bool = False


def team_need(level: Level) -> TeamNeed:
    """None for light, optional for medium, required for heavy suspicion (I07)."""
    return _NEEDS[level]


def problems_of(
    seats: Sequence[Seat],
    *,
    subject_id: int,
    subject_level: PositionLevel,
    superior_id: int | None,
    superior_name: str = "",
    barred: Collection[int] = (),
) -> tuple[str, ...]:
    """Say everything that keeps these people from being the team (I08); empty when nothing does.

    ``superior_id`` is the nearest superior who is not involved, who takes the place of one who is.
    """
    found = (
        *_missing_elements(seats),
        *_people(seats, subject_id, subject_level, barred),
        *_superior(seats, superior_id, superior_name),
    )
    return tuple(dict.fromkeys(found))


def _missing_elements(seats: Sequence[Seat]) -> Iterator[str]:
    have = {seat.element for seat in seats}
    for element in REQUIRED_ELEMENTS:
        if element not in have:
            yield ELEMENT_MISSING % {
                "element": ELEMENT_LABELS[element].lower(),
                "article": TEAM_ARTICLE,
            }
    if sum(seat.is_chair for seat in seats) != 1:
        yield ONE_CHAIR % {"article": TEAM_ARTICLE}


def _people(
    seats: Sequence[Seat],
    subject_id: int,
    subject_level: PositionLevel,
    barred: Collection[int],
) -> Iterator[str]:
    seen: set[int] = set()
    for seat in seats:
        named = {"name": seat.name, "article": TEAM_ARTICLE}
        if seat.person_id == subject_id:
            yield IS_SUBJECT % named
            continue
        if seat.person_id in seen:
            yield SEATED_TWICE % named
        seen.add(seat.person_id)
        if seat.person_id in barred:
            yield INVOLVED % named
        if seat.level.rank < subject_level.rank:
            yield RANK_TOO_LOW % named


def _superior(seats: Sequence[Seat], superior_id: int | None, superior_name: str) -> Iterator[str]:
    if superior_id is None:
        return
    for seat in seats:
        if seat.element is TeamElement.SUPERIOR and seat.person_id != superior_id:
            yield NO_OTHER_SUPERIOR % {"name": superior_name, "article": TEAM_ARTICLE}
