"""Why a step of a case leaves its first official, as the sentence that is kept (I28)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from ledger.errors import sentence


class MovedStep(StrEnum):
    EXAMINER = "examiner"
    DECIDER = "decider"


MOVED_STEP_LABELS: Mapping[MovedStep, str] = MappingProxyType(
    {
        MovedStep.EXAMINER: sentence("Pemeriksa"),
        MovedStep.DECIDER: sentence("Pejabat yang berwenang menghukum"),
    }
)


class Hindrance(StrEnum):
    """Why a post does not act; a part in the case is never told more closely."""

    EMPTY = "empty"
    BARRED = "barred"
    WITHOUT_POWER = "without_power"


#: Kept in Indonesian beside the case, so they are not for the catalogue.
HINDRANCE_TEXTS: Mapping[Hindrance, str] = MappingProxyType(
    {
        Hindrance.EMPTY: "jabatan pimpinan {post} kosong (Pasal 25 PP 94/2021)",
        Hindrance.BARRED: (
            "pejabat pada {post} tidak boleh bertindak dalam kasus ini (Pasal 42 UU 30/2014)"
        ),
        Hindrance.WITHOUT_POWER: "pejabat pada {post} bertindak dalam kapasitas tanpa wenang itu",
    }
)
MOVED = "Beralih ke pejabat yang lebih tinggi karena {because}."


@dataclass(frozen=True, slots=True)
class Passed:
    """A post that would have acted, and why it does not."""

    unit_id: int
    hindrance: Hindrance


def moved_reason(passed: Sequence[Passed], posts: Mapping[int, str]) -> str:
    """The sentence for the record; ``posts`` names the units. Empty when nothing was passed."""
    told = dict.fromkeys(
        HINDRANCE_TEXTS[one.hindrance].format(post=posts.get(one.unit_id, "unit ini"))
        for one in passed
    )
    return MOVED.format(because="; ".join(told)) if told else ""
