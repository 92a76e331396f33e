"""The form of the editor shows every rule and writes it back without losing a letter."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ledger
from ledger.domain.facts import VOCABULARY, FactKind, FieldType
from ledger.domain.rules.forms import WHOLE_NUMBER, form_of, rule_of
from ledger.domain.rules.pack import parse_pack, rule_from_data
from ledger.domain.rules.rows import Join, Operator, Row, Rows, read_rows, write_rows
from ledger.domain.rules.season_forms import season_values, seasons_in, seasons_of
from ledger.domain.rules.splicing import remove_rule, replace_rule, replace_seasons, rules_of

PACKS = sorted((Path(ledger.__file__).parent / "rulepacks").glob("*.yaml"))
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in PACKS}
SHIPPED = [(name, rule["code"], rule) for name, text in TEXTS.items() for rule in rules_of(text)]


def typed(values: dict[str, Any]) -> dict[str, Any]:
    """As a browser sends it: everything is text."""
    return {
        name: value if isinstance(value, list) else str(value) for name, value in values.items()
    }


@pytest.mark.parametrize(("pack", "code", "rule"), SHIPPED)
def test_shipped_rule_survives_the_form_letter_for_letter(
    pack: str, code: str, rule: dict[str, Any]
):
    made, mistakes = rule_of(typed(form_of(rule)), rule)
    assert mistakes == {}
    assert made == rule
    assert replace_rule(TEXTS[pack], code, made) == TEXTS[pack]
    alone, _ = rule_of(typed(form_of(rule)), {})
    seasons = parse_pack(TEXTS[pack]).seasons
    assert rule_from_data(alone, None, seasons) == rule_from_data(rule, None, seasons)


@pytest.mark.parametrize(("pack", "code", "rule"), SHIPPED)
def test_one_change_touches_only_its_own_lines(pack: str, code: str, rule: dict[str, Any]):
    made, _ = rule_of({**typed(form_of(rule)), "title": "Judul yang baru"}, rule)
    changed = replace_rule(TEXTS[pack], code, made)
    before, after = TEXTS[pack].splitlines(), changed.splitlines()
    assert len(before) == len(after)
    assert [new for old, new in zip(before, after, strict=True) if old != new] == [
        "    title: Judul yang baru"
    ]
    assert next(one for one in rules_of(changed) if one["code"] == code) == made


def test_rule_is_added_and_taken_away_and_comments_stay():
    text = TEXTS["layanan-dasar"]
    rule = {**rules_of(text)[0], "code": "inovasi-baru"}
    added = replace_rule(text, "inovasi-baru", rule)
    assert added.startswith(text.rstrip("\n"))
    assert parse_pack(added).rules[-1].code == "inovasi-baru"
    assert remove_rule(added, "inovasi-baru") == text
    fewer = remove_rule(text, "inovasi-uji-coba")
    assert [rule["code"] for rule in rules_of(fewer)] == [
        code for name, code, _ in SHIPPED if name == "layanan-dasar" and code != "inovasi-uji-coba"
    ]
    assert "# Banyak gagasan baik" in fewer


def test_first_rule_of_a_new_pack_is_written():
    text = "# Paket kami\ncode: baru\nname: Baru\ndescription: Percobaan\nrules: []\n"
    made = replace_rule(text, "inovasi", rules_of(TEXTS["layanan-dasar"])[0])
    assert parse_pack(made).rules[0].code == "inovasi-gagasan"


def test_what_no_field_shows_is_kept():
    rule = {**SHIPPED[0][2], "catatan": "dari kepala"}
    assert rule_of(typed(form_of(rule)), rule)[0] == rule


def test_number_that_is_none_is_told_at_its_field_and_kept():
    rule = SHIPPED[0][2]
    made, mistakes = rule_of({**typed(form_of(rule)), "points_amount": "sepuluh"}, rule)
    assert mistakes == {"points_amount": [WHOLE_NUMBER]}
    assert made["then"]["points"]["amount"] == "sepuluh"


FIELDS = [
    (kind, f"fact.{name}", field)
    for kind, shape in VOCABULARY.items()
    for name, field in shape.fields.items()
]
words = st.text("abcdefg _-", min_size=1, max_size=8).map(str.strip).filter(bool)


@st.composite
def rows_of_a_kind(draw: st.DrawFn) -> tuple[FactKind, Rows]:
    kind = draw(st.sampled_from(list(FactKind)))
    fields = [(path, field) for of, path, field in FIELDS if of is kind]
    rows = []
    for path, field in draw(st.lists(st.sampled_from(fields), min_size=1, max_size=4)):
        if field.type is FieldType.BOOL:
            rows.append(Row(path, Operator.EQUAL, (draw(st.booleans()),)))
        elif field.type is FieldType.INT:
            operator = draw(st.sampled_from(list(Operator)[:6]))
            rows.append(Row(path, operator, (draw(st.integers(-999, 999)),)))
        else:
            value = st.sampled_from(field.choices) if field.choices else words
            operator = draw(st.sampled_from([Operator.EQUAL, Operator.ONE_OF, Operator.NONE_OF]))
            many = 3 if operator is not Operator.EQUAL else 1
            found = draw(st.lists(value, min_size=1, max_size=many))
            rows.append(Row(path, operator, tuple(found)))
    return kind, Rows(draw(st.sampled_from(Join)) if len(rows) > 1 else Join.ALL, tuple(rows))


@given(rows_of_a_kind())
def test_rows_are_read_back_as_they_were_written(given_rows: tuple[FactKind, Rows]):
    _, rows = given_rows
    assert read_rows(write_rows(rows)) == rows


@given(rows_of_a_kind(), st.integers(1, 1000), st.sampled_from(["fact", "person+quarter"]))
def test_generated_rule_survives_the_form(
    given_rows: tuple[FactKind, Rows], amount: int, once: str
):
    kind, rows = given_rows
    rule = {
        "code": "uji",
        "title": "Uji",
        "sentence": "Sebuah aturan uji.",
        "on": kind.value,
        "when": write_rows(rows),
        "then": {"points": {"amount": amount, "to": "unit"}},
        "decided_by": ["head_of_unit", "head_of_agency"],
        "once_per": once,
        "legal_basis": {"text": "PP 94/2021", "status": "needs_check"},
        "effective": {"from": "2026-01-01"},
    }
    made, mistakes = rule_of(typed(form_of(rule)), {})
    assert (made, mistakes) == (rule, {})


@pytest.mark.parametrize(
    ("text", "free"),
    [
        ('fact.respondents >= 30 && (fact.grade == "A" || fact.change_hundredths >= 200)', 1),
        ("fact.rating == 4 || fact.refused_tip", 0),
        ("fact.rating + 1 > 3", 1),
        ("fact.planned ? fact.hours > 3 : fact.hours > 9", 1),
    ],
)
def test_what_is_no_simple_comparison_stays_free(text: str, free: int):
    rows = read_rows(text)
    assert sum(row.is_free for row in rows.rows) == free
    assert write_rows(rows) == text


SEASONAL = """# Paket dengan musim.
code: musim
name: Musim
description: Untuk uji.
# Dua musim setahun.
seasons:
  - {code: awal, from: 2026-01-01, until: 2026-07-01}

