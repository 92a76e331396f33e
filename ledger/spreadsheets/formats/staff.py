"""The employee export of SIASN: every column text, titles apart, dates DD-MM-YYYY."""

import re
from collections.abc import Sequence
from datetime import date

from ledger.domain.imports import ImportKind, Phrase, StaffRow
from ledger.domain.names import clean_name
from ledger.domain.nip import Nip
from ledger.domain.people import PersonKind, Sex
from ledger.errors import sentence
from ledger.spreadsheets.cells import is_blank, read_choice, tidy
from ledger.spreadsheets.formats.columns import Column
from ledger.spreadsheets.formats.driver import Format
from ledger.spreadsheets.formats.row_cells import RowCells

_EMAIL = re.compile(r"[^@\s,;<>\"']{1,64}@[^@\s,;<>\"']+\.[^@\s.,;<>\"']{2,}")
#: SIASN writes M and F; other exports write the Indonesian words.
_SEXES = {
    **dict.fromkeys(("m", "l", "1", "pria", "laki-laki", "laki laki"), Sex.MALE),
    **dict.fromkeys(("f", "p", "2", "wanita", "perempuan"), Sex.FEMALE),
}

BIRTH_DIFFERS = sentence("tanggal lahir berbeda dari NIP (%(by_nip)s)")
SEX_DIFFERS = sentence("jenis kelamin berbeda dari NIP (%(by_nip)s)")
APPOINTED_DIFFERS = sentence("TMT CPNS berbeda dari NIP (%(by_nip)s)")
KIND_DIFFERS = sentence("jenis pegawai berbeda dari pola NIP (%(by_nip)s)")
KIND_UNKNOWN = sentence('jenis pegawai "%(given)s" tidak dikenal')
KIND_REMEDY = sentence("Isi PNS, CPNS, atau PPPK.")
EMAIL_WRONG = sentence('alamat surel "%(given)s" tidak dipakai karena bentuknya tidak dikenal')


def _build(cells: RowCells) -> Sequence[StaffRow]:
    nip = cells.full_nip("nip")
    row = StaffRow(
        number=cells.number,
        siasn_id=cells.optional_text("siasn_id"),
        nip=nip.digits if nip else "",
        name=cells.read("name", clean_name, ""),
        title_before=cells.optional_text("title_before"),
        title_after=cells.optional_text("title_after"),
        kind=_kind(cells, nip),
        birth_date=_birth_date(cells, nip),
        sex=_sex(cells, nip),
        email=_email(cells),
        legal_status_code=cells.optional_text("legal_status_code"),
        legal_status=cells.optional_text("legal_status"),
        appointed_on=_appointed_on(cells, nip),
        rank_code=cells.optional_text("rank_code"),
        rank_name=cells.optional_text("rank_name"),
        position_kind_code=cells.optional_text("position_kind_code"),
        position_title=cells.text("position_title"),
        unit_code=cells.unit_code("unit_code"),
        unit_name=cells.optional_text("unit_name"),
        agency_name=cells.optional_text("agency_name"),
        nip_warnings=nip.warnings if nip else (),
    )
    return (row,)


def _kind(cells: RowCells, nip: Nip | None) -> PersonKind:
    """SIASN tells PNS from PPPK in one column, and CPNS from PNS in another."""
    by_nip = PersonKind.PPPK if nip and nip.kind == "PPPK" else PersonKind.PNS
    words = cells.optional_text("kind").casefold()
    status = cells.optional_text("status").casefold()
    if "pppk" in words or (not words and "pppk" in status):
        kind = PersonKind.PPPK
    elif "cpns" in words or status in {"cpns", "c"}:
        kind = PersonKind.CPNS
    elif "pns" in words or status in {"pns", "p"}:
        kind = PersonKind.PNS
    elif not words:
        kind = by_nip
    else:
        given = tidy(cells.raw("kind"))
        cells.problem("kind", Phrase(KIND_UNKNOWN, given=given), Phrase(KIND_REMEDY))
        return by_nip
    if nip and (kind is PersonKind.PPPK) != (by_nip is PersonKind.PPPK):
        cells.warn("kind", Phrase(KIND_DIFFERS, by_nip=nip.kind))
    return kind


