"""Hidden letters go, whatever can be seen stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.hidden import without_hidden
from ledger.domain.names import normalise_text


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("U\u200b010", "U010"),
        ("\ufeffSiti\u00ad Contoh", "Siti Contoh"),
        ("Terima \u202ehisak", "Terima hisak"),
        ("a\x00b\x1bc\x85d", "abc\x85d"),
        ("setengah \ud83d huruf", "setengah  huruf"),
    ],
)
def test_hidden_letters_are_left_out(typed: str, seen: str):
    assert without_hidden(typed) == seen


@pytest.mark.parametrize(
    "text",
    [
        "baris\r\nbaru\tkolom",
        "\u0645\u0631\u062d\u0628\u0627",
        "\u0645\u06cc\u200c\u062e\u0648",
        "👩\u200d⚕️",
        "Ngurah Ñ — “kutip”",
    ],
)
def test_writing_of_every_kind_stays(text: str):
    assert without_hidden(text) == text


@given(st.text())
def test_what_is_left_can_be_stored(text: str):
    left = without_hidden(text)
    assert "\x00" not in left
    left.encode()
    assert without_hidden(left) == left


def test_two_names_that_look_the_same_are_the_same():
    assert normalise_text("Bu\u200bdi  Santoso") == normalise_text("Budi Santoso")
