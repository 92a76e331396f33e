"""What SIASN already knows of sanctions and awards; its dates are DD-MM-YYYY."""

from collections.abc import Sequence

from ledger.domain.imports import AwardHistoryRow, DisciplineHistoryRow, ImportKind
from ledger.spreadsheets.formats.columns import Column
from ledger.spreadsheets.formats.driver import Format
from ledger.spreadsheets.formats.row_cells import RowCells

_LEVELS = {
    **dict.fromkeys(("r", "ringan"), "R"),
    **dict.fromkeys(("s", "sedang"), "S"),
    **dict.fromkeys(("b", "berat"), "B"),
}


def _build_discipline(cells: RowCells) -> Sequence[DisciplineHistoryRow]:
    row = DisciplineHistoryRow(
        number=cells.number,
        nip=cells.nip("nip"),
        level_code=cells.choice("level_code", _LEVELS),
        kind_code=cells.text("kind_code"),
        letter_number=cells.text("letter_number"),
        letter_on=cells.past_day("letter_on"),
        effective_on=cells.day("effective_on"),
        ends_on=cells.optional_day("ends_on"),
        regulation_code=cells.optional_text("regulation_code"),
        note=cells.optional_text("note"),
    )
    return (row,)


def _build_award(cells: RowCells) -> Sequence[AwardHistoryRow]:
    row = AwardHistoryRow(
        number=cells.number,
        nip=cells.nip("nip"),
        award_code=cells.text("award_code"),
        letter_number=cells.text("letter_number"),
        letter_on=cells.past_day("letter_on"),
        year=cells.year("year"),
    )
    return (row,)


DISCIPLINE_HISTORY = Format(
    kind=ImportKind.DISCIPLINE_HISTORY,
    columns=(
        Column("nip", "nip", ("nip_baru",)),
        Column("level_code", "jenisTingkatHukumanId", ("tingkat_hukuman",)),
        Column("kind_code", "jenisHukumanId", ("jenis_hukuman",)),
        Column("letter_number", "skNomor", ("nomor_sk",)),
        Column("letter_on", "skTanggal", ("tanggal_sk",), is_date=True, is_siasn_date=True),
        Column(
            "effective_on", "hukumanTanggal", ("tmt_hukuman",), is_date=True, is_siasn_date=True
        ),
        Column(
            "ends_on", "akhirHukumanTanggal", (), required=False, is_date=True, is_siasn_date=True
        ),
        Column("regulation_code", "nomorPp", (), required=False),
        Column("note", "keterangan", (), required=False),
    ),
    build=_build_discipline,
    key="letter_number",
    file_stems=("riwayat_hukdis", "hukdis"),
)
AWARD_HISTORY = Format(
    kind=ImportKind.AWARD_HISTORY,
    columns=(
        Column("nip", "nip", ("nip_baru",)),
        Column("award_code", "hargaId", ("harga_id", "jenis_penghargaan")),
        Column("letter_number", "skNomor", ("nomor_sk",)),
        Column(
            "letter_on", "skDate", ("skTanggal", "tanggal_sk"), is_date=True, is_siasn_date=True
        ),
        Column("year", "tahun"),
    ),
    build=_build_award,
    key="letter_number",
    file_stems=("riwayat_penghargaan",),
)
