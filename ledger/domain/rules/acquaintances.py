"""The people as rules see them on any day: known beforehand, so that nobody is asked for one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ledger.domain.facts import PersonFacts
from ledger.domain.positions import PositionLevel
from ledger.errors import NotFound, sentence

NO_PERSON = sentence("Pegawai ini tidak ada.")


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """What of a person does not depend on the day."""

    kind: str
    level: PositionLevel
    unit_code: str
    appointed_on: date | None


class Acquaintances:
    """Answers as ``judging.People`` does, and may be handed to another process."""

    def __init__(self, known: Mapping[int, Acquaintance]) -> None:
        self._known = known
        self._told: dict[tuple[int, int], PersonFacts] = {}

    def __call__(self, person_id: int, on: date) -> PersonFacts:
        """Raises NotFound for one who is not there."""
        one = self._known.get(person_id)
        if one is None:
            raise NotFound(NO_PERSON)
        years = _whole_years(one.appointed_on, on)
        told = self._told.get((person_id, years))
        if told is None:
            told = self._told[person_id, years] = PersonFacts(
                kind=one.kind,
                position_level=one.level.value,
                level_rank=one.level.rank,
                unit_code=one.unit_code,
                years_of_service=years,
            )
        return told

    def __reduce__(self) -> tuple[type["Acquaintances"], tuple[Mapping[int, Acquaintance]]]:
        return Acquaintances, (self._known,)


def _whole_years(start: date | None, on: date) -> int:
    if start is None:
        return 0
    return max(0, on.year - start.year - ((on.month, on.day) < (start.month, start.day)))