def _birth_date(cells: RowCells, nip: Nip | None) -> date:
    by_nip = nip.birth_date if nip else date.min
    birth_date = cells.optional_day("birth_date") or by_nip
    if nip and birth_date not in (by_nip, date.min):
        cells.warn("birth_date", Phrase(BIRTH_DIFFERS, by_nip=_day_text(by_nip)))
    return birth_date


def _sex(cells: RowCells, nip: Nip | None) -> Sex:
    by_nip = Sex(nip.sex) if nip else Sex.MALE
    if is_blank(cells.raw("sex")):
        return by_nip
    letter = cells.read("sex", _sex_letter, "")
    if nip and letter and letter != nip.sex:
        cells.warn("sex", Phrase(SEX_DIFFERS, by_nip=nip.sex))
    return Sex(letter) if letter else by_nip


def _sex_letter(text: str) -> str:
    shown = ("M (laki-laki)", "F (perempuan)")
    return read_choice(text, _SEXES, shown=shown)


def _appointed_on(cells: RowCells, nip: Nip | None) -> date | None:
    appointed_on = cells.optional_day("appointed_on")
    if nip and appointed_on and appointed_on != date.min and not _agrees(nip, appointed_on):
        month = f"{nip.appointed_month:02d}-" if nip.appointed_month else ""
        by_nip = f"{month}{nip.appointed_year}"
        cells.warn("appointed_on", Phrase(APPOINTED_DIFFERS, by_nip=by_nip))
    return appointed_on


def _agrees(nip: Nip, appointed_on: date) -> bool:
    same_month = nip.appointed_month in (None, appointed_on.month)
    return nip.appointed_year == appointed_on.year and same_month


def _email(cells: RowCells) -> str | None:
    email = cells.optional_text("email").casefold()
    if not email:
        return None
    if not _EMAIL.fullmatch(email):
        cells.warn("email", Phrase(EMAIL_WRONG, given=email))
        return None
    return email


def _day_text(day: date) -> str:
    return f"{day:%d-%m-%Y}"


STAFF = Format(
    kind=ImportKind.STAFF,
    columns=(
        Column("nip", "nip_baru", ("nip", "nip_pegawai")),
        Column("name", "nama", ("nama_pegawai", "nama_lengkap")),
        Column("unit_code", "unor_id", ("kode_unit",)),
        Column("position_title", "jabatan_nama", ("jabatan", "nama_jabatan")),
        Column("siasn_id", "pns_id", (), required=False),
        Column("title_before", "gelar_depan", (), required=False),
        Column("title_after", "gelar_belakang", (), required=False),
        Column(
            "birth_date",
            "tanggal_lahir",
            ("tgl_lahir",),
            required=False,
            is_date=True,
            is_siasn_date=True,
        ),
        Column("sex", "jenis_kelamin", ("jk",), required=False),
        Column("email", "email_gov", ("email", "surel"), required=False),
        Column("kind", "jenis_pegawai_nama", ("jenis_pegawai",), required=False),
        Column("legal_status_code", "kedudukan_hukum_id", (), required=False),
        Column("legal_status", "kedudukan_hukum_nama", ("kedudukan_hukum",), required=False),
        Column("status", "status_cpns_pns", (), required=False),
        Column("appointed_on", "tmt_cpns", (), required=False, is_date=True, is_siasn_date=True),
        Column("rank_code", "gol_akhir_id", (), required=False),
        Column("rank_name", "gol_akhir_nama", ("golongan",), required=False),
        Column("position_kind_code", "jenis_jabatan_id", (), required=False),
        Column("unit_name", "unor_nama", ("nama_unit",), required=False),
        Column("agency_name", "instansi_kerja_nama", (), required=False),
    ),
    build=_build,
    key="nip",
    file_stems=("pegawai",),
)