# Aturannya.
rules:
  - code: piala
    once_per: person+season
"""


def test_seasons_are_written_in_their_place_and_the_rest_stays():
    rows = season_values(seasons_in(SEASONAL))
    assert rows == {"s0_code": "awal", "s0_from": "2026-01-01", "s0_until": "2026-07-01"}
    rows |= {"s2_code": "akhir", "s2_from": "2026-07-01", "s2_until": "2027-01-01"}
    seasons, mistakes = seasons_of(rows, rules_of(SEASONAL))
    assert mistakes == {}
    changed = replace_seasons(SEASONAL, seasons)
    assert [one["code"] for one in seasons_in(changed)] == ["awal", "akhir"]
    for comment in ("# Paket dengan musim.", "# Dua musim setahun.", "\n\n# Aturannya.\nrules:\n"):
        assert comment in changed
    assert replace_seasons(changed, seasons) == changed


def test_first_season_stands_above_the_rules_and_the_last_one_goes():
    bare = SEASONAL.replace("seasons:\n  - {code: awal, from: 2026-01-01, until: 2026-07-01}\n", "")
    added = replace_seasons(bare, seasons_in(SEASONAL))
    assert seasons_in(added) == seasons_in(SEASONAL)
    assert added.index("seasons:") < added.index("# Aturannya.")
    assert seasons_in(replace_seasons(SEASONAL, [])) == []


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"s1_code": "akhir", "s1_from": "2026-06-30", "s1_until": "2027-01-01"}, "s1_from"),
        ({"s1_code": "awal", "s1_from": "2026-07-01", "s1_until": "2027-01-01"}, "s1_code"),
        ({"s1_code": "akhir", "s1_from": "2026-08-01", "s1_until": "2026-08-01"}, "s1_until"),
        ({"s1_code": "Akhir!", "s1_from": "2026-08-01", "s1_until": "2026-09-01"}, "s1_code"),
        ({"s1_code": "akhir", "s1_until": "2026-09-01"}, "s1_from"),
        ({"s1_code": "akhir", "s1_from": "31/31/2026", "s1_until": "2026-09-01"}, "s1_from"),
        ({"s0_code": "", "s0_from": "", "s0_until": ""}, "s0_code"),
    ],
)
def test_mistake_in_a_season_is_told_at_its_row(typed: dict[str, str], field: str):
    rows = {**season_values(seasons_in(SEASONAL)), **typed}
    _, mistakes = seasons_of(rows, rules_of(SEASONAL))
    assert list(mistakes) == [field]


def test_code_and_days_of_one_row_are_both_told():
    rows = {"s0_code": "Musim Satu!", "s0_from": "2026-07-01", "s0_until": "2026-06-01"}
    _, mistakes = seasons_of(rows, [])
    assert sorted(mistakes) == ["s0_code", "s0_until"]
