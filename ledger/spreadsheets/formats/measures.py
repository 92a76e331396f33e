"""What is measured: quotas, ratings, training, indicators with targets, the service index."""

from collections.abc import Sequence
from decimal import Decimal

from ledger.domain.imports import (
    ImportKind,
    IndicatorRow,
    MeasurementRow,
    Phrase,
    QuotaRow,
    RatingRow,
    ServiceIndexRow,
    TargetRow,
    TrainingRow,
)
from ledger.domain.performance import (
    Predicate,
    Rating,
    predicate_from_text,
    predicate_of,
    rating_from_text,
)
from ledger.errors import sentence
from ledger.spreadsheets.formats.columns import Column
from ledger.spreadsheets.formats.driver import Format
from ledger.spreadsheets.formats.row_cells import RowCells

_POINTS_MOST = 1_000_000_000
_DIRECTIONS = {"naik": "naik", "turun": "turun", "maksimal": "naik", "minimal": "turun"}
_QUARTERS = {
    word: f"T{number}"
    for number, roman in enumerate(("i", "ii", "iii", "iv"), start=1)
    for word in (f"t{number}", f"tw{number}", f"triwulan {number}", f"triwulan {roman}")
}
_RATING_PERIODS = {**_QUARTERS, "tahunan": "tahunan", "tahun": "tahunan"}

PREDICATE_DIFFERS = sentence(
    "predikat berkas %(given)s, tetapi menurut matriks hasil kerja dan perilaku %(expected)s"
)
OWN_MENTOR = sentence("mentor dan peserta orang yang sama")
OWN_MENTOR_REMEDY = sentence("Isi NIP mentor yang lain, atau kosongkan.")


def _build_quota(cells: RowCells) -> Sequence[QuotaRow]:
    row = QuotaRow(
        number=cells.number,
        unit_code=cells.unit_code("unit_code"),
        year=cells.year("year"),
        quarter=cells.integer("quarter", least=1, most=4),
        points=cells.integer("points", least=0, most=_POINTS_MOST),
    )
    return (row,)


def _build_rating(cells: RowCells) -> Sequence[RatingRow]:
    work = cells.read("work", rating_from_text, Rating.MEETS)
    behaviour = cells.read("behaviour", rating_from_text, Rating.MEETS)
    given = cells.read("predicate", predicate_from_text, Predicate.GOOD)
    expected = predicate_of(work, behaviour)
    if not cells.problems and given is not expected:
        reason = Phrase(PREDICATE_DIFFERS, given=given.label, expected=expected.label)
        cells.warn("predicate", reason)
    row = RatingRow(
        number=cells.number,
        nip=cells.nip("nip"),
        year=cells.year("year"),
        period=cells.choice("period", _RATING_PERIODS),
        work=work.code,
        behaviour=behaviour.code,
        predicate_given=given.code,
    )
    return (row,)


def _build_training(cells: RowCells) -> Sequence[TrainingRow]:
    nip = cells.nip("nip")
    mentor = cells.optional_nip("mentor_nip")
    if nip and nip == mentor:
        cells.problem("mentor_nip", Phrase(OWN_MENTOR), Phrase(OWN_MENTOR_REMEDY))
    row = TrainingRow(
        number=cells.number,
        nip=nip,
        title=cells.text("title"),
        finished_on=cells.past_day("finished_on"),
        lesson_hours=cells.integer("lesson_hours", least=1, most=2_000),
        plan=cells.optional_text("plan"),
        mentor_nip=mentor,
        is_verified=cells.optional_yes_no("is_verified"),
    )
    return (row,)


def _build_indicator(cells: RowCells) -> Sequence[IndicatorRow]:
    row = IndicatorRow(
        number=cells.number,
        code=cells.text("code"),
        name=cells.text("name"),
        measured_in=cells.text("measured_in"),
        direction=cells.choice("direction", _DIRECTIONS),
        scope=cells.optional_text("scope") or "unit",
    )
    return (row,)


