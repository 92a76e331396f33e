import pytest

from ledger.domain.names import clean_name, formal_name, full_name, sort_key
from ledger.errors import InvalidInput


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("Siti Contoh", "Dr.", "M.Si."), "Dr. Siti Contoh, M.Si."),
        (("Siti  Contoh ", " Dr. ", ", S.E., M.M. "), "Dr. Siti Contoh, S.E., M.M."),
        (("Budi", "", "S.Kom."), "Budi, S.Kom."),
        (("Budi", "Ir.", None), "Ir. Budi"),
        (("Budi", "-", "-"), "Budi"),
        (("Budi", None, None), "Budi"),
    ],
)
def test_full_name_joins_titles(parts, expected):
    assert full_name(*parts) == expected


def test_formal_name_has_no_titles_and_single_blanks():
    assert formal_name("  Siti\u00a0 Contoh\n") == "Siti Contoh"


def test_one_word_is_a_whole_name():
    assert clean_name(" Budi ") == "Budi"


@pytest.mark.parametrize("text", [None, "", "   ", "-", "123"])
def test_name_without_a_letter_is_refused(text):
    with pytest.raises(InvalidInput, match="Satu kata sudah cukup"):
        clean_name(text)


def test_name_that_is_too_long_says_by_how_much():
    assert clean_name("a" * 200) == "a" * 200
    with pytest.raises(InvalidInput, match="Kurangi 5 huruf"):
        clean_name("a" * 205)


def test_sort_key_ignores_case_accents_and_marks():
    names = ["ma'ruf", "Zaki", "Éka", "Marina", "I Made-Wira"]
    assert sorted(names, key=sort_key) == ["Éka", "I Made-Wira", "Marina", "ma'ruf", "Zaki"]
    assert sort_key("Ma\u2019ruf  Amin") == sort_key("MARUF AMIN")
