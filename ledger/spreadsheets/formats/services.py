"""Services with their promise and tariff, counters, and the survey of citizens."""

from collections.abc import Sequence

from ledger.domain.imports import CounterRow, ImportKind, ServiceRow, SurveyRow
from ledger.domain.survey import ELEMENT_KEYS, HIGHEST_ANSWER, LOWEST_ANSWER
from ledger.spreadsheets.cells import read_rupiah
from ledger.spreadsheets.formats.columns import Column
from ledger.spreadsheets.formats.driver import Format
from ledger.spreadsheets.formats.row_cells import RowCells

#: "hari" alone is not accepted: calendar days and working days are different promises.
_TIME_UNITS = {
    "menit": "menit",
    "jam": "jam",
    "hari kerja": "hari kerja",
    "hk": "hari kerja",
}
_PROMISE_MOST = 10_000


def _build_service(cells: RowCells) -> Sequence[ServiceRow]:
    row = ServiceRow(
        number=cells.number,
        code=cells.text("code"),
        name=cells.text("name"),
        unit_code=cells.unit_code("unit_code"),
        promised_amount=cells.integer("promised_amount", least=1, most=_PROMISE_MOST),
        promised_unit=cells.choice("promised_unit", _TIME_UNITS),
        tariff_rupiah=cells.read("tariff_rupiah", read_rupiah, 0),
    )
    return (row,)


def _build_counter(cells: RowCells) -> Sequence[CounterRow]:
    row = CounterRow(
        number=cells.number,
        code=cells.text("code"),
        service_code=cells.text("service_code"),
        name=cells.text("name"),
        is_open=cells.yes_no("is_open"),
    )
    return (row,)


def _build_survey(cells: RowCells) -> Sequence[SurveyRow]:
    answers = [cells.integer(key, least=LOWEST_ANSWER, most=HIGHEST_ANSWER) for key in ELEMENT_KEYS]
    row = SurveyRow(
        number=cells.number,
        unit_code=cells.unit_code("unit_code"),
        period=cells.period("period"),
        answers="".join(str(answer) for answer in answers),
    )
    return (row,)


SERVICES = Format(
    kind=ImportKind.SERVICES,
    columns=(
        Column("code", "kode", ("kode_layanan",)),
        Column("name", "layanan", ("nama_layanan", "jenis_layanan")),
        Column("unit_code", "unor_id", ("kode_unit",)),
        Column("promised_amount", "waktu_angka", ("waktu",)),
        Column("promised_unit", "waktu_satuan", ("satuan_waktu",)),
        Column("tariff_rupiah", "tarif_rp", ("tarif", "biaya")),
    ),
    build=_build_service,
    key="code",
    file_stems=("layanan",),
)
COUNTERS = Format(
    kind=ImportKind.COUNTERS,
    columns=(
        Column("code", "kode", ("kode_loket",)),
        Column("service_code", "layanan_kode", ("kode_layanan",)),
        Column("name", "nama", ("nama_loket",)),
        Column("is_open", "aktif", ("buka",)),
    ),
    build=_build_counter,
    key="code",
    file_stems=("loket",),
)
SURVEY_RESPONSES = Format(
    kind=ImportKind.SURVEY_RESPONSES,
    columns=(
        Column("unit_code", "unor_id", ("kode_unit",)),
        Column("period", "periode"),
        *(Column(key, key) for key in ELEMENT_KEYS),
    ),
    build=_build_survey,
    key="unit_code",
    file_stems=("skm",),
)
