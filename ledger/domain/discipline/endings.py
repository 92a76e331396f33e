"""Why a case ends without a sanction although nobody found it unproven."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from ledger.errors import sentence


class EndingGround(StrEnum):
    """``other`` stands for what the agency's own rules know; its reason says what."""

    DIED = "died"
    RETIRED = "retired"
    LEFT = "left"
    WRONG_PERSON = "wrong_person"
    OTHER = "other"


ENDING_LABELS: Mapping[EndingGround, str] = MappingProxyType(
    {
        EndingGround.DIED: sentence("Pegawai meninggal dunia"),
        EndingGround.RETIRED: sentence("Pegawai mencapai batas usia pensiun"),
        EndingGround.LEFT: sentence("Pegawai berhenti atau pindah instansi"),
        EndingGround.WRONG_PERSON: sentence("Orangnya keliru"),
        EndingGround.OTHER: sentence("Sebab lain"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Discontinue:
    """End a case on a ground, with the reason in words."""

    ground: EndingGround
    reason: str
