"""Whoever reported or saw it is not named in what the person of the case reads."""

import pytest

from ledger.domain.discipline.redaction import HIDDEN, without_names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dilihat oleh Putri Ayu Lestari di loket", f"Dilihat oleh {HIDDEN} di loket"),
        ("kata PUTRI AYU LESTARI sendiri", f"kata {HIDDEN} sendiri"),
        ("Lestari melihatnya", f"{HIDDEN} melihatnya"),
        ("Taman lestari dan putrinya", "Taman lestari dan putrinya"),
    ],
)
def test_names_are_masked_as_whole_words(text: str, expected: str):
    assert without_names(text, ["Putri Ayu Lestari"]) == expected


def test_text_without_names_and_names_without_letters_stay():
    assert without_names("Apa adanya", []) == "Apa adanya"
    assert without_names("di loket", [" ", "di"]) == "di loket"
