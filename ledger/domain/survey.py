"""The public satisfaction survey (SKM, PermenPANRB 14/2017): its index and grade.

The regulation prints the weight 1/9 as 0,11, which makes 99,00 the highest index. The weight is
therefore a setting, and whoever shows an index shows the weight beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from ledger.errors import InvalidInput, sentence

ELEMENT_KEYS = ("U1", "U2", "U3", "U4", "U5", "U6", "U7", "U8", "U9")
STAFF_ELEMENT_KEYS = frozenset({"U6", "U7"})  # The only elements that speak of persons.
LOWEST_ANSWER, HIGHEST_ANSWER = 1, 4

SurveyWeight = Literal["exact"] | Decimal

_ELEMENT_LABELS = {
    "U1": "Persyaratan",
    "U2": "Sistem, mekanisme, dan prosedur",
    "U3": "Waktu penyelesaian",
    "U4": "Biaya/tarif",
    "U5": "Produk spesifikasi jenis pelayanan",
    "U6": "Kompetensi pelaksana",
    "U7": "Perilaku pelaksana",
}
_COMPLAINTS = "Penanganan pengaduan, saran, dan masukan"
_FACILITIES = "Sarana dan prasarana"
_SCALE = 25
_EXACT_WEIGHT = Fraction(1, 9)
_LOWEST_WEIGHT = Decimal("0.1")


class ElementOrder(StrEnum):
    """What stands eighth: agencies number the last two elements either way."""

    COMPLAINTS_EIGHTH = "complaints_eighth"
    FACILITIES_EIGHTH = "facilities_eighth"


class SurveyGrade(StrEnum):
    A = "A"
    B = "B"
    C = "C"
    D = "D"

    @property
    def label(self) -> str:
        """The performance of the unit in words: ``Sangat Baik`` to ``Tidak Baik``."""
        return _GRADE_LABELS[self]


_GRADE_LABELS = {
    SurveyGrade.A: sentence("Sangat Baik"),
    SurveyGrade.B: sentence("Baik"),
    SurveyGrade.C: sentence("Kurang Baik"),
    SurveyGrade.D: sentence("Tidak Baik"),
}
_GRADE_FLOORS = (
    (Decimal("88.31"), SurveyGrade.A),
    (Decimal("76.61"), SurveyGrade.B),
    (Decimal("65.00"), SurveyGrade.C),
)
_LOWEST_INDEX, _HIGHEST_INDEX = Decimal("25.00"), Decimal("100.00")


@dataclass(frozen=True)
class SurveyIndex:
    """An index of two decimals; ``per_element`` is the mean answer per key, of three decimals.

    ``weight_label`` is what is printed beside the index: ``1/9`` or ``0,11``.
    """

    index: Decimal
    grade: SurveyGrade
    per_element: Mapping[str, Decimal]
    respondents: int
    weight_label: str


def survey_index(
    sums: Mapping[str, int] | Sequence[int], respondents: int, weight: SurveyWeight = "exact"
) -> SurveyIndex:
    """Compute index and grade from the sum of the answers 1 to 4 per element.

    ``sums`` maps U1 to U9, or lists them in that order. The index is rounded once, half up, and
    graded as rounded. Raises InvalidInput when the sums cannot come from that many respondents.
    """
    by_key = _checked_sums(sums, respondents)
    factor = _weight_fraction(weight)
    index = round_half_up(Fraction(sum(by_key.values()), respondents) * factor * _SCALE, 2)
    # With 0,11 the worst possible answers give 24,75, which is still a D and no error.
    lowest = min(_LOWEST_INDEX, round_half_up(factor * len(ELEMENT_KEYS) * _SCALE, 2))
    return SurveyIndex(
        index=index,
        grade=_grade(index, lowest),
        per_element={
            key: round_half_up(Fraction(total, respondents), 3) for key, total in by_key.items()
        },
        respondents=respondents,
        weight_label=weight_label(weight),
    )


def grade_of(index: Decimal) -> SurveyGrade:
    """Grade an index after rounding it half up to two decimals; InvalidInput outside 25 to 100."""
    return _grade(round_half_up(Fraction(index), 2), _LOWEST_INDEX)


def parse_weight(text: str) -> SurveyWeight:
    """Read the setting: ``exact`` or ``1/9``, else a decimal such as ``0,11``."""
    bare = text.strip().lower().replace(",", ".")
    if bare in {"exact", "1/9"}:
        return "exact"
    try:
        weight = Decimal(bare)
    except InvalidOperation:
        raise _weight_refusal(text) from None
    _weight_fraction(weight)
    return weight


def weight_label(weight: SurveyWeight) -> str:
    """Return the weight as it is printed: ``1/9`` or ``0,11``."""
    return "1/9" if weight == "exact" else f"{weight:f}".replace(".", ",")


def element_label(key: str, order: ElementOrder = ElementOrder.COMPLAINTS_EIGHTH) -> str:
    """Return what an element asks about, in the numbering the agency uses."""
    if key in _ELEMENT_LABELS:
        return _ELEMENT_LABELS[key]
    last_two = (_COMPLAINTS, _FACILITIES)
    if order is ElementOrder.FACILITIES_EIGHTH:
        last_two = (_FACILITIES, _COMPLAINTS)
    return dict(zip(("U8", "U9"), last_two, strict=True))[key]


def round_half_up(value: Fraction, places: int) -> Decimal:
    """Round a number that is not negative exactly, with a half going up."""
    scaled = (value * 10**places + Fraction(1, 2)).__floor__()
    return Decimal(scaled).scaleb(-places)


def _checked_sums(sums: Mapping[str, int] | Sequence[int], respondents: int) -> dict[str, int]:
    if respondents < 1:
        raise InvalidInput(
            sentence("Survei belum mempunyai responden. Unggah paling sedikit satu jawaban."),
            code="survey_respondents",
        )
    by_key = _keyed(sums)
    for key, total in by_key.items():
        if not LOWEST_ANSWER * respondents <= total <= HIGHEST_ANSWER * respondents:
            raise InvalidInput(
                sentence(
                    "Jumlah nilai unsur %(key)s adalah %(total)d, padahal untuk %(count)d "
                    "responden harus antara %(lowest)d dan %(highest)d. Periksa jawaban 1 "
                    "sampai 4."
                ),
                code="survey_sum",
                key=key,
                total=total,
                count=respondents,
                lowest=LOWEST_ANSWER * respondents,
                highest=HIGHEST_ANSWER * respondents,
            )
    return by_key


def _keyed(sums: Mapping[str, int] | Sequence[int]) -> dict[str, int]:
    if not isinstance(sums, Mapping):
        sums = {f"U{number}": total for number, total in enumerate(sums, start=1)}
    if set(sums) != set(ELEMENT_KEYS):
        raise InvalidInput(
            sentence("Survei harus berisi sembilan unsur, U1 sampai U9. Lengkapi kolomnya."),
            code="survey_elements",
        )
    return {key: sums[key] for key in ELEMENT_KEYS}


def _weight_fraction(weight: SurveyWeight) -> Fraction:
    if weight == "exact":
        return _EXACT_WEIGHT
    # Compared as decimals first: a huge exponent would fill the memory as a fraction.
    usable = weight.is_finite() and _LOWEST_WEIGHT <= weight < 1
    if not usable or Fraction(weight) > _EXACT_WEIGHT:
        raise _weight_refusal(str(weight))
    return Fraction(weight)


def _weight_refusal(text: str) -> InvalidInput:
    return InvalidInput(
        sentence('Bobot unsur "%(given)s" tidak dapat dipakai. Tulis 1/9 atau 0,11.'),
        code="survey_weight",
        given=text,
    )


def _grade(index: Decimal, lowest: Decimal) -> SurveyGrade:
    if not lowest <= index <= _HIGHEST_INDEX:
        raise InvalidInput(
            sentence("Indeks %(index)s di luar 25,00 sampai 100,00. Periksa jawaban survei."),
            code="survey_index",
            index=str(index).replace(".", ","),
        )
    return next((grade for floor, grade in _GRADE_FLOORS if index >= floor), SurveyGrade.D)
