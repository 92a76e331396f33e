import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.survey import (
    ELEMENT_KEYS,
    ElementOrder,
    SurveyGrade,
    element_label,
    grade_of,
    parse_weight,
    survey_index,
)
from ledger.errors import InvalidInput

ROWS = list(
    csv.DictReader(
        (Path(__file__).parents[1] / "vectors/ikm.csv").read_text(encoding="utf-8").splitlines()
    )
)
SUMS = [105, 101, 100, 116, 102, 105, 106, 105, 115]
PRINTED = Decimal("0.11")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['ikm']} with {row['weight']}")
def test_reference_vectors_give_index_and_grade(row):
    sums = {key: int(row[f"sum_{key.lower()}"]) for key in ELEMENT_KEYS}
    survey = survey_index(sums, int(row["respondents"]), parse_weight(row["weight"]))
    assert (str(survey.index), survey.grade) == (row["ikm"], row["grade"])


@pytest.mark.parametrize(
    ("sums", "respondents", "weight", "index", "grade"),
    [
        (SUMS, 29, "exact", "91.48", "A"),
        (SUMS, 29, PRINTED, "90.56", "A"),
        ([4] * 9, 1, "exact", "100.00", "A"),
        ([4] * 9, 1, PRINTED, "99.00", "A"),
        ([356] * 9, 100, "exact", "89.00", "A"),
        ([356] * 9, 100, PRINTED, "88.11", "B"),
        ([1] * 9, 1, "exact", "25.00", "D"),
        ([1] * 9, 1, PRINTED, "24.75", "D"),
    ],
)
def test_weight_decides_index_and_sometimes_grade(sums, respondents, weight, index, grade):
    survey = survey_index(sums, respondents, weight)
    assert (str(survey.index), survey.grade) == (index, grade)


@pytest.mark.parametrize(
    ("index", "grade"),
    [
        ("25.00", "D"),
        ("64.99", "D"),
        ("64.994", "D"),
        ("64.995", "C"),
        ("65.00", "C"),
        ("76.60", "C"),
        ("76.604", "C"),
        ("76.605", "B"),
        ("76.61", "B"),
        ("88.30", "B"),
        ("88.305", "A"),
        ("88.31", "A"),
        ("100", "A"),
    ],
)
def test_grade_follows_the_rounded_index(index, grade):
    assert grade_of(Decimal(index)) == grade


@pytest.mark.parametrize("index", ["24.99", "100.01", "-1"])
def test_index_outside_the_scale_is_refused(index):
    with pytest.raises(InvalidInput, match="di luar 25,00 sampai 100,00"):
        grade_of(Decimal(index))


def test_answer_carries_means_respondents_and_the_weight_to_print():
    survey = survey_index(SUMS, 29, PRINTED)
    assert survey.per_element["U4"] == Decimal("4.000")
    assert survey.per_element["U1"] == Decimal("3.621")
    assert (survey.respondents, survey.weight_label) == (29, "0,11")
    assert survey_index(SUMS, 29).weight_label == "1/9"
    assert SurveyGrade.A.label == "Sangat Baik"


@pytest.mark.parametrize(
    ("sums", "respondents", "sentence"),
    [
        ([4] * 8, 1, "sembilan unsur"),
        ([4] * 10, 1, "sembilan unsur"),
        ({"U1": 4}, 1, "sembilan unsur"),
        ([4] * 9, 0, "belum mempunyai responden"),
        ([4] * 8 + [5], 1, "unsur U9 adalah 5, padahal untuk 1 responden harus antara 1 dan 4"),
        ([0] + [4] * 8, 1, "unsur U1 adalah 0"),
    ],
)
def test_sums_that_no_answers_can_give_are_refused(sums, respondents, sentence):
    with pytest.raises(InvalidInput, match=sentence):
        survey_index(sums, respondents)


def test_weight_is_read_as_people_write_it():
    assert parse_weight(" 1/9 ") == parse_weight("Exact") == "exact"
    assert parse_weight("0,11") == PRINTED
    for wrong in ("", "x", "0.2", "0.01", "nan", "-1", "1e999999999"):
        with pytest.raises(InvalidInput, match="Tulis 1/9 atau 0,11"):
            parse_weight(wrong)


def test_last_two_elements_are_named_in_the_order_of_the_agency():
    assert element_label("U9") == "Sarana dan prasarana"
    assert element_label("U8", ElementOrder.FACILITIES_EIGHTH) == "Sarana dan prasarana"
    assert element_label("U9", ElementOrder.FACILITIES_EIGHTH).startswith("Penanganan pengaduan")
    assert element_label("U6") == "Kompetensi pelaksana"


@given(st.lists(st.lists(st.integers(1, 4), min_size=9, max_size=9), min_size=1, max_size=50))
def test_any_answers_give_an_index_and_a_better_answer_never_lowers_it(answers):
    sums = [sum(column) for column in zip(*answers, strict=True)]
    survey = survey_index(sums, len(answers))
    assert Decimal(25) <= survey.index <= Decimal(100)
    assert grade_of(survey.index) is survey.grade
    if sums[0] < 4 * len(answers):
        better = survey_index([sums[0] + 1, *sums[1:]], len(answers))
        assert better.index >= survey.index
        assert better.grade <= survey.grade
