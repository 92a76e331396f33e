"""What citizens say: commendations, and complaints as SP4N-LAPOR exports them."""

from collections.abc import Sequence

from ledger.domain.imports import CommendationRow, ComplaintRow, ImportKind
from ledger.spreadsheets.formats.columns import Column
from ledger.spreadsheets.formats.driver import Format
from ledger.spreadsheets.formats.row_cells import RowCells

_CLASSIFICATIONS = {
    "pengaduan": "pengaduan",
    "aspirasi": "aspirasi",
    "permintaan informasi": "permintaan informasi",
    "informasi": "permintaan informasi",
}


def _build_commendation(cells: RowCells) -> Sequence[CommendationRow]:
    row = CommendationRow(
        number=cells.number,
        happened_on=cells.past_day("happened_on"),
        unit_code=cells.unit_code("unit_code"),
        nip=cells.optional_nip("nip"),
        rating=cells.integer("rating", least=1, most=4),
        words=cells.optional_text("words"),
        is_anonymous=cells.optional_yes_no("is_anonymous") is not False,
        contact=cells.optional_text("contact"),
    )
    return (row,)


def _build_complaint(cells: RowCells) -> Sequence[ComplaintRow]:
    row = ComplaintRow(
        number=cells.number,
        lapor_id=cells.text("lapor_id"),
        filed_on=cells.past_day("filed_on"),
        classification=cells.choice("classification", _CLASSIFICATIONS),
        category=cells.optional_text("category"),
        title=cells.text("title"),
        body=cells.optional_text("body"),
        unit_code=cells.unit_code("unit_code"),
        nip=cells.optional_nip("nip"),
        is_anonymous=cells.optional_yes_no("is_anonymous") or False,
        is_secret=cells.optional_yes_no("is_secret") or False,
        status=cells.optional_text("status"),
    )
    return (row,)


COMMENDATIONS = Format(
    kind=ImportKind.COMMENDATIONS,
    columns=(
        Column("happened_on", "tanggal", ("tgl",), is_date=True),
        Column("unit_code", "unor_id", ("kode_unit",)),
        Column("nip", "nip_pegawai", ("nip",)),
        Column("rating", "nilai_1_4", ("nilai", "rating")),
        Column("words", "ucapan", ("isi", "pesan")),
        # Without this column a citizen counts as one who wants to stay unnamed.
        Column("is_anonymous", "anonim", (), required=False),
        Column("contact", "kontak", ("nomor_hp", "email"), required=False),
    ),
    build=_build_commendation,
    key="words",
    file_stems=("apresiasi",),
)
COMPLAINTS = Format(
    kind=ImportKind.COMPLAINTS,
    columns=(
        Column("lapor_id", "tracking_id", ("tracking id sp4n lapor", "id_laporan")),
        Column("filed_on", "tanggal", ("tanggal_laporan", "tgl"), is_date=True),
        Column("classification", "klasifikasi"),
        Column("category", "kategori", (), required=False),
        Column("title", "judul"),
        Column("body", "isi", ("isi_laporan",), required=False),
        Column("unit_code", "unor_id", ("kode_unit",)),
        Column("nip", "nip_terlapor", (), required=False),
        Column("is_anonymous", "anonim", (), required=False),
        Column("is_secret", "rahasia", (), required=False),
        Column("status", "status", (), required=False),
    ),
    build=_build_complaint,
    key="lapor_id",
    file_stems=("lapor",),
)
