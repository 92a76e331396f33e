"""Employee numbers (NIP of a PNS, NI of a PPPK): what their eighteen digits say.

PerKaBKN 22/2007: birth date (8), year and month of appointment (6), sex (1), sequence (3). In the
number of a PPPK the month is replaced by the number of the agreement, 21 or higher. There is no
check digit.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NoReturn

from ledger.domain.formats import date_text
from ledger.errors import InvalidInput, sentence

NIP_LENGTH = 18
FIRST_BIRTH_YEAR = 1900
FIRST_PPPK_YEAR = 2019
FIRST_PPPK_CODE = 21
LOWEST_APPOINTMENT_AGE = 18

NipKind = Literal["PNS", "PPPK"]
NipSex = Literal["L", "P"]

_SEXES: dict[str, NipSex] = {"1": "L", "2": "P"}
_APOSTROPHES = "'`\u2018\u2019\u00b4"
_SCIENTIFIC = re.compile(r"[0-9]+(?:[.,][0-9]+)?[eE]\+?[0-9]+")
_WHOLE_FLOAT = re.compile(r"[0-9]+[.,]0+")


@dataclass(frozen=True)
class Nip:
    """A number that can be kept; ``warnings`` are Indonesian sentences for HR to look at."""

    digits: str
    kind: NipKind
    birth_date: date
    sex: NipSex
    appointed_year: int
    appointed_month: int | None
    sequence: str
    warnings: tuple[str, ...] = ()


def parse_nip(text: str, *, today: date) -> Nip:
    """Read a number as people type it: with blanks, dots or the apostrophe of a spreadsheet.

    Raises InvalidInput with the sentence that mends it; ``code`` starts with ``nip_``.
    """
    digits = clean_nip(text)
    birth_date = _birth_date(digits, today)
    year, code = int(digits[8:12]), int(digits[12:14])
    kind = _kind(year, code)
    month = code if kind == "PNS" else None
    return Nip(
        digits=digits,
        kind=kind,
        birth_date=birth_date,
        sex=_sex(digits[14]),
        appointed_year=year,
        appointed_month=month,
        sequence=_sequence(digits[15:]),
        warnings=_warnings(birth_date, year, month, today),
    )


def clean_nip(text: str) -> str:
    """Return the eighteen bare digits, or raise InvalidInput when there are none."""
    bare = _strip_invisible(text).lstrip(_APOSTROPHES)
    if not bare:
        _refuse("nip_empty", sentence("Isi NIP. NIP terdiri dari 18 angka."))
    if _SCIENTIFIC.fullmatch(bare) or _WHOLE_FLOAT.fullmatch(bare):
        _refuse(
            "nip_spreadsheet",
            sentence(
                "Angka NIP berubah menjadi %(given)s. Ubah format kolom menjadi Teks, "
                "isi ulang NIP, lalu unggah lagi."
            ),
            given=bare,
        )
    digits = bare.replace(".", "")
    _require_digits(digits)
    return digits


def format_nip(digits: str) -> str:
    """Return ``19850315 201001 2 003``; raises InvalidInput unless given eighteen digits."""
    _require_digits(digits)
    return f"{digits[:8]} {digits[8:14]} {digits[14]} {digits[15:]}"


def _strip_invisible(text: str) -> str:
    # Copied cells carry no-break blanks, zero-width marks and byte order marks.
    return "".join(
        character
        for character in text
        if not character.isspace() and unicodedata.category(character) not in {"Cc", "Cf"}
    )


def _require_digits(digits: str) -> None:
    strange = next((mark for mark in digits if mark not in "0123456789"), None)
    if strange is not None:
        _refuse(
            "nip_letters",
            sentence('NIP hanya berisi angka. Ganti atau hapus "%(mark)s".'),
            mark=strange,
        )
    if len(digits) != NIP_LENGTH:
        _refuse(
            "nip_length",
            sentence("NIP harus 18 angka. Yang Anda isi %(count)d angka."),
            count=len(digits),
        )


def _birth_date(digits: str, today: date) -> date:
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:8])
    try:
        birth_date = date(year, month, day)
    except ValueError:
        birth_date = None
    if birth_date is None or year < FIRST_BIRTH_YEAR:
        _refuse(
            "nip_birth_date",
            sentence(
                "Delapan angka pertama NIP harus tanggal lahir (tahun, bulan, tanggal). "
                "Tanggal %(day)s-%(month)s-%(year)s tidak ada. Periksa kembali NIP."
            ),
            day=digits[6:8],
            month=digits[4:6],
            year=digits[:4],
        )
    if birth_date > today:
        _refuse(
            "nip_birth_date",
            sentence("Tanggal lahir dalam NIP, %(day)s, belum terjadi. Periksa kembali NIP."),
            day=date_text(birth_date),
        )
    return birth_date


def _kind(year: int, code: int) -> NipKind:
    if 1 <= code <= 12:
        return "PNS"
    if code < FIRST_PPPK_CODE:
        _refuse(
            "nip_month",
            sentence(
                "Angka ke-13 dan ke-14 NIP harus bulan pengangkatan (01 sampai 12) atau, untuk "
                "PPPK, 21 ke atas. Yang Anda isi %(digits)s."
            ),
            digits=f"{code:02d}",
        )
    if year < FIRST_PPPK_YEAR:
        _refuse(
            "nip_pppk_year",
            sentence(
                "Nomor ini berpola PPPK, tetapi tahun pengangkatannya %(year)s. PPPK diangkat "
                "mulai 2019. Periksa angka ke-9 sampai ke-14."
            ),
            year=f"{year:04d}",
        )
    return "PPPK"


def _sex(digit: str) -> NipSex:
    if digit not in _SEXES:
        _refuse(
            "nip_sex",
            sentence(
                "Angka ke-15 NIP harus 1 (laki-laki) atau 2 (perempuan). Yang Anda isi %(digit)s."
            ),
            digit=digit,
        )
    return _SEXES[digit]


def _sequence(digits: str) -> str:
    # A spreadsheet keeps fifteen digits of a number and fills the rest with zeros.
    if digits == "000":
        _refuse(
            "nip_sequence",
            sentence(
                "Tiga angka terakhir NIP tidak boleh 000. Jika NIP berasal dari lembar kerja, "
                "ubah format kolom menjadi Teks, lalu isi ulang NIP."
            ),
        )
    return digits


def _warnings(birth_date: date, year: int, month: int | None, today: date) -> tuple[str, ...]:
    found = []
    age = _age_at(birth_date, year, month)
    if age < 0:
        found.append(
            sentence("Menurut NIP, tahun pengangkatan mendahului tahun lahir. Periksa kembali.")
        )
    elif age < LOWEST_APPOINTMENT_AGE:
        text = sentence(
            "Menurut NIP, pegawai berumur %(age)d tahun saat diangkat. Periksa kembali."
        )
        found.append(text % {"age": age})
    if (year, month or 1) > (today.year, today.month):
        found.append(sentence("Menurut NIP, pengangkatan belum terjadi. Periksa kembali."))
    return tuple(found)


def _age_at(birth_date: date, year: int, month: int | None) -> int:
    # A PNS is appointed on the first of a month; the number of a PPPK tells only the year, so
    # its last day is assumed and nobody is warned without need.
    years = year - birth_date.year
    if month is not None and (month, 1) < (birth_date.month, birth_date.day):
        return years - 1
    return years


def _refuse(code: str, text: str, **params: Any) -> NoReturn:
    raise InvalidInput(text, code=code, **params)