def _build_target(cells: RowCells) -> Sequence[TargetRow]:
    row = TargetRow(
        number=cells.number,
        indicator_code=cells.text("indicator_code"),
        unit_code=cells.unit_code("unit_code"),
        period=cells.period("period"),
        value=cells.decimal("value"),
    )
    return (row,)


def _build_measurement(cells: RowCells) -> Sequence[MeasurementRow]:
    row = MeasurementRow(
        number=cells.number,
        indicator_code=cells.text("indicator_code"),
        unit_code=cells.unit_code("unit_code"),
        period=cells.period("period"),
        value=cells.decimal("value"),
        source=cells.optional_text("source"),
    )
    return (row,)


def _build_service_index(cells: RowCells) -> Sequence[ServiceIndexRow]:
    row = ServiceIndexRow(
        number=cells.number,
        unit_code=cells.unit_code("unit_code"),
        year=cells.year("year"),
        aspect=cells.text("aspect"),
        score=cells.decimal("score", least=Decimal(0), most=Decimal(5)),
    )
    return (row,)


_UNIT = Column("unit_code", "unor_id", ("kode_unit",))
_INDICATOR = Column("indicator_code", "kode", ("kode_indikator",))

QUOTAS = Format(
    kind=ImportKind.QUOTAS,
    columns=(
        _UNIT,
        Column("year", "tahun"),
        Column("quarter", "triwulan"),
        Column("points", "kuota", ("kuota_poin",)),
    ),
    build=_build_quota,
    key="unit_code",
    file_stems=("kuota",),
)
RATINGS = Format(
    kind=ImportKind.RATINGS,
    columns=(
        Column("nip", "nip", ("nip_baru",)),
        Column("year", "tahun"),
        Column("period", "periode"),
        Column("work", "hasilKinerjaNilai", ("hasil_kerja",)),
        Column("behaviour", "perilakuKerjaNilai", ("perilaku_kerja", "perilaku")),
        Column("predicate", "kuadranKinerjaNilai", ("predikat", "kuadran")),
    ),
    build=_build_rating,
    key="nip",
    file_stems=("kinerja",),
)
TRAININGS = Format(
    kind=ImportKind.TRAININGS,
    columns=(
        Column("nip", "nip", ("nip_pegawai",)),
        Column("title", "pelatihan", ("nama_pelatihan",)),
        Column("finished_on", "tanggal_selesai", ("tanggal",), is_date=True),
        Column("lesson_hours", "jp", ("jam_pelajaran",)),
        Column("plan", "rencana_penerapan", (), required=False),
        Column("mentor_nip", "mentor_nip", ("nip_mentor",), required=False),
        Column("is_verified", "hasil_terverifikasi", (), required=False),
    ),
    build=_build_training,
    key="title",
    file_stems=("pelatihan",),
)
INDICATORS = Format(
    kind=ImportKind.INDICATORS,
    columns=(
        Column("code", "kode", ("kode_indikator",)),
        Column("name", "indikator", ("nama_indikator",)),
        Column("measured_in", "satuan"),
        Column("direction", "arah"),
        Column("scope", "lingkup", (), required=False),
    ),
    build=_build_indicator,
    key="code",
    file_stems=("indikator",),
)
TARGETS = Format(
    kind=ImportKind.TARGETS,
    columns=(_INDICATOR, _UNIT, Column("period", "periode"), Column("value", "target")),
    build=_build_target,
    key="indicator_code",
    file_stems=("target",),
)
MEASUREMENTS = Format(
    kind=ImportKind.MEASUREMENTS,
    columns=(
        _INDICATOR,
        _UNIT,
        Column("period", "periode"),
        Column("value", "capaian", ("realisasi",)),
        Column("source", "sumber", (), required=False),
    ),
    build=_build_measurement,
    key="indicator_code",
    file_stems=("capaian",),
)
SERVICE_INDEX = Format(
    kind=ImportKind.SERVICE_INDEX,
    columns=(
        _UNIT,
        Column("year", "tahun"),
        Column("aspect", "aspek"),
        Column("score", "nilai_0_5", ("nilai",)),
    ),
    build=_build_service_index,
    key="aspect",
    file_stems=("ipp",),
)
