"""The accepted facts that rules may speak about, and the published vocabulary of each kind."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Any, TypeAlias

from ledger.domain.commendations import ComplaintCause
from ledger.domain.discipline.catalogue import VIOLATIONS, Impact, Level
from ledger.domain.nominations import NominationCategory, NominationStage
from ledger.domain.people import PersonKind
from ledger.domain.performance import Predicate
from ledger.domain.positions import PositionLevel
from ledger.domain.survey import SurveyGrade
from ledger.errors import sentence

Value: TypeAlias = int | str | bool


class FactKind(StrEnum):
    NOMINATION_ACCEPTED = "nomination_accepted"
    COMMENDATION_VERIFIED = "commendation_verified"
    COMPLAINT_SUBSTANTIATED = "complaint_substantiated"
    VIOLATION_ASSESSED = "violation_assessed"
    ABSENCE_CONFIRMED = "absence_confirmed"
    INDICATOR_MEASURED = "indicator_measured"
    SURVEY_INDEX_COMPUTED = "survey_index_computed"
    PERFORMANCE_RATED = "performance_rated"
    TRAINING_APPLIED = "training_applied"
    MENTORING_COMPLETED = "mentoring_completed"
    PLAN_ACTION_VERIFIED = "plan_action_verified"
    SEASON_CLOSED = "season_closed"


class FieldType(StrEnum):
    INT = "int"
    TEXT = "text"
    BOOL = "bool"


class Subject(StrEnum):
    """Whom a fact of this kind concerns; EITHER may leave the person open."""

    PERSON = "person"
    UNIT = "unit"
    EITHER = "either"


class Side(StrEnum):
    """Which outcomes a kind may have: merit and conduct are never traded between each other."""

    MERIT = "merit"
    CONDUCT = "conduct"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a fact. ``choices`` closes a text, and "" always means "not recorded".

    A field with a ``default`` may be left out when the fact is made.
    """

    name: str
    type: FieldType
    meaning: str
    choices: tuple[str, ...] = ()
    default: Value | None = None


@dataclass(frozen=True, slots=True)
class FactShape:
    """What a fact of one kind says, in the words that HR reads."""

    title: str
    subject: Subject
    side: Side
    fields: Mapping[str, Field]


def _int(name: str, meaning: str) -> Field:
    return Field(name, FieldType.INT, meaning)


def _text(
    name: str, meaning: str, choices: Iterable[StrEnum] = (), default: str | None = None
) -> Field:
    values = tuple(choice.value for choice in choices)
    return Field(name, FieldType.TEXT, meaning, values, default)


def _bool(name: str, meaning: str, default: bool | None = None) -> Field:
    return Field(name, FieldType.BOOL, meaning, (), default)


def _by_name(*fields: Field) -> Mapping[str, Field]:
    return MappingProxyType({field.name: field for field in fields})


