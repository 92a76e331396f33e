"""The accepted facts that rules may speak about, and the published vocabulary of each kind."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

Value: TypeAlias = int | str | bool

_CATALOGUE_CODE = re.compile(r"[KL][345][a-z]")

ALWAYS_CASE_CODES = frozenset({"L5g", "L5k", "L5l", "K4i"})
"""Levies and gifts: guidance can never replace the examination (PP 94/2021 Pasal 26-28)."""


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


def _text(name: str, meaning: str, *choices: str, default: str | None = None) -> Field:
    return Field(name, FieldType.TEXT, meaning, choices, default)


def _bool(name: str, meaning: str, default: bool | None = None) -> Field:
    return Field(name, FieldType.BOOL, meaning, (), default)


def _by_name(*fields: Field) -> Mapping[str, Field]:
    return MappingProxyType({field.name: field for field in fields})


VOCABULARY: Mapping[FactKind, FactShape] = MappingProxyType(
    {
        FactKind.NOMINATION_ACCEPTED: FactShape(
            "Usulan diterima",
            Subject.PERSON,
            Side.MERIT,
            _by_name(
                _text("category", "kategori usulan"),
                _text(
                    "stage",
                    "tahap inovasi",
                    *("gagasan", "uji_coba", "diterapkan", "direplikasi"),
                ),
                _int("impact_percent", "dampak dalam persen utuh, dibulatkan ke bawah"),
                _int("team_size", "jumlah anggota tim, termasuk yang diusulkan"),
                _int("evidence_count", "jumlah bukti"),
            ),
        ),
        FactKind.COMMENDATION_VERIFIED: FactShape(
            "Apresiasi warga terverifikasi",
            Subject.EITHER,
            Side.MERIT,
            _by_name(
                _int("rating", "nilai dari warga, 1 sampai 4"),
                _bool("refused_tip", "petugas menolak pemberian"),
                _bool("about_person", "apresiasi menyebut pegawai"),
            ),
        ),
        FactKind.COMPLAINT_SUBSTANTIATED: FactShape(
            "Pengaduan terbukti",
            Subject.EITHER,
            Side.CONDUCT,
            _by_name(
                _text("cause", "penyebab", "people", "procedure", "facility", "workload"),
                _text("category", "kategori pengaduan"),
                _bool("from_lapor", "berasal dari SP4N-LAPOR"),
                _bool(
                    "suspected",
                    "belum dinyatakan bebas dari dugaan pelanggaran disiplin oleh atasan langsung",
                    default=True,
                ),
                _bool("always_case", "menyangkut pungutan, hadiah, atau kerugian negara", False),
                _text("code", "kode pelanggaran yang diduga", default=""),
            ),
        ),
        FactKind.VIOLATION_ASSESSED: FactShape(
            "Laporan pelanggaran ditelaah atasan",
            Subject.PERSON,
            Side.CONDUCT,
            _by_name(
                _text("code", "kode pelanggaran, misalnya K3d"),
                _text("impact", "dampak", "unit", "instansi", "negara"),
                _text("level", "tingkat yang mungkin", "ringan", "sedang", "berat"),
                _bool("suspected", "atasan menduga ada pelanggaran disiplin"),
                _bool("always_case", "menyangkut pungutan, hadiah, atau kerugian negara"),
            ),
        ),
        FactKind.ABSENCE_CONFIRMED: FactShape(
            "Tidak masuk kerja tanpa alasan yang sah",
            Subject.PERSON,
            Side.CONDUCT,
            _by_name(
                _int("days_in_year", "jumlah hari kerja tidak masuk dalam tahun berjalan"),
                _int("longest_run", "hari kerja berturut-turut terpanjang"),
            ),
        ),
        FactKind.INDICATOR_MEASURED: FactShape(
            "Capaian indikator",
            Subject.EITHER,
            Side.BOTH,
            _by_name(
                _text("code", "kode indikator"),
                _int("achieved_percent", "capaian dalam persen utuh, dibulatkan ke bawah"),
            ),
        ),
        FactKind.SURVEY_INDEX_COMPUTED: FactShape(
            "Indeks kepuasan masyarakat unit",
            Subject.UNIT,
            Side.MERIT,
            _by_name(
                _int("index_hundredths", "indeks dikali seratus, 8831 berarti 88,31"),
                _text("grade", "mutu layanan", "A", "B", "C", "D"),
                _int("respondents", "jumlah responden"),
                _int("change_hundredths", "perubahan dari periode sebelumnya, dikali seratus"),
            ),
        ),
        FactKind.PERFORMANCE_RATED: FactShape(
            "Predikat kinerja periodik",
            Subject.PERSON,
            Side.BOTH,
            _by_name(
                _text(
                    "predicate",
                    "predikat kinerja",
                    *("sangat_baik", "baik", "butuh_perbaikan", "kurang", "sangat_kurang"),
                ),
                _int("work", "hasil kerja: 1 di atas, 2 sesuai, 3 di bawah ekspektasi"),
                _int("behaviour", "perilaku kerja: 1 di atas, 2 sesuai, 3 di bawah ekspektasi"),
            ),
        ),
        FactKind.TRAINING_APPLIED: FactShape(
            "Pelatihan diterapkan",
            Subject.PERSON,
            Side.MERIT,
            _by_name(
                _int("hours", "jam pelajaran"),
                _bool("planned", "ada rencana penerapan"),
            ),
        ),
    }
)

PERSON_FIELDS = _by_name(
    _text("kind", "jenis pegawai: pns, cpns, pppk"),
    _text("position_level", "tingkat jabatan"),
    _int("level_rank", "urutan tingkat jabatan, makin tinggi makin besar"),
    _text("unit_code", "kode unit kerja"),
    _int("years_of_service", "masa kerja dalam tahun utuh"),
)

TIME_FIELDS = _by_name(
    _int("year", "tahun kejadian"),
    _int("semester", "semester kejadian, 1 atau 2"),
    _int("quarter", "triwulan kejadian, 1 sampai 4"),
    _int("month", "bulan kejadian, 1 sampai 12"),
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

    def values(self) -> dict[str, Value]:
        return {name: getattr(self, name) for name in PERSON_FIELDS}


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

    def __post_init__(self) -> None:
        if self.recorded_at.tzinfo is None:
            raise ValueError("recorded_at must carry its zone")
        object.__setattr__(self, "fields", _checked(self.kind, self.fields))


def time_values(day: date) -> dict[str, Value]:
    """The ``TIME_FIELDS`` of a local day."""
    return {
        "year": day.year,
        "semester": (day.month + 5) // 6,
        "quarter": (day.month + 2) // 3,
        "month": day.month,
    }


def article_of_code(code: str) -> str:
    """The article of PP 94/2021 that a catalogue code stands for: "L5g" is Pasal 5 huruf g.

    A report about loss to the state may have no code yet; its article is found in the case.
    """
    if not _CATALOGUE_CODE.fullmatch(code):
        return "pasal ditentukan dalam pemeriksaan"
    return f"Pasal {code[1]} huruf {code[2]}"


def _checked(kind: FactKind, given: Mapping[str, Value]) -> Mapping[str, Value]:
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
