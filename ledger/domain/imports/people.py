"""Rows about units, positions and people, as the files of SIASN give them."""

from dataclasses import dataclass
from datetime import date

from ledger.domain.people import PersonKind, Sex
from ledger.domain.positions import PositionLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    number: int
    code: str
    #: Without the dashes that show depth.
    name: str
    parent_code: str | None

    @property
    def natural_key(self) -> tuple[str, ...]:
        return (self.code,)


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionRow:
    number: int
    title: str
    #: SIASN: 1 struktural, 2 fungsional, 3 rangkap, 4 pelaksana.
    kind_code: str
    level: PositionLevel

    @property
    def natural_key(self) -> tuple[str, ...]:
        return (self.title.casefold(),)


@dataclass(frozen=True, slots=True, kw_only=True)
class SuperiorRow:
    """The superior is named by NIP, or by the code of a pejabat negara; exactly one is filled."""

    number: int
    nip: str
    superior_nip: str | None
    superior_code: str | None
    #: "pohon unit", or the words of the correction.
    source: str

    @property
    def natural_key(self) -> tuple[str, ...]:
        return (self.nip,)


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRow:
    number: int
    siasn_id: str
    nip: str
    #: Without titles; one word is a whole name.
    name: str
    title_before: str
    title_after: str
    kind: PersonKind
    birth_date: date
    sex: Sex
    email: str | None
    legal_status_code: str
    legal_status: str
    appointed_on: date | None
    #: Means different ranks for PNS and PPPK: read it together with ``kind``.
    rank_code: str
    rank_name: str
    position_kind_code: str
    position_title: str
    unit_code: str
    unit_name: str
    agency_name: str
    #: Sentences about the NIP, for example an age below 18 at appointment.
    nip_warnings: tuple[str, ...]

    @property
    def natural_key(self) -> tuple[str, ...]:
        return (self.nip,)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialRow:
    """A pejabat negara: decides, has no NIP, is never a subject."""

    number: int
    code: str
    name: str
    position_title: str
    unit_code: str

    @property
    def natural_key(self) -> tuple[str, ...]:
        return (self.code,)


@dataclass(frozen=True, slots=True, kw_only=True)
class DisciplineHistoryRow:
    """A sanction that SIASN already knows."""

    number: int
    nip: str
    #: R ringan, S sedang, B berat.
    level_code: str
    #: The SIASN id of the kind, for example 3 pernyataan tidak puas.
    kind_code: str
    letter_number: str
    letter_on: date
    effective_on: date
    ends_on: date | None
    #: 07 is PP 94/2021.
    regulation_code: str
    note: str

    @property
    def natural_key(self) -> tuple[str, ...]:
        return (self.nip, self.letter_number)


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardHistoryRow:
    """An award that SIASN already knows."""

    number: int
    nip: str
    #: The SIASN id of the award.
    award_code: str
    letter_number: str
    letter_on: date
    year: int

    @property
    def natural_key(self) -> tuple[str, ...]:
        return (self.nip, self.award_code, self.letter_number)