VOCABULARY: Mapping[FactKind, FactShape] = MappingProxyType(
    {
        FactKind.NOMINATION_ACCEPTED: FactShape(
            sentence("Usulan diterima"),
            Subject.PERSON,
            Side.MERIT,
            _by_name(
                _text("category", sentence("kategori usulan"), NominationCategory),
                _text("stage", sentence("tahap inovasi"), NominationStage),
                _int("impact_percent", sentence("dampak dalam persen utuh, dibulatkan ke bawah")),
                _int("team_size", sentence("jumlah anggota tim, termasuk yang diusulkan")),
                _int("evidence_count", sentence("jumlah bukti")),
            ),
        ),
        FactKind.COMMENDATION_VERIFIED: FactShape(
            sentence("Apresiasi warga terverifikasi"),
            Subject.EITHER,
            Side.MERIT,
            _by_name(
                _int("rating", sentence("nilai dari warga, 1 sampai 4")),
                _bool("refused_tip", sentence("petugas menolak pemberian")),
                _bool("about_person", sentence("apresiasi menyebut pegawai")),
            ),
        ),
        FactKind.COMPLAINT_SUBSTANTIATED: FactShape(
            sentence("Pengaduan terbukti"),
            Subject.EITHER,
            Side.CONDUCT,
            _by_name(
                _text("cause", sentence("penyebab"), ComplaintCause),
                _text("category", sentence("kategori pengaduan")),
                _bool("from_lapor", sentence("berasal dari SP4N-LAPOR")),
                _bool(
                    "suspected",
                    sentence("atasan belum menyatakan bebas dari dugaan pelanggaran disiplin"),
                    default=True,
                ),
                _bool(
                    "always_case",
                    sentence("menyangkut pungutan, hadiah, atau kerugian negara"),
                    False,
                ),
                _text("code", sentence("kode pelanggaran yang diduga"), default=""),
            ),
        ),
        FactKind.VIOLATION_ASSESSED: FactShape(
            sentence("Laporan pelanggaran ditelaah atasan"),
            Subject.PERSON,
            Side.CONDUCT,
            _by_name(
                _text("code", sentence("kode pelanggaran, misalnya K3d")),
                _text("impact", sentence("dampak"), Impact),
                _text("level", sentence("tingkat yang mungkin"), Level),
                _bool("suspected", sentence("atasan menduga ada pelanggaran disiplin")),
                _bool("always_case", sentence("menyangkut pungutan, hadiah, atau kerugian negara")),
            ),
        ),
        FactKind.ABSENCE_CONFIRMED: FactShape(
            sentence("Tidak masuk kerja tanpa alasan yang sah"),
            Subject.PERSON,
            Side.CONDUCT,
            _by_name(
                _int(
                    "days_in_year", sentence("jumlah hari kerja tidak masuk dalam tahun berjalan")
                ),
                _int("longest_run", sentence("hari kerja berturut-turut terpanjang")),
                _bool(
                    "band_reached",
                    sentence("jumlahnya baru mencapai jenis hukuman yang lebih berat"),
                    default=True,
                ),
            ),
        ),
        FactKind.INDICATOR_MEASURED: FactShape(
            sentence("Capaian indikator"),
            Subject.EITHER,
            Side.BOTH,
            _by_name(
                _text("code", sentence("kode indikator")),
                _int(
                    "achieved_percent", sentence("capaian dalam persen utuh, dibulatkan ke bawah")
                ),
            ),
        ),
        FactKind.SURVEY_INDEX_COMPUTED: FactShape(
            sentence("Indeks kepuasan masyarakat unit"),
            Subject.UNIT,
            Side.MERIT,
            _by_name(
                _int("index_hundredths", sentence("indeks dikali seratus, 8831 berarti 88,31")),
                _text("grade", sentence("mutu layanan"), SurveyGrade),
                _int("respondents", sentence("jumlah responden")),
                _int(
                    "change_hundredths",
                    sentence("perubahan dari periode sebelumnya, dikali seratus"),
                ),
            ),
        ),
        FactKind.PERFORMANCE_RATED: FactShape(
            sentence("Predikat kinerja periodik"),
            Subject.PERSON,
            Side.BOTH,
            _by_name(
                _text("predicate", sentence("predikat kinerja"), Predicate),
                _int("work", sentence("hasil kerja: 1 di atas, 2 sesuai, 3 di bawah ekspektasi")),
                _int(
                    "behaviour",
                    sentence("perilaku kerja: 1 di atas, 2 sesuai, 3 di bawah ekspektasi"),
                ),
            ),
        ),
        FactKind.TRAINING_APPLIED: FactShape(
            sentence("Pelatihan diterapkan"),
            Subject.PERSON,
            Side.MERIT,
            _by_name(
                _int("hours", sentence("jam pelajaran")),
                _bool("planned", sentence("ada rencana penerapan")),
            ),
        ),
        FactKind.MENTORING_COMPLETED: FactShape(
            sentence("Pendampingan sampai pelatihan diterapkan"),
            Subject.PERSON,
            Side.MERIT,
            _by_name(_int("hours", sentence("jam pelajaran yang didampingi"))),
        ),
        FactKind.PLAN_ACTION_VERIFIED: FactShape(
            sentence("Rencana pengembangan dituntaskan"),
            Subject.PERSON,
            Side.MERIT,
            _by_name(
                _bool("on_time", sentence("dituntaskan sebelum tenggatnya")),
                _bool("from_guidance", sentence("rencana lahir dari pembinaan")),
            ),
        ),
        FactKind.SEASON_CLOSED: FactShape(
            sentence("Musim ditutup"),
            Subject.PERSON,
            Side.MERIT,
            _by_name(
                _text("season", sentence("kode musim")),
                _int("points", sentence("poin yang diperoleh dalam musim itu")),
                _int("awards", sentence("banyaknya penghargaan dalam musim itu")),
            ),
        ),
    }
)

PERSON_FIELDS = _by_name(
    _text("kind", sentence("jenis pegawai"), PersonKind),
    _text("position_level", sentence("tingkat jabatan"), PositionLevel),
    _int("level_rank", sentence("urutan tingkat jabatan, makin tinggi makin besar")),
    _text("unit_code", sentence("kode unit kerja")),
    _int("years_of_service", sentence("masa kerja dalam tahun utuh")),
)

