"""The words of the rule editor: labels, hints and choices for everything a rule may name."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from ledger.domain.commendations import CAUSE_LABELS
from ledger.domain.discipline.catalogue import IMPACT_LABELS, LEVEL_LABELS
from ledger.domain.facts import Field, FieldType, Value
from ledger.domain.nominations import CATEGORY_LABELS, STAGE_LABELS
from ledger.domain.performance import Predicate
from ledger.domain.positions import PositionLevel
from ledger.domain.rules.rows import Operator
from ledger.domain.survey import SurveyGrade
from ledger.errors import sentence

OPERATOR_LABELS: Mapping[Operator, str] = MappingProxyType(
    {
        Operator.EQUAL: sentence("sama dengan"),
        Operator.DIFFERENT: sentence("bukan"),
        Operator.AT_LEAST: sentence("paling sedikit"),
        Operator.MORE: sentence("lebih dari"),
        Operator.AT_MOST: sentence("paling banyak"),
        Operator.LESS: sentence("kurang dari"),
        Operator.ONE_OF: sentence("salah satu dari"),
        Operator.NONE_OF: sentence("bukan salah satu dari"),
    }
)

#: The words of every other closed choice of a rule, by its value.
CHOICE_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "count": sentence("Banyaknya kejadian"),
        "sum": sentence("Jumlah nilai"),
        "longest_run": sentence("Urutan terpanjang tanpa putus"),
        "latest": sentence("Nilai terakhir"),
        "distinct": sentence("Banyaknya nilai yang berbeda"),
        "person": sentence("pegawai"),
        "unit": sentence("unit kerja"),
        "team": sentence("tim"),
        "nominator": sentence("pengusul"),
        "calendar_year": sentence("Tahun kalender"),
        "semester": sentence("Semester"),
        "quarter": sentence("Triwulan"),
        "month": sentence("Bulan"),
        "year": sentence("Tahun"),
        "season": sentence("Musim menurut paket"),
        "last_days": sentence("Sekian hari terakhir"),
        "last_months": sentence("Sekian bulan terakhir"),
        "perunggu": sentence("perunggu"),
        "perak": sentence("perak"),
        "emas": sentence("emas"),
        "subject": sentence("Pegawai yang bersangkutan"),
        "direct_superior": sentence("Atasan langsung"),
        "head_of_unit": sentence("Pimpinan unit kerja"),
        "head_of_agency": sentence("Pimpinan instansi"),
        "panel": sentence("Tim penilai"),
        "hr": sentence("Kepegawaian"),
        "inspectorate": sentence("Inspektorat"),
        "verified": sentence("Bunyinya sudah diperiksa pada sumbernya"),
        "needs_check": sentence("Bunyinya masih perlu diperiksa di JDIH"),
        "fact": sentence("Setiap kejadian"),
        "person+month": sentence("Tiap pegawai, satu kali sebulan"),
        "person+quarter": sentence("Tiap pegawai, satu kali setriwulan"),
        "person+semester": sentence("Tiap pegawai, satu kali sesemester"),
        "person+year": sentence("Tiap pegawai, satu kali setahun"),
        "person+season": sentence("Tiap pegawai, satu kali semusim"),
        "unit+month": sentence("Tiap unit kerja, satu kali sebulan"),
        "unit+quarter": sentence("Tiap unit kerja, satu kali setriwulan"),
        "unit+semester": sentence("Tiap unit kerja, satu kali sesemester"),
        "unit+year": sentence("Tiap unit kerja, satu kali setahun"),
        "unit+season": sentence("Tiap unit kerja, satu kali semusim"),
    }
)

_VALUES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "category": {one.value: label for one, label in CATEGORY_LABELS.items()},
        "stage": {one.value: label for one, label in STAGE_LABELS.items()},
        "cause": {one.value: label for one, label in CAUSE_LABELS.items()},
        "impact": {one.value: label for one, label in IMPACT_LABELS.items()},
        "level": {one.value: label for one, label in LEVEL_LABELS.items()},
        "predicate": {one.value: one.label for one in Predicate},
        "grade": {one.value: f"{one.value}: {one.label}" for one in SurveyGrade},
        "position_level": {one.value: one.label for one in PositionLevel},
        "kind": {"pns": "PNS", "cpns": "CPNS", "pppk": "PPPK"},
    }
)

_HINTS: Mapping[str, str] = MappingProxyType(
    {
        "stage": sentence(
            "Gagasan ditulis, uji coba dicoba, diterapkan dipakai, direplikasi ditiru."
        ),
        "impact_percent": sentence("Tulis 20 untuk 20 persen; 20,9 dibaca 20."),
        "team_size": sentence("Satu berarti seorang diri."),
        "evidence_count": sentence("Berkas yang dilampirkan pada usulan."),
        "rating": sentence("4 sangat baik, 3 baik, 2 kurang, 1 buruk."),
        "cause": sentence("Hanya penyebab petugas yang boleh menyangkut seorang pegawai."),
        "code": sentence("Kode seperti tertulis dalam daftarnya, misalnya K3d atau IKU-01."),
        "index_hundredths": sentence("Tulis 8831 untuk indeks 88,31."),
        "change_hundredths": sentence("Tulis 200 untuk kenaikan 2,00; turun ditulis dengan minus."),
        "respondents": sentence("Kurang dari 30 responden biasanya belum cukup."),
        "days_in_year": sentence("Hanya hari yang sudah dipastikan atasan langsung."),
        "hours": sentence("Satu jam pelajaran 45 menit."),
        "unit_code": sentence("Kode unit seperti pada daftar unit kerja, misalnya U012."),
        "level_rank": sentence("1 pelaksana sampai 6 jabatan pimpinan tinggi utama."),
    }
)
_HINTS_BY_TYPE: Mapping[FieldType, str] = MappingProxyType(
    {
        FieldType.INT: sentence("Bilangan bulat."),
        FieldType.TEXT: sentence('Teks; tulis "" untuk yang tidak tercatat.'),
        FieldType.BOOL: sentence("Ya atau tidak."),
    }
)
_CHOOSE = sentence("Pilih salah satu nilai.")


def hint_of(field: Field) -> str:
    """How to fill the value of a field; every field has one."""
    return _HINTS.get(field.name) or (_CHOOSE if field.choices else _HINTS_BY_TYPE[field.type])


def value_label(field: Field, value: str) -> str:
    """The word of one choice of a field."""
    return _word(field.name, value)


def told_value(path: str, value: Value) -> Value:
    """The value of ``fact.stage`` and the like as people call it; numbers, yes and no as such."""
    return _word(path.rpartition(".")[2], value) if isinstance(value, str) else value


def _word(name: str, value: str) -> str:
    return _VALUES.get(name, {}).get(value, value.replace("_", " "))


def choice_label(value: str | StrEnum) -> str:
    """The word of a closed choice of a rule; the value itself where it has none yet."""
    return CHOICE_LABELS.get(str(value), str(value).replace("_", " "))
