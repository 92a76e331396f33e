"""Reads single cells as people fill them; what cannot be read says why and how to mend it."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from ledger.domain.hidden import without_hidden
from ledger.domain.imports import Phrase
from ledger.domain.nip import Nip, parse_nip
from ledger.errors import InvalidInput, sentence

_YES = frozenset({"ya", "y", "yes", "true", "1", "benar", "v", "✓", "aktif", "sudah"})
_NO = frozenset(
    {"tidak", "t", "n", "no", "false", "0", "salah", "bukan", "belum", "-", "tidak aktif"}
)
_BLANKS = frozenset({"", "-", "--", "n/a", "#n/a", "null", "none"})
_INTEGER = re.compile(r"[+-]?(?:\d{1,15}|\d{1,3}(?:\.\d{3}){1,4})(?:[.,]0+)?")
_DECIMAL_PLAIN = re.compile(r"[+-]?\d{1,15}(?:,\d{1,12})?")
_DECIMAL_GROUPED = re.compile(r"[+-]?\d{1,3}(?:\.\d{3}){1,4}(?:,\d{1,12})?")
_DECIMAL_POINT = re.compile(r"[+-]?\d{1,15}\.(?:\d{1,2}|\d{4,12})")
_ONE_POINT_THREE = re.compile(r"[+-]?\d{1,3}\.\d{3}")
_DEPTH = re.compile(r"^[\s\-\u2013\u2014\u2022>]+")
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")
_TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)(?:[:.][0-5]\d)?")

NIP_SCIENTIFIC = sentence("angka berubah menjadi %(given)s")
NIP_SCIENTIFIC_REMEDY = sentence("Ubah format kolom menjadi Teks, isi ulang NIP, lalu unggah lagi.")
NIP_REMEDY = sentence("Periksa NIP di data kepegawaian, isi ulang, lalu unggah lagi.")
INTEGER_WRONG = sentence('"%(given)s" bukan bilangan bulat')
INTEGER_REMEDY = sentence("Isi dengan angka saja, misalnya 25.")
INTEGER_OUTSIDE = sentence('"%(given)s" di luar batas %(least)s sampai %(most)s')
INTEGER_OUTSIDE_REMEDY = sentence("Isi angka dari %(least)s sampai %(most)s.")
DECIMAL_WRONG = sentence('"%(given)s" bukan angka')
DECIMAL_REMEDY = sentence("Isi dengan angka, koma untuk desimal, misalnya 12,5.")
DECIMAL_UNCLEAR = sentence('"%(given)s" bisa berarti %(whole)s atau %(fraction)s')
DECIMAL_UNCLEAR_REMEDY = sentence("Tulis %(whole)s atau %(fraction)s.")
YES_NO_WRONG = sentence('"%(given)s" bukan ya atau tidak')
YES_NO_REMEDY = sentence("Isi ya atau tidak.")
CHOICE_WRONG = sentence('"%(given)s" tidak dikenal')
CHOICE_REMEDY = sentence("Isi salah satu dari: %(choices)s.")
MISSING = sentence("belum diisi")
MISSING_REMEDY = sentence("Isi sel ini, lalu unggah lagi.")
TIME_WRONG = sentence('"%(given)s" bukan jam')
TIME_REMEDY = sentence("Tulis jam seperti 07:30.")
GENERAL_REMEDY = sentence("Perbaiki isi sel ini, lalu unggah lagi.")


class CellProblem(Exception):
    """Why a cell cannot be read, in a clause after "kolom X:", and what to do about it."""

    def __init__(self, reason: Phrase, remedy: Phrase) -> None:
        self.reason = reason
        self.remedy = remedy
        super().__init__(f"{reason} {remedy}")


def from_refusal(refused: InvalidInput, remedy: str = GENERAL_REMEDY) -> CellProblem:
    """Turn a refusal of the domain into the problem of a cell."""
    return CellProblem(Phrase(refused.text, **refused.params), Phrase(remedy))


def tidy(text: str) -> str:
    """Trim, make every run of blanks one (no-break blanks too), and leave hidden letters out."""
    return " ".join(without_hidden(text).split())


def is_blank(text: str) -> bool:
    """Whether a cell says nothing, also in the ways that spreadsheets say nothing."""
    return tidy(text).casefold() in _BLANKS


def require_text(text: str) -> str:
    tidied = tidy(text)
    if not tidied:
        raise CellProblem(Phrase(MISSING), Phrase(MISSING_REMEDY))
    return tidied


def read_nip(text: str, *, today: date) -> Nip:
    """Read an employee number with its warnings; a number that lost digits is never repaired."""
    require_text(text)
    try:
        return parse_nip(text, today=today)
    except InvalidInput as refused:
        if refused.code == "nip_spreadsheet":
            given = shown_number(text)
            raise CellProblem(
                Phrase(NIP_SCIENTIFIC, given=given), Phrase(NIP_SCIENTIFIC_REMEDY)
            ) from refused
        raise from_refusal(refused, NIP_REMEDY) from refused


def shown_number(text: str) -> str:
    """Show a number as a spreadsheet does when it has lost digits: 1,98503E+17."""
    bare = tidy(text)
    if not _SCIENTIFIC.fullmatch(bare):
        return bare
    return f"{Decimal(bare.replace(',', '.')):.5E}".replace(".", ",")


def read_integer(text: str, *, least: int, most: int) -> int:
    """Read a whole number, also with thousands dots or as 25,0 from a spreadsheet."""
    bare = require_text(text)
    if not _INTEGER.fullmatch(bare):
        raise CellProblem(Phrase(INTEGER_WRONG, given=bare), Phrase(INTEGER_REMEDY))
    whole = re.sub(r"(?:,0+|\.(?:0|00|0{4,}))$", "", bare)
    number = int(whole.replace(".", ""))
    if not least <= number <= most:
        raise CellProblem(
            Phrase(INTEGER_OUTSIDE, given=bare, least=least, most=most),
            Phrase(INTEGER_OUTSIDE_REMEDY, least=least, most=most),
        )
    return number


def read_rupiah(text: str) -> int:
    """Read an amount with or without Rp and thousands dots."""
    bare = re.sub(r"^rp\.?\s*", "", tidy(text), flags=re.IGNORECASE).removesuffix(",-")
    return read_integer(bare, least=0, most=10**12)


def read_decimal(
    text: str, *, least: Decimal | None = None, most: Decimal | None = None
) -> Decimal:
    """Read a number with a decimal comma, or a point that can only be a decimal point."""
    bare = require_text(text).removesuffix("%").rstrip()
    if _ONE_POINT_THREE.fullmatch(bare):
        whole, fraction = bare.replace(".", ""), bare.replace(".", ",")
        raise CellProblem(
            Phrase(DECIMAL_UNCLEAR, given=bare, whole=whole, fraction=fraction),
            Phrase(DECIMAL_UNCLEAR_REMEDY, whole=whole, fraction=fraction),
        )
    number = _decimal_of(bare)
    low = least if least is not None else number
    high = most if most is not None else number
    if not low <= number <= high:
        raise CellProblem(
            Phrase(INTEGER_OUTSIDE, given=bare, least=low, most=high),
            Phrase(INTEGER_OUTSIDE_REMEDY, least=low, most=high),
        )
    return number


def _decimal_of(bare: str) -> Decimal:
    if _DECIMAL_PLAIN.fullmatch(bare):
        return Decimal(bare.replace(",", "."))
    if _DECIMAL_GROUPED.fullmatch(bare):
        return Decimal(bare.replace(".", "").replace(",", "."))
    if _DECIMAL_POINT.fullmatch(bare):
        return Decimal(bare)
    raise CellProblem(Phrase(DECIMAL_WRONG, given=bare), Phrase(DECIMAL_REMEDY))


def read_yes_no(text: str) -> bool:
    """Read ya/tidak, Y/N, true/false, 1/0 and belum."""
    bare = require_text(text).casefold()
    if bare in _YES:
        return True
    if bare in _NO:
        return False
    raise CellProblem(Phrase(YES_NO_WRONG, given=tidy(text)), Phrase(YES_NO_REMEDY))


def read_choice(text: str, choices: Mapping[str, str], *, shown: Sequence[str] = ()) -> str:
    """Read one of a closed set; the keys of ``choices`` are the accepted words, casefolded."""
    bare = require_text(text)
    found = choices.get(bare.casefold())
    if found is None:
        words = ", ".join(shown or dict.fromkeys(choices.values()))
        raise CellProblem(Phrase(CHOICE_WRONG, given=bare), Phrase(CHOICE_REMEDY, choices=words))
    return found


def read_list(text: str, separator: str = "|") -> tuple[str, ...]:
    """Split a cell; empty places are kept out, an empty cell is an empty list."""
    return tuple(part for part in (tidy(part) for part in text.split(separator)) if part)


def read_unit_name(text: str) -> str:
    """Read the name of a unit without the dashes that show its depth."""
    return require_text(_DEPTH.sub("", text))


def read_clock(text: str) -> str | None:
    """Read a time of day as HH:MM; None when the cell is empty."""
    bare = tidy(text)
    if is_blank(bare):
        return None
    found = _TIME.fullmatch(bare)
    if found is None:
        raise CellProblem(Phrase(TIME_WRONG, given=bare), Phrase(TIME_REMEDY))
    return f"{int(found[1]):02d}:{found[2]}"
