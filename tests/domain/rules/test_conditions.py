"""A condition is refused with its place while it is written, never found silently false later."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.domain.facts import FactKind
from ledger.domain.rules.conditions import (
    ConditionFailed,
    check_condition,
    condition_vocabulary,
    holds,
    make_context,
    parse_condition,
    set_namespace,
)
from ledger.domain.rules.refusals import PackError, Place

VOCABULARY = condition_vocabulary(FactKind.NOMINATION_ACCEPTED, ["apresiasi"])
PLACE = Place("ramah", "when", 17)


def check(text: str):
    return check_condition(text, VOCABULARY, PLACE)


@pytest.mark.parametrize(
    "text",
    [
        'fact.stage == "gagasan"',
        'fact.stage in ["gagasan", "uji_coba"] && fact.impact_percent >= 10',
        '(fact.team_size > 1 || measure.apresiasi >= 3) && person.kind != "cpns"',
        'fact.category.startsWith("pelayanan") && size(fact.category) < 40',
        '["U001", "U002"].exists(unit, unit == person.unit_code)',
        "[1, 2].all(a, [1, 2].exists(b, a == b && time.quarter > 0))",
        "fact.impact_percent * 2 - 1 > -5",
        "time.month == 12 ? fact.team_size > 1 : fact.team_size > 2",
        "  true  ",
    ],
)
def test_good_condition_is_accepted(text):
    assert check(text).text == text


@pytest.mark.parametrize(
    ("text", "column", "said"),
    [
        ("", None, "masih kosong"),
        ("   ", None, "masih kosong"),
        ("fact.team_size >= 2 &&", 23, "tidak dapat dibaca"),
        ("fact.team_size === 2", 18, "tanda = tidak dipakai"),
        ("fact.team_size = 2", 16, "tanda = tidak dipakai"),
        ("fact.team_size / 2 == 1", 16, "tanda / tidak dipakai"),
        ("fact.team_size % 2 == 1", 16, "tanda % tidak dipakai"),
        ("true // catatan", 6, "tanda / tidak dipakai"),
        ('fact.category == "a\\"b"', 18, "tidak dipakai"),
        ('fact.category == r"a"', 18, "satu pasang"),
        ('fact.category == """a"""', 18, "satu pasang"),
        ('{"a": 1}.a == 1', 1, "tanda { tidak dipakai"),
        ("fact.team_size > 1.5", 18, "bilangan bulat"),
        ("fact.team_size > 1u", 18, "bilangan bulat"),
        ('fact.stge == "gagasan"', 1, "Mungkin maksudnya: fact.stage"),
        ("true && measure.lain >= 2", 9, "measure.apresiasi"),
        ('fact["stage"] == "gagasan"', 1, "fact tidak dikenal"),
        ("stage == 1", 1, "stage tidak dikenal"),
        ("fact.stage == null", 15, "null tidak dikenal"),
        ("__import__ == 1", 1, "__import__ tidak dikenal"),
        ("person.fact.stage == 1", 1, "person.fact tidak dikenal"),
        ('fact.category.matches("a")', 15, "fungsi matches tidak tersedia"),
        ("[1].map(x, x) == [1]", 5, "fungsi map tidak tersedia"),
        ('timestamp("2026") == 1', 1, "fungsi timestamp tidak tersedia"),
        ('fact.team_size == "2"', 19, "berisi bilangan"),
        ("2 == fact.category", 1, "berisi teks"),
        ("fact.team_size == person.kind", 19, "berisi bilangan"),
        ("fact.team_size in [1, true]", 23, "berisi bilangan"),
        ('fact.stage == "diterapkn"', 15, "Mungkin maksudnya: diterapkan"),
        ('fact.stage in ["gagasan", "ide"]', 27, "tidak pernah bernilai ide"),
        ("fact.team_size", None, "benar atau salah"),
        ("fact.team_size && true", None, "benar atau salah"),
        ("fact.team_size > 0 || fact.team_size", None, "benar atau salah"),
        ("person.unit_code > 'a' && size(fact.team_size) > 1", None, "benar atau salah"),
        ("1 + 1", None, "benar atau salah"),
        ("x" * 2001, None, "terlalu panjang"),
        ("99999999999999999999 > fact.team_size", None, "tidak dapat dibaca"),
    ],
)
def test_bad_condition_is_refused_with_its_place(text, column, said):
    with pytest.raises(PackError, match=said) as caught:
        check(text)
    place = caught.value.place
    assert (place.rule, place.key, place.line) == ("ramah", "when", 17)
    assert column is None or place.column == column


def test_unknown_field_names_all_known_fields():
    with pytest.raises(PackError) as caught:
        check("fact.nilai == 1")
    assert all(path in caught.value.message for path in VOCABULARY)


def test_syntax_error_on_a_later_line_counts_columns_from_the_start():
    with pytest.raises(PackError) as caught:
        check("true &&\n(fact.team_size > 1")
    assert caught.value.place.column > len("true &&\n")


def test_third_nested_macro_is_refused():
    with pytest.raises(PackError, match="paling banyak bertingkat 2"):
        check("[1].all(a, [1].all(b, [1].all(c, a == b && b == c)))")
    assert check("[1].all(a, [1].all(b, a == b)) && [1].exists(c, c == 1)")


def test_list_of_more_than_100_is_refused():
    with pytest.raises(PackError, match="paling banyak berisi 100"):
        check(f"fact.team_size in [{','.join(['1'] * 101)}]")
    assert check(f"fact.team_size in [{','.join(['1'] * 100)}]")


def test_longest_nested_attack_is_refused_without_harm():
    for text in ("(" * 1999, "!" * 1999, "1" + "+1" * 999, "[" * 900 + "]" * 900, "-" * 1990):
        with pytest.raises(PackError):
            check(text)


@settings(max_examples=300)
@given(
    st.lists(
        st.sampled_from(
            [
                *("fact.stage", "fact.team_size", "measure.apresiasi", "person.kind", "x", "in"),
                *('"gagasan"', "1", "true", "(", ")", "[", "]", ",", "&&", "||", "!", "==", ">="),
                *(".", "exists", "all", "size", "?", ":", "-", "+", "*", " ", '"', "fact", "é"),
            ]
        ),
        max_size=25,
    ).map("".join)
)
def test_any_text_is_refused_or_is_true_or_false(text):
    inputs = {"fact": {"stage": "gagasan", "team_size": 1}, "measure": {"apresiasi": 0}}
    with suppress(PackError, ConditionFailed):
        assert holds(check(text).text, make_context(inputs, VOCABULARY)) in (True, False)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("fact.a == 1", ("fact.a == 1",)),
        ("fact.a == 1 && (fact.b || fact.c)", ("fact.a == 1", "(fact.b || fact.c)")),
        (
            'fact.a == "&&" && [1].all(x, x > 0 && true)',
            ('fact.a == "&&"', "[1].all(x, x > 0 && true)"),
        ),
        ("fact.a && fact.b || fact.c", ("fact.a && fact.b || fact.c",)),
        ("fact.a && fact.b ? true : false", ("fact.a && fact.b ? true : false",)),
    ],
)
def test_only_conditions_joined_by_and_fall_into_parts(text, parts):
    assert parse_condition(text).parts == parts


def test_paths_are_listed_once_in_order():
    text = "measure.b > 1 && fact.a == 1 && measure.b < 9"
    assert parse_condition(text).paths == ("measure.b", "fact.a")


def test_context_is_reused_with_one_namespace_exchanged():
    context = make_context({"measure": {"apresiasi": 2}}, ["measure.apresiasi"])
    before = holds("measure.apresiasi >= 3", context)
    set_namespace(context, "measure", {"apresiasi": 3})
    assert (before, holds("measure.apresiasi >= 3", context)) == (False, True)


def test_value_that_is_missing_fails_loudly():
    with pytest.raises(ConditionFailed):
        holds("measure.apresiasi >= 3", make_context({}, []))
    with pytest.raises(ConditionFailed, match="not true or false"):
        holds("1 + 1", make_context({}, []))
