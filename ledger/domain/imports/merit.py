"""Rows about quotas, nominations, ratings, training and what is measured."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaRow:
    number: int
    unit_code: str
    year: int
    #: 1 to 4.
    quarter: int
    points: int

    @property
    def natural_key(self) -> tuple[str, ...]:
        return (self.unit_code, str(self.year), str(self.quarter))


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationShare:
    nip: str
    share_percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationRow:
    number: int
    happened_on: date
    nominator_nip: str
    nominee_nip: str
    title: str
    #: For example "pelayanan publik".
    category: str
    #: gagasan, uji coba, diterapkan or direplikasi.
    stage: str
    impact_percent: Decimal | None
    #: The nominee first, then the team; the shares sum to 100.
    members: tuple[NominationShare, ...]
    #: Whether the file left the shares empty, so that equal ones were made.
    shares_were_equal: bool
    evidence: str

    @property
    def natural_key(self) -> tuple[str, ...]:
        day = self.happened_on.isoformat()
        return (day, self.nominator_nip, self.nominee_nip, self.title.casefold())


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingRow:
    number: int
    nip: str
    year: int
    #: "T1" to "T4" or "tahunan".
    period: str
    #: 1 above, 2 as, 3 below expectation.
    work: int
    behaviour: int
    #: 1 sangat baik to 5 sangat kurang, as the file says it.
    predicate_given: int

    @property
    def natural_key(self) -> tuple[str, ...]:
        return (self.nip, str(self.year), self.period)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingRow:
    number: int
    nip: str
    title: str
    finished_on: date
    lesson_hours: int
    #: What the person plans to apply; empty when there is no plan yet.
    plan: str
    mentor_nip: str | None
    #: None when the file does not say.
    is_verified: bool | None

    @property
    def natural_key(self) -> tuple[str, ...]:
        return (self.nip, self.title.casefold(), self.finished_on.isoformat())


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorRow:
    number: int
    code: str
    name: str
    measured_in: str
    #: "naik" when more is better, "turun" when less is.
    direction: str
    scope: str

    @property
    def natural_key(self) -> tuple[str, ...]:
        return (self.code,)


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRow:
    number: int
    indicator_code: str
    unit_code: str
    #: "2026", "2026-S1", "2026-T2" or "2026-05".
    period: str
    value: Decimal

    @property
    def natural_key(self) -> tuple[str, ...]:
        return (self.indicator_code, self.unit_code, self.period)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurementRow:
    number: int
    indicator_code: str
    unit_code: str
    period: str
    value: Decimal
    source: str

    @property
    def natural_key(self) -> tuple[str, ...]:
        return (self.indicator_code, self.unit_code, self.period, self.source.casefold())


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceIndexRow:
    """One aspect of the service index (IPP), 0 to 5."""

    number: int
    unit_code: str
    year: int
    aspect: str
    score: Decimal

    @property
    def natural_key(self) -> tuple[str, ...]:
        return (self.unit_code, str(self.year), self.aspect.casefold())
