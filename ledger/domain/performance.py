"""Performance ratings of staff (SKP, PermenPANRB 6/2022): two axes and the predicate they give.

Imported predicates may disagree with imported ratings: both are kept and the difference is shown.
"""

import re
from enum import StrEnum

from ledger.errors import InvalidInput, sentence


class Rating(StrEnum):
    """Work result or behaviour against what was expected."""

    ABOVE = "above"
    MEETS = "meets"
    BELOW = "below"

    @property
    def code(self) -> int:
        """The code of the national personnel system, 1 to 3."""
        return _RATING_CODES[self]

    @property
    def label(self) -> str:
        return _RATING_LABELS[self]


class Predicate(StrEnum):
    """The predicate of a person for a period."""

    VERY_GOOD = "very_good"
    GOOD = "good"
    NEEDS_IMPROVEMENT = "needs_improvement"
    POOR = "poor"
    VERY_POOR = "very_poor"

    @property
    def code(self) -> int:
        """The code ("kuadran") of the national personnel system, 1 to 5; 1 is best."""
        return _PREDICATE_CODES[self]

    @property
    def label(self) -> str:
        return _PREDICATE_LABELS[self]


_RATING_CODES = {rating: code for code, rating in enumerate(Rating, start=1)}
_RATING_LABELS = {
    Rating.ABOVE: sentence("Di atas ekspektasi"),
    Rating.MEETS: sentence("Sesuai ekspektasi"),
    Rating.BELOW: sentence("Di bawah ekspektasi"),
}
_PREDICATE_CODES = {predicate: code for code, predicate in enumerate(Predicate, start=1)}
_PREDICATE_LABELS = {
    Predicate.VERY_GOOD: sentence("Sangat Baik"),
    Predicate.GOOD: sentence("Baik"),
    Predicate.NEEDS_IMPROVEMENT: sentence("Butuh Perbaikan"),
    Predicate.POOR: sentence("Kurang"),
    Predicate.VERY_POOR: sentence("Sangat Kurang"),
}

# Rows are the work result, columns the behaviour. A table and no formula: good work with
# behaviour below expectation is Kurang, which no maximum or mean of the two codes gives.
_MATRIX = {
    (Rating.ABOVE, Rating.ABOVE): Predicate.VERY_GOOD,
    (Rating.ABOVE, Rating.MEETS): Predicate.GOOD,
    (Rating.ABOVE, Rating.BELOW): Predicate.POOR,
    (Rating.MEETS, Rating.ABOVE): Predicate.GOOD,
    (Rating.MEETS, Rating.MEETS): Predicate.GOOD,
    (Rating.MEETS, Rating.BELOW): Predicate.POOR,
    (Rating.BELOW, Rating.ABOVE): Predicate.NEEDS_IMPROVEMENT,
    (Rating.BELOW, Rating.MEETS): Predicate.NEEDS_IMPROVEMENT,
    (Rating.BELOW, Rating.BELOW): Predicate.VERY_POOR,
}

# Keys are labels without case, blanks and marks; the national system misspells "espektasi".
_RATING_TEXTS = {
    **{str(rating.code): rating for rating in Rating},
    "diatasekspektasi": Rating.ABOVE,
    "sesuaiekspektasi": Rating.MEETS,
    "dibawahekspektasi": Rating.BELOW,
}
_PREDICATE_TEXTS = {
    **{str(predicate.code): predicate for predicate in Predicate},
    "sangatbaik": Predicate.VERY_GOOD,
    "baik": Predicate.GOOD,
    "butuhperbaikan": Predicate.NEEDS_IMPROVEMENT,
    "cukup": Predicate.NEEDS_IMPROVEMENT,
    "cukupbutuhperbaikan": Predicate.NEEDS_IMPROVEMENT,
    "butuhperbaikancukup": Predicate.NEEDS_IMPROVEMENT,
    "kurang": Predicate.POOR,
    "misconduct": Predicate.POOR,
    "kurangmisconduct": Predicate.POOR,
    "sangatkurang": Predicate.VERY_POOR,
}


def predicate_of(work_result: Rating, behaviour: Rating) -> Predicate:
    """Return the predicate the matrix gives for the two ratings."""
    return _MATRIX[work_result, behaviour]


def rating_from_text(text: str) -> Rating:
    """Read a code 1 to 3 or a label in any of its spellings; raises InvalidInput."""
    rating = _RATING_TEXTS.get(_bare(text))
    if rating is None:
        raise InvalidInput(
            sentence(
                'Nilai "%(given)s" tidak dikenal. Tulis 1 (di atas ekspektasi), 2 (sesuai '
                "ekspektasi), atau 3 (di bawah ekspektasi)."
            ),
            code="rating_unknown",
            given=text.strip(),
        )
    return rating


def predicate_from_text(text: str) -> Predicate:
    """Read a code 1 to 5 or a label in any of its spellings; raises InvalidInput."""
    predicate = _PREDICATE_TEXTS.get(_bare(text))
    if predicate is None:
        raise InvalidInput(
            sentence(
                'Predikat "%(given)s" tidak dikenal. Tulis 1 (Sangat Baik), 2 (Baik), 3 (Butuh '
                "Perbaikan), 4 (Kurang), atau 5 (Sangat Kurang)."
            ),
            code="predicate_unknown",
            given=text.strip(),
        )
    return predicate


def _bare(text: str) -> str:
    letters = re.sub(r"[\W_]+", "", text.casefold())
    return letters.replace("espektasi", "ekspektasi")