TIME_FIELDS = _by_name(
    _int("year", sentence("tahun kejadian")),
    _int("semester", sentence("semester kejadian, 1 atau 2")),
    _int("quarter", sentence("triwulan kejadian, 1 sampai 4")),
    _int("month", sentence("bulan kejadian, 1 sampai 12")),
)

_PYTHON_TYPES = {FieldType.INT: int, FieldType.TEXT: str, FieldType.BOOL: bool}


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """The person as they were on the day of the fact; field for field ``PERSON_FIELDS``."""

    kind: str
    position_level: str
    level_rank: int
    unit_code: str
    years_of_service: int
    _values: Mapping[str, Value] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        values = {name: getattr(self, name) for name in PERSON_FIELDS}
        object.__setattr__(self, "_values", MappingProxyType(values))

    def values(self) -> Mapping[str, Value]:
        return self._values


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that was accepted as true. ``happened_on`` is a day in the agency's zone.

    Raises ValueError when the fields are not those of the vocabulary: that is a mistake of the
    program that made the fact, never of a person.
    """

    kind: FactKind
    id: int
    agency_id: int
    subject_person_id: int | None
    unit_id: int | None
    happened_on: date
    recorded_at: datetime
    fields: Mapping[str, Value] = field(hash=False)
    #: Everybody of the nomination with their share in percent; empty where nobody else took part.
    team: tuple[tuple[int, int], ...] = ()
    #: Who put the fact forward: the nominator, or who verified it.
    proposer_id: int | None = None

    def __post_init__(self) -> None:
        if self.recorded_at.tzinfo is None:
            raise ValueError("recorded_at must carry its zone")
        # Those of another fact, or read before, are checked already and cannot change.
        if not isinstance(self.fields, MappingProxyType):
            object.__setattr__(self, "fields", checked_fields(self.kind, self.fields))

    def __reduce__(self) -> tuple[Callable[..., "Fact"], tuple[object, ...]]:
        """As it is handed to another process, which makes it anew."""
        told = tuple(self.fields.items())
        who = (self.id, self.agency_id, self.subject_person_id, self.unit_id)
        when = (self.happened_on, self.recorded_at)
        return _fact_again, (self.kind, told, (*who, *when), (self.team, self.proposer_id))


def _fact_again(
    kind: FactKind,
    told: tuple[tuple[str, Value], ...],
    before: tuple[Any, ...],
    after: tuple[Any, ...],
) -> Fact:
    return Fact(*(kind, *before, _fields_again(kind, told), *after))


@lru_cache(maxsize=65536)
def _fields_again(kind: FactKind, told: tuple[tuple[str, Value], ...]) -> Mapping[str, Value]:
    """Facts say the same few things over and over, so each is checked and kept once."""
    return checked_fields(kind, dict(told))


@lru_cache(maxsize=4096)
def time_values(day: date) -> Mapping[str, Value]:
    """The ``TIME_FIELDS`` of a local day."""
    return MappingProxyType(
        {
            "year": day.year,
            "semester": (day.month + 5) // 6,
            "quarter": (day.month + 2) // 3,
            "month": day.month,
        }
    )


def article_of_code(code: str) -> str:
    """The article of PP 94/2021 that a catalogue code stands for: "L5g" is Pasal 5 huruf g.

    A report about loss to the state may have no code yet; its article is found in the case.
    """
    row = VIOLATIONS.get(code)
    return row.article if row else sentence("pasal ditentukan dalam pemeriksaan")


def checked_fields(kind: FactKind, given: Mapping[str, Value]) -> Mapping[str, Value]:
    """The fields as a fact of the kind carries them. Raises ValueError."""
    shape = VOCABULARY[kind].fields
    if unknown := given.keys() - shape.keys():
        raise ValueError(f"{kind} has no field {', '.join(sorted(unknown))}")
    return MappingProxyType({name: _value(kind, shape[name], given) for name in shape})


def _value(kind: FactKind, shape: Field, given: Mapping[str, Value]) -> Value:
    value = given.get(shape.name, shape.default)
    if value is None:
        raise ValueError(f"{kind} lacks the field {shape.name}")
    if shape.type is FieldType.TEXT and isinstance(value, str):
        value = str(value)
    if type(value) is not _PYTHON_TYPES[shape.type]:
        raise ValueError(f"{kind}.{shape.name} must be {shape.type}, not {value!r}")
    if shape.choices and value != "" and value not in shape.choices:
        raise ValueError(f"{kind}.{shape.name} must be one of {shape.choices}, not {value!r}")
    return value
