"""Rows about violations, absence and rosters."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class ViolationReportRow:
    number: int
    happened_on: date
    known_on: date
    reporter_nip: str | None
    subject_nip: str
    unit_code: str
    #: The catalogue code of PP 94/2021, for example L5m.
    code: str
    narrative: str
    #: "unit", "instansi" or "negara".
    impact: str
    evidence: str

    @property
    def natural_key(self) -> tuple[str, ...]:
        day = self.happened_on.isoformat()
        return (day, self.reporter_nip or "", self.subject_nip, self.code, self.narrative)


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceRow:
    """One day without presence; a row of a file may hold several, with the same number."""

    number: int
    nip: str
    day: date
    #: "bulanan", "matriks" or "mesin".
    source: str

    @property
    def natural_key(self) -> tuple[str, ...]:
        return (self.nip, self.day.isoformat())


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineIdRow:
    """Whose number a fingerprint machine means."""

    number: int
    machine_id: str
    nip: str

    @property
    def natural_key(self) -> tuple[str, ...]:
        return (self.machine_id,)


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRow:
    number: int
    nip: str
    day: date
    #: pagi, siang, malam or libur.
    shift: str

    @property
    def natural_key(self) -> tuple[str, ...]:
        return (self.nip, self.day.isoformat())
