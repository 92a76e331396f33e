"""Who heads a unit on a day, and to whom a step of a decision falls."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from ledger.domain.people import Capacity
from ledger.errors import sentence


class Relation(StrEnum):
    """As what an official acts on a person; the chair of a team is a seat of that team instead."""

    SUPERIOR = "superior"
    APPRAISER = "appraiser"
    #: Of the whole agency.
    HEAD = "head"


RELATION_LABELS: Mapping[str, str] = MappingProxyType(
    {
        Relation.SUPERIOR: sentence("sebagai atasan langsung"),
        Relation.APPRAISER: sentence("sebagai pejabat penilai kinerja"),
        Relation.HEAD: sentence("sebagai pimpinan instansi"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Official:
    """A person in a post: ``letter_number`` is the letter of an acting appointment, else empty."""

    person_id: int
    unit_id: int
    capacity: Capacity = Capacity.DEFINITIF
    letter_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedStep:
    """Who decides a step, and through which post; nobody when the way up ends or a panel decides.

    ``moved_reason`` is the Indonesian sentence for the record when the step left its first
    official, else empty.
    """

    assignee_id: int | None
    unit_id: int
    moved_reason: str = ""
    capacity: Capacity = Capacity.DEFINITIF
    letter_number: str = ""
