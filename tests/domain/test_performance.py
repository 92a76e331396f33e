import csv
from pathlib import Path

import pytest

from ledger.domain.performance import (
    Predicate,
    Rating,
    predicate_from_text,
    predicate_of,
    rating_from_text,
)
from ledger.errors import InvalidInput

ROWS = list(
    csv.DictReader(
        (Path(__file__).parents[1] / "vectors/performance_matrix.csv")
        .read_text(encoding="utf-8")
        .splitlines()
    )
)


def test_reference_matrix_is_whole():
    assert len(ROWS) == len(Rating) ** 2


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["hasil_kerja"] + row["perilaku_kerja"])
def test_ratings_give_the_predicate_of_the_matrix(row):
    work_result, behaviour = (
        rating_from_text(row["hasil_kerja"]),
        rating_from_text(row["perilaku_kerja"]),
    )
    assert predicate_of(work_result, behaviour) is predicate_from_text(row["predikat"])


@pytest.mark.parametrize(
    ("text", "rating"),
    [
        ("DIATAS ESPEKTASI", Rating.ABOVE),
        ("Di atas ekspektasi", Rating.ABOVE),
        (" sesuai  espektasi", Rating.MEETS),
        ("DIBAWAH EKSPEKTASI", Rating.BELOW),
        ("3", Rating.BELOW),
    ],
)
def test_rating_is_read_in_every_spelling(text, rating):
    assert rating_from_text(text) is rating


@pytest.mark.parametrize(
    ("text", "predicate"),
    [
        ("SANGAT BAIK", Predicate.VERY_GOOD),
        ("baik", Predicate.GOOD),
        ("Cukup/Butuh Perbaikan", Predicate.NEEDS_IMPROVEMENT),
        ("Butuh Perbaikan", Predicate.NEEDS_IMPROVEMENT),
        ("Kurang/misconduct", Predicate.POOR),
        ("5", Predicate.VERY_POOR),
    ],
)
def test_predicate_is_read_in_every_spelling(text, predicate):
    assert predicate_from_text(text) is predicate


@pytest.mark.parametrize("text", ["", "0", "6", "istimewa"])
def test_unknown_predicate_and_rating_are_refused_with_the_choices(text):
    with pytest.raises(InvalidInput, match=r"Predikat .* tidak dikenal. Tulis 1"):
        predicate_from_text(text)
    with pytest.raises(InvalidInput, match=r"Nilai .* tidak dikenal. Tulis 1"):
        rating_from_text(text)


def test_codes_and_labels_lead_back():
    for rating in Rating:
        assert rating_from_text(str(rating.code)) is rating_from_text(rating.label) is rating
    for predicate in Predicate:
        assert predicate_from_text(str(predicate.code)) is predicate
        assert predicate_from_text(predicate.label) is predicate
