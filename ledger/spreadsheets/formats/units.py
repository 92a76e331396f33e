"""Units, positions, superiors and officials without NIP: the frame people stand in."""

import re
from collections.abc import Sequence

from ledger.domain.imports import (
    ImportKind,
    OfficialRow,
    Phrase,
    PositionRow,
    SuperiorRow,
    UnitRow,
)
from ledger.domain.positions import PositionLevel, level_from_text
from ledger.errors import sentence
from ledger.spreadsheets.cells import read_choice, read_unit_name
from ledger.spreadsheets.formats.columns import Column
from ledger.spreadsheets.formats.driver import Format
from ledger.spreadsheets.formats.row_cells import RowCells

#: A pejabat negara is named by a code such as PEJABAT-NEGARA-1, never by eighteen digits.
_OFFICIAL_CODE = re.compile(r"[A-Za-z][A-Za-z0-9._/-]*")
_POSITION_KINDS = {
    "1": "1",
    "struktural": "1",
    "2": "2",
    "fungsional": "2",
    "fungsional tertentu": "2",
    "3": "3",
    "rangkap": "3",
    "4": "4",
    "fungsional umum": "4",
    "pelaksana": "4",
}

OWN_PARENT = sentence("unit ini menunjuk dirinya sendiri sebagai unit di atasnya")
OWN_PARENT_REMEDY = sentence("Isi kode unit yang benar di atasnya, atau kosongkan.")
OWN_SUPERIOR = sentence("pegawai ini menunjuk dirinya sendiri sebagai atasan")
OWN_SUPERIOR_REMEDY = sentence("Isi NIP atasan langsung yang benar.")
CODE_WRONG = sentence('kode "%(given)s" harus diawali huruf, misalnya PEJABAT-NEGARA-1')
CODE_WRONG_REMEDY = sentence("Perbaiki kodenya, lalu unggah lagi.")


def _build_unit(cells: RowCells) -> Sequence[UnitRow]:
    code = cells.text("code")
    parent_code = cells.optional_text("parent_code") or None
    if code and code == parent_code:
        cells.problem("parent_code", Phrase(OWN_PARENT), Phrase(OWN_PARENT_REMEDY))
    name = cells.read("name", read_unit_name, "")
    return (UnitRow(number=cells.number, code=code, name=name, parent_code=parent_code),)


def _build_position(cells: RowCells) -> Sequence[PositionRow]:
    row = PositionRow(
        number=cells.number,
        title=cells.text("title"),
        kind_code=cells.read("kind_code", _position_kind, ""),
        level=cells.read("level", level_from_text, PositionLevel.PELAKSANA),
    )
    return (row,)


def _position_kind(text: str) -> str:
    shown = ("1 (struktural)", "2 (fungsional)", "3 (rangkap)", "4 (pelaksana)")
    return read_choice(text, _POSITION_KINDS, shown=shown)


def _build_superior(cells: RowCells) -> Sequence[SuperiorRow]:
    nip = cells.nip("nip")
    superior = cells.text("superior")
    is_code = _OFFICIAL_CODE.fullmatch(superior) is not None
    superior_nip = None if is_code or not superior else cells.nip("superior")
    if nip and nip == superior_nip:
        cells.problem("superior", Phrase(OWN_SUPERIOR), Phrase(OWN_SUPERIOR_REMEDY))
    row = SuperiorRow(
        number=cells.number,
        nip=nip,
        superior_nip=superior_nip,
        superior_code=superior if is_code else None,
        source=cells.optional_text("source"),
    )
    return (row,)


def _build_official(cells: RowCells) -> Sequence[OfficialRow]:
    code = cells.text("code")
    if code and not _OFFICIAL_CODE.fullmatch(code):
        cells.problem("code", Phrase(CODE_WRONG, given=code), Phrase(CODE_WRONG_REMEDY))
    row = OfficialRow(
        number=cells.number,
        code=code,
        name=cells.text("name"),
        position_title=cells.text("position_title"),
        unit_code=cells.unit_code("unit_code"),
    )
    return (row,)


UNITS = Format(
    kind=ImportKind.UNITS,
    columns=(
        Column("code", "Id", ("unor_id", "kode_unit", "kode unor")),
        Column("name", "NamaUnor", ("unor_nama", "nama_unit", "nama unit kerja")),
        Column("parent_code", "DiatasanId", ("unor_atasan_id", "kode_unit_atasan", "induk_id")),
    ),
    build=_build_unit,
    key="code",
    file_stems=("unor", "unit"),
)
POSITIONS = Format(
    kind=ImportKind.POSITIONS,
    columns=(
        Column("title", "jabatan_nama", ("nama_jabatan", "jabatan")),
        Column("kind_code", "jenis_jabatan_id", ("jenis_jabatan",)),
        Column("level", "tingkat", ("tingkat_jabatan", "jenjang")),
    ),
    build=_build_position,
    key="title",
    file_stems=("jabatan",),
)
SUPERIORS = Format(
    kind=ImportKind.SUPERIORS,
    columns=(
        Column("nip", "nip", ("nip_pegawai", "nip_baru")),
        Column("superior", "nip_atasan", ("atasan", "nip_atasan_langsung")),
        Column("source", "sumber", ("keterangan",), required=False),
    ),
    build=_build_superior,
    key="nip",
    file_stems=("atasan",),
)
OFFICIALS = Format(
    kind=ImportKind.OFFICIALS,
    columns=(
        Column("code", "kode", ("kode_pejabat",)),
        Column("name", "nama", ("nama_pejabat",)),
        Column("position_title", "jabatan", ("jabatan_nama", "nama_jabatan")),
        Column("unit_code", "unor_id", ("kode_unit",)),
    ),
    build=_build_official,
    key="code",
    file_stems=("pejabat_negara", "pejabat"),
)
