"""Rows about services and counters, and what citizens say of them."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRow:
    number: int
    code: str
    name: str
    unit_code: str
    promised_amount: int
    #: "menit", "jam" or "hari kerja".
    promised_unit: str
    tariff_rupiah: int

    @property
    def natural_key(self) -> tuple[str, ...]:
        return (self.code,)


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterRow:
    number: int
    code: str
    service_code: str
    name: str
    is_open: bool

    @property
    def natural_key(self) -> tuple[str, ...]:
        return (self.code,)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommendationRow:
    number: int
    happened_on: date
    unit_code: str
    #: None when the citizen named nobody.
    nip: str | None
    #: 1 to 4.
    rating: int
    words: str
    is_anonymous: bool
    contact: str

    @property
    def natural_key(self) -> tuple[str, ...]:
        return (
            self.happened_on.isoformat(),
            self.unit_code,
            self.nip or "",
            str(self.rating),
            self.words,
            str(self.is_anonymous),
            self.contact,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintRow:
    number: int
    lapor_id: str
    filed_on: date
    #: pengaduan, aspirasi or permintaan informasi.
    classification: str
    category: str
    title: str
    body: str
    unit_code: str
    #: None when the complaint names nobody.
    nip: str | None
    is_anonymous: bool
    is_secret: bool
    status: str

    @property
    def natural_key(self) -> tuple[str, ...]:
        return (self.lapor_id,)


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyRow:
    """One answered SKM form; equal rows are legitimate, so its place in the file is its key."""

    number: int
    unit_code: str
    period: str
    #: Answers 1 to 4 in the order U1 to U9, for example "333434344".
    answers: str

    @property
    def natural_key(self) -> tuple[str, ...]:
        return (self.unit_code, self.period, str(self.number))
